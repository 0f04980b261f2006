"""Plausibility rules in the agreement's editor (X12)."""

import pytest
from flask.testing import FlaskClient

from portal.models.agreement.version import AgreementVersion
from portal.models.base import db
from portal.models.team.user import User
from portal.rules.agreement.document import terms_from_json
from portal.rules.agreement.doubts import PlausibilityRule
from portal.services.agreement import comparing
from tests.support.browsing import post
from tests.web.marketing.conftest import Browsers, settle

pytestmark = pytest.mark.one_database
HERE = "/agreements/1/edit/plausibility"
TYPED = {
    "name": "Free mail, large revenue",
    "sign.0.key": "work_email",
    "sign.0.op": "free_mail",
    "sign.0.value": "",
    "sign.1.key": "annual_revenue",
    "sign.1.op": "one_of",
    "doubts": ["annual_revenue"],
}


@pytest.fixture
def client(browse: Browsers, mary: User, draft: AgreementVersion) -> FlaskClient:
    return browse(mary)


def rules(draft: AgreementVersion) -> tuple[PlausibilityRule, ...]:
    settle()
    db.session.refresh(draft)
    return terms_from_json(draft.content).plausibility


def over(draft: AgreementVersion) -> str:
    """The highest band as people read it."""
    agreed = terms_from_json(draft.content).agreed("annual_revenue")
    assert agreed
    return agreed.key.options[-1].label


def test_the_template_has_two_rules_that_everybody_reads(client: FlaskClient, draft: AgreementVersion) -> None:
    assert [rule.name for rule in rules(draft)] == [
        "Free mail with thousands of people",
        "One person with many millions",
    ]
    sentence = "Number of employees is doubted where Work email is a free mail address"
    assert sentence in client.get(HERE).text
    assert sentence in client.get("/agreements/1").text


def test_a_rule_is_added_changed_and_removed(client: FlaskClient, draft: AgreementVersion) -> None:
    before = terms_from_json(draft.content)
    added = post(client, f"{HERE}/new", rev=1, **TYPED, **{"sign.1.value": over(draft)})
    assert (added.status_code, added.location) == (303, HERE)
    rule = rules(draft)[-1]
    assert (rule.name, rule.doubts, rule.when[0].free_mail) == (TYPED["name"], ("annual_revenue",), True)
    assert rule.when[1].value == ("over_250m",)
    [change] = comparing.changes(before, terms_from_json(draft.content))
    assert (change.kind, change.label) == ("added", "Plausibility, “Free mail, large revenue”")
    page = client.get(f"{HERE}/2").text
    assert over(draft) in page
    assert (
        post(client, f"{HERE}/2", rev=2, **{**TYPED, "name": "Other"}, **{"sign.1.value": over(draft)}).status_code
        == 303
    )
    assert rules(draft)[-1].name == "Other"
    assert "Remove the plausibility rule “Other”" in client.get(f"{HERE}/2/removal").text
    assert post(client, f"{HERE}/2/removal", rev=3).status_code == 303
    assert len(rules(draft)) == 2


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"name": ""}, "Give the rule a name"),
        ({"name": "One person with many millions"}, "Two plausibility rules are called"),
        ({"doubts": []}, "Say which answers"),
        ({"doubts": ["work_email"]}, "a doubt must not block"),
        ({"sign.1.value": ""}, "Choose at least one value"),
        ({"sign.1.value": "plenty"}, "Choose from the options"),
        ({"sign.1.op": "free_mail"}, "is no email address"),
        ({"sign.0.key": "", "sign.1.key": ""}, "Give the rule one to 5 signs"),
        ({"sign.1.key": "nonsense"}, "Choose an answer"),
    ],
)
def test_what_cannot_work_is_told_with_everything_kept(
    client: FlaskClient, draft: AgreementVersion, changes: dict[str, object], words: str
) -> None:
    answer = post(client, f"{HERE}/new", rev=1, **{**TYPED, "sign.1.value": over(draft), **changes})
    assert answer.status_code == 422
    assert "<title>Error: " in answer.text
    assert words in answer.text
    assert len(rules(draft)) == 2


def test_a_key_that_a_rule_names_stays(client: FlaskClient, draft: AgreementVersion) -> None:
    answer = post(client, "/agreements/1/edit/keys/work_email/removal", rev=1)
    assert answer.status_code == 409
    assert "plausibility rule" in answer.text


def test_reps_stay_out(browse: Browsers, rita: User, draft: AgreementVersion) -> None:
    client = browse(rita)
    for address in (HERE, f"{HERE}/new", f"{HERE}/0", f"{HERE}/0/removal"):
        assert client.get(address).status_code == 403
    assert client.get(f"{HERE}/99").status_code == 403
