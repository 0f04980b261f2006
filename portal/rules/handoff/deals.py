"""From the opportunity to its end (S88, S89): stages, why it was lost, and whether the customer stayed."""

from collections.abc import Mapping
from enum import StrEnum


class DealStage(StrEnum):
    """How far an open opportunity has come."""

    SCOPE = "scope"
    PROPOSAL = "proposal"


class LostReason(StrEnum):
    """Why nothing came of it."""

    PRICE = "price"
    COMPETITOR = "competitor"
    NO_DECISION = "no_decision"
    NO_BUDGET = "no_budget"
    MISSING_FEATURE = "missing_feature"
    STOPPED_ANSWERING = "stopped_answering"
    OTHER = "other"


class Ending(StrEnum):
    """How the lead ended."""

    WON = "won"
    LOST = "lost"


STAGE_WORDS: Mapping[DealStage, str] = {
    DealStage.SCOPE: "Scoping what they need",
    DealStage.PROPOSAL: "A proposal is with them",
}
LOST_WORDS: Mapping[LostReason, str] = {
    LostReason.PRICE: "Too expensive",
    LostReason.COMPETITOR: "Chose somebody else",
    LostReason.NO_DECISION: "Stayed with what they have",
    LostReason.NO_BUDGET: "The budget was not granted",
    LostReason.MISSING_FEATURE: "We lack something they need",
    LostReason.STOPPED_ANSWERING: "Stopped answering",
    LostReason.OTHER: "Something else",
}
