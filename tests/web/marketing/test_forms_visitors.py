"""Test visitors: kept from the preview, asked at publish and at signing, accepted by somebody (X6)."""

import json
from dataclasses import replace
from decimal import Decimal

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from portal.models.agreement.signature import Signature
from portal.models.base import db
from portal.models.forms.form import Form
from portal.models.forms.version import FormVersion
from portal.models.forms.visitor import AcceptedOutcome, SavedVisitor
from portal.models.handoff.rule import RoutingRule
from portal.models.intake.lead import Lead
from portal.models.intake.submission import Submission
from portal.models.ops.message import Message
from portal.rules.agreement.terms import AllOf, Criterion
from portal.rules.forms.rehearsal import Result
from portal.rules.questions.logic import Operator
from portal.services.agreement import drafting, signing
from tests.support.browsing import post
from tests.support.company import COMPLETE, NOW, TERMS, Company
from tests.web.marketing.conftest import Browsers, settle

ACCEPT = "Accept the new result"
STRICTER = replace(TERMS, sql=AllOf((Criterion("employees", Operator.GTE, Decimal(500)),)), note="Large ones only")


def keep(client: FlaskClient, house: Company, name: str = "Priya", **changes: str) -> None:
    """Through the preview, as a person does it."""
    answers = {key: value for key, value in {**COMPLETE, **changes}.items() if value}
    tried = post(client, "/forms/1/preview", _step="0", **answers)
    assert "Save these answers as a test visitor" in tried.text
    kept = {key: [value] for key, value in answers.items()}
    expected = {"result": "sql", "destination": f"pool:{house.pool.id}"}
    saved = post(client, "/forms/1/visitors", name=name, answers=json.dumps(kept), **expected)
    assert (saved.status_code, saved.location) == (303, "/forms/1/visitors")
    settle()


def rev() -> int:
    settle()
    return db.session.scalars(select(Form.draft_rev).where(Form.id == 1)).one()


def reword(client: FlaskClient) -> None:
    post(client, "/forms/1/edit/fields/company", rev=rev(), label="Your firm")


def count(model: type) -> int:
    settle()
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def test_the_answers_of_the_preview_are_kept_with_what_must_become_of_them(
    marketer: FlaskClient, house: Company
) -> None:
    keep(marketer, house)
    visitor = db.session.scalars(select(SavedVisitor)).one()
    assert visitor.posted == {key: [value] for key, value in COMPLETE.items()}
    [outcome] = visitor.accepted
    assert (outcome.result, outcome.destination, outcome.accepted_by_id) == (
        Result.SQL,
        f"pool:{house.pool.id}",
        house.mary.id,
    )
    page = marketer.get("/forms/1/visitors").text
    assert "SQL: the pool “Round the clock”" in page
    assert "As expected" in page
    assert "Mary Marketing" in page
    assert (count(Submission), count(Lead)) == (0, 0)


def test_the_preview_offers_what_would_happen_now(marketer: FlaskClient, house: Company) -> None:
    tried = post(marketer, "/forms/1/preview", _step="0", **COMPLETE).text
    assert '<option value="sql" selected>' in tried.replace(' selected=""', " selected")
    assert f'<option value="pool:{house.pool.id}" selected>' in tried


@pytest.mark.one_database
def test_a_visitor_without_a_name_or_answers_is_refused_with_what_was_typed(
    marketer: FlaskClient, house: Company
) -> None:
    expected = {"result": "sql", "destination": f"pool:{house.pool.id}"}
    refused = post(marketer, "/forms/1/visitors", name="", answers='{"company": ["Kaveri"]}', **expected)
    assert refused.status_code == 422
    assert "<title>Error: " in refused.text
    assert "Kaveri" in refused.text
    for lost in ("", "[]", '{"company": "x"}', "{", "[" * 5000):
        assert post(marketer, "/forms/1/visitors", name="Priya", answers=lost, **expected).status_code == 422
    assert count(SavedVisitor) == 0


def test_a_changed_result_refuses_publishing_until_somebody_accepts_it(marketer: FlaskClient, house: Company) -> None:
    keep(marketer, house)
    keep(marketer, house, "A small firm", employees="10")
    reword(marketer)
    page = marketer.get("/forms/1/publish").text
    assert "Publish now" not in page
    assert "Number of employees is 10; agreed: at least 50" in page
    answer = post(marketer, "/forms/1/publish", rev=rev())
    assert answer.status_code == 422
    assert "Nothing was published" in answer.text
    assert count(FormVersion) == 1
    assert "Your firm" not in marketer.get("/f/contact-sales").text
    stale = post(
        marketer, "/forms/1/visitors/2/acceptance", back="publish", result="unqualified", destination="nurture"
    )
    assert stale.status_code == 409
    accepted = post(marketer, "/forms/1/visitors/2/acceptance", back="publish", result="mql", destination="nurture")
    assert (accepted.status_code, accepted.location) == (303, "/forms/1/publish")
    assert [row.accepted_by_id for row in _outcomes(2)] == [house.mary.id, house.mary.id]
    assert post(marketer, "/forms/1/publish", rev=rev()).status_code == 303
    assert "Your firm" in marketer.get("/f/contact-sales").text
    assert (count(Submission), count(Lead), count(Message)) == (0, 0, count(Message))


