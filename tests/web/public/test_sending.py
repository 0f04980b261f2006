"""From the button to the lead: what a post leads to, and that nobody can tell from the answer."""

import json
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from portal.models.base import db
from portal.models.intake.lead import Lead
from portal.models.intake.person import Person
from portal.models.intake.submission import Disposition, Submission
from portal.models.ops.message import Message
from portal.rules.agreement.verdict import Qualification
from portal.rules.handoff.stages import WorkStatus
from tests.support.company import COMPLETE, Company
from tests.support.statements import statements
from tests.support.visitor import Page, Visitor

ADDRESS = "/f/contact-sales"


def count(model: type[db.Model]) -> int:  # type: ignore[name-defined]  # any table
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def test_complete_post_is_thanked_for_and_becomes_an_sql(visitor: Visitor, house: Company, app: Flask) -> None:
    sent = visitor.post(ADDRESS, COMPLETE, visitor.open(ADDRESS))
    assert sent.status == 303
    thanks = visitor.open(sent.response.headers["Location"])
    with app.app_context():
        lead, submission = db.session.scalars(select(Lead)).one(), db.session.scalars(select(Submission)).one()
        assert (lead.qualification, lead.status) == (Qualification.SQL, WorkStatus.OFFERED)
        assert submission.reference in thanks.html
    assert (thanks.status, thanks.h1) == (200, ["Thank you"])


@pytest.mark.one_database
def test_thanks_are_the_same_for_everyone(visitor: Visitor, house: Company) -> None:
    """Trap 7: known, new, MQL, SQL and suspect read the same words; a reference nobody has reads so, too."""
    answers = [
        COMPLETE,
        {**COMPLETE, "message": "Known by now"},
        {**COMPLETE, "work_email": "other@b.example", "employees": ""},
        {**COMPLETE, "work_email": "spam@b.example", "_homepage": "https://spam.example"},
    ]
    sent = [visitor.post(ADDRESS, answer, visitor.open(ADDRESS)) for answer in answers]
    addresses = [page.response.headers["Location"] for page in sent] + [f"{ADDRESS}/thanks/ZZZZZ-ZZZZZ"]
    texts = {visitor.open(address).html.replace(address.rsplit("/", 1)[1], "") for address in addresses}
    assert {page.status for page in sent} == {303}
    assert len(texts) == 1


@pytest.mark.one_database
def test_suspects_are_kept_aside(visitor: Visitor, house: Company, app: Flask) -> None:
    """Trap 9: nothing follows when the spam check fails."""
    for answers in ({"_homepage": "x"}, {"first_name": "Win a prize https://x.example"}, {"company": "<a href=x>"}):
        visitor.post(ADDRESS, {**COMPLETE, **answers}, visitor.open(ADDRESS))
    with app.app_context():
        assert set(db.session.scalars(select(Submission.disposition))) == {Disposition.QUARANTINED}
        assert (count(Lead), count(Person)) == (0, 0)
        assert db.session.scalars(select(Message).where(Message.kind == "lead-offered")).all() == []


