"""Pictures of a form: added by marketing, told by their bytes, shown for good, kept while something shows them."""

import io
import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from portal.models.base import db
from portal.models.forms.asset import FormAsset
from portal.models.forms.form import Form
from portal.services.files import store
from portal.services.forms import assets, drafting
from tests.support.browsing import post
from tests.support.company import Company
from tests.support.files import HOSTILE, jpeg, pdf, png
from tests.web.marketing.conftest import Browsers, settle
from tests.web.marketing.test_design import GREEN

pytestmark = pytest.mark.one_database


def send(client: FlaskClient, data: bytes, name: str = "logo.png", alt: str = "Northwind") -> tuple[int, str]:
    answer = post(client, "/forms/1/images", file=(io.BytesIO(data), name), alt=alt)
    return answer.status_code, answer.text


def kept() -> list[FormAsset]:
    settle()
    return list(db.session.scalars(select(FormAsset)))


def test_a_picture_is_stored_under_a_random_name_and_shown_to_everybody(
    marketer: FlaskClient, client: FlaskClient, app: Flask
) -> None:
    assert send(marketer, png(40, 20), "../My logo.PNG")[0] == 303
    (asset,) = kept()
    assert (asset.file_name, asset.media_type, asset.width, asset.height) == ("My logo.PNG", "image/png", 40, 20)
    assert re.fullmatch(r"[0-9a-f]{32}", asset.name)
    shown = client.get(f"/f/assets/{asset.name}")
    assert shown.data == png(40, 20)
    assert shown.mimetype == "image/png"
    assert shown.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert shown.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in shown.headers["Content-Security-Policy"]
    assert "Set-Cookie" not in shown.headers
    assert f'src="/f/assets/{asset.name}" alt="Northwind"' in marketer.get("/forms/1/images").text


@pytest.mark.parametrize("what", [*HOSTILE, "a paper"])
def test_what_is_no_picture_is_refused(marketer: FlaskClient, what: str) -> None:
    status, page = send(marketer, {**HOSTILE, "a paper": pdf()}[what])
    assert status == 422
    assert "<title>Error:" in page
    assert kept() == []


@pytest.mark.parametrize(
    ("data", "name", "alt", "words"),
    [
        (jpeg(), "logo.png", "x", "The name of the file says that it is something else"),
        (png(5000, 10), "logo.png", "x", "larger than 4,000 by 4,000"),
        (png(), "logo.png", "  ", "Say in a few words what the picture shows."),
    ],
    ids=["name", "size", "words"],
)
def test_faults_are_told_in_words(marketer: FlaskClient, data: bytes, name: str, alt: str, words: str) -> None:
    status, page = send(marketer, data, name, alt)
    assert status == 422
    assert words in page


def test_a_large_file_is_refused(marketer: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(assets, "MOST_BYTES", 60)
    status, page = send(marketer, png())
    assert status == 422
    assert "The picture is larger than" in page


def test_far_too_much_is_refused_before_it_is_read(marketer: FlaskClient) -> None:
    answer = marketer.post(
        "/forms/1/images", data=bytes(3 * 1024 * 1024), content_type="multipart/form-data; boundary=x"
    )
    assert answer.status_code == 413


def test_a_logo_is_chosen_and_stays_while_it_is_shown(marketer: FlaskClient, house: Company, app: Flask) -> None:
    send(marketer, png())
    (asset,) = kept()
    form = db.session.get_one(Form, house.form.id)
    assert post(marketer, "/forms/1/design", rev=form.draft_rev, **GREEN, logo=asset.name).status_code == 303
    settle()
    theme = drafting.current(db.session.get_one(Form, house.form.id)).theme
    assert (theme.logo, theme.logo_alt) == (asset.name, "Northwind")
    frame = marketer.get("/forms/1/design/preview").text
    assert f'<img class="brand__logo" src="/f/assets/{asset.name}" alt="Northwind"' in frame
    post(marketer, f"/forms/1/images/{asset.id}/removal")
    assert kept()
    assert "is shown by a form, so it stays" in marketer.get("/forms/1/images").text


def test_a_picture_that_nothing_shows_is_removed_with_its_file(marketer: FlaskClient, app: Flask) -> None:
    send(marketer, png())
    (asset,) = kept()
    name = asset.name
    assert store.is_there(app.config["BATON"].UPLOAD_DIR, name)
    post(marketer, f"/forms/1/images/{asset.id}/removal")
    assert kept() == []
    assert not store.is_there(app.config["BATON"].UPLOAD_DIR, name)
    assert marketer.get(f"/f/assets/{name}").status_code == 404


def test_a_logo_of_nobodys_is_none(marketer: FlaskClient, house: Company) -> None:
    form = db.session.get_one(Form, house.form.id)
    post(marketer, "/forms/1/design", rev=form.draft_rev, **GREEN, logo="0" * 32)
    settle()
    assert drafting.current(db.session.get_one(Form, house.form.id)).theme.logo == ""


@pytest.mark.parametrize("name", ["0" * 32, "../../../etc/passwd", "x", "g" * 32, "%2e%2e%2f" * 4])
def test_no_other_file_can_be_had(client: FlaskClient, house: Company, name: str) -> None:
    assert client.get(f"/f/assets/{name}").status_code == 404


def test_reps_and_strangers_add_nothing(browse: Browsers, house: Company, client: FlaskClient) -> None:
    rep = browse(house.rita)
    assert rep.get("/forms/1/images").status_code == 404
    assert send(rep, png())[0] == 404
    assert client.get("/forms/1/images").status_code == 303
    assert kept() == []
