"""What a journey does in a browser, and what must hold on every page that it sees."""

import re
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, ViewportSize, expect

from portal.cli.demo.command import demo_password
from portal.cli.demo.people import DOMAIN
from tests.support.browser import findings
from tests.support.portal import SECRET

DESK: ViewportSize = {"width": 1440, "height": 900}
PHONE: ViewportSize = {"width": 390, "height": 844}
NARROW: ViewportSize = {"width": 320, "height": 640}
PATIENCE = 60.0
"""Seconds that the worker may take for a mail, or the inbox to fetch itself."""

MISFITS = """() => {
  const over = document.documentElement.scrollWidth - document.documentElement.clientWidth
  const small = [...document.querySelectorAll(
    'a[href], button, input:not([type=hidden]), select, textarea, summary, [role=button]')]
    .filter(one => {
      const box = (one.matches('[type=checkbox], [type=radio]') && one.closest('label') || one).getBoundingClientRect()
      return one.checkVisibility({visibilityProperty: true}) && !one.closest('.vh, .skip') && box.width && box.height
        && getComputedStyle(one).display !== 'inline' && (box.width < 24 || box.height < 24)
    })
  return [...(over > 0 ? [`${over} px wider than the window`] : []),
    ...small.map(one => `target below 24 px: ${one.outerHTML.slice(0, 120)}`)]
}"""
"""Links within a sentence are as high as its lines, and what is only read aloud is not aimed at."""


@dataclass
class Watch:
    """What went wrong on a page while it was used: errors in the console (breaches of the content policy among
    them), scripts that broke, requests that failed or went to another origin. ``expected`` are statuses that the
    browser reports as errors of its own."""

    page: Page
    origin: str
    expected: tuple[int, ...] = ()
    heard: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("console", self._console)
        self.page.on("pageerror", lambda error: self.heard.append(f"script error: {error}"))
        self.page.on("requestfailed", self._failed)
        self.page.on("request", self._request)

    def _console(self, message: ConsoleMessage) -> None:
        told = any(f"status of {status}" in message.text for status in self.expected)
        if message.type in ("error", "warning") and not told:
            self.heard.append(f"console: {message.text}")

    def _failed(self, request: Request) -> None:
        if request.failure != "net::ERR_ABORTED":  # the page was left while it still fetched something
            self.heard.append(f"failed: {request.url} {request.failure}")

    def _request(self, request: Request) -> None:
        if not request.url.startswith((self.origin, "data:", "about:", "blob:")):
            self.heard.append(f"request to another origin: {request.url}")

    def taken(self) -> list[str]:
        """What was heard since the last time."""
        heard, self.heard = self.heard, []
        return heard


@dataclass
class Browsing:
    """Opens pages in contexts of their own, and says in the end what went wrong on any of them."""

    browser: Browser
    origin: str
    contexts: list[BrowserContext] = field(default_factory=list)
    watches: list[Watch] = field(default_factory=list)

    def open(
        self, who: str = "", *, scripts: bool = True, window: ViewportSize = DESK, expected: tuple[int, ...] = (422,)
    ) -> Page:
        """A new browser, signed in as that demo account if one is named."""
        context = self.browser.new_context(
            base_url=self.origin,
            viewport=window,
            java_script_enabled=scripts,
            reduced_motion="reduce",
            locale="en-GB",
            timezone_id="Europe/London",
        )
        self.contexts.append(context)
        page = context.new_page()
        self.watches.append(Watch(page, self.origin, expected))
        if who:
            sign_in(page, who)
        return page

    def close(self) -> None:
        """Raises what went wrong on the pages."""
        heard = [one for watch in self.watches for one in watch.taken()]
        for context in self.contexts:
            context.close()
        assert not heard, "\n".join(heard)


def sign_in(page: Page, who: str, password: str = "") -> None:
    """As a demo account, or with an address and a password."""
    page.goto("/login")
    page.get_by_label("Email").fill(who if "@" in who else f"{who}@{DOMAIN}")
    page.get_by_label("Password").fill(password or demo_password(SECRET))
    page.get_by_role("button", name="Sign in").click()
    expect(page.locator(".masthead")).to_be_attached()


def misfits(page: Page) -> list[str]:
    """What is too wide for the window, or too small to hit."""
    found: list[str] = page.evaluate(MISFITS)
    return found


def assert_usable(page: Page) -> None:
    """No barrier and no misfit on the page as it stands."""
    found = findings(page) + misfits(page)
    assert not found, f"{page.url}\n" + "\n".join(found)


@dataclass(frozen=True)
class Mailbox:
    """The local mailbox of a running portal."""

    folder: Path

    def wait(self, kind: str, about: str, besides: str = "") -> EmailMessage:
        """The newest mail of that kind that holds these words, as soon as the worker has sent it; not one that
        went to the address ``besides``."""
        found: list[EmailMessage] = []

        def came() -> bool:
            found.extend(self._found(kind, about, besides))
            return bool(found)

        until(came, f"no {kind} mail about {about}")
        return found[-1]

    def _found(self, kind: str, about: str, besides: str) -> list[EmailMessage]:
        return [
            mail
            for mail in self._all()
            if mail["X-Baton-Kind"] == kind
            and about in f"{mail['To']}\n{mail['Subject']}\n{text_of(mail)}"
            and not (besides and besides in mail["To"])
        ]

    def _all(self) -> list[EmailMessage]:
        mails = []
        for path in sorted(self.folder.glob("new/*"), key=lambda path: path.stat().st_mtime_ns):
            with suppress(FileNotFoundError):
                mails.append(message_from_bytes(path.read_bytes(), _class=EmailMessage, policy=default))
        return mails


def until(happened: Callable[[], bool], otherwise: str) -> None:
    """Wait for what another process does."""
    give_up = time.monotonic() + PATIENCE
    while not happened():
        assert time.monotonic() < give_up, otherwise
        time.sleep(0.05)


def text_of(mail: EmailMessage) -> str:
    """The plain part."""
    part = mail.get_body(("plain",))
    assert part is not None
    return str(part.get_content())


def link_in(mail: EmailMessage, path: str) -> str:
    """The address in the mail's text whose path begins like that."""
    found = re.search(rf"https?://[^/\s]+({re.escape(path)}\S*)", text_of(mail))
    assert found, text_of(mail)
    return found[1]


def name_in(mail: EmailMessage) -> str:
    """The short name of the demo account that a mail went to."""
    return str(mail["To"]).rpartition("<")[2].partition("@")[0]
