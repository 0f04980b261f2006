"""What happened on a lead, in words."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from portal.models.handoff.activity import Activity
from portal.models.intake.submission import Submission
from portal.models.ops.event import Event
from portal.models.ops.message import Message, MessageState
from portal.reports.timeline import Entry, Names
from portal.rules.agreement.verdict import Qualification
from portal.rules.handoff.activities import KIND_WORDS, OUTCOME_WORDS, ActivityKind, CallOutcome
from portal.rules.handoff.deals import LOST_WORDS, STAGE_WORDS, DealStage, LostReason
from portal.rules.handoff.promises import PromiseKind
from portal.rules.money import money
from portal.web.sales.words import DISPOSITIONS, MAILBOXES, MAILS, PROMISES, RULINGS, TO_PROSPECTS
from portal.web.shared.filters import level_words, when


@dataclass(frozen=True)
class Line:
    """One entry as the page draws it; ``note`` is what somebody wrote."""

    icon: str
    title: str
    at: datetime
    detail: str = ""
    note: str = ""

    @property
    def when(self) -> str:
        """In the reader's zone."""
        return when(self.at)


def line(entry: Entry, names: Names, labels: Mapping[str, str]) -> Line:
    """The entry in words. ``labels`` are the names of the agreed keys."""
    match entry.thing:
        case Message() as message:
            return _mail(message, names)
        case Activity() as activity:
            return _activity(activity, names)
        case Submission() as submission:
            return _submission(submission, names)
        case event:
            return _event(event, names, labels)


def _mail(message: Message, names: Names) -> Line:
    state = {
        MessageState.WAITING: f"waiting to be sent, {message.attempts} tries so far" if message.attempts else "waiting",
        MessageState.SENT: f"sent {when(message.sent_at)}",
        MessageState.DEAD: f"could not be delivered: {message.last_error}",
    }[message.state]
    icon = {MessageState.SENT: "mail-check", MessageState.DEAD: "mail-x"}.get(message.state, "mail")
    to = "the prospect" if message.kind in TO_PROSPECTS else names.users.get(message.user_id, "a colleague")
    return Line(icon, f"Mail to {to}", message.created_at, f"{MAILS.get(message.kind, message.kind)}, {state}")


_ACT_ICONS = {
    ActivityKind.CALL: "phone-call",
    ActivityKind.EMAIL: "mail",
    ActivityKind.LINKEDIN: "link",
    ActivityKind.MEETING: "calendar",
    ActivityKind.NOTE: "message-square-text",
}


def _activity(activity: Activity, names: Names) -> Line:
    who = names.users.get(activity.user_id, "Somebody")
    missed = activity.outcome in (CallOutcome.NO_ANSWER, CallOutcome.WRONG_NUMBER)
    icon = "phone-missed" if missed else _ACT_ICONS[activity.kind]
    outcome = f": {OUTCOME_WORDS[activity.outcome].lower()}" if activity.outcome else ""
    step = f", next step {when(activity.next_step_at)}: {activity.next_step}" if activity.next_step_at else ""
    return Line(icon, f"{KIND_WORDS[activity.kind]}{outcome}", activity.at, f"{who}{step}", activity.note)


def _submission(submission: Submission, names: Names) -> Line:
    form = names.forms.get(submission.form_id, "a form")
    source = f", from {submission.utm_source}" if submission.utm_source else ""
    detail = f"{DISPOSITIONS[submission.disposition]}{source}, reference {submission.reference}"
    return Line("file-pen-line", f"Filled in “{form}”", submission.received_at, detail)


_Data = Mapping[str, object]
_Said = tuple[str, str, str]


def _event(event: Event, names: Names, labels: Mapping[str, str]) -> Line:
    tell = _EVENTS.get(event.kind)
    if tell is None:
        words = event.kind.partition(".")[2].replace("_", " ").capitalize()
        return Line("history", words, event.at, names.users.get(event.actor_id or 0, ""))
    icon, title, detail = tell(event.data, names, labels)
    by = names.users.get(event.actor_id or 0, "")
    done = f"by {by}" if by and by not in title else ""
    return Line(icon, title, event.at, ", ".join(part for part in (detail, done) if part))


def _user(data: _Data, names: Names, name: str = "user_id") -> str:
    number = data.get(name)
    return names.users.get(number, "somebody") if isinstance(number, int) else "nobody"


def _pool(data: _Data, names: Names) -> str:
    number = data.get("pool_id")
    pool = names.pools.get(number, "") if isinstance(number, int) else ""
    return f"pool “{pool}”" if pool else ""


def _keys(data: Mapping[str, object], labels: Mapping[str, str]) -> str:
    keys = data.get("keys")
    return ", ".join(labels.get(str(key), str(key)) for key in keys) if isinstance(keys, list) else ""


def _key(data: _Data, labels: Mapping[str, str]) -> str:
    key = str(data.get("key", ""))
    return labels.get(key, key)


def _promise(data: _Data) -> str:
    return PROMISES[PromiseKind(str(data.get("promise")))].lower()


def _levels(data: _Data) -> str:
    before, after = (level_words(Qualification(str(data[name]))) for name in ("from", "to"))
    return f"from {before} to {after}"


def _worth(data: _Data) -> str:
    stage = data.get("stage")
    worth = money(Decimal(str(data["amount"])), str(data["currency"]))
    return f"{worth}, {STAGE_WORDS[DealStage(str(stage))].lower()}" if stage else worth


