"""The condition of a field or a step, taken into its form, out of a post, and read back."""

from collections.abc import Sequence
from dataclasses import replace

from flask import request

from portal.rules.forms.definition import Definition, Field, Step
from portal.rules.forms.differences import key_of
from portal.rules.forms.editing_conditions import Group, as_group, group_parts, settled
from portal.rules.questions.key import TypeName
from portal.rules.questions.logic import All, Any, Condition, Not, Operator, Test, TestValue
from portal.rules.questions.types.registry import TYPES
from portal.services.agreement import comparisons
from portal.web.marketing.forms_rules import LINES, NO_VALUE, Bundle, Comparison, Rules
from portal.web.shared.forms import clean

_PLURAL = {Operator.EQ: Operator.ONE_OF, Operator.NE: Operator.NONE_OF}


def rules_of(definition: Definition, subject: Field | Step) -> Rules:
    """The form filled in with the condition of the field or step."""
    group = as_group(subject.show_if)
    choices = _choices(definition, subject)
    if not _is_plain(group):
        return Rules("all", (), choices, foreign=True)
    parts = tuple(_shown(str(place), part, definition) for place, part in enumerate(group_parts(group)))
    return Rules(_mode(group), tuple(part for part in parts if part is not None), choices)


def posted_rules(definition: Definition, subject: Field | Step) -> Rules:
    """The form as it was posted; lines about questions that are gone are left out."""
    if request.form.get("foreign"):
        return rules_of(definition, subject)
    places = [str(clean(place)) for place in request.form.getlist("part")]
    tops = [place for place in places if "." not in place]
    parts = tuple(_posted(place, places, definition) for place in tops)
    return Rules(_posted_mode("mode"), tuple(part for part in parts if part is not None), _choices(definition, subject))


def read_rules(rules: Rules) -> tuple[Rules, Group]:
    """The condition that the form describes, with the form telling which lines are wrong (those are left out)."""
    group: Group = All() if rules.mode == "all" else Any()
    checked: list[Comparison | Bundle] = []
    parts: list[Condition] = []
    for part in rules.parts:
        if isinstance(part, Bundle):
            lines = [_read(line) for line in part.parts]
            checked.append(replace(part, parts=tuple(line for line, _ in lines)))
            tests = tuple(test for _, test in lines if test is not None)
            parts.append(All(tests) if part.mode == "all" else Any(tests))
        else:
            line, test = _read(part)
            checked.append(line)
            parts.extend([test] if test is not None else [])
    filled: Group = All(tuple(parts)) if isinstance(group, All) else Any(tuple(parts))
    return replace(rules, parts=tuple(checked)), filled


def condition_from(subject: Field | Step, rules: Rules) -> tuple[Rules, Condition | None]:
    """The condition that the form describes, or the one there is where nothing was changed; with the form as read."""
    checked, group = read_rules(rules)
    kept = subject.show_if is not None and (rules.foreign or as_group(subject.show_if) == group)
    return checked, subject.show_if if kept else settled(group)


def _read(line: Comparison) -> tuple[Comparison, Test | None]:
    if line.op not in dict(line.operators):
        return replace(line, error="Choose how to compare."), None
    op, given = Operator(line.op), tuple(value for value in line.values if value)
    if op in NO_VALUE:
        return line, Test(line.field.key, op)
    if line.control == "two" and op is not Operator.BETWEEN:
        given = given[:1]
    if line.control == "boxes" and len(given) > 1:
        op = _PLURAL.get(op, op)
    key = key_of(line.field)
    try:
        return line, Test(line.field.key, op, comparisons.value_of(key, op, given) if key else None)
    except comparisons.NotAValue as refusal:
        return replace(line, error=str(refusal)), None


def _shown(place: str, part: Condition, definition: Definition) -> Comparison | Bundle | None:
    match part:
        case Test(key, op, value):
            field = definition.find(key)
            return Comparison(place, field, str(op), _typed(value, field)) if field else None
        case All() | Any():
            inner = (_shown(f"{place}.{number}", one, definition) for number, one in enumerate(group_parts(part)))
            return Bundle(place, _mode(part), tuple(one for one in inner if isinstance(one, Comparison)))
        case Not():
            return None


def _typed(value: TestValue, field: Field) -> tuple[str, ...]:
    texts = comparisons.typed_of(value)
    if field.type is TypeName.COUNTRY:
        return tuple(TYPES[field.type].friendly(code, field) for code in texts)
    return texts


def _posted(place: str, places: Sequence[str], definition: Definition) -> Comparison | Bundle | None:
    name = f"part.{place}"
    if f"{name}.mode" in request.form:
        inner = (_posted(one, (), definition) for one in places if one.startswith(f"{place}."))
        lines = tuple(one for one in inner if isinstance(one, Comparison))
        return Bundle(place, _posted_mode(f"{name}.mode"), lines)
    field = definition.find(request.form.get(f"{name}.key", ""))
    if field is None:
        return None
    values = [str(clean(text)) for text in request.form.getlist(f"{name}.value")]
    if field.type in LINES:
        values = [line for text in values for line in text.splitlines()]
    return Comparison(place, field, request.form.get(f"{name}.op", ""), tuple(values))


def _posted_mode(name: str) -> str:
    return "any" if request.form.get(name) == "any" else "all"


def _mode(group: Group) -> str:
    return "all" if isinstance(group, All) else "any"


def _is_plain(group: Group) -> bool:
    """Nothing in it but comparisons and groups of comparisons."""
    return all(
        isinstance(part, Test)
        or (isinstance(part, All | Any) and all(isinstance(inner, Test) for inner in group_parts(part)))
        for part in group_parts(group)
    )


def _choices(definition: Definition, subject: Field | Step) -> tuple[tuple[str, str], ...]:
    """The questions before the field, or in the steps before the step."""
    found: list[tuple[str, str]] = []
    for step in definition.steps:
        if isinstance(subject, Step) and step.id == subject.id:
            return tuple(found)
        for earlier in step.fields:
            if isinstance(subject, Field) and earlier.key == subject.key:
                return tuple(found)
            if TYPES[earlier.type].conditionable:
                found.append((earlier.key, earlier.label))
    return tuple(found)
