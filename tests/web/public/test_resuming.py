"""A form in steps that remembers (P8): pages turned by GET, found again by cookie and by a mailed link, consumed."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update

from portal.mail.links import resume_token
from portal.models.base import db
from portal.models.intake.progress import Progress
from portal.models.intake.submission import Submission
from portal.models.ops.message import Message
from portal.services.intake import remembering
from portal.web.public import resuming
from portal.web.shared.clock import utcnow
from tests.support.company import CONTACT, DEMO
from tests.support.visitor import Page, Visitor
from tests.web.public.conftest import Publish
from tests.web.public.test_steps import ADDRESS, PROJECT, YOU

pytestmark = pytest.mark.one_database
NEXT, LATER = {"_go": "next"}, {"_go": "later"}


@pytest.fixture
def second(visitor: Visitor, publish: Publish) -> Page:
    publish(DEMO)
    return visitor.turn(ADDRESS, {**YOU, **NEXT}, visitor.open(ADDRESS))


def rows(app: Flask, model: type[Any]) -> list[Any]:
    with app.app_context():
        return list(db.session.scalars(select(model)))


def mailed(app: Flask) -> str:
    """The address in the mail, for the one attempt that there is."""
    with app.app_context():
        row = db.session.scalars(select(Progress)).one()
        return f"{ADDRESS}/continue/{resume_token(row, app.config['SECRET_KEY'])}"


def test_page_that_was_turned_is_shown_by_get(visitor: Visitor, second: Page) -> None:
    reloaded = visitor.open(f"{ADDRESS}?step=2")
    assert (second.title, reloaded.title) == (reloaded.title, "See it on your own data, step 2 of 2 | Halden Robotics")
    assert reloaded.token.split(".")[3] == second.token.split(".")[3]


def test_whoever_only_looks_gets_no_cookie(visitor: Visitor, second: Page) -> None:
    """P19: a GET sets none, not even where something was begun."""
    for place in (ADDRESS, f"{ADDRESS}?step=2", f"{ADDRESS}/later", f"{ADDRESS}/kiosk", f"{ADDRESS}/embed"):
        assert "Set-Cookie" not in visitor.open(place).response.headers, place


def test_cookie_is_random_and_for_servers_only(visitor: Visitor, publish: Publish, app: Flask) -> None:
    publish(DEMO)
    said = visitor.post(ADDRESS, {**YOU, **NEXT}, visitor.open(ADDRESS)).response.headers["Set-Cookie"]
    assert {"HttpOnly", "SameSite=Lax", "Path=/"} <= {part.strip() for part in said.split(";")}
    token = said.partition("=")[2].partition(";")[0]
    (row,) = rows(app, Progress)
    assert len(token) == 22
    assert token not in (row.token_hash or "") + row.answers


def test_address_that_shows_answers_is_left_as_soon_as_the_cookie_came(visitor: Visitor, publish: Publish) -> None:
    publish(DEMO)
    first = visitor.post(ADDRESS, {**YOU, **NEXT}, visitor.open(ADDRESS)).response.headers["Location"]
    assert "begun=" in first
    assert visitor.open(first).response.headers["Location"] == f"{ADDRESS}?step=2"
    back = visitor.post(ADDRESS, {"_go": "back"}, visitor.open(f"{ADDRESS}?step=2"))
    assert back.response.headers["Location"] == f"{ADDRESS}?step=1"


def test_form_of_one_step_sets_no_cookie(visitor: Visitor, publish: Publish) -> None:
    publish(CONTACT)
    assert "Set-Cookie" not in visitor.open(ADDRESS).response.headers


def test_coming_back_finds_the_answers_and_the_way_on(visitor: Visitor, second: Page) -> None:
    back = visitor.open(ADDRESS)
    assert back.controls["first_name"]["value"] == "Priya"
    assert (f"{ADDRESS}?step=2", "Go on where you stopped") in back.links


def test_no_page_beyond_the_one_that_was_reached_is_shown(visitor: Visitor, publish: Publish) -> None:
    publish(DEMO)
    assert "step 1 of 2" in visitor.open(f"{ADDRESS}?step=2").title


def test_a_stranger_finds_nothing(second: Page, app: Flask) -> None:
    stranger = Visitor(app.test_client())
    page = stranger.open(f"{ADDRESS}?step=2")
    assert ("Priya" in page.html, "step 1 of 2" in page.title) == (False, True)
    stranger.client.set_cookie("form-1", "A" * 22)
    assert "Priya" not in stranger.open(ADDRESS).html


def test_without_cookies_pages_are_turned_by_get_as_well(visitor: Visitor, publish: Publish, app: Flask) -> None:
    """P8: the signed address and the page's own token do what the cookie does elsewhere."""
    publish(DEMO)
    blocked = Visitor(app.test_client(use_cookies=False))
    page = blocked.turn(ADDRESS, {**YOU, **NEXT}, blocked.open(ADDRESS))
    assert (page.status, dict(page.hidden)["first_name"], "step 2 of 2" in page.title) == (200, "Priya", True)
    back = blocked.turn(ADDRESS, {"job_title": "Chief", "_go": "back"}, page)
    assert back.controls["first_name"]["value"] == "Priya"
    again = blocked.turn(ADDRESS, {**YOU, **NEXT}, back)
    assert again.controls["job_title"]["value"] == "Chief"
    assert blocked.post(ADDRESS, {**PROJECT, **NEXT}, again).status == 303
    assert (len(rows(app, Progress)), len(rows(app, Submission))) == (1, 1)