def _lower(data: _Data, labels: Mapping[str, str]) -> str:
    deleted = data.get("deleted")
    names = ", ".join(labels.get(str(key), str(key)) for key in deleted) if isinstance(deleted, list) else ""
    return f"{_levels(data)}: {names} deleted when their time was over" if names else _levels(data)


def _starts(data: _Data) -> str:
    """The moment of the meeting in the reader's zone."""
    return when(datetime.fromisoformat(str(data["starts_at"])))


def _meeting(data: _Data, names: Names) -> str:
    left = ", because the lead left the rep" if data.get("left") else ""
    return f"{_starts(data)} with {_user(data, names)}{left}"


def _offered(data: _Data, names: Names) -> _Said:
    turn = "former owner" if data.get("sticky") else ""
    return "zap", f"Offered to {_user(data, names)}", ", ".join(part for part in (_pool(data, names), turn) if part)


_EVENTS: Mapping[str, Callable[[_Data, Names, Mapping[str, str]], _Said]] = {
    "lead.offered": lambda data, names, _: _offered(data, names),
    "lead.nurtured": lambda data, names, _: ("sprout", f"Nurtured by {_user(data, names)}", _pool(data, names)),
    "lead.held": lambda data, names, _: (
        "hourglass",
        "Waits for a rep",
        f"{data.get('reason', '')}; {_user(data, names, 'accountable_id')} answers for it",
    ),
    "lead.accepted": lambda data, names, _: (
        ("check", "Accepted by booking a meeting", f"with {_user(data, names)}")
        if data.get("way") == "meeting"
        else ("check", f"Accepted by {_user(data, names)}", "")
    ),
    "lead.rejected": lambda _d, _n, _l: ("undo-2", "Given back", ""),
    "lead.recycled": lambda _d, _n, _l: ("refresh-cw", "Sent back to nurture", ""),
    "lead.fit_confirmed": lambda _d, _n, _l: ("circle-check", "Fit confirmed", ""),
    "lead.opportunity_opened": lambda data, _n, _l: ("handshake", "Became an opportunity", _worth(data)),
    "opportunity.changed": lambda data, _n, _l: ("handshake", "Opportunity changed", _worth(data)),
    "lead.won": lambda data, _n, _l: ("badge-check", "Became a customer", _worth(data)),
    "lead.lost": lambda data, _n, _l: ("circle-x", "Lost", LOST_WORDS[LostReason(str(data["reason"]))].lower()),
    "lead.churned": lambda _d, _n, _l: ("log-out", "The customer left", ""),
    "lead.moved": lambda data, names, _: ("users", f"Moved to {_user(data, names, 'to')}", ""),
    "lead.expired": lambda _d, _n, _l: ("timer", "Not accepted in time", "passed on"),
    "lead.undeliverable": lambda _d, _n, _l: ("mail-x", "The alert could not be delivered", "passed on"),
    "lead.lifted": lambda data, _n, _l: ("trending-up", "Lifted", _levels(data)),
    "lead.downgraded": lambda data, _n, labels: ("trending-down", "Judged lower", _lower(data, labels)),
    "lead.answers_deleted": lambda data, _n, labels: (
        "trash-2",
        "Answers deleted: their time was over",
        _keys(data, labels),
    ),
    "lead.disqualified": lambda _d, _n, _l: ("ban", "Disqualified by the agreement", ""),
    "lead.reopened": lambda _d, _n, _l: ("rotate-ccw", "Opened again", ""),
    "lead.woken": lambda _d, _n, _l: ("bell", "Taken up again", "its date came"),
    "lead.escalated": lambda data, names, _: ("bell", f"{_user(data, names)} was told", f"missed: {_promise(data)}"),
    "promise.reminded": lambda data, names, _: ("clock", f"{_user(data, names)} was reminded", _promise(data)),
    "promise.broken": lambda data, _n, _l: ("triangle-alert", "A promise was missed", _promise(data)),
    "lead.answer_cleared": lambda data, _n, labels: ("check", "Doubted answer found right", _key(data, labels)),
    "lead.answer_set": lambda data, _n, labels: ("pencil", "Answer entered", _key(data, labels)),
    "lead.completion_asked": lambda data, _n, labels: (
        "send",
        "Link made that asks for what is missing",
        _keys(data, labels),
    ),
    "lead.address_doubted": lambda data, _n, _l: ("triangle-alert", "Address doubted", MAILBOXES[str(data["mailbox"])]),
    "consent.withdrawn": lambda _d, _n, _l: ("undo-2", "Consent withdrawn", ""),
    "meeting.booked": lambda data, names, _: ("calendar-plus", "Meeting booked", _meeting(data, names)),
    "meeting.moved": lambda data, names, _: ("calendar-clock", "Meeting moved", _meeting(data, names)),
    "meeting.cancelled": lambda data, names, _: ("circle-x", "Meeting cancelled", _meeting(data, names)),
    "meeting.held": lambda data, names, _: ("check", "Meeting took place", _meeting(data, names)),
    "meeting.missed": lambda data, names, _: ("user-x", "Nobody came to the meeting", _meeting(data, names)),
    "meeting.wished": lambda data, _n, _l: ("calendar", "Asked for another meeting", _starts(data)),
    "proposal.taken": lambda data, _n, labels: ("check", "Newer value taken", _key(data, labels)),
    "proposal.left": lambda data, _n, labels: ("x", "Newer value left", _key(data, labels)),
    "dispute.opened": lambda data, names, _: ("scale", "Return disputed", f"{_user(data, names, 'judge_id')} decides"),
    "dispute.decided": lambda data, _n, _l: ("scale", "Dispute decided", RULINGS.get(str(data.get("ruling")), "")),
}
