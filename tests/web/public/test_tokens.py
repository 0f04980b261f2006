"""The signed field instead of a session: old, broken, of another form, of an older version."""

from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from portal.models.base import db
from portal.models.intake.submission import Disposition, Submission
from portal.rules.forms.definition import Definition, Step
from portal.services.forms import drafting, publishing
from portal.web.shared.clock import utcnow
from tests.support.company import COMPLETE, CONTACT, NOW, Company, field, published
from tests.support.visitor import Page, Visitor

pytestmark = pytest.mark.one_database
ADDRESS = "/f/contact-sales"
TOO_OLD = "This page was open for too long, or did not arrive as we made it"


def submissions(app: Flask) -> list[Submission]:
    with app.app_context():
        return list(db.session.scalars(select(Submission)))


def after(hours: float) -> time_machine.travel:
    return time_machine.travel(utcnow() + timedelta(hours=hours), tick=True)


def test_expired_page_keeps_what_was_typed_and_can_be_sent_again(
    visitor: Visitor, house: Company, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(app.config["BATON"], "FORM_MIN_SECONDS", 5.0)
    page = visitor.open(ADDRESS)
    with after(hours=25):
        stale = visitor.post(ADDRESS, COMPLETE, page)
        assert (stale.status, stale.title.startswith("Error: "), TOO_OLD in stale.html) == (422, True, True)
        assert stale.controls["work_email"]["value"] == COMPLETE["work_email"]
        assert 'value="evaluation" checked' in stale.html
        assert submissions(app) == []
        assert visitor.post(ADDRESS, COMPLETE, stale).status == 303
    assert [item.disposition for item in submissions(app)] == [Disposition.NEW_LEAD]


def test_renewed_page_is_still_the_same_attempt(visitor: Visitor, house: Company, app: Flask) -> None:
    """The answer to the first post got lost; a day later the same is sent once more."""
    page = visitor.open(ADDRESS)
    first = visitor.post(ADDRESS, COMPLETE, page)
    with after(hours=25):
        stale = visitor.post(ADDRESS, COMPLETE, page)
        again = visitor.post(ADDRESS, COMPLETE, stale)
    assert again.response.headers["Location"] == first.response.headers["Location"]
    assert len(submissions(app)) == 1


@pytest.mark.parametrize("token", ["", "nonsense", "W10.AAAA", "é\x00"])
def test_broken_token_keeps_what_was_typed(visitor: Visitor, house: Company, app: Flask, token: str) -> None:
    answer = visitor.post(ADDRESS, {**COMPLETE, "form_token": token})
    assert (answer.status, TOO_OLD in answer.html) == (422, True)
    assert answer.controls["first_name"]["value"] == "Priya"
    assert visitor.post(ADDRESS, COMPLETE, answer).status == 303


def test_token_with_one_letter_changed_is_broken(visitor: Visitor, house: Company, app: Flask) -> None:
    token = visitor.open(ADDRESS).token
    other = ("B" if token[5] == "A" else "A").join((token[:5], token[6:]))
    assert visitor.post(ADDRESS, {**COMPLETE, "form_token": other}).status == 422
    assert submissions(app) == []


def test_post_without_a_token_is_not_taken(visitor: Visitor, house: Company, app: Flask) -> None:
    assert visitor.post(ADDRESS, COMPLETE).status == 422
    assert submissions(app) == []


def test_token_of_another_form_does_not_count(visitor: Visitor, house: Company, app: Flask) -> None:
    with app.app_context():
        published(CONTACT, "second-form", house.mary)
        db.session.commit()
    page = visitor.open("/f/second-form")
    assert visitor.post(ADDRESS, COMPLETE, page).status == 422
    assert submissions(app) == []


def test_visitor_of_an_older_version_is_read_by_that_version(visitor: Visitor, house: Company, app: Flask) -> None:
    """Trap 6: editing a live form harms nobody who is filling it in."""
    page = visitor.open(ADDRESS)
    _publish(app, house, "country")
    assert visitor.post(ADDRESS, COMPLETE, page).status == 303
    with app.app_context():
        stored = db.session.scalars(select(Submission)).one()
        assert stored.form_version_id == house.form.live_version_id
    new = visitor.open(ADDRESS)
    assert "country" in new.controls
    assert visitor.post(ADDRESS, {**COMPLETE, "country": "IN", "message": "New"}, new).status == 303


def test_mistake_on_an_older_version_is_shown_on_that_version(visitor: Visitor, house: Company, app: Flask) -> None:
    page = visitor.open(ADDRESS)
    _publish(app, house, "country")
    wrong: Page = visitor.post(ADDRESS, {**COMPLETE, "work_email": ""}, page)
    assert (wrong.status, "country" in wrong.controls) == (422, False)


def test_after_a_day_the_older_version_gives_way_to_the_new_one(visitor: Visitor, house: Company, app: Flask) -> None:
    page = visitor.open(ADDRESS)
    _publish(app, house, "country")
    with after(hours=25):
        stale = visitor.post(ADDRESS, COMPLETE, page)
    assert (stale.status, "country" in stale.controls) == (422, True)


def _publish(app: Flask, house: Company, key: str) -> None:
    """A new version that asks one more."""
    with app.app_context():
        form = db.session.merge(house.form)
        fields = (*CONTACT.steps[0].fields, field(key))
        drafting.save(
            form,
            Definition(page=CONTACT.page, steps=(Step("all", "All", fields),)),
            rev=form.draft_rev,
            by=house.mary,
            now=NOW,
        )
        publishing.publish(form, rev=form.draft_rev, by=house.mary, now=NOW)
        db.session.commit()
