"""Letters to marketing about how a lead ended (S61)."""

from datetime import date

from portal.mail.letters.desk import Desk, name_of
from portal.models.handoff.outcome import Outcome
from portal.rules.handoff.deals import LOST_WORDS, Ending
from portal.rules.money import money

ANSWERS = "you answer for the form that this lead came from"


def closed(desk: Desk) -> None:
    """A rep won or lost it, for how much or why."""
    brief = desk.about_lead()
    outcome = desk.row(Outcome, "outcome_id")
    won = outcome.ending is Ending.WON
    desk.say(
        f"{brief.name} is a customer now" if won else f"{brief.name} was lost",
        ANSWERS,
        won=won,
        rep=name_of(outcome.user_id),
        amount=money(outcome.amount, outcome.currency) if outcome.amount is not None else "",
        lost_reason=LOST_WORDS[outcome.reason] if outcome.reason else "",
        note=outcome.note,
        day=_day(outcome.on),
    )


def churned(desk: Desk) -> None:
    """A customer left again."""
    brief = desk.about_lead()
    outcome = desk.row(Outcome, "outcome_id")
    stayed = (outcome.churned_on - outcome.on).days if outcome.churned_on else 0
    desk.say(
        f"{brief.name} is no customer any more",
        ANSWERS,
        day=_day(outcome.churned_on),
        stayed="one day" if stayed == 1 else f"{stayed} days",
        amount=money(outcome.amount, outcome.currency) if outcome.amount is not None else "",
        note=outcome.churn_note,
    )


def _day(day: date | None) -> str:
    return f"{day.day} {day:%B %Y}" if day else ""
