"""The settings of one field as a form: its words, whether it must be answered, options, limits, when it is asked."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from flask import request

from portal.rules.agreement.terms import Level
from portal.rules.forms.definition import Definition, Field
from portal.rules.forms.differences import shown_in_words
from portal.rules.forms.editing import step_with
from portal.rules.forms.editing_conditions import as_group, settled
from portal.rules.forms.editing_options import retyped
from portal.rules.questions.cleaning import one_line
from portal.rules.questions.key import Display, TypeName
from portal.rules.questions.types.registry import TYPES
from portal.web.marketing.forms_condition import posted_rules, read_rules, rules_of
from portal.web.marketing.forms_limits import read_settings
from portal.web.marketing.forms_options import OptionRow, posted_rows, read_options, rows_of
from portal.web.marketing.forms_rules import MODES, Rules
from portal.web.shared.forms import clean

LIMITS: Mapping[TypeName, tuple[str, str]] = {
    TypeName.CHOICES: ("Fewest choices", "Most choices"),
}
DISPLAYS = (
    (str(Display.AUTO), "Buttons for a few, a list for many"),
    (str(Display.CARDS), "Buttons, all in view"),
    (str(Display.LIST), "A list that opens"),
)
LONGEST = 500
LONGEST_WHY = 200


@dataclass(frozen=True)
class FieldEntry:
    """What the inspector shows: stored, or as it was typed. ``settings`` are texts; ``errors`` are control → sentence.

    ``fixed``: the type cannot change. ``steps`` are where the field can be.
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

    @property
    def types(self) -> list[tuple[str, str]]:
        """What else the answer can be."""
        return [(str(name), kind.title) for name, kind in TYPES.items()]

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
        return self.field.level not in (Level.MQL, Level.SQL)

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
    def limits(self) -> tuple[str, str]:
        """What the two limits are called."""
        return LIMITS.get(self.field.type, ("Least", "Most"))

    @property
    def problems(self) -> list[tuple[str, str]]:
        """For the summary: (id of the control, sentence)."""
        own = [(f"f-{name}", words) for name, words in self.errors.items()]
        rows = [(f"f-option-{row.place}", row.error) for row in self.options if row.error]
        return [*own, *rows, *self.rules.errors]


def entry_of(definition: Definition, field: Field, *, fixed: bool) -> FieldEntry:
    """The form filled in with the field."""
    return FieldEntry(
        field=field,
        label=field.label,
        help=field.help,
        why=field.why,
        required=field.required,
        step=step_with(definition, field.key).id,
        type=str(field.type),
        settings={name: _typed(getattr(field.settings, name)) for name in TYPES[field.type].settings},
        options=rows_of(field.options),
        rules=rules_of(definition, field),
        when=shown_in_words(field, definition),
        errors={},
        fixed=fixed,
        steps=_steps(definition),
    )


def posted_entry(definition: Definition, field: Field, *, fixed: bool) -> FieldEntry:
    """The form as it was posted."""
    texts = {name: str(clean(request.form.get(name, ""))) for name in ("label", "help", "why", "step", "type")}
    return FieldEntry(
        field=field,
        label=one_line(texts["label"]),
        help=one_line(texts["help"]),
        why=one_line(texts["why"]),
        required="required" in request.form,
        step=texts["step"],
        type=texts["type"] or str(field.type),
        settings={name: str(clean(request.form.get(name, ""))) for name in TYPES[field.type].settings},
        options=posted_rows(field.options) if field.is_free else rows_of(field.options),
        rules=posted_rules(definition, field),
        when=shown_in_words(field, definition),
        errors={},
        fixed=fixed,
        steps=_steps(definition),
    )


def _steps(definition: Definition) -> tuple[tuple[str, str], ...]:
    numbered = enumerate(definition.steps, 1)
    return tuple((step.id, f"{number}. {step.title}" if step.title else f"Step {number}") for number, step in numbered)


def read_entry(entry: FieldEntry, published: frozenset[str]) -> tuple[FieldEntry, Field | None]:
    """The field that the form describes, or None with the form telling what is wrong. Of a key of the library only the
    words, the tightening and the condition are taken (B9). ``published`` are ids of options that visitors have seen."""
    rules, group = read_rules(entry.rules)
    errors = dict(_word_errors(entry))
    kept = entry.field.show_if is not None and (rules.foreign or as_group(entry.field.show_if) == group)
    show_if = entry.field.show_if if kept else settled(group)
    required = entry.field.required if entry.fixed_required else entry.required
    field = replace(entry.field, label=entry.label, help=entry.help, why=entry.why, required=required, show_if=show_if)
    if not entry.field.is_free:
        read = replace(entry, rules=rules, errors=errors)
        return read, None if read.problems else field
    options, rows = read_options(entry.options, entry.field, published) if entry.asks_options else ((), entry.options)
    settings, wrong = read_settings(entry.settings, entry.field.type)
    read = replace(entry, rules=rules, options=rows, errors=errors | wrong)
    whole = retyped(replace(field, options=options, settings=settings), _type_of(entry))
    return read, None if read.problems else whole


def _word_errors(entry: FieldEntry) -> Iterator[tuple[str, str]]:
    if not entry.label:
        yield "label", "Enter the question."
    for name, text in (("label", entry.label), ("help", entry.help)):
        if len(text) > LONGEST:
            yield name, f"Shorten this to {LONGEST} characters or fewer; it has {len(text)}."
    if len(entry.why) > LONGEST_WHY:
        yield "why", f"Shorten this to {LONGEST_WHY} characters or fewer; it has {len(entry.why)}."


def _type_of(entry: FieldEntry) -> TypeName:
    return TypeName(entry.type) if entry.type in set(TypeName) and not entry.fixed else entry.field.type


def _typed(value: object) -> str:
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return "" if value is None else str(value)
