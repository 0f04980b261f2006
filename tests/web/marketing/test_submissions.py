"""Submissions as they came: who sees them, what is not there, what cannot be restored."""

import pytest
from flask_sqlalchemy.session import Session
from sqlalchemy import select
from sqlalchemy.orm import scoped_session

from portal.models.intake.lead import Lead
from portal.models.intake.submission import Disposition, Submission
from tests.support.answering import answer, enquiry
from tests.support.browsing import anew, post
from tests.support.company import Company
from tests.web.marketing.conftest import Browsers

Db = scoped_session[Session]


@pytest.fixture
def spam(house: Company, session: Db) -> Submission:
    answer(house, {"first_name": "Spammy"}, suspect="a link in first name")
    return session.scalars(select(Submission)).one()


@pytest.mark.parametrize(("who", "status"), [("mary", 200), ("ada", 200), ("sam", 403), ("rita", 403)])
@pytest.mark.one_database
def test_they_are_marketing_s(house: Company, spam: Submission, browse: Browsers, who: str, status: int) -> None:
    number, client = spam.id, browse(getattr(house, who))
    assert client.get("/submissions").status_code == status
    assert client.get(f"/submissions/{number}").status_code == status
    restored = post(client, f"/submissions/{number}/restoration").status_code
    assert restored == (303 if status == 200 else 403)


@pytest.mark.one_database
def test_what_is_not_there_is_not_found(house: Company, browse: Browsers) -> None:
    client = browse(house.mary)
    for number in ("0", "999", "9" * 18, "9" * 40):
        assert client.get(f"/submissions/{number}").status_code == 404
        assert post(client, f"/submissions/{number}/restoration").status_code == 404
    assert client.get("/submissions/x").status_code == 404


@pytest.mark.one_database
def test_an_empty_shelf_says_so(house: Company, browse: Browsers) -> None:
    client = browse(house.mary)
    for shelf in Disposition:
        assert "No submission is on this shelf." in client.get(f"/submissions?shelf={shelf.value}").text


@pytest.mark.one_database
def test_looking_restores_nothing(house: Company, spam: Submission, browse: Browsers, session: Db) -> None:
    number, client = spam.id, browse(house.mary)
    assert client.get(f"/submissions/{number}/restoration").status_code == 405
    assert client.post(f"/submissions/{number}/restoration").status_code == 400
    anew()
    assert session.get_one(Submission, number).disposition is Disposition.QUARANTINED


def test_only_what_is_in_quarantine_can_be_restored(house: Company, browse: Browsers, session: Db) -> None:
    enquiry(house)
    number, client = session.scalars(select(Submission.id)).one(), browse(house.mary)
    assert "No spam: restore it" not in client.get(f"/submissions/{number}").text
    refused = post(client, f"/submissions/{number}/restoration")
    assert refused.status_code == 409
    assert "not in the spam box any more" in refused.text
    anew()
    assert len(session.scalars(select(Lead)).all()) == 1


def test_restored_spam_of_a_known_person_joins_their_lead(house: Company, browse: Browsers, session: Db) -> None:
    lead_id = enquiry(house).id
    answer(house, {"message": "See https://x.example"}, suspect="a link")
    number = session.scalars(select(Submission.id).where(Submission.why == "a link")).one()
    sent = post(browse(house.mary), f"/submissions/{number}/restoration")
    assert sent.headers["Location"] == f"/leads/{lead_id}"
    anew()
    restored = session.get_one(Submission, number)
    assert (restored.disposition, restored.lead_id) == (Disposition.ATTACHED, lead_id)
