"""What the database does for forms in steps and against floods, on both kinds of database."""

from collections.abc import Mapping, Sequence
from datetime import timedelta

import pytest
from flask_sqlalchemy.session import Session
from sqlalchemy import select
from sqlalchemy.orm import scoped_session

from portal.models.base import db
from portal.models.intake.answer import AnswerRow
from portal.models.intake.progress import Progress
from portal.models.intake.submission import Submission
from portal.rules.forms.behaviour import Behaviour
from portal.rules.forms.document import from_json
from portal.services.intake import remembering, spam
from portal.services.intake.remembering import Begun
from portal.services.team import throttling
from tests.support.answering import answer
from tests.support.company import NOW, Company, company, later

HOUR = timedelta(hours=1)


@pytest.fixture
def house(session: scoped_session[Session]) -> Company:
    made = company()
    session.commit()
    return made


def save(house: Company, attempt: str, token: str | None, answers: Mapping[str, Sequence[str]]) -> Progress | None:
    version = house.version
    begun = Begun(version.form_id, version.id, attempt, token, NOW, "all", answers)
    row = remembering.save(begun, from_json(version.definition), now=NOW)
    db.session.commit()
    return row


def test_a_browser_remembers_its_latest_attempt_only(house: Company) -> None:
    save(house, "first", "t" * 22, {"first_name": ["Priya"]})
    save(house, "second", "t" * 22, {"first_name": ["Ravi"]})
    found = remembering.begun_with(house.form.id, "t" * 22, NOW)
    assert found is not None
    assert (found.attempt_key, found.answers) == ("second", '{"first_name": ["Ravi"]}')


def test_an_attempt_moves_to_the_device_that_goes_on(house: Company) -> None:
    save(house, "first", "t" * 22, {})
    save(house, "first", "u" * 22, {})
    assert remembering.begun_with(house.form.id, "t" * 22, NOW) is None
    assert remembering.begun_with(house.form.id, "u" * 22, NOW) is not None
    assert remembering.begun_with(house.form.id + 1, "u" * 22, NOW) is None


def test_what_was_sent_is_not_begun_again(house: Company) -> None:
    save(house, "first", "t" * 22, {})
    remembering.finish(house.form.id, "first", NOW)
    assert save(house, "first", "t" * 22, {"first_name": ["Priya"]}) is None
    assert db.session.scalars(select(Progress.answers)).all() == ["{}"]


def test_rows_of_old_attempts_go(house: Company) -> None:
    save(house, "first", "t" * 22, {"first_name": ["Priya"]})
    remembering.tidy(NOW + timedelta(days=30))
    assert db.session.scalars(select(Progress)).all() == []


def test_what_is_not_sent_is_never_kept_longer_than_what_is() -> None:
    assert Behaviour(resume_days=14, keep_days=5).remembered_days == 5
    assert Behaviour(resume_days=14, keep_days=365).remembered_days == Behaviour(resume_days=14).remembered_days == 14


def test_events_are_counted_by_window(house: Company) -> None:
    counts = [throttling.counted("a", HOUR, later(minutes)) for minutes in (0, 1, 59, 60)]
    assert [*counts, throttling.counted("b", HOUR, NOW)] == [1, 2, 3, 1, 1]


def test_old_spam_keeps_its_row_and_no_words(house: Company) -> None:
    answer(house, suspect="a link or markup in company")
    assert spam.purge(NOW + timedelta(days=91), 10) == 1
    db.session.commit()
    post = db.session.scalars(select(Submission)).one()
    assert (post.raw, post.why) == ("{}", "a link or markup in company")
    assert {row.text for row in db.session.scalars(select(AnswerRow))} == {None}
