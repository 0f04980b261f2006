"""The fit call in the agreement's editor (S86)."""

import pytest
from flask.testing import FlaskClient

from portal.models.agreement.version import AgreementVersion
from portal.models.base import db
from portal.models.team.user import User
from portal.rules.agreement.document import terms_from_json
from portal.rules.agreement.fit_call import FitCall, FitMode, FitSegment
from portal.rules.questions.logic import Operator
from portal.services.agreement import comparing
from tests.support.browsing import post
from tests.web.marketing.conftest import Browsers, settle

pytestmark = pytest.mark.one_database
HERE = "/agreements/1/edit/fit-call"
LARGE = {
    "segment.0.key": "employees",
    "segment.0.op": "gte",
    "segment.0.value": "1,000",
    "segment.0.mode": "mandatory",
}


@pytest.fixture
def client(browse: Browsers, mary: User, draft: AgreementVersion) -> FlaskClient:
    return browse(mary)


def agreed(draft: AgreementVersion) -> FitCall:
    settle()
    db.session.refresh(draft)
    return terms_from_json(draft.content).fit_call


def test_segments_are_saved_shown_again_and_read_by_everybody(client: FlaskClient, draft: AgreementVersion) -> None:
    before = terms_from_json(draft.content)
    assert post(client, HERE, mode="off", rev="1", **LARGE).status_code == 303
    saved = agreed(draft)
    assert saved == FitCall(FitMode.OFF, (FitSegment("employees", Operator.GTE, 1000, FitMode.MANDATORY),))
    page = client.get(HERE).text
    assert 'value="1000"' in page
    [change] = comparing.changes(before, terms_from_json(draft.content))
    sentence = "Number of employees is at least 1,000: a fit call must confirm the fit"
    assert sentence in change.after
    assert sentence in client.get("/agreements/1").text


def test_a_row_without_an_answer_is_no_segment(client: FlaskClient, draft: AgreementVersion) -> None:
    assert post(client, HERE, mode="mandatory", rev="1", **{**LARGE, "segment.0.key": ""}).status_code == 303
    assert agreed(draft) == FitCall(FitMode.MANDATORY)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"mode": ""}, "Choose one."),
        ({"mode": "perhaps"}, "Choose one."),
        ({"segment.0.value": "many"}, "Enter a whole number"),
        ({"segment.0.value": ""}, "Enter a value to compare with."),
        ({"segment.0.op": "contains"}, "cannot be compared in this way"),
        ({"segment.0.key": "shoe_size"}, "Choose an answer and how it is compared."),
        ({"segment.0.mode": "perhaps"}, "Choose what holds for this segment."),
    ],
)
def test_what_cannot_be_judged_is_asked_again_with_what_was_typed(
    client: FlaskClient, draft: AgreementVersion, changes: dict[str, str], sentence: str
) -> None:
    typed = {"mode": "optional", **LARGE, "segment.1.value": "Words that must stay", **changes}
    answer = post(client, HERE, rev="1", **typed)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert "Words that must stay" in answer.text
    assert agreed(draft) == FitCall()


def test_a_key_that_a_segment_names_stays_in_the_agreement(client: FlaskClient, draft: AgreementVersion) -> None:
    named = {**LARGE, "segment.0.key": "country", "segment.0.op": "one_of", "segment.0.value": "DE"}
    assert post(client, HERE, mode="optional", rev="1", **named).status_code == 303
    answer = post(client, "/agreements/1/edit/keys/country/removal", rev="1")
    assert answer.status_code == 409
    assert "the fit call names “Country”" in answer.text
    assert agreed(draft).segments
