"""The settings of one field as a form: its words, whether it must be answered, options, limits, when it is asked."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import TypeAlias

from flask import request

from portal.rules.forms.behaviour import LONGEST_KEPT
from portal.rules.forms.definition import Definition, Field
from portal.rules.forms.differences import shown_in_words
from portal.rules.forms.editing import step_with
from portal.rules.forms.editing_options import retyped, with_own_words, with_pasted
from portal.rules.forms.limits import PREFILL, longest
from portal.rules.marked import wrong_link
from portal.rules.questions.cleaning import many_lines, one_line
from portal.rules.questions.key import Option, TypeName
from portal.rules.questions.library import MAX_OPTIONS
from portal.rules.questions.numbers import Marks, parse_number
from portal.rules.questions.types.own_words import own_option
from portal.rules.questions.types.registry import TYPES
from portal.web.marketing.forms_condition import condition_from, posted_rules, rules_of
from portal.web.marketing.forms_entry import LONGEST_WHY, FieldEntry
from portal.web.marketing.forms_limits import posted_setting, read_settings
from portal.web.marketing.forms_options import LONGEST as LONGEST_OPTION
from portal.web.marketing.forms_options import posted_rows, read_options, rows_of
from portal.web.shared.forms import clean

LONGEST = 500
TEXTS = ("label", "help", "why", "step", "type", "prefill", "keep_days")
Pictures: TypeAlias = tuple[tuple[str, str], ...]
"""Names of pictures with the words that they are chosen by."""


def entry_of(definition: Definition, field: Field, *, fixed: bool, pictures: Pictures = ()) -> FieldEntry:
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
        prefill=field.prefill,
        keep=_typed(field.keep_days),
        form_keeps=definition.behaviour.keep_days,
        pictures=pictures,
        own_words=own_option(field.options) is not None,
    )


def posted_entry(definition: Definition, field: Field, *, fixed: bool, pictures: Pictures = ()) -> FieldEntry:
    """The form as it was posted."""
    texts = {name: str(clean(request.form.get(name, ""))) for name in TEXTS}
    words = many_lines if field.type is TypeName.PARAGRAPH else one_line
    return FieldEntry(
        field=field,
        label=words(texts["label"]),
        help=one_line(texts["help"]),
        why=one_line(texts["why"]),
        required="required" in request.form,
        step=texts["step"],
        type=texts["type"] or str(field.type),
        settings={name: posted_setting(name) for name in TYPES[field.type].settings},
        options=posted_rows(field.options) if field.is_free else rows_of(field.options),
        rules=posted_rules(definition, field),
        when=shown_in_words(field, definition),
        errors={},
        fixed=fixed,
        steps=_steps(definition),
        prefill=one_line(texts["prefill"]),
        keep=texts["keep_days"],
        form_keeps=definition.behaviour.keep_days,
        pictures=pictures,
        own_words="own_words" in request.form,
        pasted=many_lines(str(clean(request.form.get("option.pasted", "")))),
    )


def _steps(definition: Definition) -> tuple[tuple[str, str], ...]:
    numbered = enumerate(definition.steps, 1)
    return tuple((step.id, f"{number}. {step.title}" if step.title else f"Step {number}") for number, step in numbered)


def read_entry(entry: FieldEntry, published: frozenset[str]) -> tuple[FieldEntry, Field | None]:
    """The field that the form describes, or None with the form telling what is wrong. Of a key of the library only the
    words, the tightening and the condition are taken (B9). ``published`` are ids of options that visitors have seen."""
    rules, show_if = condition_from(entry.field, entry.rules)
    errors = dict([*_word_errors(entry), *_keep_errors(entry)])
    required = entry.field.required if entry.fixed_required else entry.required and entry.field.is_seen
    words = {"label": entry.label, "help": entry.help, "why": entry.why, "prefill": entry.prefill}
    keep = _days(entry.keep)
    field = replace(entry.field, **words, required=required, show_if=show_if, keep_days=keep)  # type: ignore[arg-type]  # texts
    if not entry.field.is_free:
        read = replace(entry, rules=rules, errors=errors)
        return read, None if read.problems else field
    options, rows = read_options(entry.options, entry.field, published) if entry.asks_options else ((), entry.options)
    if entry.asks_options:
        options = with_own_words(with_pasted(options, entry.pasted), entry.own_words, published)
        errors |= dict(_pasted_errors(entry.pasted, options))
    settings, wrong = read_settings(entry.settings, entry.field.type)
    read = replace(entry, rules=rules, options=rows, errors=errors | wrong)
    whole = retyped(replace(field, options=options, settings=settings), _type_of(entry))
    return read, None if read.problems else whole


def _word_errors(entry: FieldEntry) -> Iterator[tuple[str, str]]:
    if not entry.label:
        yield "label", "Enter the question." if entry.name == "Question" else "Enter the words."
    for name, text, limit in (("label", entry.label, longest(entry.field)), ("help", entry.help, LONGEST)):
        if len(text) > limit:
            yield name, f"Shorten this to {limit} characters or fewer; it has {len(text)}."
    for name, text in (("label", entry.label), ("help", entry.help)):
        if (address := wrong_link(text)) is not None and (name == "help" or entry.has_marks):
            yield name, f"“{address[:80]}” is no address for a link: begin with https://, http:// or mailto:."
    if not PREFILL.fullmatch(entry.prefill):
        yield "prefill", "Use small letters, digits, hyphens and underscores, a letter first, at most 40."
    if len(entry.why) > LONGEST_WHY:
        yield "why", f"Shorten this to {LONGEST_WHY} characters or fewer; it has {len(entry.why)}."


def _keep_errors(entry: FieldEntry) -> Iterator[tuple[str, str]]:
    if entry.keep and _days(entry.keep) is None:
        yield "keep_days", f"Enter a whole number of days from 1 to {LONGEST_KEPT:,}, or leave it empty."


def _days(text: str) -> int | None:
    """The number of days that was typed; None for nothing, and for what is none."""
    number = parse_number(one_line(text), Marks())
    return int(number) if number is not None and number == int(number) and 1 <= number <= LONGEST_KEPT else None


def _pasted_errors(pasted: str, options: Sequence[Option]) -> Iterator[tuple[str, str]]:
    longest = max(map(len, pasted.splitlines()), default=0)
    if longest > LONGEST_OPTION:
        yield "pasted", f"Shorten each line to {LONGEST_OPTION} characters or fewer; one has {longest}."
    elif pasted and len(options) > MAX_OPTIONS:
        yield "pasted", f"A question has at most {MAX_OPTIONS} options; these would be {len(options)}."


def _type_of(entry: FieldEntry) -> TypeName:
    return TypeName(entry.type) if entry.type in set(TypeName) and not entry.fixed else entry.field.type


def _typed(value: object) -> str:
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    if isinstance(value, tuple):
        return ",".join(map(str, value))
    return "" if value is None else str(value)
