"""What a form does about addresses that name no company, or that are thrown away after use (P6)."""

from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from enum import StrEnum

from disposable_email_domains import blocklist

from portal.rules.forms.behaviour import Behaviour, MailPolicy
from portal.rules.forms.definition import Definition
from portal.rules.forms.reading import FieldError, Reading
from portal.rules.identity import domain_of, is_free_mail

EMAIL = "work_email"
_DISPOSABLE: AbstractSet[str] = blocklist


class Mailbox(StrEnum):
    """A sort of address that says little about who writes."""

    FREE = "free"
    DISPOSABLE = "disposable"


@dataclass(frozen=True)
class Doubt:
    """What the form makes of the address, and its words for the visitor."""

    mailbox: Mailbox
    policy: MailPolicy
    address: str
    words: str


_WORDS = {
    (Mailbox.FREE, MailPolicy.BLOCK): "Enter your address at work: “{domain}” gives addresses to anybody",
    (
        Mailbox.FREE,
        MailPolicy.WARN,
    ): "“{domain}” gives addresses to anybody. If you have an address at work, enter that "
    "one; if not, send the form once more",
    (Mailbox.DISPOSABLE, MailPolicy.BLOCK): "Enter an address that lasts: mail to “{domain}” is thrown away",
    (Mailbox.DISPOSABLE, MailPolicy.WARN): "Mail to “{domain}” is thrown away. If you have another address, enter that "
    "one; if not, send the form once more",
}


def mailbox_of(address: str) -> Mailbox | None:
    """The sort of address; a domain counts with everything below it."""
    domain = domain_of(address)
    labels = domain.split(".")[-10:]
    if any(".".join(labels[start:]) in _DISPOSABLE for start in range(len(labels) - 1)):
        return Mailbox.DISPOSABLE
    return Mailbox.FREE if domain and is_free_mail(domain) else None


def doubt(behaviour: Behaviour, reading: Reading) -> Doubt | None:
    """What the form has against the address that was given; None where it takes every address, or this one."""
    if behaviour.free_mail is MailPolicy.ACCEPT and behaviour.disposable is MailPolicy.ACCEPT:
        return None
    answer = reading.answers.get(EMAIL)
    address = str(answer.value) if answer is not None and answer.answered else ""
    mailbox = mailbox_of(address)
    if mailbox is None:
        return None
    free = mailbox is Mailbox.FREE
    policy = behaviour.free_mail if free else behaviour.disposable
    own = behaviour.free_mail_note if free else behaviour.disposable_note
    words = own or _WORDS.get((mailbox, policy), "").format(domain=domain_of(address))
    return None if policy is MailPolicy.ACCEPT else Doubt(mailbox, policy, address, words)


def refusing(definition: Definition, reading: Reading) -> Reading:
    """The reading with an error where the form blocks such addresses; the same for pages, plain posts and the API."""
    found = doubt(definition.behaviour, reading)
    if found is None or found.policy is not MailPolicy.BLOCK:
        return reading
    return replace(reading, errors=(*reading.errors, FieldError(EMAIL, found.words)))
