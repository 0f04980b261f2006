"""Whoever books a meeting reads no English: its pages and its letter, in the language made for that."""

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from babel.dates import get_day_names, get_month_names
from flask import Flask
from sqlalchemy import select

from portal.mail.compose import compose
from portal.mail.links import Links
from portal.models.base import db
from portal.models.ops.message import Message
from portal.rules.forms.behaviour import Behaviour
from portal.web.shared.clock import utcnow
from tests.support.company import COMPLETE, CONTACT
from tests.support.portal import SECRET
from tests.support.pseudo import LANGUAGE, in_pseudo, leaks, pseudo_language
from tests.support.visitor import Page, Visitor
from tests.web.public.conftest import Publish
from tests.web.public.test_meeting import book, by_mail

pytestmark = pytest.mark.one_database
HERE = "/f/our-form?lang=de"
ZONES, ZONE = re.compile(r"<select.*?</select>", re.DOTALL), re.compile(r"\((UTC|[A-Z]\w+/)")
FORM = in_pseudo(replace(CONTACT, behaviour=Behaviour(introduce=True, meeting=True)))


def known(app: Flask) -> list[str]:
    """Names of people, days, months and zones are nobody's sentence."""
    days = [name for width in ("wide", "abbreviated") for name in get_day_names(width, locale=LANGUAGE).values()]
    months = [name for width in ("wide", "abbreviated") for name in get_month_names(width, locale=LANGUAGE).values()]
    return [*days, *months, "Halden Robotics", "Baton", "Priya", "Raman", "Rita", "Rob", "Uhr"]


@pytest.fixture(autouse=True)
def spoken(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with pseudo_language(monkeypatch):
        yield


def said(page: Page, app: Flask, *more: str) -> list[str]:
    """What is left; the list of time zones has names of places, as the world's clocks have them."""
    assert page.html.count('<html lang="de">') == 1
    return [text for text in leaks(ZONES.sub("", page.html), *known(app), *more) if not ZONE.search(text)]


def test_the_pages_of_a_meeting(visitor: Visitor, publish: Publish, app: Flask) -> None:
    publish(FORM)
    sent = visitor.post(HERE, COMPLETE, visitor.open(HERE)).response.headers["Location"]
    page = visitor.open(sent)
    reference = sent.rpartition("/")[2].partition("?")[0]
    address = by_mail(app, "de")
    assert said(page, app, reference) == []
    assert said(visitor.open(address), app) == []
    assert said(book(visitor, visitor.open(address), zone="Europe/Berlin"), app) == []
    for end in ("", "/change", "/cancellation", "/noted"):
        assert said(visitor.open(f"{address}{end}"), app) == []
    gone = visitor.open("/meet/nothing", headers={"Accept-Language": "de"})
    assert (gone.status, said(gone, app)) == (404, [])
    assert_letter(app)


def assert_letter(app: Flask) -> None:
    links = Links("https://leads.example.com", SECRET, lambda _link: "token")
    with app.app_context():
        message = db.session.scalars(select(Message).where(Message.kind == "meeting-invitation")).one()
        letter = compose(message, links=links, brief_of=lambda *_: None, now=utcnow())  # type: ignore[arg-type,return-value]
    addresses = [word for word in letter.text.split() if word.startswith("https://")]
    for part in (letter.html, letter.subject, letter.text):
        assert [text for text in leaks(part, *known(app), *addresses) if "(" not in text] == []
