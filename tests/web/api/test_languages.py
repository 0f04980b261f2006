"""The API in the form's languages: only the address chooses, and a JSON number means the same in all of them."""

from decimal import Decimal

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from portal.models.base import db
from portal.models.intake.answer import AnswerRow
from portal.models.intake.submission import Submission
from tests.support.company import COMPLETE, company
from tests.web.public.test_languages import IN_STEPS

pytestmark = pytest.mark.one_database
HERE = "/api/v1/forms/our-form"


@pytest.fixture(autouse=True)
def form(app: Flask) -> None:
    with app.app_context():
        company(IN_STEPS, slug="our-form")
        db.session.commit()


def test_what_it_asks_in_a_language(client: FlaskClient) -> None:
    own = client.get(HERE, headers={"Accept-Language": "de"}).get_json()
    german = client.get(f"{HERE}?lang=de").get_json()
    assert (own["title"], own["locale"], german["title"], german["locale"]) == (
        "Talk to sales",
        "en",
        "Sprechen Sie mit uns",
        "de",
    )
    assert own["languages"] == german["languages"] == ["en", "de"]
    assert client.get(f"{HERE}?lang=xx").get_json() == own


@pytest.mark.parametrize(("lang", "weight"), [("", 1234.5), ("?lang=de", 1234.5), ("?lang=de", "1.234,5")])
def test_a_number_means_the_same_in_every_language(app: Flask, client: FlaskClient, lang: str, weight: object) -> None:
    answers = {**COMPLETE, "employees": 250, "q_weight": weight}
    assert client.post(f"{HERE}/submissions{lang}", json={"answers": answers}).status_code == 201
    with app.app_context():
        stored = db.session.scalars(select(AnswerRow.number).where(AnswerRow.key == "q_weight")).one()
        language = db.session.scalars(select(Submission.language)).one()
    assert (stored, language) == (Decimal("1234.5"), lang[-2:] or "en")


def test_errors_come_in_the_language(client: FlaskClient) -> None:
    answer = client.post(f"{HERE}/submissions?lang=de", json={"answers": {**COMPLETE, "employees": "viele"}})
    (error,) = answer.get_json()["errors"]
    assert (answer.status_code, error["message"]) == (422, "Geben Sie eine ganze Zahl ein, zum Beispiel 250")
