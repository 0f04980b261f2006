"""The agreement's pages: who may read, draft, propose, withdraw, sign, delete."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from flask.testing import FlaskClient

from portal.models.agreement.version import AgreementStatus, AgreementVersion
from portal.models.base import db
from portal.models.team.user import User
from portal.rules.agreement.document import terms_from_json
from portal.rules.agreement.terms import Side
from portal.rules.forms.definition import Page
from portal.rules.forms.generate import from_terms
from portal.services.agreement import library, signing
from portal.services.forms import drafting as forms
from portal.services.forms import publishing
from tests.support.browsing import post
from tests.web.marketing.conftest import NOW, Browsers, settle


def status_of(number: int) -> AgreementStatus:
    settle()
    return db.session.query(AgreementVersion).filter_by(number=number).one().status


def propose(draft: AgreementVersion, by: User) -> None:
    settle()
    signing.propose(draft, by, NOW)
    db.session.commit()


def put_in_force(draft: AgreementVersion, by: User) -> None:
    settle()
    signing.propose(draft, by, NOW)
    for side in (Side.MARKETING, Side.SALES):
        signing.sign(draft, side, by, NOW)
    db.session.commit()


def test_an_empty_page_leads_to_a_template(browse: Browsers, mary: User) -> None:
    page = browse(mary).get("/agreements")
    assert page.status_code == 200
    assert "There is no agreement yet" in page.text
    assert "/agreements/new" in page.text


def test_a_draft_begins_with_a_template(browse: Browsers, mary: User) -> None:
    client = browse(mary)
    assert "Services firm, small team" in client.get("/agreements/new").text
    answer = post(client, "/agreements/new", source="template:services_firm")
    assert (answer.status_code, answer.location) == (303, "/agreements/1/edit")
    assert client.get("/agreements/1/edit").status_code == 200
    assert status_of(1) is AgreementStatus.DRAFT


def test_a_draft_begins_with_another_version(browse: Browsers, mary: User, draft: AgreementVersion) -> None:
    answer = post(browse(mary), "/agreements/new", source="version:1")
    assert answer.location == "/agreements/2/edit"
    settle()
    copied = db.session.query(AgreementVersion).filter_by(number=2).one()
    assert (copied.content, copied.based_on_id) == (draft.content, draft.id)


@pytest.mark.parametrize("source", ["", "template:none", "version:9", "version:x", "anything"])
def test_a_draft_begins_with_something_that_is_there(browse: Browsers, mary: User, source: str) -> None:
    answer = post(browse(mary), "/agreements/new", source=source)
    assert answer.status_code == 422
    assert "<title>Error: " in answer.text


def test_the_text_is_there_in_words(browse: Browsers, mary: User, draft: AgreementVersion) -> None:
    page = browse(mary).get("/agreements/1").text
    for words in (
        "A lead is an MQL when",
        "Number of employees is at least 10",
        "At least one of these holds",
        "From sales",
        "may be said, and counts as given",
        "A new SQL is contacted for the first time within 5 minutes of working time.",
        "Wrong fit: too small, or not our market",
        "every 3 months",
        draft.content_hash,
    ):
        assert words.lower() in page.lower(), words


def test_reps_read_what_is_in_force_and_no_drafts(
    browse: Browsers, ada: User, rita: User, draft: AgreementVersion
) -> None:
    client = browse(rita)
    assert client.get("/agreements").status_code == 200
    assert client.get("/agreements/1").status_code == 404
    put_in_force(draft, ada)
    assert "Signed for both sides by Ada Lovelace" in client.get("/agreements/1").text
    assert "In force: version 1" in client.get("/agreements").text


@pytest.mark.parametrize(
    "path",
    [
        "/agreements/new", "/agreements/1/edit", "/agreements/1/edit/keys", "/agreements/1/edit/mql",
        "/agreements/1/edit/sql", "/agreements/1/edit/promises", "/agreements/1/edit/reasons",
        "/agreements/1/edit/details", "/agreements/1/proposal", "/agreements/1/signature", "/agreements/1/deletion",
        "/library", "/library/new", "/library/phone", "/setup",
    ],
)  # fmt: skip
def test_reps_do_not_edit(browse: Browsers, rita: User, draft: AgreementVersion, path: str) -> None:
    assert browse(rita).get(path).status_code == 403


def test_strangers_sign_in_first(client: FlaskClient, draft: AgreementVersion) -> None:
    assert client.get("/agreements/1").status_code == 303


def test_proposing_asks_the_other_side(browse: Browsers, mary: User, sam: User, draft: AgreementVersion) -> None:
    client = browse(mary)
    assert "Its text is fixed from now on" in client.get("/agreements/1/proposal").text
    assert post(client, "/agreements/1/proposal").location == "/agreements/1"
    assert status_of(1) is AgreementStatus.PROPOSED
    assert "Sign for sales" in browse(sam).get("/agreements/1/signature").text


@pytest.mark.parametrize("day", ["2020-01-01", "9999-12-31"])
def test_a_day_in_the_past_or_far_away_is_refused(
    browse: Browsers, mary: User, draft: AgreementVersion, day: str
) -> None:
    answer = post(browse(mary), "/agreements/1/proposal", effective_on=day)
    assert answer.status_code == 422
    assert "Choose a day after today" in answer.text
    assert f'value="{day}"' in answer.text


def test_a_proposal_may_name_its_day(browse: Browsers, ada: User, draft: AgreementVersion) -> None:
    client = browse(ada)
    day = (datetime.now(UTC) + timedelta(days=30)).date()
    post(client, "/agreements/1/proposal", effective_on=day.isoformat())
    for side in ("marketing", "sales"):
        post(client, f"/agreements/1/signatures/{side}", content_hash=draft.content_hash)
    assert status_of(1) is AgreementStatus.SIGNED
    assert "It comes into force on" in client.get("/agreements/1").text


def test_both_sides_sign_and_it_is_in_force(browse: Browsers, mary: User, sam: User, draft: AgreementVersion) -> None:
    propose(draft, mary)
    marketing, sales = browse(mary), browse(sam)
    page = marketing.get("/agreements/1/signature").text
    assert "Sign for marketing" in page
    assert "Sign for sales" not in page
    seen = re.search(r'name="content_hash" value="([0-9a-f]{64})"', page)
    assert seen
    assert post(marketing, "/agreements/1/signatures/marketing", content_hash=seen[1]).location == "/agreements/1"
    assert post(sales, "/agreements/1/signatures/sales", content_hash=seen[1]).status_code == 303
    assert status_of(1) is AgreementStatus.ACTIVE
    read = sales.get("/agreements/1").text
    assert "Signed for marketing by Mary Marketing and for sales by Sam Sales" in read


def test_one_person_who_is_both_sides_signs_twice(browse: Browsers, ada: User, draft: AgreementVersion) -> None:
    propose(draft, ada)
    client = browse(ada)
    for side in ("marketing", "sales"):
        post(client, f"/agreements/1/signatures/{side}", content_hash=draft.content_hash)
    assert "Signed for both sides by Ada Lovelace" in client.get("/agreements/1").text


def test_signing_for_the_other_side_is_refused(browse: Browsers, mary: User, draft: AgreementVersion) -> None:
    propose(draft, mary)
    answer = post(browse(mary), "/agreements/1/signatures/sales", content_hash=draft.content_hash)
    assert answer.status_code == 409
    assert "A sales manager signs for sales" in answer.text


def test_the_second_to_sign_for_a_side_is_told(
    browse: Browsers, mary: User, ada: User, draft: AgreementVersion
) -> None:
    propose(draft, mary)
    post(browse(mary), "/agreements/1/signatures/marketing", content_hash=draft.content_hash)
    answer = post(browse(ada), "/agreements/1/signatures/marketing", content_hash=draft.content_hash)
    assert answer.status_code == 409
    assert "Mary Marketing has already signed" in answer.text


def test_nobody_signs_what_they_have_not_read(browse: Browsers, mary: User, draft: AgreementVersion) -> None:
    propose(draft, mary)
    answer = post(browse(mary), "/agreements/1/signatures/marketing", content_hash="0" * 64)
    assert answer.status_code == 409
    assert "Read it again" in answer.text


def test_withdrawing_makes_it_a_draft_again(browse: Browsers, sam: User, mary: User, draft: AgreementVersion) -> None:
    propose(draft, mary)
    client = browse(sam)
    assert "becomes a draft again" in client.get("/agreements/1/withdrawal").text
    assert post(client, "/agreements/1/withdrawal").location == "/agreements/1/edit"
    assert status_of(1) is AgreementStatus.DRAFT
    assert client.get("/agreements/1/withdrawal").status_code == 409


def test_a_draft_is_deleted_after_a_question(browse: Browsers, mary: User, draft: AgreementVersion) -> None:
    client = browse(mary)
    assert "gone for good" in client.get("/agreements/1/deletion").text
    assert post(client, "/agreements/1/deletion").location == "/agreements"
    assert client.get("/agreements/1").status_code == 404


def test_what_is_in_force_is_neither_edited_nor_deleted(browse: Browsers, ada: User, draft: AgreementVersion) -> None:
    put_in_force(draft, ada)
    client = browse(ada)
    assert client.get("/agreements/1/edit").status_code == 409
    assert post(client, "/agreements/1/deletion").status_code == 409
    assert post(client, "/agreements/1/edit/promises", rev=1).status_code == 409
    assert status_of(1) is AgreementStatus.ACTIVE


def test_a_draft_says_what_it_changes_in_the_one_in_force(browse: Browsers, ada: User, draft: AgreementVersion) -> None:
    put_in_force(draft, ada)
    client = browse(ada)
    post(client, "/agreements/new", source="version:1")
    assert "Nothing: both say the same" in client.get("/agreements/2/edit").text
    promises = terms_from_json(draft.content).promises
    fields = {name: getattr(promises, name) for name in promises.__dataclass_fields__}
    post(client, "/agreements/2/edit/promises", **{**fields, "rev": 1, "accept_minutes": 45})
    page = client.get("/agreements/2/edit").text
    assert "What changes against version 1" in page
    assert "within 45 minutes of working time" in page


def test_a_forged_request_is_refused(browse: Browsers, mary: User, draft: AgreementVersion) -> None:
    assert browse(mary).post("/agreements/1/proposal").status_code == 400
    assert status_of(1) is AgreementStatus.DRAFT


@pytest.mark.parametrize(
    "path",
    [
        "/agreements/0", "/agreements/99999999999", "/agreements/99999999999999999999", "/agreements/1%00",
        "/agreements/1/edit/sql/criteria/%00",
        "/agreements/1/edit/sql/criteria/99999999999999999999", "/agreements/1/edit/sql/groups/0.0.0.0.0",
        "/agreements/1/edit/keys/%00/removal", "/agreements/1/edit/reasons/%00", "/agreements/1/edit/other",
        "/agreements/1/edit/sql/criteria/new?key=%00&into=%00", "/library/%00", "/library/%F0%9F%98%80",
        f"/library/{'x' * 5000}", f"/agreements/{'9' * 5000}",
    ],
)  # fmt: skip
def test_nonsense_addresses_are_answered_calmly(
    browse: Browsers, mary: User, draft: AgreementVersion, path: str
) -> None:
    assert browse(mary).get(path).status_code in (200, 404, 409)


def test_the_review_is_called_for_when_its_day_has_come(
    browse: Browsers, ada: User, rita: User, draft: AgreementVersion
) -> None:
    put_in_force(draft, ada)
    assert "The review is due" not in browse(rita).get("/agreements").text
    settle()
    draft.activated_at = datetime.now(UTC) - timedelta(days=100)
    assert "The review is due" in browse(rita).get("/agreements").text


def test_forms_that_would_not_fit_are_named_before_anybody_signs(
    browse: Browsers, ada: User, draft: AgreementVersion
) -> None:
    put_in_force(draft, ada)
    client = browse(ada)
    terms = terms_from_json(draft.content)
    settle()
    definition = from_terms(terms, Page("Contact us"), library.keys())
    form = forms.create("Contact us", "contact", definition, by=ada, now=NOW)
    publishing.publish(form, rev=form.draft_rev, by=ada, now=NOW)
    settle()
    assert "does not ask" not in client.get("/agreements/1").text
    post(client, "/agreements/new", source="version:1")
    post(client, "/agreements/2/edit/keys/additions", key="expected_volume", level="sql", rev=1)
    page = client.get("/agreements/2/edit").text
    assert "<b>Contact us</b> lacks Expected volume." in page
