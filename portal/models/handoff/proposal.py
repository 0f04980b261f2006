"""Later values that differ from what counts: the rep takes or leaves them."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, Select, String, Text, select, text
from sqlalchemy.orm import Mapped, mapped_column

from portal.models.base import BIG, Model, choice


class ProposalState(StrEnum):
    """Waiting, taken over into the profile, or left."""

    OPEN = "open"
    TAKEN = "taken"
    LEFT = "left"


class Proposal(Model):
    """``answer`` is the JSON text of the proposed answer. A newer proposal for the same key replaces an open one."""

    __tablename__ = "proposal"
    __table_args__ = (
        Index(
            "uq_proposal_one_open",
            "lead_id",
            "key",
            unique=True,
            sqlite_where=text("state = 'open'"),
            postgresql_where=text("state = 'open'"),
        ),
    )

    id: Mapped[int] = mapped_column(BIG, primary_key=True)
    lead_id: Mapped[int] = mapped_column(BIG, ForeignKey("lead.id"), index=True)
    key: Mapped[str] = mapped_column(String(60))
    answer: Mapped[str] = mapped_column(Text)
    submission_id: Mapped[int] = mapped_column(BIG, ForeignKey("submission.id"))
    state: Mapped[ProposalState] = mapped_column(choice(ProposalState, "state"), default=ProposalState.OPEN)
    proposed_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))


def open_proposals(lead_id: int) -> Select[Proposal]:
    """Proposals of the lead that wait, oldest first."""
    return (
        select(Proposal).where(Proposal.lead_id == lead_id, Proposal.state == ProposalState.OPEN).order_by(Proposal.id)
    )
