"""Leads: one enquiry of one person, one record and one id for life."""

from datetime import datetime
from decimal import Decimal

from sqlalchemy import BindParameter, CheckConstraint, ForeignKey, Index, Select, String, select, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.models.base import BIG, Model, choice
from portal.models.intake.company import Company
from portal.models.intake.person import Person
from portal.models.team.user import User
from portal.rules.agreement.verdict import Qualification
from portal.rules.handoff.stages import CLOSED, Origin, WorkStatus

_CLOSED = ", ".join(f"'{status}'" for status in sorted(CLOSED))


class Lead(Model):
    """Three things that never mix: lifecycle facts (``*_at``, set once), ``qualification``, work ``status``.

    ``accountable_id`` and ``due_at`` are never empty while the lead is open (the database checks it). ``person_name``,
    ``company_name``, ``size`` (employees) and ``need`` are copies for the lists; ``created_day`` is yyyymmdd in UTC.
    ``wake_at`` is when the system takes the lead up again: a date in nurture, or the next check of a held lead.
    ``reject_key`` is the key that the rep named as wrong.
    """

    __tablename__ = "lead"
    __table_args__ = (
        CheckConstraint(f"status IN ({_CLOSED}) OR (accountable_id IS NOT NULL AND due_at IS NOT NULL)", name="owed"),
        Index(None, "owner_id", "status", "due_at", "id"),
        Index(None, "accountable_id", "status", "due_at", "id"),
        Index(None, "status", "due_at", "id"),
        Index(None, "wake_at", sqlite_where=text("wake_at IS NOT NULL"), postgresql_where=text("wake_at IS NOT NULL")),
        Index(None, "person_id", "status"),
        Index(None, "created_day", "form_id"),
    )

    id: Mapped[int] = mapped_column(BIG, primary_key=True)
    person_id: Mapped[int] = mapped_column(BIG, ForeignKey("person.id"))
    company_id: Mapped[int | None] = mapped_column(BIG, ForeignKey("company.id"), index=True)
    form_id: Mapped[int | None] = mapped_column(ForeignKey("form.id"))
    previous_id: Mapped[int | None] = mapped_column(BIG, ForeignKey("lead.id"))
    origin: Mapped[Origin] = mapped_column(choice(Origin, "origin"), default=Origin.MARKETING)
    status: Mapped[WorkStatus] = mapped_column(choice(WorkStatus, "status"), default=WorkStatus.NEW)
    qualification: Mapped[Qualification] = mapped_column(
        choice(Qualification, "qualification"), default=Qualification.UNQUALIFIED
    )
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    accountable_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    due_at: Mapped[datetime | None]

    person_name: Mapped[str] = mapped_column(String(200), default="")
    company_name: Mapped[str] = mapped_column(String(200), default="")
    job_title: Mapped[str] = mapped_column(String(200), default="")
    size: Mapped[Decimal | None]
    size_text: Mapped[str] = mapped_column(String(120), default="")
    need_text: Mapped[str] = mapped_column(String(300), default="")
    country: Mapped[str] = mapped_column(String(2), default="")
    missing: Mapped[str] = mapped_column(String(600), default="")
    utm_source: Mapped[str] = mapped_column(String(120), default="")
    utm_medium: Mapped[str] = mapped_column(String(120), default="")
    utm_campaign: Mapped[str] = mapped_column(String(120), default="")

    created_at: Mapped[datetime]
    created_day: Mapped[int]
    known_at: Mapped[datetime | None]
    mql_at: Mapped[datetime | None]
    sql_at: Mapped[datetime | None]
    accepted_at: Mapped[datetime | None]
    fit_confirmed_at: Mapped[datetime | None]
    opportunity_at: Mapped[datetime | None]
    won_at: Mapped[datetime | None]
    lost_at: Mapped[datetime | None]
    first_response_at: Mapped[datetime | None]

    reject_code: Mapped[str | None] = mapped_column(String(40))
    reject_note: Mapped[str] = mapped_column(String(1000), default="")
    reject_key: Mapped[str | None] = mapped_column(String(60))
    rejected_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    rejected_at: Mapped[datetime | None]
    wake_at: Mapped[datetime | None]
    next_step: Mapped[str] = mapped_column(String(300), default="")
    next_step_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship(lazy="joined", innerjoin=True)
    company: Mapped[Company | None] = relationship(lazy="select")
    owner: Mapped[User | None] = relationship(foreign_keys=[owner_id], lazy="select")
    accountable: Mapped[User | None] = relationship(foreign_keys=[accountable_id], lazy="select")

    @property
    def is_open(self) -> bool:
        """Somebody still owes a next act."""
        return self.status not in CLOSED


def open_lead_of(person_id: int | BindParameter[int]) -> Select[Lead]:
    """The person's oldest open lead."""
    return select(Lead).where(Lead.person_id == person_id, Lead.status.not_in(CLOSED)).order_by(Lead.id).limit(1)


def latest_lead_of(person_id: int | BindParameter[int]) -> Select[Lead]:
    """The person's newest lead that was neither merged nor erased, whatever its status."""
    gone = (WorkStatus.MERGED, WorkStatus.ERASED, WorkStatus.QUARANTINED)
    return select(Lead).where(Lead.person_id == person_id, Lead.status.not_in(gone)).order_by(Lead.id.desc()).limit(1)


def leads_to_wake(status: WorkStatus, now: datetime, limit: int) -> Select[Lead]:
    """Leads in that status (held or nurture) that are to be taken up again by now, longest due first."""
    return select(Lead).where(Lead.status == status, Lead.wake_at <= now).order_by(Lead.wake_at, Lead.id).limit(limit)
