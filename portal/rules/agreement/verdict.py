"""The result of judging a profile under one agreement version."""

from dataclasses import dataclass
from enum import StrEnum

from portal.rules.agreement.terms import Level, Side


class Qualification(StrEnum):
    """The three results, lowest first."""

    UNQUALIFIED = "unqualified"
    MQL = "mql"
    SQL = "sql"


class LineState(StrEnum):
    """How one line came out."""

    MET = "met"
    MISSING = "missing"
    FAILED = "failed"
    DOUBTED = "doubted"


class LineKind(StrEnum):
    """A key that must be complete, or a rule on a value (or a group of rules)."""

    KEY = "key"
    RULE = "rule"


@dataclass(frozen=True)
class Line:
    """One line of the explanation. ``words`` says it in a sentence; ``asked`` and ``seen`` are its two columns."""

    kind: LineKind
    level: Level
    key: str
    label: str
    words: str
    seen: str
    state: LineState
    owner: Side = Side.JOINT
    asked: str = ""


@dataclass(frozen=True)
class Verdict:
    """``level`` with its reasons. Two verdicts over the same inputs are equal to the byte (``to_json``)."""

    level: Qualification
    lines: tuple[Line, ...]
    missing_for_mql: tuple[str, ...]
    missing_for_sql: tuple[str, ...]
    failed: tuple[str, ...]
    disqualified: bool
    agreement_number: int
    agreement_hash: str

    @property
    def incomplete(self) -> bool:
        """An MQL that only lacks answers: complete it and it is an SQL. False when a value rule failed."""
        return self.level is Qualification.MQL and bool(self.missing_for_sql) and not self.failed
