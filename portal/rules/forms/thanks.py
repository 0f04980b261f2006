"""What a visitor reads who has sent a form: words with their own answers in them, or the way to another page (P15)."""

import re
from collections.abc import Mapping, Sequence
from urllib.parse import urlsplit

TOKENS: Mapping[str, str] = {"first_name": "there", "company": "your company", "reference": ""}
"""What may stand in braces, and what is said where the answer is missing."""
_TOKEN = re.compile(r"(, )?\{([a-z_]+)(?:\|([^{}]*))?\}")


def has_tokens(*texts: str) -> bool:
    """Whether any of the texts wants an answer put in."""
    return any("{" in text and _TOKEN.search(text) for text in texts)


def tokens_in(text: str) -> tuple[str, ...]:
    """The names in braces."""
    return tuple(found[2] for found in _TOKEN.finditer(text))


def filled(text: str, values: Mapping[str, str], missing: Mapping[str, str] = TOKENS) -> str:
    """The text with the answers put in: ``{first_name}``, or ``{company|your firm}`` with words of the form's own for
    an answer that is not there, else those of ``missing``. "Thank you, {first_name}" loses its comma with the name.
    What is no token stays as it is. The result is text, not HTML."""

    def put(found: re.Match[str]) -> str:
        comma, name, own = found[1] or "", found[2], found[3]
        if name not in TOKENS:
            return found[0]
        if comma and name == "first_name" and own is None and not values.get(name):
            return ""
        return comma + (values.get(name) or (missing[name] if own is None else own))

    return _TOKEN.sub(put, text) if "{" in text else text


def allowed_hosts(website: str, origins: Sequence[str]) -> frozenset[str]:
    """Where a form may lead on to: the organisation's own website, and the sites that may show the form."""
    addresses = [website if "://" in website else f"https://{website}", *origins]
    return frozenset(host for address in addresses if (host := _host(address)))


def may_lead_to(address: str, hosts: frozenset[str]) -> bool:
    """Whether the address is a web page of one of the hosts, or of a host below one."""
    if not address.startswith(("https://", "http://")) or any(sign in address for sign in "\\\r\n\t "):
        return False
    host = _host(address)
    return any(host == known or host.endswith(f".{known}") for known in hosts) if host else False


def _host(address: str) -> str:
    try:
        parts = urlsplit(address)
        return "" if parts.username or parts.password else (parts.hostname or "").lower().removeprefix("www.")
    except ValueError:
        return ""
