"""The criteria tree in three values: a rule on a value that nobody knows is missing, it has not failed."""

from collections.abc import Iterator, Mapping

from portal.rules.agreement.terms import AgreedKey, AllOf, AnyOf, Criterion, Node, NoneOf, OnFail, Unknown
from portal.rules.agreement.verdict import LineState
from portal.rules.questions.answer import Answer, Answers, AnswerState
from portal.rules.questions.logic import Operator, Test, test_holds

Agreed = Mapping[str, AgreedKey]


def complete(answer: Answer | None, agreed: AgreedKey) -> bool:
    """Whether the key counts as given. Of the four nothings only "I don't know yet" can, if the agreement says so."""
    if answer is None:
        return False
    return answer.answered or (answer.state is AnswerState.UNKNOWN and agreed.unknown is Unknown.COMPLETE)


def state_of(node: Node, profile: Answers, agreed: Agreed) -> LineState:
    """Met, failed, or missing: neither yet, and an answer could still decide it."""
    match node:
        case Criterion():
            return _criterion(node, profile, agreed.get(node.key))
        case AllOf(parts):
            return _all({state_of(part, profile, agreed) for part in parts})
        case AnyOf(parts):
            return _any({state_of(part, profile, agreed) for part in parts})
        case NoneOf(parts):
            return _OPPOSITE[_any({state_of(part, profile, agreed) for part in parts})]


def _criterion(criterion: Criterion, profile: Answers, agreed: AgreedKey | None) -> LineState:
    if agreed is None:  # a key that was not agreed on is never looked at
        return LineState.MISSING
    answer = profile.get(criterion.key)
    if criterion.op is Operator.COMPLETE:
        return LineState.MET if complete(answer, agreed) else LineState.MISSING
    if answer is None or not answer.answered:
        return LineState.MISSING
    holds = test_holds(Test(criterion.key, criterion.op, criterion.value), answer)
    return LineState.MET if holds else LineState.FAILED


def _all(states: set[LineState]) -> LineState:
    if LineState.FAILED in states:
        return LineState.FAILED
    return LineState.MISSING if LineState.MISSING in states else LineState.MET


def _any(states: set[LineState]) -> LineState:
    if LineState.MET in states:
        return LineState.MET
    return LineState.MISSING if LineState.MISSING in states else LineState.FAILED


_OPPOSITE = {
    LineState.MET: LineState.FAILED,
    LineState.FAILED: LineState.MET,
    LineState.MISSING: LineState.MISSING,
}


def missing_keys(node: Node, profile: Answers, agreed: Agreed) -> Iterator[str]:
    """Keys whose answers could still decide a node that is missing; parts that are decided need none."""
    if state_of(node, profile, agreed) is not LineState.MISSING:
        return
    match node:
        case Criterion():
            yield node.key
        case AllOf(parts) | AnyOf(parts) | NoneOf(parts):
            for part in parts:
                yield from missing_keys(part, profile, agreed)


def disqualifies(node: Node, profile: Answers, agreed: Agreed, wanted: LineState = LineState.MET) -> bool:
    """Whether a criterion that says "disqualify" is to blame: it, and every group around it, is not as ``wanted``."""
    if state_of(node, profile, agreed) is not _OPPOSITE[wanted]:
        return False
    match node:
        case Criterion():
            return node.on_fail is OnFail.DISQUALIFY
        case AllOf(parts) | AnyOf(parts):
            return any(disqualifies(part, profile, agreed, wanted) for part in parts)
        case NoneOf(parts):
            return any(disqualifies(part, profile, agreed, _OPPOSITE[wanted]) for part in parts)
