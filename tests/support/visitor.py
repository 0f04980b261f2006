"""A visitor with a browser that knows no JavaScript: reads pages, posts what they hold."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse


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

    def open(self, address: str, **more: Any) -> Page:
        return page_in(self.client.get(address, **more))

    def post(self, address: str, answers: Mapping[str, Any], page: Page | None = None, **more: Any) -> Page:
        """With the hidden inputs of the page that was shown."""
        data = {**dict(page.hidden if page else []), **answers}
        return page_in(self.client.post(address, data=data, **more))

    def turn(self, address: str, answers: Mapping[str, Any], page: Page, **more: Any) -> Page:
        """Go to another page of a form in steps, which is shown by a GET of its own."""
        turned = self.post(address, answers, page, **more)
        assert turned.status == 303, turned.html
        return self.open(turned.response.headers["Location"], follow_redirects=True)
