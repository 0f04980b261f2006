"""Test visitors in words: what is expected of them, what would happen now, who accepted it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from portal.models.base import db
from portal.models.handoff.pool import Pool, pools_in_use
from portal.reports.directory import names
from portal.rules.forms import rehearsal
from portal.rules.forms.rehearsal import Outcome, Result
from portal.services.agreement.wording import sentence
from portal.services.handoff.trial import named_people
from portal.services.rehearsal.running import Rehearsal
from portal.web.marketing.forms_reading import may_publish
from portal.web.shared.filters import when

RESULTS: Mapping[Result, str] = {
    Result.REFUSED: "refused by the form",
    Result.UNQUALIFIED: "unqualified",
    Result.MQL: "MQL",
    Result.SQL: "SQL",
}
_PLACES: Mapping[str, str] = {
    rehearsal.DISQUALIFIED: "disqualified",
    rehearsal.KEEPER: "marketing’s nurture desk",
    rehearsal.CUSTODIAN: "waits for somebody, since no rule takes it",
}


@dataclass(frozen=True)
class VisitorLine:
    """One test visitor on a page. ``acceptable``: whether the reader may accept what changed; ``seen`` are the fields
    that accepting posts."""

    id: int
    form_id: int
    form: str
    name: str
    expected: str
    now: str
    changed: bool
    acceptable: bool
    reasons: tuple[str, ...]
    accepted: str
    seen: dict[str, str]


def lines(found: Sequence[Rehearsal]) -> tuple[VisitorLine, ...]:
    """In the order given. Two queries."""
    outcomes = [item.run.outcome for item in found]
    outcomes += [Outcome(item.expected.result, item.expected.destination) for item in found]
    places = _places(outcome.destination for outcome in outcomes)
    return tuple(_line(item, places) for item in found)


def _line(item: Rehearsal, places: Mapping[str, str]) -> VisitorLine:
    now, expected = item.run.outcome, Outcome(item.expected.result, item.expected.destination)
    return VisitorLine(
        id=item.visitor.id,
        form_id=item.form.id,
        form=item.form.name,
        name=item.visitor.name,
        expected=_words(expected, places),
        now=_words(now, places),
        changed=item.changed,
        acceptable=item.changed and may_publish(),
        reasons=item.run.reasons,
        accepted=f"{item.expected.accepted_by.name}, {when(item.expected.accepted_at)}",
        seen={"result": now.result.value, "destination": now.destination},
    )


def destination_choices() -> list[tuple[str, str]]:
    """Everywhere that a lead can go: value and words."""
    pools = [f"pool:{pool.id}" for pool in db.session.scalars(pools_in_use())]
    people = [f"person:{user_id}" for user_id in named_people()]
    places = _places([*pools, *people])
    return [(value, sentence(places[value])) for value in [*_PLACES, *pools, *people]]


def _words(outcome: Outcome, places: Mapping[str, str]) -> str:
    if outcome.result is Result.REFUSED:
        return sentence(RESULTS[outcome.result])
    return f"{sentence(RESULTS[outcome.result])}: {places[outcome.destination]}"


def _places(destinations: Iterable[str]) -> dict[str, str]:
    """Words for every destination that is named."""
    named = dict.fromkeys(destinations)
    pools = dict(db.session.execute(select(Pool.id, Pool.name).where(Pool.id.in_(_ids(named, "pool")))).all())
    people = names(_ids(named, "person"))
    return {
        **_PLACES,
        **{f"pool:{pool_id}": f"the pool “{name}”" for pool_id, name in pools.items()},
        **{f"person:{user_id}": name for user_id, name in people.items()},
    }


def _ids(named: Iterable[str], kind: str) -> list[int]:
    parts = (value.partition(":") for value in named)
    return [int(number) for name, _, number in parts if name == kind and number.isdecimal()]
