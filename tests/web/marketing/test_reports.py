"""Reports, the nurture desk and the spam box as marketing and managers see them."""

import re
from collections.abc import Callable
from datetime import timedelta
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_sqlalchemy.session import Session
from sqlalchemy import select
from sqlalchemy.orm import scoped_session

from portal.models.base import db
from portal.models.engine import begin_write
from portal.models.intake.lead import Lead
from portal.models.intake.submission import Submission
from portal.models.ops.message import Message
from portal.models.team.user import User
from portal.rules.handoff.stages import WorkStatus
from portal.services.handoff import accepting
from portal.web.shared.clock import utcnow
from tests.support import answering
from tests.support.browsing import anew, let_in, post, sign_in
from tests.support.company import NOW, Company
from tests.support.statements import statements

Db = scoped_session[Session]
Enquire = Callable[..., Lead]
Open = Callable[[User], FlaskClient]
LINKED = re.compile(r'<a[^>]*href="(/leads\?[^"]*)"[^>]*>\s*([\d,]+)\s*</a>')
ROWS = re.compile(r'href="(?:/leads|/inbox)/(\d+)[?"]')
HOSTILE = [
    "",
    "x",
    "-1",
    "0",
    "9" * 40,
    "%00",
    "%F0%9F%A6%89",
    "<script>",
    "2026-13-45",
    "own",
    "1e3",
    "'",
    "%ED%A0%80",
]


@pytest.fixture
def enquire(house: Company) -> Enquire:
    """Somebody new writes, so many days ago."""

    def asked(number: int, *, days: float = 0, source: dict[str, str] | None = None, **changes: str) -> Lead:
        given = {"work_email": f"visitor{number}@firm{number}.example", **changes}
        minutes = (utcnow() - timedelta(days=days) - NOW).total_seconds() / 60
        lead = answering.answer(house, given, minutes=minutes, source=source)
        assert lead is not None
        return lead

    return asked


@pytest.fixture
def browse(app: Flask) -> Open:
    def opened(user: User) -> FlaskClient:
        db.session.commit()
        let_in(user)
        client = app.test_client()
        assert sign_in(client, user).status_code == 303
        return client

    return opened


def test_every_number_opens_exactly_its_rows(house: Company, enquire: Enquire, browse: Open) -> None:
    for number, days in enumerate((0, 1, 5, 27, 40)):
        enquire(number, days=days, source={"utm_source": "google"} if number % 2 else None)
    enquire(9, days=2, employees="")
    begin_write()
    taken = enquire(10, days=1)
    assert taken.owner is not None
    accepting.accept(taken, by=taken.owner, now=utcnow())
    client = browse(house.mary)
    html = client.get("/reports").text
    numbers = [(unescape(href), int(text.replace(",", ""))) for href, text in LINKED.findall(html)]
    assert len(numbers) > 12
    for href, figure in numbers:
        rows = set(ROWS.findall(client.get(href).text))
        assert len(rows) == figure, href
    assert max(figure for _, figure in numbers) == 6


def test_the_filter_narrows_everything_and_keeps_what_was_chosen(
    house: Company, enquire: Enquire, browse: Open
) -> None:
    enquire(1, source={"utm_source": "google"})
    enquire(2)
    client = browse(house.sam)
    html = client.get(f"/reports?days=84&source=google&form={house.form.id}").text
    assert 'value="google"' in html
    assert re.search(r'<option value="84"[^>]*selected', html)
    figures = [int(text) for _, text in LINKED.findall(html)]
    assert max(figures) == 1


@pytest.mark.one_database
@pytest.mark.parametrize("page", ["/reports", "/reports/speed"])
@pytest.mark.parametrize("name", ["days", "from", "to", "form", "source"])
def test_hostile_filters_are_no_error(browse: Open, house: Company, page: str, name: str) -> None:
    client = browse(house.mary)
    for value in HOSTILE:
        for rest in ("", "&days=own", "&days=own&from=2026-11-01&to=2026-11-02"):
            answer = client.get(f"{page}?{name}={value}{rest}")
            assert answer.status_code == 200, (name, value, rest)
            assert "<script>" not in answer.text


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        ("2026-11-02", "2026-11-01", "must not come after"),
        ("2020-01-01", "2026-11-01", "at most three years"),
        ("0001-01-01", "0001-01-02", "nothing from before"),
        ("9999-12-30", "9999-12-31", ""),
        ("", "2026-11-01", "Give both dates"),
    ],
)
def test_days_that_make_no_sense_are_said(house: Company, browse: Open, first: str, last: str, words: str) -> None:
    answer = browse(house.mary).get(f"/reports?days=own&from={first}&to={last}")
    assert answer.status_code == 200
    assert words in answer.text


