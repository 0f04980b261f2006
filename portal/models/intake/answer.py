"""Answers of submissions as typed rows, so that reports and look-ups need no JSON."""

from datetime import date
from decimal import Decimal

from sqlalchemy import JSON, ForeignKey, Numeric, Select, String, Text, select
from sqlalchemy.orm import Mapped, mapped_column

from portal.models.base import BIG, Model, choice
from portal.rules.questions.answer import AnswerState


class AnswerRow(Model):
    """One answer; the column that holds the value follows from the question's type (``Column`` of the type). Beside the
    id of an option such as "Other", ``long_text`` holds the words that came with it.

    No index but its key: three by key took a third of all pages that a submission writes, and nothing read them.
    """

    __tablename__ = "answer"
    submission_id: Mapped[int] = mapped_column(BIG, ForeignKey("submission.id", ondelete="CASCADE"), primary_key=True)
    key: Mapped[str] = mapped_column(String(60), primary_key=True)
    state: Mapped[AnswerState] = mapped_column(choice(AnswerState, "state"))
    text: Mapped[str | None] = mapped_column(String(200))
    long_text: Mapped[str | None] = mapped_column(Text)
    number: Mapped[Decimal | None] = mapped_column(Numeric(24, 6))
    day: Mapped[date | None]
    flag: Mapped[bool | None]
    choices: Mapped[list[str] | None] = mapped_column(JSON(none_as_null=True))

    @property
    def own_words(self) -> str:
        """The words that came with a choice."""
        beside = self.text is not None or self.choices is not None
        return self.long_text or "" if beside else ""


def answers_of(submission_id: int) -> Select[AnswerRow]:
    """The submission's answers."""
    return select(AnswerRow).where(AnswerRow.submission_id == submission_id)
