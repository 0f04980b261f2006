"""A form version as a value. The published JSON is the source of truth for rendering and reading."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from portal.rules.agreement.terms import Level, Unknown
from portal.rules.questions.key import NO_LIMITS, KeyKind, Option, Settings, TypeName
from portal.rules.questions.logic import Condition


class Purpose(StrEnum):
    """What the call to action asks of the prospect; hand-raisers ask to be contacted (S24)."""

    HAND_RAISER = "hand_raiser"
    CONTENT = "content"
    EVENT = "event"


@dataclass(frozen=True)
class Field:
    """A key of the library, or a free question (``kind`` question), placed in a form.

    ``level`` and ``unknown`` come from the agreement and are None / not offered for free questions. ``required`` is
    the form's own tightening; what must be answered is ``must_answer``.
    """

    key: str
    type: TypeName
    kind: KeyKind
    label: str
    help: str = ""
    required: bool = False
    level: Level | None = None
    unknown: Unknown = Unknown.NOT_OFFERED
    options: tuple[Option, ...] = ()
    settings: Settings = NO_LIMITS
    show_if: Condition | None = None

    @property
    def must_answer(self) -> bool:
        """Whether a post without this answer is refused while the field is visible."""
        return self.required or self.level is Level.MQL

    @property
    def offers_unknown(self) -> bool:
        """Whether "I don't know yet" may be answered."""
        return self.unknown is not Unknown.NOT_OFFERED

    @property
    def is_free(self) -> bool:
        """True for the form's own question, False for a key of the library."""
        return self.kind is KeyKind.QUESTION


@dataclass(frozen=True)
class Step:
    """One page of the form; ``id`` is stable while steps move."""

    id: str
    title: str
    fields: tuple[Field, ...] = ()


@dataclass(frozen=True)
class Page:
    """The words around the questions."""

    title: str
    intro: str = ""
    points: tuple[str, ...] = ()
    button: str = "Send"
    privacy_note: str = ""
    thanks_title: str = "Thank you"
    thanks_text: str = "We have your request and will be in touch."


@dataclass(frozen=True)
class Definition:
    """The whole form. ``default_country`` (ISO 3166 alpha-2) reads phone numbers typed without a country code;
    ``locale`` (BCP 47) reads numbers."""

    page: Page
    steps: tuple[Step, ...]
    purpose: Purpose = Purpose.HAND_RAISER
    locale: str = "en"
    default_country: str = "US"
    embed_origins: tuple[str, ...] = field(default=())

    def fields(self) -> Iterator[Field]:
        """Every field in the order asked."""
        for step in self.steps:
            yield from step.fields

    def find(self, key: str) -> Field | None:
        """The field of that key, or None."""
        return next((item for item in self.fields() if item.key == key), None)