def test_speed_names_who_answered_and_what_is_open(house: Company, enquire: Enquire, browse: Open) -> None:
    enquire(1)
    answer = browse(house.sam).get("/reports/speed")
    assert answer.status_code == 200
    assert "no call yet" in answer.text
    (href,) = {unescape(link) for link in re.findall(r'href="(/leads\?[^"]*answered=no[^"]*)"', answer.text)}
    assert len(set(ROWS.findall(browse(house.sam).get(href).text))) == 1


def test_the_desk_lists_mine_and_everybodys_by_shelf(house: Company, enquire: Enquire, browse: Open) -> None:
    enquire(1, employees="", first_name="Inka")
    client = browse(house.mary)
    assert "Inka Raman" in client.get("/nurture").text
    assert "Number of employees" in client.get("/nurture?shelf=incomplete").text
    for shelf in ("below", "returned", "sleeping"):
        assert "Inka" not in client.get(f"/nurture?shelf={shelf}").text
    assert "Inka" in client.get("/nurture?shelf=nonsense&whose=x").text
    other = browse(house.ada)
    assert "Inka" not in other.get("/nurture").text
    assert "Inka" in other.get("/nurture?whose=all").text


def test_spam_is_kept_shown_and_restored_once(house: Company, session: Db, browse: Open) -> None:
    assert answering.answer(house, {"first_name": "Spammy"}, suspect="a link in first name") is None
    client = browse(house.mary)
    row = session.scalars(select(Submission)).one()
    address = f"/submissions/{row.id}"
    assert "priya.raman@kaveri.example" in client.get("/submissions").text
    assert "a link in first name" in client.get("/submissions").text + client.get(address).text
    anew()
    assert session.scalars(select(Message).where(Message.kind == "lead-offered")).first() is None
    answer = post(client, f"{address}/restoration")
    assert answer.status_code == 303
    anew()
    lead = session.scalars(select(Lead)).one()
    assert lead.status is WorkStatus.OFFERED
    assert answer.headers["Location"] == f"/leads/{lead.id}"
    assert post(client, f"{address}/restoration").status_code == 409
    assert client.get("/submissions?shelf=new_lead").status_code == 200
    assert "priya" not in client.get("/submissions?shelf=quarantined").text


@pytest.mark.one_database
def test_what_was_posted_is_shown_as_words(house: Company, browse: Open) -> None:
    answering.answer(house, {"message": "<img src=x onerror=alert(1)>"}, suspect="markup")
    client = browse(house.mary)
    html = client.get("/submissions/1").text
    assert "&lt;img src=x" in html
    assert "<img src=x" not in html


@pytest.mark.parametrize("shelf", [*HOSTILE, "partial", "erased"])
@pytest.mark.one_database
def test_odd_shelves_are_no_error(house: Company, browse: Open, shelf: str) -> None:
    client = browse(house.mary)
    for address in (f"/submissions?shelf={shelf}", f"/nurture?shelf={shelf}", f"/submissions?before={shelf}"):
        assert client.get(address).status_code == 200


def test_reports_are_for_marketing_and_managers(house: Company, browse: Open) -> None:
    rep = browse(house.rita)
    for address in ("/reports", "/reports/speed", "/nurture", "/submissions", "/submissions/1"):
        assert rep.get(address).status_code == 403
    assert browse(house.sam).get("/reports").status_code == 200
    assert browse(house.sam).get("/submissions").status_code == 403


LISTS = {
    "/inbox": "rita",
    "/leads": "sam",
    "/nurture": "mary",
    "/nurture?whose=all": "mary",
    "/submissions?shelf=new_lead": "mary",
    "/submissions": "mary",
    "/reports": "mary",
    "/reports/speed": "sam",
    "/admin/outbox": "ada",
    "/admin/history": "ada",
    "/admin/users": "ada",
    "/disputes": "sam",
    "/routing": "sam",
    "/routing/held": "sam",
    "/routing/reps": "sam",
    "/forms": "mary",
}


def test_no_list_asks_more_for_more_leads(app: Flask, house: Company, enquire: Enquire, browse: Open) -> None:
    """Three leads and sixty cost the same number of queries, on every page that lists them."""
    clients = {name: browse(getattr(house, name)) for name in set(LISTS.values())}

    def asked() -> dict[str, int]:
        for address, name in LISTS.items():
            assert clients[name].get(address).status_code == 200, address
        return {
            address: len(statements(app, lambda name=name, address=address: clients[name].get(address)))
            for address, name in LISTS.items()
        }

    def fill(numbers: range) -> None:
        for number in numbers:
            enquire(number, days=number % 20, employees="" if number % 3 else "250")
            answering.answer(house, {"work_email": f"spam{number}@x.example"}, suspect="a link")

    fill(range(6))
    few = asked()
    fill(range(6, 60))
    many = asked()
    assert {address: (few[address], count) for address, count in many.items() if count > few[address]} == {}
