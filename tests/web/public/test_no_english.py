"""A visitor who reads another language reads no English: every public page and letter, in a language made for this."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update

from portal.mail.compose import compose
from portal.mail.links import Links, completion_token, consent_token, resume_token
from portal.models.base import db
from portal.models.engine import begin_write
from portal.models.forms.form import Form
from portal.models.intake.answer import AnswerRow
from portal.models.intake.lead import Lead
from portal.models.intake.person import Person
from portal.models.intake.progress import Progress
from portal.models.ops.message import Message
from portal.rules.agreement.terms import Level
from portal.rules.forms.behaviour import Behaviour, MailPolicy
from portal.rules.forms.definition import Definition, Field, Step
from portal.rules.questions.key import Display, KeyKind, Option, Settings, TypeName
from portal.rules.questions.logic import Operator, Test
from portal.services.intake import asking
from portal.web.public import answering, taking
from portal.web.shared.clock import utcnow
from tests.support.company import COMPLETE, CONTACT, field
from tests.support.portal import SECRET
from tests.support.pseudo import in_pseudo, leaks, pseudo_language
from tests.support.visitor import Page, Visitor, page_in
from tests.web.public.conftest import Publish
from tests.web.public.test_uploads import multipart

pytestmark = pytest.mark.one_database
HERE = "/f/our-form"
NAMES = (
    "Halden Robotics",
    "Baton",
    "USD",
    "PDF",
    "Deutsch",
    "English",
    "Priya",
    "Raman",
    "Short",
    "Longer than ten characters",
)
GERMAN = {"headers": {"Accept-Language": "de"}}


def own(key: str, kind: TypeName, **more: object) -> Field:
    return Field(key, kind, KeyKind.QUESTION, f"Label of {key}", **more)  # type: ignore[arg-type]  # a test's own


AB = (Option("a", "First"), Option("b", "Second", help="More of it"), Option("c", "Third"))
EVERY_KIND = (
    own("q_decimal", TypeName.DECIMAL, settings=Settings(minimum=2, maximum=2000)),
    own("q_money", TypeName.MONEY, settings=Settings(currency="USD")),
    own("q_date", TypeName.DATE),
    own("q_url", TypeName.URL),
    own("q_list", TypeName.CHOICE, options=AB, settings=Settings(display=Display.LIST)),
    own("q_many", TypeName.CHOICES, options=AB, settings=Settings(minimum=2, maximum=2)),
    own("q_some", TypeName.CHOICES, options=AB),
    own("q_rating", TypeName.RATING, settings=Settings(scale=5, low_words="Not", high_words="Very")),
    own("q_yes", TypeName.YES_NO),
    own("q_long", TypeName.LONG_TEXT, settings=Settings(max_length=10), required=True),
    own("papers", TypeName.FILE, settings=Settings(max_files=2, max_megabytes=1)),
    own("q_heading", TypeName.HEADING, help="Help of it"),
    own("q_text", TypeName.PARAGRAPH),
    own("q_more", TypeName.TEXT, show_if=Test("q_yes", Operator.EQ, True), required=True),
    Field("news", TypeName.CONSENT, KeyKind.CONSENT, "Email me news.", level=Level.OPTIONAL),
)
YOU = Step(
    "you", "About you", tuple(field(key) for key in ("work_email", "first_name", "last_name", "phone", "country"))
)
REST = tuple(field(key) for key in ("company", "job_title", "employees", "annual_revenue", "interest"))
FORM: Definition = in_pseudo(
    replace(
        CONTACT,
        steps=(YOU, Step("project", "Your project", (*REST, *EVERY_KIND))),
        behaviour=Behaviour(
            partial=True, free_mail=MailPolicy.WARN, disposable=MailPolicy.BLOCK, introduce=True, confirm_mail=True
        ),
    )
)
ADDRESS = {key: COMPLETE[key] for key in ("work_email", "first_name", "last_name")}
PROJECT = {key: COMPLETE[key] for key in ("company", "job_title", "employees", "annual_revenue", "interest")}
GOOD = {**PROJECT, "q_long": "Short", "news": "yes"}
WRONG = {
    "company": "",
    "employees": "many",
    "interest": "nothing",
    "q_decimal": "1.234,5x",
    "q_money": "a lot",
    "q_date": "3/4/27",
    "q_url": "not a url",
    "q_list": "z",
    "q_many": ["a"],
    "q_rating": "9",
    "q_yes": "maybe",
    "q_long": "Longer than ten characters",
    "q_some": ["z"],
}


@pytest.fixture(autouse=True)
def spoken(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with pseudo_language(monkeypatch):
        yield


@pytest.fixture
def form(publish: Publish) -> str:
    publish(FORM)
    return f"{HERE}?lang=de"


def assert_translated(page: Page, status: int = 200, *known: str) -> Page:
    assert (page.status, page.html.count('<html lang="de">')) == (status, 1)
    assert leaks(page.html, *NAMES, *known) == []
    return page


def second(visitor: Visitor, form: str) -> Page:
    return visitor.turn(form, {**ADDRESS, "_go": "next"}, visitor.open(form))


def test_the_pages_of_a_form_and_what_is_wrong_with_them(visitor: Visitor, form: str) -> None:
    first = assert_translated(visitor.open(form))
    assert_translated(visitor.post(form, {"work_email": "none", "phone": "12", "_go": "next"}, first), 422)
    assert_translated(visitor.post(form, {"_go": "next"}, first), 422)
    page = assert_translated(second(visitor, form))
    assert_translated(visitor.post(form, {**WRONG, "_go": "next"}, page), 422)
    assert_translated(visitor.post(form, {**GOOD, "q_decimal": "2.000,5", "_go": "next"}, page), 422)
    assert_translated(visitor.post(form, {"_go": "next"}, page), 422)
    assert_translated(visitor.post(form, {**GOOD, "q_yes": "yes", "_shown": "q_yes", "_go": "next"}, page), 422)
    assert_translated(visitor.post(form, {**GOOD, "strange": "1", "_go": "next"}, page), 422)
    assert_translated(visitor.post(form, {**GOOD, "q_decimal": ["1", "2"], "_go": "next"}, page), 422)
    sent = visitor.post(form, {**GOOD, "_go": "next"}, page)
    assert_translated(visitor.open(sent.response.headers["Location"]), 200, sent.response.headers["Location"][-19:-8])


@pytest.mark.parametrize("address", ["a@gmail.com", "a@mailinator.com"])
def test_what_is_said_of_addresses(visitor: Visitor, form: str, address: str) -> None:
    said = visitor.post(form, {**ADDRESS, "work_email": address, "_go": "next"}, visitor.open(form))
    assert_translated(said, 422, "gmail.com", "mailinator.com")


def test_what_is_said_of_files(visitor: Visitor, form: str) -> None:
    page = second(visitor, form)
    for data in (b"", b"MZ nothing", b"%PDF-1.4 " + b"x" * 1_100_000):
        body, kind = multipart({**dict(page.hidden), **GOOD, "_go": "next"}, data, "paper.pdf")
        assert_translated(page_in(visitor.client.post(form, data=body, content_type=kind)), 422, "paper.pdf")
    assert_translated(visitor.post(form, {**WRONG, "papers": "f" * 32, "_go": "next"}, page), 422)


def test_pages_that_are_stale_or_come_while_the_database_is_away(
    visitor: Visitor, form: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert_translated(visitor.post(form, {**ADDRESS, **GOOD}), 422)
    page = second(visitor, form)

    def gone(*_arguments: object, **_keywords: object) -> None:
        raise answering.OperationalError("SELECT 1", {}, Exception("gone"))

    monkeypatch.setattr(taking, "begin_write", gone)
    assert_translated(visitor.post(form, {**GOOD, "_go": "next"}, page), 503)


def test_going_on_later(visitor: Visitor, form: str, app: Flask) -> None:
    second(visitor, form)
    assert_translated(visitor.open(form))
    page = visitor.open(f"{form}&step=2")
    assert_translated(visitor.post(form, {"_go": "later"}, visitor.open(form)), 422)
    later = visitor.post(form, {"_go": "later"}, page)
    assert_translated(visitor.open(later.response.headers["Location"]))
    with app.app_context():
        row = db.session.scalars(select(Progress)).one()
        link = f"{HERE}/continue/{resume_token(row, app.config['SECRET_KEY'])}?lang=de"
        db.session.execute(update(Progress).values(expires_at=utcnow() - timedelta(days=1)))
        db.session.commit()
    assert_translated(visitor.open(link), 410)


@pytest.mark.parametrize("place", ["/embed", "/kiosk"])
def test_in_frames_and_booths(visitor: Visitor, form: str, place: str) -> None:
    there = f"{HERE}{place}?lang=de"
    page = assert_translated(visitor.open(there))
    page = assert_translated(visitor.post(there, {**ADDRESS, "_go": "next"}, page))
    assert_translated(visitor.post(there, {**WRONG, "_go": "next"}, page), 422)
    sent = visitor.post(there, {**GOOD, "_go": "next"}, page).response.headers["Location"]
    assert_translated(visitor.open(sent), 200, sent.rpartition("/")[2].partition("?")[0])


@pytest.mark.parametrize(("column", "status"), [("paused_at", 404), ("archived_at", 410)])
def test_a_form_that_takes_no_answers(visitor: Visitor, form: str, app: Flask, column: str, status: int) -> None:
    page = visitor.open(form)
    with app.app_context():
        db.session.execute(update(Form).values({column: utcnow()}))
        db.session.commit()
    for address in (form, f"{HERE}/embed?lang=de", f"{HERE}/kiosk?lang=de"):
        assert_translated(visitor.open(address), status)
    assert_translated(visitor.post(form, GOOD, page), status)


@pytest.mark.parametrize(
    ("address", "status"),
    [("/f/nothing-here", 404), ("/l/nothing", 404), ("/consent/nothing", 404), ("/complete/nothing", 410)],
)
def test_addresses_that_lead_nowhere(visitor: Visitor, form: str, address: str, status: int) -> None:
    assert_translated(visitor.open(address, **GERMAN), status)


def test_posts_that_cannot_be_read(visitor: Visitor, form: str) -> None:
    assert_translated(visitor.post(f"{HERE}/thanks/ABCDE-12345", {}, None, **GERMAN), 405)
    assert_translated(visitor.post(form, {"message": "x" * 8_000_000}), 413)


def test_what_somebody_agreed_to(visitor: Visitor, form: str, app: Flask) -> None:
    page = second(visitor, form)
    assert visitor.post(form, {**GOOD, "_go": "next"}, page).status == 303
    with app.app_context():
        person = db.session.scalars(select(Person.id)).one()
    address = f"/consent/{consent_token(person, app.config['SECRET_KEY'])}"
    assert_translated(visitor.open(address), 200, *MONTHS)
    visitor.post(address, {"consent": "1"})
    assert_translated(visitor.open(address))


MONTHS = tuple("Januar Februar März April Mai Juni Juli August September Oktober November Dezember".split())


def test_a_completion_link_and_its_letter(visitor: Visitor, form: str, app: Flask, links: Links) -> None:
    page = second(visitor, form)
    assert visitor.post(form, {**GOOD, "employees": "", "_go": "next"}, page).status == 303
    with app.app_context():
        lead = db.session.scalars(select(Lead)).one()
        begin_write()
        asking.ask_by_mail(lead, now=utcnow())
        link = asking.link_of(lead, utcnow())
        assert link is not None
        db.session.commit()
        address = f"/complete/{completion_token(link, SECRET)}"
    assert_letter(app, links, "completion-request")
    assert_translated(visitor.open(address))
    for wrong in ({}, {"employees": "many"}, {"employees": "5", "strange": "1"}):
        assert_translated(visitor.post(address, wrong), 422)
    sent = visitor.post(address, {"employees": "1.250"}).response.headers["Location"]
    assert_translated(visitor.open(sent), 200, sent.rpartition("/")[2].partition("?")[0])
    with app.app_context():
        given = select(AnswerRow.number).where(AnswerRow.key == "employees", AnswerRow.number.is_not(None))
        assert db.session.scalars(given).first() == 1250


@pytest.mark.parametrize("more", [{}, {"phone": COMPLETE["phone"]}])
def test_the_letter_that_confirms_what_arrived(
    visitor: Visitor, form: str, app: Flask, links: Links, more: dict[str, str]
) -> None:
    """To an MQL, and to an SQL who reads who answers; both agreed to something that they can take back."""
    page = visitor.turn(form, {**ADDRESS, **more, "_go": "next"}, visitor.open(form))
    assert visitor.post(form, {**GOOD, "_go": "next"}, page).status == 303
    assert "/consent/" in assert_letter(app, links, "enquiry-confirmed")


def test_the_letter_with_the_way_back(visitor: Visitor, form: str, app: Flask, links: Links) -> None:
    second(visitor, form)
    visitor.post(form, {"_go": "later"}, visitor.open(f"{form}&step=2"))
    assert "?lang=de" in assert_letter(app, links, "resume-link")


@pytest.fixture
def links() -> Links:
    return Links("https://leads.example.com", SECRET, lambda _link: "token")


def assert_letter(app: Flask, links: Links, kind: str) -> str:
    with app.app_context():
        message = db.session.scalars(select(Message).where(Message.kind == kind)).one()
        letter = compose(message, links=links, brief_of=_no_brief, now=utcnow())
    assert 'lang="de"' in letter.html
    addresses = [word for word in letter.text.split() if word.startswith("https://")]
    for part in (letter.html, letter.subject, letter.text):
        assert leaks(part, *NAMES, *MONTHS, *addresses) == []
    return letter.text


_no_brief: Callable[..., object] = lambda *_: None  # noqa: E731
