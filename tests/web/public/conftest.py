"""A published form as a visitor's browser meets it, without JavaScript."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from portal.models.base import db
from portal.rules.forms.definition import Definition
from tests.support.company import CONTACT, Company, company


@dataclass
class Page:
    """What a test looks at in an answer: its words, its inputs, its headings."""

    response: TestResponse
    html: str
    title: str = ""
    h1: list[str] = field(default_factory=list)
    hidden: list[tuple[str, str]] = field(default_factory=list)
    controls: dict[str, dict[str, str | None]] = field(default_factory=dict)
    ids: list[str] = field(default_factory=list)
    links: list[tuple[str, str]] = field(default_factory=list)

    @property
    def status(self) -> int:
        return self.response.status_code

    @property
    def token(self) -> str:
        return dict(self.hidden)["form_token"]


class _Reader(HTMLParser):
    def __init__(self, page: Page) -> None:
        super().__init__()
        self.page = page
        self.into: list[str] | None = None
        self.words: list[str] = []
        self.href = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if given.get("id"):
            self.page.ids.append(str(given["id"]))
        name = given.get("name")
        if tag == "input" and given.get("type") == "hidden" and name:
            self.page.hidden.append((name, given.get("value") or ""))
        elif tag in ("input", "select", "textarea", "button") and name:
            self.page.controls.setdefault(name, given)
        if tag in ("title", "h1", "a"):
            self.words, self.href = [], given.get("href") or ""

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    def handle_endtag(self, tag: str) -> None:
        text = "".join(self.words).strip()
        if tag == "title":
            self.page.title = text
        elif tag == "h1":
            self.page.h1.append(text)
        elif tag == "a":
            self.page.links.append((self.href, text))


def page_in(response: TestResponse) -> Page:
    """The answer, read as HTML."""
    page = Page(response, response.get_data(as_text=True))
    _Reader(page).feed(page.html)
    return page


@dataclass
class Visitor:
    """Somebody with a browser: opens forms and posts what their pages hold."""

    client: FlaskClient

    def open(self, address: str, **more: object) -> Page:
        return page_in(self.client.get(address, **more))  # type: ignore[arg-type]  # the test client's own keywords

    def post(self, address: str, answers: dict[str, object], page: Page | None = None, **more: object) -> Page:
        """With the hidden inputs of the page that was shown."""
        data = {**dict(page.hidden if page else []), **answers}
        return page_in(self.client.post(address, data=data, **more))  # type: ignore[arg-type]  # likewise


@pytest.fixture
def visitor(client: FlaskClient) -> Visitor:
    return Visitor(client)


@pytest.fixture
def open_context(app: Flask) -> Iterator[None]:
    with app.app_context():
        yield
        db.session.remove()


Publish = Callable[..., Company]


@pytest.fixture
def publish(app: Flask) -> Publish:
    """Founds the company with that form."""

    def founded(definition: Definition = CONTACT, slug: str = "contact-sales") -> Company:
        with app.app_context():
            made = company(definition, slug=slug)
            db.session.commit()
            return made

    return founded
