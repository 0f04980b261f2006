"""Campaign links in the portal: made, shown with a QR code, archived; and who may."""

import pytest
from sqlalchemy import select

from portal.models.base import db
from portal.models.forms.link import FormLink
from portal.models.ops.event import Event
from tests.support.browsing import anew, post
from tests.support.company import Company
from tests.web.marketing.conftest import Browsers

VALUES = {"name": "Booth", "utm_source": "fair", "utm_medium": "booth", "utm_campaign": "Hannover 26"}


def made_link() -> FormLink:
    anew()
    return db.session.scalars(select(FormLink)).one()


def test_a_link_is_made_shown_archived_and_put_back(browse: Browsers, house: Company) -> None:
    marketer = browse(house.mary)
    answer = post(marketer, "/forms/1/links/new", **VALUES)
    link = made_link()
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/forms/1/links/{link.id}")
    page = marketer.get(answer.headers["Location"]).text
    assert f"http://localhost/l/{link.code}" in page
    assert f"/f/contact-sales/kiosk?link={link.code}" in page
    assert "<svg" in page
    post(marketer, f"/forms/1/links/{link.id}/archive")
    assert made_link().archived_at is not None
    post(marketer, f"/forms/1/links/{link.id}/restoration")
    assert made_link().archived_at is None
    kinds = {"form.link_made", "form.link_archived", "form.link_restored"}
    assert kinds <= set(db.session.scalars(select(Event.kind)))
    assert "Booth" in marketer.get("/forms/1/share").text


@pytest.mark.one_database
def test_the_code_downloads_as_svg_and_png_and_prints(browse: Browsers, house: Company) -> None:
    marketer = browse(house.mary)
    post(marketer, "/forms/1/links/new", **VALUES)
    base = f"/forms/1/links/{made_link().id}"
    svg, png = marketer.get(f"{base}/qr.svg"), marketer.get(f"{base}/qr.png")
    assert (svg.mimetype, b"<svg" in svg.data) == ("image/svg+xml", True)
    assert (png.mimetype, png.data[:4]) == ("image/png", b"\x89PNG")
    assert "Talk to sales" in marketer.get(f"{base}/print").text


@pytest.mark.one_database
def test_a_link_without_a_source_is_refused_with_what_was_typed(browse: Browsers, house: Company) -> None:
    answer = post(browse(house.mary), "/forms/1/links/new", **{**VALUES, "utm_source": " "})
    assert (answer.status_code, "Enter a source" in answer.text, "Hannover 26" in answer.text) == (422, True, True)


@pytest.mark.one_database
def test_managers_look_at_links_and_make_none(browse: Browsers, house: Company) -> None:
    post(browse(house.mary), "/forms/1/links/new", **VALUES)
    manager, rep = browse(house.sam), browse(house.rita)
    assert manager.get("/forms/1/links/1").status_code == 200
    assert manager.get("/forms/1/links/new").status_code == 403
    assert post(manager, "/forms/1/links/1/archive").status_code == 403
    assert rep.get("/forms/1/links/1").status_code == 404
    assert manager.get("/forms/2/links/1").status_code == 404