def _outcomes(visitor_id: int) -> list[AcceptedOutcome]:
    settle()
    found = select(AcceptedOutcome).where(AcceptedOutcome.visitor_id == visitor_id).order_by(AcceptedOutcome.id)
    return list(db.session.scalars(found))


def test_a_changed_rule_shows_where_the_visitor_would_go_now(marketer: FlaskClient, house: Company) -> None:
    keep(marketer, house)
    rule = db.session.scalars(select(RoutingRule)).one()
    rule.pool_id, rule.user_id = None, house.rob.id
    settle()
    page = marketer.get("/forms/1/visitors").text
    assert "SQL: Rob Rep" in page
    assert ACCEPT in page


def test_an_agreement_is_not_signed_over_a_changed_result(
    marketer: FlaskClient, house: Company, browse: Browsers
) -> None:
    keep(marketer, house)
    draft = drafting.new_draft(STRICTER, by=house.mary, now=NOW)
    signing.propose(draft, house.mary, NOW)
    settle()
    sent = {"content_hash": draft.content_hash}
    page = marketer.get("/agreements/2/signature").text
    assert "Number of employees is 250; agreed: at least 500" in page
    assert "Sign for marketing" not in page
    refused = post(marketer, "/agreements/2/signatures/marketing", **sent)
    assert refused.status_code == 422
    assert "Nothing was signed" in refused.text
    assert count(Signature) == 2
    manager = browse(house.sam)
    seen = {"result": "mql", "destination": "nurture", "agreement": "2", "back": "sign"}
    assert "Somebody who publishes forms can accept it" in manager.get("/agreements/2/signature").text
    assert post(manager, "/forms/1/visitors/1/acceptance", **seen).status_code == 403
    accepted = post(marketer, "/forms/1/visitors/1/acceptance", **seen)
    assert (accepted.status_code, accepted.location) == (303, "/agreements/2/signature")
    assert post(marketer, "/agreements/2/signatures/marketing", **sent).status_code == 303
    assert "As expected" in marketer.get("/forms/1/visitors").text  # under the agreement that is still in force
    assert post(manager, "/agreements/2/signatures/sales", **sent).status_code == 303
    page = marketer.get("/forms/1/visitors").text
    assert "MQL: marketing’s nurture desk" in page
    assert "As expected" in page


def test_answers_that_the_form_refuses_now_are_told(marketer: FlaskClient, house: Company) -> None:
    keep(marketer, house, message="")
    post(marketer, "/forms/1/edit/fields/message", rev=rev(), label="What do you need?", required="1")
    page = marketer.get("/forms/1/visitors").text
    assert "Refused by the form" in page
    assert ACCEPT in page


def test_a_visitor_is_removed_after_a_question(marketer: FlaskClient, house: Company) -> None:
    keep(marketer, house)
    assert "Remove “Priya”?" in marketer.get("/forms/1/visitors/1/removal").text
    assert post(marketer, "/forms/1/visitors/1/removal").status_code == 303
    assert (count(SavedVisitor), count(AcceptedOutcome)) == (0, 0)
    assert "There is no test visitor yet" in marketer.get("/forms/1/visitors").text


@pytest.mark.one_database
def test_who_may_do_what(marketer: FlaskClient, house: Company, browse: Browsers) -> None:
    keep(marketer, house)
    manager, rep = browse(house.sam), browse(house.rita)
    assert manager.get("/forms/1/visitors").status_code == 200
    assert post(manager, "/forms/1/visitors", name="x").status_code == 403
    assert post(manager, "/forms/1/visitors/1/removal").status_code == 403
    assert rep.get("/forms/1/visitors").status_code == 404
    assert post(rep, "/forms/1/visitors/1/acceptance").status_code == 404
    assert marketer.get("/forms/1/visitors/99/removal").status_code == 404
    assert post(marketer, "/forms/1/visitors/99/acceptance", result="sql").status_code == 404
    assert post(marketer, "/forms/1/visitors/1/acceptance", result="best").status_code == 400
