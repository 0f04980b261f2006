"""Forms under a former agreement: found, told once at each moment, drafted and never published (X11)."""

from dataclasses import replace
from datetime import timedelta

from sqlalchemy import select

from portal.models.base import db
from portal.models.forms.version import FormVersion
from portal.models.ops.message import Message
from portal.models.team.organisation import Organisation
from portal.rules.agreement.terms import AgreedKey, Level
from portal.rules.forms.gate import GapKind
from portal.services.forms import drafting, drifting, live, publishing
from tests.support.company import KEYS, NOW, TERMS, Company, agree

MORE = replace(TERMS, keys=(*TERMS.keys, AgreedKey(KEYS["timeframe"], Level.SQL)), note="And when")
GRACE = timedelta(days=14)


def told() -> list[tuple[str, int]]:
    found = select(Message).where(Message.kind == "form-outdated").order_by(Message.id)
    return [(message.key, message.user_id) for message in db.session.scalars(found)]


def test_a_form_under_the_agreement_in_force_is_up_to_date(place: Company) -> None:
    [item] = drifting.board(NOW)
    assert (item.form, item.agreement, item.stale, item.late, item.gaps) == (place.form, 1, False, False, ())
    assert drifting.owed(NOW) == ()
    assert drifting.draft_all(by=place.mary, now=NOW) == 0


def test_a_newer_agreement_makes_it_stale_and_says_what_it_lacks(place: Company) -> None:
    agree(MORE, place.mary, place.sam)
    [item] = drifting.board(NOW + timedelta(days=3))
    assert (item.stale, item.late, item.since, item.until) == (True, False, NOW, NOW + GRACE)
    assert [(gap.key, gap.kind) for gap in item.gaps] == [("timeframe", GapKind.MISSING)]
    [late] = drifting.board(NOW + GRACE)
    assert late.late


def test_the_days_of_grace_are_the_organisations(place: Company) -> None:
    db.session.get_one(Organisation, 1).upgrade_grace_days = 2
    agree(MORE, place.mary, place.sam)
    assert drifting.board(NOW + timedelta(days=2))[0].late


def test_the_owner_is_told_once_at_the_start_and_once_when_it_is_late(place: Company) -> None:
    agree(MORE, place.mary, place.sam)
    assert (drifting.tell(NOW), drifting.tell(NOW)) == (1, 0)
    assert drifting.tell(NOW + GRACE) == 1
    assert drifting.tell(NOW + GRACE + GRACE) == 0
    [(first, owner), (second, _)] = told()
    assert (second, owner) == (f"{first}:late", place.mary.id)


def test_the_upgrade_is_drafted_and_not_published(place: Company) -> None:
    agree(MORE, place.mary, place.sam)
    before = live.live("contact-sales")
    assert drifting.draft_all(by=place.mary, now=NOW) == 1
    draft = drafting.draft_of(place.form)
    assert draft.find("timeframe") is not None
    assert live.live("contact-sales") == before
    assert len(db.session.scalars(select(FormVersion)).all()) == 1
    publishing.publish(place.form, rev=place.form.draft_rev, by=place.mary, now=NOW)
    assert not drifting.board(NOW)[0].stale
    assert drifting.owed(NOW) == ()


def test_an_archived_form_is_left_alone(place: Company) -> None:
    agree(MORE, place.mary, place.sam)
    publishing.archive(place.form, by=place.mary, now=NOW)
    assert drifting.board(NOW) == ()
    assert drifting.owed(NOW + GRACE) == ()
