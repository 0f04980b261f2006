"""A form version as a value. The published JSON is the source of truth for rendering and reading."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

from portal.rules.agreement.terms import Level, Unknown
from portal.rules.forms.behaviour import PLAIN, Behaviour
from portal.rules.forms.theme import BATON_LOOK, Theme
from portal.rules.forms.translated import Translation
from portal.rules.later import later
from portal.rules.marked import plain
from portal.rules.questions.key import LAYOUT, NO_LIMITS, KeyKind, Option, Settings, TypeName
from portal.rules.questions.logic import All, Condition


class Purpose(StrEnum):
    """What the call to action asks of the prospect; hand-raisers ask to be contacted (S24)."""

    HAND_RAISER = "hand_raiser"
    CONTENT = "content"
    EVENT = "event"


@dataclass(frozen=True)
class Field:
    """A key of the library, or a free question (``kind`` question), placed in a form.

    ``level`` and ``unknown`` come from the agreement and are None / not offered for free questions. ``required`` is
    the form's own tightening; what must be answered is ``must_answer``. ``prefill`` is the name in the form's address
    that fills it in, ``why`` what it is asked for where no agreement says so. ``keep_days``: its answers go sooner than
    the form's (``keeping``). Some types ask nothing (``asks``): they are drawn among the questions.
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
    prefill: str = later("")
    why: str = later("")
    keep_days: int | None = later(None)

    @property
    def words(self) -> str:
        """The label without marks and addresses, as it is named among other words."""
        return plain(self.label, addresses=False)

    @property
    def asks(self) -> bool:
        """Whether it is a question, and no heading, text or picture."""
        return self.type not in LAYOUT

    @property
    def is_seen(self) -> bool:
        """Whether a visitor is asked; a hidden value is an answer that nobody sees."""
        return self.asks and self.type is not TypeName.HIDDEN

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
    """One page of the form; ``id`` is stable while steps move. ``fields`` are its questions and what is drawn among
    them. Where ``show_if`` does not hold, none of them is shown."""

    id: str
    title: str
    fields: tuple[Field, ...] = ()
    show_if: Condition | None = later(None)


@dataclass(frozen=True)
class Page:
    """The words around the questions. ``error_title`` stands over the errors of a page; empty: Baton's own words."""

    title: str
    intro: str = ""
    points: tuple[str, ...] = ()
    button: str = "Send"
    privacy_note: str = ""
    thanks_title: str = "Thank you"
    thanks_text: str = "We have your request and will be in touch."
    quote: str = later("")
    quote_by: str = later("")
    error_title: str = later("")


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
    plain_post: bool = later(False)
    theme: Theme = later(BATON_LOOK)
    translations: tuple[Translation, ...] = later(())
    behaviour: Behaviour = later(PLAIN)

    @cached_property
    def _questions(self) -> tuple[Field, ...]:
        return tuple(item for item in self.items() if item.asks)

    def items(self) -> Iterator[Field]:
        """Everything that is drawn, in order: the questions, and headings, texts and pictures among them."""
        for step in self.steps:
            yield from step.fields

    def fields(self) -> Iterator[Field]:
        """Every question in the order asked."""
        return iter(self._questions)

    def find(self, key: str) -> Field | None:
        """What has that key, or None."""
        return next((item for item in self.items() if item.key == key), None)

    def shown_when(self, key: str) -> Condition | None:
        """The whole condition of what has that key, its step's included; None for what is always shown."""
        step, item = next((step, item) for step in self.steps for item in step.fields if item.key == key)
        if step.show_if is None or item.show_if is None:
            return step.show_if or item.show_if
        return All((step.show_if, item.show_if))
