"""Due times in words, and the banner that says what is owed on a lead and what happens next."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from portal.models.handoff.timer import Timer
from portal.models.intake.lead import Lead
from portal.reports.lead_page import Placed
from portal.rules.handoff.promises import PromiseKind, Urgency, urgency
from portal.rules.handoff.stages import CLOSED, WorkStatus
from portal.rules.moments import duration
from portal.web.sales.words import PROMISES
from portal.web.shared.filters import when

STATES = {Urgency.OVERDUE: "late", Urgency.SOON: "soon", Urgency.LATER: "ok"}
TONES = {Urgency.OVERDUE: "bad", Urgency.SOON: "warn", Urgency.LATER: "info"}
FAR_HOURS = 48


@dataclass(frozen=True)
class Due:
    """What the badge draws: ``text`` is how long, ``plain`` when."""

    at: datetime
    text: str
    state: str
    plain: str = ""
    what: str = ""


@dataclass(frozen=True)
class Banner:
    """The soonest promise in one sentence, what follows, and the badge that keeps time."""

    tone: str
    title: str
    lines: tuple[str, ...] = ()
    due: Due | None = None


def due(at: datetime | None, now: datetime, *, with_clock: bool = False) -> Due | None:
    """The badge of a due time; None where nothing is owed."""
    if at is None:
        return None
    left = at - now
    far = left.total_seconds() > FAR_HOURS * 3600
    text = when(at) if far else f"Overdue {duration(-left)}" if at <= now else f"{duration(left)} left"
    return Due(at, text, "none" if far else STATES[urgency(at, now)], when(at) if with_clock and not far else "")


def banner(lead: Lead, timers: Sequence[Timer], placed: Placed | None, accountable: str, now: datetime) -> Banner:
    """What is owed on the lead now."""
    if lead.status in CLOSED:
        return Banner("info", "Nobody owes a next step on this lead")
    if lead.status is WorkStatus.HELD:
        looked = f"Baton looks again {in_sentence(when(lead.wake_at))}. " if lead.wake_at else ""
        return Banner("warn", "This lead waits for a rep", (f"{looked}{accountable} answers for it.",))
    if not timers:
        return Banner("info", f"{accountable} answers for this lead", due=due(lead.due_at, now, with_clock=True))
    first, *others = timers
    title = f"{PROMISES[first.kind]} by {in_sentence(when(first.due_at))}"
    lines = [_follows(first, placed, lead), *(_later(one, placed) for one in others)]
    badge = _badge(first.due_at, now)
    return Banner(TONES[urgency(first.due_at, now)], title, tuple(line for line in lines if line), badge)


def _badge(at: datetime, now: datetime) -> Due | None:
    """How long is left; a far day stands in the title already."""
    found = due(at, now)
    return None if found is None or found.state == "none" else found


def _later(timer: Timer, placed: Placed | None) -> str:
    """``Accept by today 11:12. After that it goes to the next rep.``"""
    then = f" {_passed_on(placed)}" if timer.kind is PromiseKind.ACCEPT_BY else ""
    return f"{PROMISES[timer.kind]} by {in_sentence(when(timer.due_at))}.{then}"


def _follows(timer: Timer, placed: Placed | None, lead: Lead) -> str:
    if timer.kind is PromiseKind.ACCEPT_BY:
        return _passed_on(placed)
    if timer.kind is PromiseKind.NEXT_STEP_BY:
        return f"{lead.next_step}." if lead.next_step else "Say what comes next when you log it."
    if timer.kind is PromiseKind.REVIEW_BY:
        return "Look whether it is ready for sales, or what would make it so."
    return "A call, a mail or a message counts. The manager is told when it is late."


def _passed_on(placed: Placed | None) -> str:
    return f"After that it goes to the next rep{f' in “{placed.pool}”' if placed and placed.pool else ''}."


def in_sentence(words: str) -> str:
    """Within a sentence: ``today 11:12``."""
    near = words.startswith(("Today", "Tomorrow", "Yesterday"))
    return words[0].lower() + words[1:] if near else words
