"""Letters to whoever has, gets or answers for a lead."""

from portal.mail.letters.desk import Desk, name_of
from portal.models.handoff.assignment import Assignment, EndReason
from portal.models.handoff.timer import Timer, TimerState
from portal.rules.handoff.promises import PromiseKind
from portal.rules.handoff.stages import WorkStatus

OWED = {
    PromiseKind.ACCEPT_BY: "accept the lead",
    PromiseKind.FIRST_CONTACT_BY: "make first contact",
    PromiseKind.FIRST_ATTEMPT_BY: "make the first attempt",
    PromiseKind.NEXT_STEP_BY: "take the next step",
    PromiseKind.REVIEW_BY: "look at the lead again",
}
PROMISE = {
    PromiseKind.ACCEPT_BY: "Accept by",
    PromiseKind.FIRST_CONTACT_BY: "First contact by",
    PromiseKind.FIRST_ATTEMPT_BY: "First attempt by",
    PromiseKind.NEXT_STEP_BY: "Next step by",
    PromiseKind.REVIEW_BY: "Review by",
}
YOURS = "the lead was offered to you"
NURTURED = "you nurture this lead"


def offered(desk: Desk) -> None:
    """To the rep: accept by then, who, size, need, how to open. A mail that comes after the offer says so."""
    brief = desk.about_lead()
    assignment = desk.row(Assignment, "assignment_id")
    due = assignment.accept_due_at or desk.lead.due_at
    over = assignment.ended_at is not None
    desk.say(
        f"{brief.name} was offered to you" if over else f"{brief.name} is waiting for your call",
        YOURS,
        over=over,
        due=desk.when(due),
        due_in=desk.until(due) if due else "",
        accept_link=desk.links.offer(assignment),
        why_you=assignment.reason,
    )


def reminder(desk: Desk) -> None:
    """To the rep: part of the time has passed. A mail that comes when nothing is owed any more says so."""
    brief = desk.about_lead()
    timer = desk.row(Timer, "timer_id")
    over, accept = timer.state is not TimerState.RUNNING, None
    if not over and timer.kind is PromiseKind.ACCEPT_BY and timer.assignment_id:
        accept = desk.links.offer(desk.row(Assignment, "assignment_id"))
    desk.say(
        f"{brief.name} was seen to" if over else f"{brief.name} is still waiting",
        "you owed the next step on this lead" if over else "you owe the next step on this lead",
        over=over,
        what=OWED[timer.kind],
        promise=PROMISE[timer.kind],
        due=desk.when(timer.due_at),
        overdue=timer.due_at <= desk.now,
        accept_link=accept,
    )


def escalated(desk: Desk) -> None:
    """To the manager: a promise was missed."""
    brief = desk.about_lead()
    timer = desk.row(Timer, "timer_id")
    passed_on = timer.kind is PromiseKind.ACCEPT_BY
    late = timer.state is TimerState.MET and timer.met_at
    desk.say(
        f"A promise to {brief.name} was missed",
        "you answer for this rep's promises",
        rep=name_of(timer.user_id),
        what=OWED[timer.kind],
        due=desk.when(timer.due_at),
        happened=desk.when(timer.met_at) if late else "",
        next="Baton passes the lead to the next rep." if passed_on else "The lead stays where it is until you act.",
    )


def passed_on(desk: Desk) -> None:
    """To the former rep: it is no longer yours."""
    brief = desk.about_lead()
    assignment = desk.row(Assignment, "assignment_id")
    cause = f"The time to accept this lead ran out at {desk.when(assignment.accept_due_at)}"
    if assignment.end_reason is EndReason.UNDELIVERABLE:
        cause = "The mail that offered you this lead could not be delivered"
    desk.say(f"{brief.name} was passed on", "the lead had been offered to you", cause=cause)


def held(desk: Desk) -> None:
    """To the accountable person: nobody can take it now. A mail that comes when somebody has it says so."""
    brief = desk.about_lead()
    over = desk.lead.status is not WorkStatus.HELD
    desk.say(
        f"{brief.name} waited for a rep" if over else f"{brief.name} waits for a rep",
        "you were accountable for this lead" if over else "you are accountable for this lead",
        over=over,
        due=desk.when(desk.lead.due_at),
    )


def moved(desk: Desk) -> None:
    """To both: a manager gave the lead to somebody else."""
    brief = desk.about_lead()
    assignment = desk.row(Assignment, "assignment_id")
    mine = assignment.user_id == desk.reader.id
    mover = name_of(desk.message.payload.get("by_id"))
    sentence = f"{mover} gave you this lead." if mine else f"{mover} gave this lead to {name_of(assignment.user_id)}."
    desk.say(
        f"{brief.name}: the owner changed",
        "the lead was or is yours",
        headline="Now yours" if mine else "Moved",
        sentence=sentence,
        note=desk.note(),
    )


def nurture_assigned(desk: Desk) -> None:
    """To marketing: an MQL to nurture, with what is missing. A mail that comes after it has gone on says so."""
    brief = desk.about_lead()
    over = desk.row(Assignment, "assignment_id").ended_at is not None
    sentence = "It is not ready for sales yet."
    if brief.missing:
        sentence = "Some answers are missing before sales can take it."
    if over:
        sentence = "It has gone on since, so you need do nothing."
    desk.say(
        f"{brief.name} was yours to nurture" if over else f"{brief.name} is yours to nurture",
        "the lead was given to you to nurture",
        over=over,
        sentence=sentence,
        due="" if over else desk.when(desk.lead.due_at),
    )


def nurture_review(desk: Desk) -> None:
    """To whoever nurtures it: time to look again."""
    brief = desk.about_lead()
    desk.say(f"Time to look at {brief.name} again", NURTURED, due=desk.when(desk.lead.due_at))
