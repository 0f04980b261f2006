"""The fewest questions that would make a profile an SQL (X7), where answers alone can."""

from collections.abc import Iterable, Mapping

from portal.rules.agreement.terms import AgreedKey, AllOf, AnyOf, Criterion, Level, Node, NoneOf, Terms
from portal.rules.agreement.tree import complete, state_of
from portal.rules.agreement.verdict import LineState
from portal.rules.questions.answer import Answers

_Keys = frozenset[str]
_Ways = list[_Keys]
MOST_WAYS = 200
"""Ways through a tree of choices that are weighed; beyond, the longer ones are left out."""


def fewest(profile: Answers, terms: Terms) -> tuple[str, ...] | None:
    """The keys to ask, in the agreement's order; empty for an SQL, None where no answer to an open question could help,
    as when a rule has failed on a known value.

    Whether the answers will be good enough nobody knows: these are the questions without which it cannot be.
    """
    agreed = {item.key.key: item for item in terms.keys}
    roots = (terms.mql, terms.sql)
    if any(state_of(root, profile, agreed) is LineState.FAILED for root in roots):
        return None
    levelled = (item for item in terms.keys if item.level is not Level.OPTIONAL)
    owed = frozenset(item.key.key for item in levelled if not complete(profile.get(item.key.key), item))
    ways = _together([[owed], *(_Walk(profile, agreed).ways(root) for root in roots)])
    return tuple(key for key in agreed if key in ways[0]) if ways else None


class _Walk:
    """Through one tree, for one profile."""

    def __init__(self, profile: Answers, agreed: Mapping[str, AgreedKey]) -> None:
        self.profile, self.agreed = profile, agreed

    def ways(self, node: Node, *, hold: bool = True) -> _Ways:
        """Sets of keys, each of which could make the node hold (or not); one empty set where that is decided."""
        if not self._open(node):
            return [frozenset()]
        match node:
            case Criterion():
                return [frozenset({node.key})] if node.key in self.agreed else []
            case AllOf(parts):
                return self._every(parts, hold) if hold else self._some(parts, hold)
            case AnyOf(parts):
                return self._some(parts, hold) if hold else self._every(parts, hold)
            case NoneOf(parts):
                return self._some(parts, True) if not hold else self._every(parts, False)

    def _every(self, parts: Iterable[Node], hold: bool) -> _Ways:
        return _together([self.ways(part, hold=hold) for part in parts])

    def _some(self, parts: Iterable[Node], hold: bool) -> _Ways:
        return _shortest(way for part in parts if self._open(part) for way in self.ways(part, hold=hold))

    def _open(self, node: Node) -> bool:
        return state_of(node, self.profile, self.agreed) is LineState.MISSING


def _together(choices: Iterable[_Ways]) -> _Ways:
    """One way of each, in every combination."""
    found: _Ways = [frozenset()]
    for ways in choices:
        found = _shortest(before | way for before in found for way in ways)
    return found


def _shortest(ways: Iterable[_Keys]) -> _Ways:
    return sorted(dict.fromkeys(ways), key=len)[:MOST_WAYS]
