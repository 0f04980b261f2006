"""Terms made ready for judging: everything that depends on the agreement alone, in words, is worked out once."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import NamedTuple
from weakref import ref

from portal.rules.agreement.terms import AgreedKey, AllOf, Criterion, Level, Node, NoneOf, Side, Terms, criteria
from portal.rules.agreement.tree import Agreed, complete, disqualifies, missing_keys, state_of
from portal.rules.agreement.verdict import Line, LineKind, LineState
from portal.rules.agreement.words import asked_in_words, name_of, node_in_words, nothing, seen_in_words
from portal.rules.questions.answer import Answer, Answers, AnswerState
from portal.rules.questions.key import Key
from portal.rules.questions.logic import Operator


class Finding(NamedTuple):
    """How one part came out: its line, the keys that would decide it, and whether a "disqualify" rule is to blame."""

    line: Line
    missing: tuple[str, ...] = ()
    disqualifies: bool = False


@dataclass(frozen=True)
class KeyPart:
    """A key that must be complete. The value is not repeated in the line: verdicts hold no copy of contact data."""

    key: str
    given: Finding
    otherwise: dict[AnswerState | None, Finding]

    def find(self, profile: Answers, doubted: Mapping[str, str]) -> Finding:
        """One of the few findings that were made ready; a doubted answer is not complete, and says why."""
        if self.key in doubted:
            return _doubted(self.given.line, (self.key,), doubted[self.key])
        answer = profile.get(self.key)
        if answer is not None and answer.answered:
            return self.given
        return self.otherwise[None if answer is None else answer.state]


@dataclass(frozen=True)
class RulePart:
    """A rule on one value, or a group of rules, with its line as it reads before anything is known."""

    node: Node
    keys: tuple[Key, ...]
    agreed: Agreed
    unseen: Line

    def find(self, profile: Answers, doubted: Mapping[str, str]) -> Finding:
        """The line with what was seen and how it came out. What only a doubted answer meets is not met yet."""
        state = state_of(self.node, profile, self.agreed)
        if state is LineState.MET and doubted:
            sure = {key: answer for key, answer in profile.items() if key not in doubted}
            missing = tuple(missing_keys(self.node, sure, self.agreed))
            if missing:
                return _doubted(self._line(profile, state), missing, doubted.get(missing[0], ""))
        missing = ()
        if state is LineState.MISSING:
            missing = tuple(missing_keys(self.node, profile, self.agreed))
        blame = self.unseen.level is Level.MQL and disqualifies(self.node, profile, self.agreed)
        return Finding(self._line(profile, state), missing, blame)

    def _line(self, profile: Answers, state: LineState) -> Line:
        if not isinstance(self.node, Criterion) or not self.keys:
            seen = "; ".join(f"{name_of(key)}: {seen_in_words(profile.get(key.key), key)}" for key in self.keys)
            return replace(self.unseen, state=state, seen=seen)
        key = self.keys[0]
        answer = profile.get(key.key)
        seen = seen_in_words(answer, key)
        verb = f"is {seen}" if answer is not None and answer.answered else nothing(answer)[1]
        return replace(self.unseen, state=state, seen=seen, words=f"{name_of(key)} {verb}; agreed: {self.unseen.asked}")


def _doubted(line: Line, keys: tuple[str, ...], why: str) -> Finding:
    words = f"{line.label}: doubted, because {why}" if why else f"{line.words}; doubted"
    return Finding(replace(line, state=LineState.DOUBTED, words=words), keys)


Part = KeyPart | RulePart
COMPLETE = Operator.COMPLETE
_PLANS: dict[int, tuple["ref[Terms]", tuple[Part, ...]]] = {}


def plan_of(terms: Terms) -> tuple[Part, ...]:
    """The parts in the order of the verdict's lines.

    Remembered as long as these very terms live: hashing terms, to find equal ones, costs more than a verdict.
    """
    number = id(terms)
    known = _PLANS.get(number)
    if known is not None and known[0]() is terms:
        return known[1]
    plan = tuple(_parts(terms))
    _PLANS[number] = (ref(terms, lambda _: _PLANS.pop(number, None)), plan)
    return plan


def _parts(terms: Terms) -> Iterator[Part]:
    agreed = {item.key.key: item for item in terms.keys}
    covered: set[str] = set()
    for level, root in ((Level.MQL, terms.mql), (Level.SQL, terms.sql)):
        nodes = tuple(_flat(root))
        owners = {node.key: node.owner for node in nodes if isinstance(node, Criterion) and node.op is COMPLETE}
        for item in terms.keys:
            if item.level is level:
                covered.add(item.key.key)
                yield _key_part(item, level, owners.get(item.key.key, Side.JOINT))
        for node in nodes:
            if not (isinstance(node, Criterion) and node.op is COMPLETE and node.key in covered):
                yield _rule_part(node, level, agreed)


def _flat(root: AllOf) -> Iterator[Node]:
    """What must all hold, one by one; groups of choice stay whole."""
    for node in root.all:
        if isinstance(node, AllOf):
            yield from _flat(node)
        else:
            yield node


def _key_part(item: AgreedKey, level: Level, owner: Side) -> KeyPart:
    key, name = item.key, name_of(item.key)

    def finding(verb: str, seen: str, state: LineState) -> Finding:
        line = Line(LineKind.KEY, level, key.key, name, f"{name} {verb}", seen, state, owner, "given")
        return Finding(line, (key.key,) if state is LineState.MISSING else ())

    def without(answer: Answer | None) -> Finding:
        seen, verb = nothing(answer)
        if complete(answer, item):
            return finding(f"{verb}, which is agreed to be enough", seen, LineState.MET)
        return finding(verb, seen, LineState.MISSING)

    otherwise = {state: without(None if state is None else Answer(key.key, state)) for state in (None, *AnswerState)}
    return KeyPart(key.key, finding("is given", "given", LineState.MET), otherwise)


def _rule_part(node: Node, level: Level, agreed: Agreed) -> RulePart:
    named = dict.fromkeys(criterion.key for criterion in criteria(node))
    keys = {name: agreed[name].key for name in named if name in agreed}
    owners = {criterion.owner for criterion in criteria(node)}
    owner = owners.pop() if len(owners) == 1 else Side.JOINT
    words = asked = node_in_words(node, keys.get)
    name, label = "", "None of these" if isinstance(node, NoneOf) else "One of these"
    if isinstance(node, Criterion):
        name, label = node.key, name_of(keys[node.key]) if node.key in keys else node.key
        asked = asked_in_words(node.op, node.value, keys.get(node.key))
    words = words[:1].upper() + words[1:]
    unseen = Line(LineKind.RULE, level, name, label, words, "", LineState.MISSING, owner, asked)
    return RulePart(node, tuple(keys.values()), agreed, unseen)
