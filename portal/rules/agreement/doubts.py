"""Plausibility rules as both sides sign them: signs that, taken together, cast doubt on answers (X12)."""

from dataclasses import dataclass

from portal.rules.questions.logic import Operator, TestValue


@dataclass(frozen=True)
class Sign:
    """One thing that is true of an answer; with ``free_mail``, that the address is one that anybody can get."""

    key: str
    op: Operator = Operator.IS_ANSWERED
    value: TestValue = None
    free_mail: bool = False


@dataclass(frozen=True)
class PlausibilityRule:
    """Where every sign holds, the answers to the keys in ``doubts`` do not count until a person has cleared them."""

    name: str
    when: tuple[Sign, ...]
    doubts: tuple[str, ...]
