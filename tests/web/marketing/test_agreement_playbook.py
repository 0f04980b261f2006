"""The follow-up in the agreement's editor (S70)."""

import pytest
from flask.testing import FlaskClient

from portal.models.agreement.version import AgreementVersion
from portal.models.base import db
from portal.models.team.user import User
from portal.rules.agreement.document import terms_from_json
from portal.rules.agreement.playbook import Attempt, Channel
from portal.rules.agreement.usual import PLAYBOOK
from portal.services.agreement import comparing
from tests.support.browsing import post
from tests.web.marketing.conftest import Browsers, settle

pytestmark = pytest.mark.one_database
HERE = "/agreements/1/edit/follow-up"


@pytest.fixture
def client(browse: Browsers, mary: User, draft: AgreementVersion) -> FlaskClient:
    return browse(mary)


def typed(*attempts: tuple[str, str]) -> dict[str, str]:
    return {
        f"attempt.{place}.{name}": value
        for place, (channel, wait) in enumerate(attempts)
        for name, value in (("channel", channel), ("wait", wait))
    }


def agreed(draft: AgreementVersion) -> tuple[Attempt, ...]:
    settle()
    db.session.refresh(draft)
    return terms_from_json(draft.content).playbook


def test_the_template_has_a_follow_up_that_everybody_reads(client: FlaskClient, draft: AgreementVersion) -> None:
    assert agreed(draft) == PLAYBOOK
    sentence = "Call; email 1 hour later; call 8 hours later"
    assert sentence in client.get("/agreements/1").text
    assert 'value="480"' in client.get(HERE).text


def test_attempts_are_saved_without_the_empty_rows_between_them(client: FlaskClient, draft: AgreementVersion) -> None:
    before = terms_from_json(draft.content)
    rows = typed(("call", "0"), ("", "99"), ("email", "1,200"), ("call", ""))
    assert post(client, HERE, rev="1", **rows).status_code == 303
    assert agreed(draft) == (Attempt(Channel.CALL), Attempt(Channel.EMAIL, 1200), Attempt(Channel.CALL))
    [change] = comparing.changes(before, terms_from_json(draft.content))
    assert (change.label, change.after) == ("Follow-up", "call; email 20 hours later; call at once")


def test_without_attempts_there_is_no_follow_up(client: FlaskClient, draft: AgreementVersion) -> None:
    assert post(client, HERE, rev="1").status_code == 303
    assert agreed(draft) == ()
    assert "Not set." in client.get("/agreements/1").text


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        ((("pigeon", "5"),), "Choose a way from the list."),
        ((("call", "soon"),), "Enter whole minutes from 0 to 43,200."),
        ((("call", "-1"),), "Enter whole minutes from 0 to 43,200."),
        ((("call", "99,999"),), "Enter whole minutes from 0 to 43,200."),
        ((("call", "0"), ("email", "60")), "“Unreachable” asks for 3 attempts, and the follow-up has 2 attempts."),
    ],
)
def test_what_cannot_be_kept_is_asked_again_with_what_was_typed(
    client: FlaskClient, draft: AgreementVersion, rows: tuple[tuple[str, str], ...], sentence: str
) -> None:
    answer = post(client, HERE, rev="1", **typed(*rows))
    assert answer.status_code == 422
    assert sentence in answer.text
    assert f'value="{rows[0][1]}"' in answer.text
    assert agreed(draft) == PLAYBOOK
