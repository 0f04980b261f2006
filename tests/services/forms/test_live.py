"""What an address shows: looked up each time, parsed once."""

from dataclasses import replace

import pytest
from flask_sqlalchemy.session import Session
from sqlalchemy import select
from sqlalchemy.orm import scoped_session

from portal.models.forms.form import Form
from portal.models.forms.version import FormVersion
from portal.rules.forms.definition import Page
from portal.services.forms import drafting, live, publishing
from portal.services.forms.live import Availability
from tests.support.company import CONTACT, NOW, Company, company

Db = scoped_session[Session]
SLUG = "contact-sales"


@pytest.fixture
def house(session: Db) -> Company:
    return company()


def test_live_form_knows_its_version_its_owner_and_whose_page_it_is(session: Db, house: Company) -> None:
    found = live.live(SLUG)
    assert found is not None
    assert (found.form_id, found.version_id, found.owner_id) == (
        house.form.id,
        house.form.live_version_id,
        house.mary.id,
    )
    assert (found.organisation, found.privacy_url) == ("Halden Robotics", "https://halden.example/privacy")
    assert found.definition.page.title == "Talk to sales"
    assert live.last_seen(SLUG) == found


def test_definition_is_parsed_once(session: Db, house: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    first = live.live(SLUG)

    def refuse(_text: str) -> None:
        raise AssertionError("parsed again")

    monkeypatch.setattr(live, "from_json", refuse)
    second = live.live(SLUG)
    assert first is not None
    assert second is not None
    assert second.definition is first.definition


def test_new_version_is_seen_at_once_and_the_old_one_still_reads(session: Db, house: Company) -> None:
    old = live.live(SLUG)
    assert old is not None
    form = session.scalars(select(Form)).one()
    changed = replace(CONTACT, page=Page(title="Ask us"))
    drafting.save(form, changed, rev=form.draft_rev, by=house.mary, now=NOW)
    publishing.publish(form, rev=form.draft_rev, by=house.mary, now=NOW)
    new = live.live(SLUG)
    assert new is not None
    assert (new.definition.page.title, new.version_id > old.version_id) == ("Ask us", True)
    read = live.version(old.version_id)
    assert read is not None
    assert (read.form_id, read.definition) == (old.form_id, old.definition)


def test_draft_shows_nothing(session: Db, house: Company) -> None:
    drafting.create("Secret", "secret", CONTACT, by=house.mary, now=NOW)
    assert live.live("secret") is None
    assert live.live("nowhere") is None
    assert live.version(session.scalars(select(FormVersion.id)).one() + 1) is None


def test_availability_follows_the_form(session: Db, house: Company) -> None:
    def seen() -> Availability | None:
        session.flush()
        found = live.live(SLUG)
        return None if found is None else found.availability

    assert seen() is Availability.OPEN
    publishing.pause(house.form, by=house.mary, now=NOW)
    assert seen() is Availability.PAUSED
    publishing.archive(house.form, by=house.mary, now=NOW)
    assert seen() is Availability.ARCHIVED
