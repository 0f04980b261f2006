"""Edits of one condition: parts added, taken away, forgotten. A part has a place: (2,), or (2, 0) inside a group."""

from collections.abc import Set as AbstractSet
from dataclasses import replace
from typing import TypeAlias, TypeVar

from portal.rules.forms.definition import Field, Step
from portal.rules.questions.logic import All, Any, Condition, Not, Operator, Test

Place: TypeAlias = tuple[int, ...]
Group: TypeAlias = All | Any
P = TypeVar("P", Field, Step)

_OPPOSITES = {
    Operator.EQ: Operator.NE,
    Operator.ONE_OF: Operator.NONE_OF,
    Operator.IS_ANSWERED: Operator.IS_EMPTY,
}
OPPOSITES = {**_OPPOSITES, **{there: here for here, there in _OPPOSITES.items()}}
"""Operators of which one holds exactly when the other does not."""


def without_keys(condition: Condition, gone: AbstractSet[str]) -> Condition | None:
    """The condition without its comparisons of these keys; None when nothing is left of it."""
    match condition:
        case Test(key):
            return None if key in gone else condition
        case Not(part):
            rest = without_keys(part, gone)
            return None if rest is None else Not(rest)
        case All(parts):
            kept = _kept(parts, gone)
            return All(kept) if kept else None
        case Any(parts):
            kept = _kept(parts, gone)
            return Any(kept) if kept else None


def forgetting(part: P, gone: AbstractSet[str]) -> P:
    """The field or step, its condition without these keys."""
    return part if part.show_if is None else replace(part, show_if=without_keys(part.show_if, gone))


def _kept(parts: tuple[Condition, ...], gone: AbstractSet[str]) -> tuple[Condition, ...]:
    rests = (without_keys(part, gone) for part in parts)
    return tuple(rest for rest in rests if rest is not None)


def as_group(condition: Condition | None) -> Group:
    """The condition as a group, which is how it is edited; one comparison is a group of one."""
    if condition is None:
        return All()
    plain = affirmed(condition)
    return plain if isinstance(plain, All | Any) else All((plain,))


def settled(group: Group) -> Condition | None:
    """The edited group as it is kept: no empty groups, no group around a single comparison, None for no condition."""
    parts = tuple(part for part in group_parts(group) if isinstance(part, Test | Not) or group_parts(part))
    if not parts:
        return None
    return parts[0] if len(parts) == 1 and isinstance(parts[0], Test) else with_parts(group, parts)


def affirmed(condition: Condition) -> Condition:
    """The same condition without "not" where an opposite comparison says it."""
    match condition:
        case Not(Test(key, op, value)) if op in OPPOSITES:
            return Test(key, OPPOSITES[op], value)
        case All(parts):
            return All(tuple(affirmed(part) for part in parts))
        case Any(parts):
            return Any(tuple(affirmed(part) for part in parts))
        case _:
            return condition


def group_parts(group: Group) -> tuple[Condition, ...]:
    """What is in the group."""
    return group.all if isinstance(group, All) else group.any


def with_parts(group: Group, parts: tuple[Condition, ...]) -> Group:
    """The same kind of group around other parts."""
    return replace(group, all=parts) if isinstance(group, All) else replace(group, any=parts)


def with_part(group: Group, where: Place, part: Condition) -> Group:
    """The part added at the end of the group itself (()), or of the group in it at that place."""
    if not where:
        return with_parts(group, (*group_parts(group), part))
    inner = group_parts(group)[where[0]] if where[0] < len(group_parts(group)) else None
    if not isinstance(inner, All | Any):
        return group
    return _at(group, where[0], with_part(inner, where[1:], part))


def without_part(group: Group, where: Place) -> Group:
    """Without the part at that place; a place that is not there changes nothing."""
    parts = group_parts(group)
    if not where or where[0] >= len(parts):
        return group
    if len(where) == 1:
        return with_parts(group, parts[: where[0]] + parts[where[0] + 1 :])
    inner = parts[where[0]]
    return _at(group, where[0], without_part(inner, where[1:])) if isinstance(inner, All | Any) else group


def _at(group: Group, place: int, part: Condition) -> Group:
    parts = group_parts(group)
    return with_parts(group, (*parts[:place], part, *parts[place + 1 :]))
