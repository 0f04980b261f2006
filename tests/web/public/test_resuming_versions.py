"""A new version is published between two pages of a form: for a while the one that was begun goes on (P8, P18)."""

from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update

from portal.models.base import db
from portal.models.forms.form import Form
from portal.models.forms.version import FormVersion
from portal.models.intake.progress import Progress
from portal.models.intake.submission import Submission
from portal.models.team.user import User
from portal.services.forms import drafting, publishing
from portal.web.public import resuming
from portal.web.shared.clock import utcnow
from tests.support.company import DEMO
from tests.support.visitor import Page, Visitor
from tests.web.public.conftest import Publish
from tests.web.public.test_steps import ADDRESS, PROJECT, YOU

pytestmark = pytest.mark.one_database
NEXT = {"_go": "next"}
FIRST, SECOND = DEMO.steps
SHORTER = replace(DEMO, steps=(FIRST, replace(SECOND, title="Your plans", fields=SECOND.fields[:-2])))


@pytest.fixture
def second(visitor: Visitor, publish: Publish, app: Flask) -> Page:
    """The second page, shown before a version without its last questions was published."""
    house = publish(DEMO)
    page = visitor.turn(ADDRESS, {**YOU, **NEXT}, visitor.open(ADDRESS))
    with app.app_context():
        form, mary = db.session.get_one(Form, house.form.id), db.session.get_one(User, house.mary.id)
        drafting.save(form, SHORTER, rev=form.draft_rev, by=mary, now=utcnow())
        publishing.publish(form, rev=form.draft_rev, by=mary, now=utcnow())
        db.session.commit()
    return page


def used(app: Flask) -> int:
    """The number of the version that read the one submission."""
    with app.app_context():
        query = select(FormVersion.number).join(Submission, Submission.form_version_id == FormVersion.id)
        return db.session.scalars(query).one()


def test_the_version_that_was_begun_is_shown_again_and_reads_the_post(
    visitor: Visitor, second: Page, app: Flask
) -> None:
    reloaded = visitor.open(f"{ADDRESS}?step=2")
    assert ("news" in reloaded.controls, "Your project" in reloaded.html) == (True, True)
    assert visitor.post(ADDRESS, {**PROJECT, "news": "yes", **NEXT}, reloaded).status == 303
    assert used(app) == 1


def test_somebody_new_sees_the_new_version(visitor: Visitor, second: Page, app: Flask) -> None:
    other = Visitor(app.test_client())
    page = other.turn(ADDRESS, {**YOU, **NEXT}, other.open(ADDRESS))
    assert ("news" in page.controls, "Your plans" in page.html) == (False, True)
    assert other.post(ADDRESS, {**PROJECT, **NEXT}, page).status == 303
    assert used(app) == 2


def test_who_comes_back_the_next_day_goes_on_with_the_new_one_and_repeats_nothing(
    visitor: Visitor, second: Page, app: Flask
) -> None:
    with app.app_context():
        began = utcnow() - resuming.FRESH - timedelta(minutes=1)
        db.session.execute(update(Progress).values(rendered_at=began))
        db.session.commit()
    page = visitor.open(f"{ADDRESS}?step=2")
    assert ("news" in page.controls, dict(page.hidden)["first_name"]) == (False, "Priya")
    assert visitor.post(ADDRESS, {**PROJECT, **NEXT}, page).status == 303
    assert used(app) == 2
