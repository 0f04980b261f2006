"""A form in the frame of another site, without cookies; and on the screen of a booth, one visitor after the other."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from playwright.sync_api import Browser, FrameLocator, Page, expect
from sqlalchemy import select

from portal.models.base import db
from portal.models.engine import begin_write
from portal.models.forms.count import Counted, FormCount
from portal.models.forms.form import Form
from portal.models.intake.submission import Submission
from portal.models.team.user import User
from portal.services.forms import drafting, publishing
from portal.web.shared.clock import utcnow
from tests.support.databases import bare_app
from tests.support.journeys import PATIENCE
from tests.support.portal import RunningPortal, copy_database

DEMO = Path(__file__).parents[2] / "docs" / "embedding" / "demo.html"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
"""Headless browsers are left out of the numbers by their name."""
PROBLEMS = re.compile("problem")
ANSWERS = (
    ("First name", "Edda"),
    ("Last name", "Frame"),
    ("Phone number", "+44 20 7946 0100"),
    ("Job title", "COO"),
    ("Company", "Frame"),
    ("Number of employees", "120"),
)


class Quiet(SimpleHTTPRequestHandler):
    """A web server that says nothing."""

    def log_message(self, *_words: object) -> None:
        """Nothing."""


@pytest.fixture(scope="module")
def wide(demo: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningPortal]:
    running = RunningPortal(tmp_path_factory.mktemp("wide"), processes=4)
    copy_database(demo, running.database)
    running.start()
    yield running
    running.stop()


@pytest.fixture
def site(tmp_path: Path, wide: RunningPortal) -> Iterator[str]:
    """Another origin, and for browsers another site, with the demo page of the documentation."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(tmp_path)))
    origin = f"http://localhost:{server.server_port}"
    page = DEMO.read_text().replace("http://127.0.0.1:8000", wide.url).replace("contact-sales", "embedded")
    (tmp_path / "demo.html").write_text(page)
    (tmp_path / "start.html").write_text(f'<title>Start</title><script src="{wide.url}/static/js/embed.js"></script>')
    _publish(wide, origin)
    Thread(target=server.serve_forever, daemon=True).start()
    yield origin
    server.shutdown()
    server.server_close()


def _publish(portal: RunningPortal, origin: str) -> None:
    """The form for sales once more, which that site may show."""
    with bare_app(f"sqlite:///{portal.database}").app_context():
        begin_write()
        mia = db.session.scalars(select(User).where(User.email.startswith("marketing@"))).one()
        original = db.session.scalars(select(Form).where(Form.slug == "contact-sales")).one()
        form = db.session.scalars(select(Form).where(Form.slug == "embedded")).first()
        wanted = replace(drafting.draft_of(original), embed_origins=(origin,))
        if form is None:
            form = drafting.create("Embedded", "embedded", wanted, by=mia, now=utcnow())
        else:
            drafting.save(form, wanted, rev=form.draft_rev, by=mia, now=utcnow())
        publishing.publish(form, rev=form.draft_rev, by=mia, now=utcnow())
        db.session.commit()


def _fill(form: FrameLocator | Page, email: str) -> None:
    form.get_by_label("Work email").fill(email)
    for label, answer in ANSWERS:
        form.get_by_label(label).fill(answer)
    form.get_by_label("See Marlow on our own data").check()