@pytest.mark.one_database
def test_post_that_comes_faster_than_anybody_reads_is_a_suspect(
    visitor: Visitor, house: Company, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Trap 17: by the signed time of the page."""
    monkeypatch.setattr(app.config["BATON"], "FORM_MIN_SECONDS", 30.0)
    visitor.post(ADDRESS, COMPLETE, visitor.open(ADDRESS))
    with app.app_context():
        submission = db.session.scalars(select(Submission)).one()
        assert submission.disposition is Disposition.QUARANTINED
        assert submission.why.endswith("seconds after the page was made")


@pytest.mark.one_database
def test_source_travels_from_the_address_to_the_lead(visitor: Visitor, house: Company, app: Flask) -> None:
    query = "?utm_source=trade-fair&utm_medium=qr&utm_campaign=spring&gclid=abc&first_utm_source=newsletter&x=1"
    page = visitor.open(ADDRESS + query, headers={"Referer": "https://elsewhere.example/talk"})
    visitor.post(ADDRESS, COMPLETE, page)
    with app.app_context():
        submission, lead = db.session.scalars(select(Submission)).one(), db.session.scalars(select(Lead)).one()
        assert json.loads(submission.source) == {
            "utm_source": "trade-fair",
            "utm_medium": "qr",
            "utm_campaign": "spring",
            "gclid": "abc",
            "first_utm_source": "newsletter",
            "referrer": "https://elsewhere.example/talk",
            "landing_url": f"http://localhost{ADDRESS}{query}",
        }
        assert (lead.utm_source, lead.utm_medium, lead.utm_campaign) == ("trade-fair", "qr", "spring")


@pytest.mark.one_database
def test_our_own_pages_are_nowhere_to_come_from(visitor: Visitor, house: Company) -> None:
    """The form in another language links to itself; the referrer stays what it was in the world."""
    from_us = visitor.open(ADDRESS, headers={"Referer": "http://localhost/f/contact-sales?lang=de"})
    from_afar = visitor.open(ADDRESS, headers={"Referer": "https://www.google.com/"})
    assert "evil.example" not in visitor.open(ADDRESS, headers={"Host": "evil.example"}).html
    assert "referrer" not in dict(from_us.hidden)
    assert dict(from_afar.hidden)["referrer"] == "https://www.google.com/"


@pytest.mark.one_database
def test_source_is_cleaned_and_capped(visitor: Visitor, house: Company, app: Flask) -> None:
    page = visitor.open(
        ADDRESS,
        query_string={
            "utm_source": 'a"><script>\x00' + "x" * 500,
            "embed_url": "javascript:alert(1)",
            "landing_url": "https://h.example/" + "y" * 900,
        },
    )
    assert "<script>" not in page.html.split("</head>")[1]
    visitor.post(ADDRESS, COMPLETE, page)
    with app.app_context():
        source = json.loads(db.session.scalars(select(Submission.source)).one())
    assert len(source["utm_source"]) == 120
    assert len(source["landing_url"]) == 500
    assert "embed_url" not in source


@pytest.mark.one_database
def test_source_survives_a_mistake(visitor: Visitor, house: Company, app: Flask) -> None:
    wrong = visitor.post(ADDRESS, {}, visitor.open(f"{ADDRESS}?utm_source=fair"))
    visitor.post(ADDRESS, COMPLETE, wrong)
    with app.app_context():
        assert db.session.scalars(select(Submission.utm_source)).one() == "fair"


@pytest.mark.one_database
def test_embedded_form_thanks_inside_the_frame(visitor: Visitor, house: Company) -> None:
    address = f"{ADDRESS}/embed"
    sent = visitor.post(address, COMPLETE, visitor.open(address))
    assert "/embed/thanks/" in sent.response.headers["Location"]
    assert visitor.open(sent.response.headers["Location"]).h1 == ["Thank you"]


def test_same_post_twice_gives_the_same_reference_and_one_lead(visitor: Visitor, house: Company, app: Flask) -> None:
    page = visitor.open(ADDRESS)
    first, second = (visitor.post(ADDRESS, COMPLETE, page) for _ in range(2))
    assert first.response.headers["Location"] == second.response.headers["Location"]
    with app.app_context():
        assert (count(Submission), count(Lead)) == (1, 1)


def test_twenty_parallel_posts_of_one_page_make_one_lead_and_one_mail(app: Flask, house: Company) -> None:
    """P12, trap 10: a double click, twenty times over."""
    page = Visitor(app.test_client()).open(ADDRESS)
    answers = _at_once(app, [(page, COMPLETE)] * 20)
    assert {answer.status for answer in answers} == {303}
    assert len({answer.response.headers["Location"] for answer in answers}) == 1
    with app.app_context():
        assert (count(Submission), count(Lead)) == (1, 1)
        assert _alerts() == ["lead-offered"]


def test_twenty_parallel_posts_of_one_person_make_one_lead(app: Flask, house: Company) -> None:
    """Twenty pages, twenty different messages: every one is kept, and one rep is offered one lead."""
    pages = [Visitor(app.test_client()).open(ADDRESS) for _ in range(20)]
    answers = _at_once(app, [(page, {**COMPLETE, "message": f"No. {n}"}) for n, page in enumerate(pages)])
    assert {answer.status for answer in answers} == {303}
    with app.app_context():
        assert (count(Submission), count(Lead), count(Person)) == (20, 1, 1)
        assert sorted(_alerts()) == ["asked-again"] * 19 + ["lead-offered"]
        kinds = sorted(db.session.scalars(select(Submission.disposition)))
        assert kinds == [Disposition.ATTACHED] * 19 + [Disposition.NEW_LEAD]


@pytest.mark.one_database
def test_post_takes_as_many_queries_for_the_first_lead_as_for_the_fiftieth(
    client: FlaskClient, app: Flask, house: Company
) -> None:
    visitor = Visitor(client)
    _send(visitor, 0)
    few = len(statements(app, lambda: _send(visitor, 1)))
    for number in range(2, 50):
        _send(visitor, number)
    assert len(statements(app, lambda: _send(visitor, 50))) == few <= 40


def _send(visitor: Visitor, number: int) -> None:
    answers = {**COMPLETE, "work_email": f"somebody@company{number}.example"}
    assert visitor.post(ADDRESS, answers, visitor.open(ADDRESS)).status == 303


def _at_once(app: Flask, posts: list[tuple[Page, dict[str, str]]]) -> list[Page]:
    with ThreadPoolExecutor(len(posts)) as pool:
        return list(pool.map(lambda post: Visitor(app.test_client()).post(ADDRESS, post[1], post[0]), posts))


def _alerts() -> list[str]:
    return list(db.session.scalars(select(Message.kind).where(Message.kind.not_like("agreement-%"))))