def test_the_address_shows_answers_for_a_short_while_and_until_they_are_sent(
    visitor: Visitor, publish: Publish, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(DEMO)
    blocked = Visitor(app.test_client(use_cookies=False))
    turned = blocked.post(ADDRESS, {**YOU, **NEXT}, blocked.open(ADDRESS)).response.headers["Location"]
    page = blocked.open(turned)
    assert "Priya" not in blocked.open(turned[:-2]).html
    with monkeypatch.context() as late:
        late.setattr(resuming, "HANDED_ON", timedelta(seconds=-1))
        assert "Priya" not in blocked.open(turned).html
    assert blocked.post(ADDRESS, {**PROJECT, **NEXT}, page).status == 303
    assert "Priya" not in blocked.open(turned).html


def test_frame_of_another_site_sets_no_cookie(visitor: Visitor, publish: Publish) -> None:
    publish(DEMO)
    assert "Set-Cookie" not in visitor.open(f"{ADDRESS}/embed").response.headers


def test_sending_consumes_what_was_remembered(visitor: Visitor, second: Page, app: Flask) -> None:
    link = mailed(app)
    assert visitor.post(ADDRESS, {**PROJECT, **NEXT}, second).status == 303
    assert "Priya" not in visitor.open(ADDRESS).html
    assert visitor.open(link).status == 410
    (row,) = rows(app, Progress)
    assert (row.answers, row.token_hash) == ("{}", None)
    assert len(rows(app, Submission)) == 1


def test_beginning_afresh_forgets(visitor: Visitor, second: Page, app: Flask) -> None:
    assert visitor.post(f"{ADDRESS}/afresh", {}).status == 303
    assert rows(app, Progress) == []
    assert "Priya" not in visitor.open(ADDRESS).html


def test_answers_are_over_with_their_time(visitor: Visitor, second: Page, app: Flask) -> None:
    with app.app_context():
        assert db.session.scalars(select(Progress.expires_at)).one() - utcnow() > timedelta(days=13)
        db.session.execute(update(Progress).values(expires_at=utcnow() - timedelta(seconds=1)))
        db.session.commit()
    assert "Priya" not in visitor.open(ADDRESS).html
    assert visitor.open(mailed(app)).status == 410
    with app.app_context():
        remembering.tidy(utcnow())
        db.session.commit()
    assert rows(app, Progress)[0].answers == "{}"


def test_link_is_mailed_to_the_address_that_was_typed(visitor: Visitor, second: Page, app: Flask) -> None:
    answer = visitor.post(ADDRESS, {"job_title": "Chief", **LATER}, second)
    assert (answer.status, answer.response.headers["Location"]) == (303, f"{ADDRESS}/later")
    assert visitor.open(f"{ADDRESS}/later").h1 == ["Look into your mail"]
    assert [row.kind for row in rows(app, Message) if row.kind == "resume-link"] == ["resume-link"]
    assert rows(app, Progress)[0].mail_to == YOU["work_email"]


def test_link_shows_the_answers_on_another_device_and_they_can_be_sent_there(
    visitor: Visitor, second: Page, app: Flask
) -> None:
    visitor.post(ADDRESS, {"job_title": "Chief", **LATER}, second)
    other = Visitor(app.test_client())
    page = other.open(mailed(app))
    assert (page.controls["job_title"]["value"], dict(page.hidden)["first_name"]) == ("Chief", "Priya")
    assert f'action="{ADDRESS}"' in page.html
    assert other.turn(ADDRESS, {"job_title": "Boss", "_go": "back"}, page).controls["first_name"]["value"] == "Priya"
    assert other.post(ADDRESS, {**PROJECT, **NEXT}, page).status == 303
    assert len(rows(app, Progress)) == 1


def test_altered_link_leads_nowhere(visitor: Visitor, second: Page, app: Flask) -> None:
    for link in (mailed(app)[:-2], f"{ADDRESS}/continue/x", f"{ADDRESS}/continue/WzEsMV0.x"):
        assert visitor.open(link).status == 410


def test_no_link_before_an_address_was_given(visitor: Visitor, publish: Publish, app: Flask) -> None:
    publish(DEMO)
    first = visitor.open(ADDRESS)
    assert "mail me a link" not in first.html
    assert visitor.post(ADDRESS, LATER, first).status == 422
    assert [row for row in rows(app, Message) if row.kind == "resume-link"] == []


def test_links_to_one_address_are_limited_and_nobody_can_tell(
    visitor: Visitor, publish: Publish, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(app.config["BATON"], "RATE_LIMITS", True)
    publish(DEMO)
    places = set()
    for _ in range(5):
        somebody = Visitor(app.test_client())
        page = somebody.turn(ADDRESS, {**YOU, **NEXT}, somebody.open(ADDRESS))
        places.add(somebody.post(ADDRESS, {**PROJECT, **LATER}, page).response.headers["Location"])
    assert places == {f"{ADDRESS}/later"}
    assert len([row for row in rows(app, Message) if row.kind == "resume-link"]) == 3


@pytest.mark.parametrize("sign", [{"_homepage": "x"}, {"first_name": "http://spam.example/"}])
def test_machines_have_no_letters_sent_and_cannot_tell(
    visitor: Visitor, second: Page, app: Flask, sign: dict[str, str]
) -> None:
    """Trap 9: whoever fails the ladder makes us write to nobody."""
    answer = visitor.post(ADDRESS, {**PROJECT, **LATER, **sign}, second)
    assert (answer.status, answer.response.headers["Location"]) == (303, f"{ADDRESS}/later")
    assert [row for row in rows(app, Message) if row.kind == "resume-link"] == []


def test_what_is_too_much_is_not_remembered_and_still_goes_on(visitor: Visitor, publish: Publish, app: Flask) -> None:
    publish(DEMO)
    answers = {**YOU, "utm_source": "x" * 70_000, **NEXT}
    page = visitor.post(ADDRESS, answers, visitor.open(ADDRESS))
    assert (page.status, rows(app, Progress)) == (200, [])
