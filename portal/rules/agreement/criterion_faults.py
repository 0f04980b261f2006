"""What is wrong with the criteria of an agreement, in words and at their place."""

import re
from collections.abc import Iterator, Mapping

from portal.rules.agreement.terms import AgreedKey, AllOf, AnyOf, Criterion, Level, Node, NoneOf, OnFail
from portal.rules.agreement.words import name_of
from portal.rules.documents import Fault
from portal.rules.questions.compared import compared_to_json
from portal.rules.questions.key import Key, TypeName
from portal.rules.questions.logic import Operator, TestValue
from portal.rules.questions.types.country import country_codes
from portal.rules.questions.types.registry import of

Agreed = Mapping[str, AgreedKey]
MAX_DEPTH = 3
MAX_PARTS = 50
_LISTS = frozenset({Operator.ONE_OF, Operator.NONE_OF})
_ON_NOTHING = frozenset({Operator.IS_EMPTY, Operator.IS_ANSWERED})
_ISO_DAY = re.compile(r"[12][0-9]{3}-[0-9]{2}-[0-9]{2}")


def tree_faults(root: AllOf, level: Level, agreed: Agreed) -> Iterator[Fault]:
    """Every fault of the tree of that level; ``where`` is the path to the line: ``sql.all[1].any[0]``."""
    yield from _node_faults(root, level.value, level, agreed, depth=0)


def _node_faults(node: Node, where: str, level: Level, agreed: Agreed, depth: int) -> Iterator[Fault]:
    if isinstance(node, Criterion):
        yield from (Fault(where, message) for message in _criterion_faults(node, level, agreed))
        return
    name, parts = _inside(node)
    if depth and not parts:
        yield Fault(where, "This group is empty: add a rule to it or remove it.")
    if depth > MAX_DEPTH or len(parts) > MAX_PARTS:
        yield Fault(where, f"Groups hold at most {MAX_PARTS} rules and are at most {MAX_DEPTH} levels deep.")
        return
    for index, part in enumerate(parts):
        yield from _node_faults(part, f"{where}.{name}[{index}]", level, agreed, depth + 1)


def _inside(group: AllOf | AnyOf | NoneOf) -> tuple[str, tuple[Node, ...]]:
    match group:
        case AllOf(parts):
            return "all", parts
        case AnyOf(parts):
            return "any", parts
        case NoneOf(parts):
            return "none", parts


def _criterion_faults(criterion: Criterion, level: Level, agreed: Agreed) -> Iterator[str]:
    item = agreed.get(criterion.key)
    if item is None:
        yield f"“{criterion.key}” is not among the agreed keys: add it there first."
        return
    name = name_of(item.key)
    if level is Level.MQL and item.level is not Level.MQL:
        yield f"An MQL rule looks at {name}, which may stay blank: give {name} the level MQL, or make it an SQL rule."
    if level is Level.SQL and criterion.on_fail is OnFail.DISQUALIFY:
        yield "Only an MQL rule can disqualify; who fails an SQL rule stays an MQL."
    yield from value_faults(criterion.op, criterion.value, item.key)


def value_faults(op: Operator, value: TestValue, key: Key) -> Iterator[str]:
    """What is wrong with comparing answers to the key in this way."""
    if op is Operator.COMPLETE:
        if value is not None:
            yield "A rule that an answer must be given compares it with nothing."
    elif op in _ON_NOTHING or op not in of(key.type).operators:
        yield f"{name_of(key)} cannot be compared in this way."
    elif op is Operator.BETWEEN:
        yield from _range_faults(value, key)
    elif op in _LISTS:
        yield from _list_faults(value, key)
    elif isinstance(value, tuple) or not fits(value, key):
        yield _how(key)


def _range_faults(value: TestValue, key: Key) -> Iterator[str]:
    if not isinstance(value, tuple) or len(value) != 2 or not all(fits(end, key) for end in value):
        yield f"Give the lowest and the highest value. {_how(key)}"
    elif value[0] > value[1]:  # type: ignore[operator]  # both ends fit the key, so they are of one sort
        yield "The range ends below its beginning."


def _list_faults(value: TestValue, key: Key) -> Iterator[str]:
    if not isinstance(value, tuple) or not value or not all(fits(part, key) for part in value):
        yield f"Give at least one value. {_how(key)}"


def fits(value: TestValue, key: Key) -> bool:
    """Whether one value can be compared with answers to the key: an option's id, a number, an ISO day …"""
    if value is None or isinstance(value, tuple) or (isinstance(value, str) and not value.strip()):
        return False
    if of(key.type).has_options:
        return value in {option.id for option in key.options}
    if key.type is TypeName.COUNTRY:
        return value in country_codes()
    if key.type is TypeName.DATE and not (isinstance(value, str) and _ISO_DAY.fullmatch(value)):
        return False
    try:
        of(key.type).from_json(compared_to_json(value))
    except ValueError:
        return False
    return True


def _how(key: Key) -> str:
    name = name_of(key)
    if of(key.type).has_options:
        return f"Choose among the options of {name}."
    if key.type is TypeName.COUNTRY:
        return "Choose countries from the list."
    return f"The value must be one that could be an answer to {name}."