def test_another_site_shows_the_form_and_learns_nothing(browser: Browser, wide: RunningPortal, site: str) -> None:
    context = browser.new_context(user_agent=FIREFOX)
    page = context.new_page()
    page.goto(f"{site}/start.html?utm_source=first-paper&utm_campaign=spring")
    page.goto(f"{site}/demo.html?utm_source=demo-page&gclid=click-1")
    frame = page.locator("iframe")
    form = page.frame_locator("iframe")
    expect(form.get_by_label("Work email")).to_be_visible()
    page.wait_for_function("document.querySelector('iframe').style.height")
    before = frame.bounding_box()
    assert before is not None
    form.get_by_role("button", name="Send to sales").click()
    expect(form.get_by_role("alert").filter(has_text=PROBLEMS)).to_be_focused()
    page.wait_for_function(f"document.querySelector('iframe').offsetHeight > {before['height']}")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    _fill(form, "edda@frame.example")
    form.get_by_role("button", name="Send to sales").click()
    expect(form.get_by_text("Your reference:")).to_be_visible()
    expect(form.get_by_role("heading", name="Thank you")).to_be_focused()
    page.wait_for_function(f"document.querySelector('iframe').offsetHeight < {before['height']}")
    assert context.cookies() == []
    context.close()
    source = _source_of(wide, "edda@frame.example")
    assert (source["utm_source"], source["gclid"], source["first_utm_source"]) == (
        "demo-page",
        "click-1",
        "first-paper",
    )
    assert source["embed_url"].startswith(f"{site}/demo.html")
    assert source["first_landing_url"].startswith(f"{site}/start.html")


def _source_of(portal: RunningPortal, email: str) -> dict[str, str]:
    with bare_app(f"sqlite:///{portal.database}").app_context():
        row = db.session.scalars(select(Submission).where(Submission.raw.contains(email))).one()
        found: dict[str, str] = json.loads(row.source)
        return found


def test_a_site_that_the_form_does_not_name_cannot_show_it(browser: Browser, site: str) -> None:
    page = browser.new_context().new_page()
    page.goto(site.replace("localhost", "127.0.0.1") + "/demo.html")
    expect(page.frame_locator("iframe").get_by_label("Work email")).to_have_count(0)
    page.context.close()


def test_a_booth_shows_nothing_of_the_visitor_before(browser: Browser, wide: RunningPortal, site: str) -> None:
    context = browser.new_context(user_agent=FIREFOX)
    page = context.new_page()
    home = f"{wide.url}/f/embedded/kiosk?link=nothing"
    page.goto(home)
    page.get_by_label("First name").fill("Edda")
    page.get_by_role("button", name="Send to sales").click()
    expect(page.get_by_role("heading", name=PROBLEMS)).to_be_visible()
    _fill(page, "edda@booth.example")
    page.get_by_role("button", name="Send to sales").click()
    expect(page.get_by_text("Your reference:")).to_be_visible()
    page.get_by_role("link", name="Next visitor").click()
    expect(page.get_by_label("First name")).to_have_value("")
    for _ in range(3):
        page.go_back()
        expect(page.locator("main")).to_be_visible()
        assert "Edda" not in page.content()
        assert page.locator("input[value*=Edda], input[value*=booth]").count() == 0
    assert context.cookies() == []
    context.close()


def test_a_booth_that_nobody_touches_warns_and_clears_itself(browser: Browser, wide: RunningPortal, site: str) -> None:
    page = browser.new_context().new_page()
    page.clock.install()
    page.goto(f"{wide.url}/f/embedded/kiosk")
    page.get_by_label("First name").fill("Edda")
    page.clock.run_for(121_000)
    expect(page.get_by_role("dialog", name="Are you still there?")).to_be_visible()
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_label("First name")).to_have_value("Edda")
    page.clock.run_for(145_000)
    expect(page.get_by_label("First name")).to_have_value("")
    page.context.close()


def test_what_a_visitor_does_is_in_the_numbers(browser: Browser, wide: RunningPortal, site: str) -> None:
    page = browser.new_context(user_agent=FIREFOX, base_url=wide.url).new_page()
    page.goto(f"{wide.url}/f/embedded?utm_source=counted")
    page.get_by_label("First name").fill("Nora")
    page.evaluate("dispatchEvent(new Event('pagehide'))")
    with bare_app(f"sqlite:///{wide.database}").app_context():
        query = select(FormCount.kind, FormCount.name).where(FormCount.source == "counted")
        expected = {(Counted.LOAD, ""), (Counted.VIEW, ""), (Counted.START, ""), (Counted.LEFT, "first_name")}
        for _ in range(round(PATIENCE * 5)):
            db.session.rollback()
            if set(db.session.execute(query)) == expected:
                break
            page.wait_for_timeout(200)
            page.request.get(f"{wide.url}/healthz")
        assert set(db.session.execute(query)) == expected
    page.context.close()
