"""Changing a criteria tree part by part. A part is addressed by its way down from the root: ``(2, 0)`` is the first
part of the root's third. Values in, values out."""

from dataclasses import replace
from typing import TypeAlias

from portal.rules.agreement.terms import AllOf, AnyOf, Criterion, Node, NoneOf
from portal.rules.canonical import digest
from portal.rules.documents import to_text
from portal.rules.refusal import Refusal

Group: TypeAlias = AllOf | AnyOf | NoneOf
Way: TypeAlias = tuple[int, ...]

DEEPEST = 2
"""Groups may stand in the root, and in those groups once more."""


class NoSuchPart(Refusal):
    """The tree has no such part (any more), or the part is not a group where one is needed."""

    def __init__(self) -> None:
        super().__init__("That part of the criteria is not there any more. Open the criteria again.")


class TooDeep(Refusal):
    """A group would stand too deep to be read."""

    def __init__(self) -> None:
        super().__init__("Groups can stand two levels deep, so that everybody can still read them.")


def way_of(text: str) -> Way:
    """The way that ``"2.0"`` writes; the root is the empty text. Raises NoSuchPart."""
    steps = text.split(".") if text else []
    if not all(step.isdecimal() and step.isascii() and len(step) <= 4 for step in steps):
        raise NoSuchPart
    return tuple(int(step) for step in steps)


def way_text(way: Way) -> str:
    """The way as it stands in an address."""
    return ".".join(map(str, way))


def parts_of(node: Node) -> tuple[Node, ...]:
    """The parts of a group, nothing for a criterion."""
    match node:
        case AllOf(parts) | AnyOf(parts) | NoneOf(parts):
            return parts
        case Criterion():
            return ()


def part_at(root: Node, way: Way) -> Node:
    """The part at the end of the way. Raises NoSuchPart."""
    for step in way:
        parts = parts_of(root)
        if step >= len(parts):
            raise NoSuchPart
        root = parts[step]
    return root


def mark_of(node: Node) -> str:
    """A short fingerprint: an act on a part carries it, so that it never hits another part that has moved there."""
    return digest(to_text(node))[:16]


def add(root: AllOf, way: Way, part: Node) -> AllOf:
    """The tree with the part at the end of the group at ``way``. Raises NoSuchPart or TooDeep."""
    group = _group_at(root, way)
    if not isinstance(part, Criterion) and len(way) >= DEEPEST:
        raise TooDeep
    return put(root, way, with_parts(group, (*parts_of(group), part)))


def put(root: AllOf, way: Way, part: Node) -> AllOf:
    """The tree with another part at ``way``. Raises NoSuchPart."""
    found = _put(root, way, part)
    if not isinstance(found, AllOf):
        raise NoSuchPart
    return found


def remove(root: AllOf, way: Way) -> AllOf:
    """The tree without the part, and without what stands in it. Raises NoSuchPart."""
    part_at(root, way)
    if not way:
        raise NoSuchPart
    above, step = way[:-1], way[-1]
    group = _group_at(root, above)
    parts = parts_of(group)
    return put(root, above, with_parts(group, parts[:step] + parts[step + 1 :]))


def move(root: AllOf, way: Way, *, up: bool) -> AllOf:
    """The tree with the part before or after its neighbour; at the end of its group it stays. Raises NoSuchPart."""
    part_at(root, way)
    if not way:
        raise NoSuchPart
    above, step = way[:-1], way[-1]
    group = _group_at(root, above)
    parts = list(parts_of(group))
    other = step - 1 if up else step + 1
    if 0 <= other < len(parts):
        parts[step], parts[other] = parts[other], parts[step]
    return put(root, above, with_parts(group, tuple(parts)))


def regroup(root: AllOf, way: Way, kind: str) -> AllOf:
    """The tree with the group at ``way`` asking for all, any or none of its parts. Raises NoSuchPart."""
    group = _group_at(root, way)
    if not way or kind not in KINDS:
        raise NoSuchPart
    return put(root, way, KINDS[kind](parts_of(group)))


def with_parts(group: Group, parts: tuple[Node, ...]) -> Group:
    """The same kind of group over other parts."""
    match group:
        case AllOf():
            return replace(group, all=parts)
        case AnyOf():
            return replace(group, any=parts)
        case NoneOf():
            return replace(group, none=parts)


KINDS: dict[str, type[AllOf] | type[AnyOf] | type[NoneOf]] = {"all": AllOf, "any": AnyOf, "none": NoneOf}


def kind_of(group: Group) -> str:
    """The group's name in ``KINDS``."""
    return next(name for name, kind in KINDS.items() if isinstance(group, kind))


def _group_at(root: AllOf, way: Way) -> Group:
    part = part_at(root, way)
    if isinstance(part, Criterion):
        raise NoSuchPart
    return part


def _put(node: Node, way: Way, part: Node) -> Node:
    if not way:
        return part
    if isinstance(node, Criterion) or way[0] >= len(parts_of(node)):
        raise NoSuchPart
    parts = list(parts_of(node))
    parts[way[0]] = _put(parts[way[0]], way[1:], part)
    return with_parts(node, tuple(parts))
