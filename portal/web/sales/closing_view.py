"""What the page of a lead shows of its way to a customer, and what the reader may do on it now."""

from dataclasses import dataclass
from datetime import date

from portal.models.handoff.fit_call import FitCallRow
from portal.models.handoff.opportunity import Opportunity
from portal.models.handoff.outcome import Outcome
from portal.models.intake.lead import Lead
from portal.models.team.user import User
from portal.reports.deals import Way, way_of
from portal.rules.agreement.fit_call import FitMode
from portal.rules.handoff.deals import LOST_WORDS, STAGE_WORDS, Ending
from portal.rules.handoff.fit import RESULT_WORDS, ROLE_WORDS
from portal.rules.handoff.stages import WorkStatus
from portal.rules.money import money
from portal.services.handoff import fit_calls, opportunities, outcomes

Rows = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Next:
    """What the reader may do. ``needed``: the agreement asks for a fit call before there is an opportunity."""

    fit_call: bool = False
    needed: bool = False
    opportunity: bool = False
    change: bool = False
    win: bool = False
    lose: bool = False
    churn: bool = False


@dataclass(frozen=True)
class Closing:
    """``fit``, ``deal`` and ``end`` are rows of words, empty for what did not happen; ``title`` is said of the end."""

    next: Next
    call: FitCallRow | None
    fit: Rows
    deal: Rows
    end: Rows
    title: str = ""
    won: bool = False


def closing_of(lead: Lead, reader: User, mode: FitMode, *, in_hand: bool) -> Closing:
    """Three queries."""
    way = way_of(lead.id)
    return Closing(
        next=_next(lead, reader, mode, way, in_hand=in_hand),
        call=way.fit_call,
        fit=_fit(way.fit_call) if way.fit_call else (),
        deal=_deal(way.opportunity) if way.opportunity else (),
        end=_end(way.outcome) if way.outcome else (),
        title=_title(way.outcome),
        won=way.outcome is not None and way.outcome.ending is Ending.WON,
    )


def _next(lead: Lead, reader: User, mode: FitMode, way: Way, *, in_hand: bool) -> Next:
    open_deal = lead.status is WorkStatus.OPPORTUNITY
    customer = way.outcome is not None and lead.status is WorkStatus.WON and way.outcome.churned_on is None
    held = lead.status in fit_calls.HELD_FROM and mode is not FitMode.OFF
    return Next(
        fit_call=in_hand and held,
        needed=in_hand and held and mode is FitMode.MANDATORY,
        opportunity=in_hand and opportunities.why_not(lead, mode) is None,
        change=in_hand and open_deal,
        win=in_hand and open_deal,
        lose=in_hand and lead.status in outcomes.LOST_FROM,
        churn=customer and outcomes.may_churn(lead, reader),
    )


def _fit(row: FitCallRow) -> Rows:
    known = (
        ("Result", RESULT_WORDS[row.result]),
        ("Needs", row.needs),
        ("Uses today", row.current_what),
        ("From", row.current_who),
        ("Chosen because", row.current_why),
        ("Would be replaced because", row.why_replace),
        ("Part in the decision", ROLE_WORDS[row.role] if row.role else ""),
        ("Ready to switch", _yes(row.will_switch)),
        ("Budget", _yes(row.has_budget)),
    )
    return tuple((name, words) for name, words in known if words)


def _deal(row: Opportunity) -> Rows:
    return (
        ("Worth", money(row.amount, row.currency)),
        ("Decision expected", _day(row.expected_on)),
        ("How far", STAGE_WORDS[row.stage]),
    )


def _end(row: Outcome) -> Rows:
    known = (
        ("Signed for", money(row.amount, row.currency) if row.amount is not None else ""),
        ("Why", LOST_WORDS[row.reason] if row.reason else ""),
        ("On", _day(row.on)),
        ("By", row.user.name),
        ("Note", row.note),
        ("Left on", _day(row.churned_on) if row.churned_on else ""),
        ("Why they left", row.churn_note),
    )
    return tuple((name, words) for name, words in known if words)


def _title(row: Outcome | None) -> str:
    if row is None:
        return ""
    if row.churned_on is not None:
        return "A customer who left"
    return "A customer" if row.ending is Ending.WON else "Lost"


def _yes(answer: bool | None) -> str:
    return {True: "Yes", False: "No", None: ""}[answer]


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
