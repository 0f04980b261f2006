"""The fit call as both sides sign it: for which leads a rep confirms the fit before an opportunity is opened (S86)."""

from dataclasses import dataclass
from enum import StrEnum

from portal.rules.questions.logic import Operator, TestValue


class FitMode(StrEnum):
    """Whether a lead needs a confirmed fit on its way to an opportunity."""

    OFF = "off"
    OPTIONAL = "optional"
    MANDATORY = "mandatory"


@dataclass(frozen=True)
class FitSegment:
    """Leads whose answer to the key holds the test go by this mode."""

    key: str
    op: Operator
    value: TestValue = None
    mode: FitMode = FitMode.MANDATORY


@dataclass(frozen=True)
class FitCall:
    """The first segment that a lead belongs to decides, ``mode`` where it belongs to none."""

    mode: FitMode = FitMode.OPTIONAL
    segments: tuple[FitSegment, ...] = ()
