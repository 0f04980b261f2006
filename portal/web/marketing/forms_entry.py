"""The settings of one field as the inspector shows them."""

from collections.abc import Mapping
from dataclasses import dataclass

from portal.rules.agreement.terms import Level
from portal.rules.forms.definition import Field
from portal.rules.questions.key import Display, TypeName
from portal.rules.questions.types.country import country_names
from portal.rules.questions.types.file import SORTS
from portal.rules.questions.types.registry import TYPES
from portal.web.marketing.forms_options import OptionRow
from portal.web.marketing.forms_rules import MODES, Rules

LIMITS: Mapping[TypeName, tuple[str, str]] = {
    TypeName.CHOICES: ("Fewest choices", "Most choices"),
}
DISPLAYS = (
    (str(Display.AUTO), "Buttons for a few, a list for many"),
    (str(Display.CARDS), "Cards side by side"),
    (str(Display.RADIOS), "One under another"),
    (str(Display.LIST), "A list that opens"),
)
NAMES: Mapping[TypeName, str] = {
    TypeName.HEADING: "Heading",
    TypeName.PARAGRAPH: "Text",
    TypeName.IMAGE: "What the picture shows, in words",
    TypeName.HIDDEN: "Name (visitors do not see it)",
}
"""What the words of a type are, where they are no question."""
LINKS = "**bold** and links, as in [privacy policy](https://company.com/privacy), can be in it."
MARKS: Mapping[TypeName, str] = {
    TypeName.CONSENT: f"{LINKS} What stands here is kept as proof, word for word.",
    TypeName.PARAGRAPH: f"{LINKS} An empty line begins a paragraph; lines that begin with “- ” make a list.",
}
NOT_FILLED_IN = frozenset({TypeName.CONSENT, TypeName.FILE})
LONGEST_WHY = 200


@dataclass(frozen=True)
class FieldEntry:
    """What the inspector shows: stored, or as it was typed. ``settings`` are texts; ``errors`` are control → sentence.

    ``keep`` are the days for which answers are kept, where they are fewer than those of the form (``form_keeps``).
    ``fixed``: the type cannot change. ``steps`` are where the field can be, ``pictures`` what an image can show.
    """

    field: Field
    label: str
    help: str
    why: str
    required: bool
    step: str
    type: str
    settings: Mapping[str, str]
    options: tuple[OptionRow, ...]
    rules: Rules
    when: str
    errors: Mapping[str, str]
    fixed: bool = True
    steps: tuple[tuple[str, str], ...] = ()
    prefill: str = ""
    keep: str = ""
    form_keeps: int | None = None
    pictures: tuple[tuple[str, str], ...] = ()
    own_words: bool = False
    pasted: str = ""

    @property
    def types(self) -> list[tuple[str, str]]:
        """What else the answer can be; what asks nothing can only become something that asks nothing."""
        asks = TYPES[self.field.type].asks
        return [(str(name), kind.title) for name, kind in TYPES.items() if kind.asks is asks]

    @property
    def name(self) -> str:
        """What its words are called."""
        return NAMES.get(self.field.type, "Question")

    @property
    def lines(self) -> int:
        """How many lines the words usually have."""
        return {TypeName.PARAGRAPH: 8, TypeName.CONSENT: 4}.get(self.field.type, 2)

    @property
    def has_marks(self) -> bool:
        """Whether its words may be bold and lead somewhere."""
        return self.field.type in MARKS

    @property
    def words_help(self) -> str | None:
        """What may be in them."""
        return MARKS.get(self.field.type)

    @property
    def has_help(self) -> bool:
        """Whether a line of help is shown with it."""
        return self.field.is_seen or self.field.type is TypeName.HEADING

    @property
    def can_be_filled_in(self) -> bool:
        """Whether the address may fill it in: never a consent."""
        return self.field.asks and self.field.type not in NOT_FILLED_IN

    @property
    def keep_help(self) -> str:
        """What happens then, and what happens where nothing is entered."""
        form = "for good" if self.form_keeps is None else f"for {self.form_keeps:,} days"
        gone = "its files are" if self.field.type is TypeName.FILE else "its answers are"
        return f"Then {gone} deleted for good. Left empty, they are kept as long as the form keeps all: {form}."

    @property
    def file_kinds(self) -> list[tuple[str, str]]:
        """Kinds of files that can be taken."""
        return [(str(kind), f"{sort.words[:1].upper()}{sort.words[1:]}") for kind, sort in SORTS.items()]

    @property
    def has_option_help(self) -> bool:
        """Some option has words of help."""
        return any(row.help for row in self.options)

    @property
    def kind(self) -> str:
        """The type in words."""
        return TYPES[self.field.type].title

    @property
    def fixed_required(self) -> bool:
        """The agreement says that it must be answered; a form cannot loosen that."""
        return self.field.level is Level.MQL

    @property
    def required_help(self) -> str | None:
        """What tightening means for a key that may stay blank."""
        return (
            "Left blank, a lead stays an MQL. Tighten it here and nothing can be sent without it."
            if (self.field.level is Level.SQL)
            else None
        )

    @property
    def asks_why(self) -> bool:
        """Whether the agreement needs it for neither level, so that somebody has to say what it is for."""
        return self.field.is_seen and self.field.level not in (Level.MQL, Level.SQL)

    @property
    def has_bands(self) -> bool:
        """Some option stands for amounts."""
        return any(row.low or row.high for row in self.options)

    @property
    def displays(self) -> tuple[tuple[str, str], ...]:
        """Ways to draw the options."""
        return DISPLAYS

    @property
    def modes(self) -> tuple[tuple[str, str], ...]:
        """How the parts of a condition are joined."""
        return MODES

    @property
    def asks_options(self) -> bool:
        """Whether the options are this form's own and can be edited here."""
        return self.field.is_free and TYPES[self.field.type].has_options

    @property
    def asks(self) -> tuple[str, ...]:
        """Names of the settings that can be edited here: those of free questions."""
        return TYPES[self.field.type].settings if self.field.is_free else ()

    @property
    def countries(self) -> list[tuple[str, str]]:
        """Countries by name."""
        return sorted(country_names("en").items(), key=lambda pair: pair[1])

    @property
    def limits(self) -> tuple[str, str]:
        """What the two limits are called."""
        return LIMITS.get(self.field.type, ("Least", "Most"))

    @property
    def problems(self) -> list[tuple[str, str]]:
        """For the summary: (id of the control, sentence)."""
        own = [(f"f-{name}", words) for name, words in self.errors.items()]
        rows = [(f"f-option-{row.place}", row.error) for row in self.options if row.error]
        return [*own, *rows, *self.rules.errors]
