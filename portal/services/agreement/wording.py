"""The terms in plain words: what both sides read before they sign, and what a change is compared by."""

from collections.abc import Mapping
from dataclasses import dataclass

from portal.rules.agreement.playbook import CHANNEL_WORDS, Attempt
from portal.rules.agreement.terms import (
    AgreedKey,
    AllOf,
    AnyOf,
    Budget,
    Criterion,
    Level,
    Node,
    NoneOf,
    OnFail,
    Promises,
    RejectEffect,
    RejectReason,
    Side,
    Targets,
    Terms,
    Unknown,
)
from portal.rules.agreement.words import node_in_words
from portal.rules.money import figure as thousands
from portal.rules.money import money
from portal.rules.questions.key import Key
from portal.services.agreement.trees import Way, mark_of, parts_of, way_text

SIDES: Mapping[Side, str] = {Side.MARKETING: "Marketing", Side.SALES: "Sales", Side.JOINT: "Both"}
LEVELS: Mapping[Level, str] = {
    Level.MQL: "needed for an MQL",
    Level.SQL: "needed for an SQL",
    Level.OPTIONAL: "may be asked",
}
UNKNOWNS: Mapping[Unknown, str] = {
    Unknown.NOT_OFFERED: "is not offered",
    Unknown.MISSING: "may be said, and counts as missing",
    Unknown.COMPLETE: "may be said, and counts as given",
}
EFFECTS: Mapping[RejectEffect, str] = {
    RejectEffect.DISQUALIFY: "the lead is disqualified",
    RejectEffect.NURTURE_UNTIL: "the lead goes back to marketing until a date that the rep gives",
    RejectEffect.NURTURE_ASK: "the lead goes back to marketing, which asks what is missing",
    RejectEffect.NURTURE: "the lead goes back to marketing",
}
GROUPS: Mapping[type[Node], str] = {
    AllOf: "All of these hold",
    AnyOf: "At least one of these holds",
    NoneOf: "None of these holds",
}


@dataclass(frozen=True)
class Phrase:
    """One line of a criteria tree, or a group with the lines in it. ``way`` and ``mark`` address it in the editor."""

    words: str
    way: str
    mark: str
    group: str
    owner: str
    disqualifies: bool
    parts: tuple["Phrase", ...]


def phrases(root: AllOf, terms: Terms) -> tuple[Phrase, ...]:
    """The lines of a criteria tree, in reading order."""
    keys = {item.key.key: item.key for item in terms.keys}
    return tuple(_phrase(part, (step,), keys) for step, part in enumerate(root.all))


def phrase_of(node: Node, terms: Terms) -> Phrase:
    """One part by itself, wherever it stands."""
    return _phrase(node, (), {item.key.key: item.key for item in terms.keys})


def _phrase(node: Node, way: Way, keys: Mapping[str, Key]) -> Phrase:
    if isinstance(node, Criterion):
        words, owner = node_in_words(node, keys.get), SIDES[node.owner]
        fatal = node.on_fail is OnFail.DISQUALIFY
        return Phrase(words, way_text(way), mark_of(node), "", owner, fatal, ())
    parts = tuple(_phrase(part, (*way, step), keys) for step, part in enumerate(parts_of(node)))
    return Phrase(GROUPS[type(node)], way_text(way), mark_of(node), _kind(node), "", False, parts)


def _kind(node: Node) -> str:
    return {AllOf: "all", AnyOf: "any", NoneOf: "none"}.get(type(node), "")


def minutes_in_words(minutes: int) -> str:
    """``5 minutes``, ``1 hour 30 minutes``, ``16 hours``."""
    hours, rest = divmod(minutes, 60)
    if minutes < 60 or (rest and hours > 8):
        return _counted(minutes, "minute")
    return f"{_counted(hours, 'hour')} {_counted(rest, 'minute')}" if rest else _counted(hours, "hour")


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def sales_promises(promises: Promises) -> tuple[tuple[str, str], ...]:
    """What sales owes marketing: what it is about, and the sentence."""
    late, percent = promises.escalate_after_minutes, promises.remind_at_percent
    told = "at once" if late == 0 else f"{minutes_in_words(late)} later"
    reminder = f"The rep is reminded when {percent} % of the time has gone." if percent else "No reminder is sent."
    return (
        ("First contact", f"A new SQL is contacted for the first time {_within(promises.first_contact_minutes)}."),
        ("Accepting", f"A rep accepts or returns an offered lead {_within(promises.accept_minutes)}."),
        ("First attempt", f"An accepted lead is called or written to {_within(promises.first_attempt_minutes)}."),
        ("Next step", f"A lead in work gets its next step {_within(promises.next_step_minutes)}."),
        ("Reminder", reminder),
        ("When time runs out", f"The sales manager is told {told}; a lead that nobody accepted goes to the next rep."),
        ("Unreachable", f"It may be said after {_counted(promises.unreachable_attempts, 'logged attempt')}."),
    )


def playbook_in_words(attempts: tuple[Attempt, ...]) -> str:
    """``call; email 1 hour later; call 8 hours later``, in working time; ``not set`` for none."""
    if not attempts:
        return "not set"
    first, *others = attempts
    return "; ".join((CHANNEL_WORDS[first.channel], *map(_later, others)))


def _later(attempt: Attempt) -> str:
    wait = f"{minutes_in_words(attempt.wait_minutes)} later" if attempt.wait_minutes else "at once"
    return f"{CHANNEL_WORDS[attempt.channel]} {wait}"


def marketing_promises(promises: Promises) -> tuple[tuple[str, str], ...]:
    """What marketing owes sales: what it is about, and the sentence."""
    disputed = _counted(promises.dispute_days, "day")
    return (
        ("Nurture", f"A lead in nurture is looked at again within {_counted(promises.nurture_review_days, 'day')}."),
        ("Disputes", f"A return is disputed within {disputed} or stands; the sales manager decides."),
    )


def _within(minutes: int) -> str:
    return f"within {minutes_in_words(minutes)} of working time"


def key_in_words(item: AgreedKey) -> str:
    """Level, and how "I don't know yet" counts: ``needed for an SQL; “I don't know yet” is not offered``."""
    return f"{LEVELS[item.level]}; “I don’t know yet” {UNKNOWNS[item.unknown]}"


def reason_in_words(reason: RejectReason) -> str:
    """What follows from the reason."""
    extra = " Only after the agreed number of attempts." if reason.needs_attempts else ""
    asked = " The rep names the question." if reason.asks_key else ""
    return f"{sentence(EFFECTS[reason.effect])}.{extra}{asked}"


def sentence(words: str) -> str:
    """With a capital letter in front; the others stay as they are."""
    return words[:1].upper() + words[1:]


def targets_in_words(targets: Targets) -> tuple[tuple[str, str], ...]:
    """What each side owes a month: label and figure, ``not set`` where nothing was agreed."""
    rows = (
        ("Marketing brings MQLs", targets.mql),
        ("Marketing brings SQLs", targets.sql),
        ("Sales accepts leads", targets.accepted),
        ("Sales wins customers", targets.won),
    )
    return tuple((label, "not set" if figure is None else f"{thousands(figure)} a month") for label, figure in rows)


def budget_in_words(budget: Budget) -> str:
    """``20,000 USD a month``."""
    return "not set" if budget.monthly is None else f"{money(budget.monthly, budget.currency)} a month"


def review_in_words(months: int) -> str:
    """``every 3 months``."""
    return "every month" if months == 1 else f"every {months} months"
