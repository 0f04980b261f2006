"""One answer as a colleague enters it: the right control for the key, and what is known of it so far."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from portal.models.handoff.proposal import Proposal
from portal.rules.agreement.terms import Terms
from portal.rules.agreement.words import name_of, seen_in_words
from portal.rules.questions.key import Key, TypeName
from portal.rules.questions.types.country import country_names
from portal.rules.questions.types.registry import TYPES
from portal.services.intake import proposing
from portal.services.intake.known import Known

YES_NO = (("yes", "Yes"), ("no", "No"))
MANY = 7
"""More options than these are a list to choose from."""


@dataclass(frozen=True)
class AnswerForm:
    """``control``: text, textarea, select, radios or checkboxes. ``now`` is what counts, in words."""

    key: str
    name: str
    label: str
    help: str
    control: str
    type: str
    inputmode: str
    options: tuple[tuple[str, str], ...]
    values: tuple[str, ...] = ()
    now: str = ""
    error: str = ""

    @property
    def value(self) -> str:
        """For controls with one value."""
        return self.values[0] if self.values else ""


@dataclass(frozen=True)
class Proposed:
    """A newer value that differs from the one that counts."""

    id: int
    name: str
    now: str
    since: datetime | None
    proposed: str
    at: datetime


def answer_form(key: Key, known: Known | None, *, posted: Sequence[str] | None = None, error: str = "") -> AnswerForm:
    """The form of a key, filled in with what was posted, else with what is known."""
    kind, given = TYPES[key.type], known is not None and known.answer.answered
    values = tuple(posted) if posted is not None else _values(key, known)
    return AnswerForm(
        key=key.key,
        name=name_of(key),
        label=key.label,
        help=key.help,
        control=_control(key),
        type=kind.input.type if kind.input.type in ("email", "tel", "url", "date") else "text",
        inputmode=kind.input.inputmode,
        options=_options(key),
        values=values,
        now=seen_in_words(known.answer, key) if given and known else "",
        error=error,
    )


def missing_forms(keys: Iterable[str], terms: Terms, profile: dict[str, Known]) -> tuple[AnswerForm, ...]:
    """A form for every key that is missing and that a colleague may fill in."""
    agreed = (enterable(terms, key) for key in keys)
    return tuple(answer_form(key, profile.get(key.key)) for key in agreed if key is not None)


def enterable(terms: Terms, name: str) -> Key | None:
    """The agreed key of that name; nobody consents for somebody else."""
    agreed = terms.agreed(name)
    return None if agreed is None or agreed.key.type is TypeName.CONSENT else agreed.key


def proposed(proposals: Sequence[Proposal], terms: Terms, profile: dict[str, Known]) -> tuple[Proposed, ...]:
    """Both values side by side, in words."""
    return tuple(_proposed(proposal, terms, profile.get(proposal.key)) for proposal in proposals)


def _proposed(proposal: Proposal, terms: Terms, known: Known | None) -> Proposed:
    answer, kind = proposing.answer_of(proposal)
    agreed = terms.agreed(proposal.key)
    if agreed is None:
        now = str(known.answer.value) if known else ""
        return Proposed(proposal.id, proposal.key, now, None, str(answer.value), proposal.proposed_at)
    key = agreed.key
    now = seen_in_words(known.answer if known else None, key)
    said = TYPES[kind].friendly(answer.value, key) if answer.value is not None else ""
    return Proposed(proposal.id, name_of(key), now, known.at if known else None, said, proposal.proposed_at)


def _values(key: Key, known: Known | None) -> tuple[str, ...]:
    if known is None or not known.answer.answered or known.answer.value is None:
        return ()
    return TYPES[key.type].posted(known.answer.value)


def _control(key: Key) -> str:
    match key.type:
        case TypeName.LONG_TEXT:
            return "textarea"
        case TypeName.CHOICES:
            return "checkboxes"
        case TypeName.CHOICE | TypeName.YES_NO | TypeName.COUNTRY:
            return "select" if len(_options(key)) > MANY else "radios"
        case _:
            return "text"


def _options(key: Key) -> tuple[tuple[str, str], ...]:
    if key.type is TypeName.COUNTRY:
        return tuple(country_names().items())
    if key.type is TypeName.YES_NO:
        return YES_NO
    return tuple((option.id, option.label) for option in key.options if not option.retired)
