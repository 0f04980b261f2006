"""The criteria of a draft: added, changed and moved in their groups, and never another part by mistake."""

import pytest

from portal.models.agreement.version import AgreementVersion
from portal.models.team.user import User
from portal.rules.agreement.terms import AnyOf, Criterion, OnFail, Side
from portal.rules.questions.logic import Operator
from portal.services.agreement import trees
from tests.support.browsing import post
from tests.web.marketing.conftest import Browsers
from tests.web.marketing.drafts import mark_at, refused, rev, terms

pytestmark = pytest.mark.one_database


def test_a_criterion_is_added_to_a_group(browse: Browsers, mary: User, draft: AgreementVersion) -> None:
    client = browse(mary)
    assert "Which answer is it about?" in client.get("/agreements/1/edit/sql/criteria/new?into=1").text
    assert "Within three months" in client.get("/agreements/1/edit/sql/criteria/new?into=1&key=timeframe").text
    fields = {"key": "timeframe", "into": "1", "op": "one_of", "value": ["now", "this_quarter"], "owner": "sales"}
    answer = post(client, "/agreements/1/edit/sql/criteria/new", **fields, rev=1)
    assert (answer.status_code, answer.location) == (303, "/agreements/1/edit/sql")
    added = trees.part_at(terms().sql, (1, 2))
    assert added == Criterion("timeframe", Operator.ONE_OF, ("now", "this_quarter"), Side.SALES)


def test_a_criterion_disqualifies_where_it_says_so(browse: Browsers, mary: User, draft: AgreementVersion) -> None:
    client = browse(mary)
    page = client.get("/agreements/1/edit/mql/criteria/new?key=country").text
    assert "The lead is disqualified" in page
    fields = {"key": "country", "into": "", "op": "one_of", "value": "Germany\nfr", "on_fail": "disqualify", "rev": 1}
    post(client, "/agreements/1/edit/mql/criteria/new", **fields)
    assert terms().mql.all == (Criterion("country", Operator.ONE_OF, ("DE", "FR"), Side.JOINT, OnFail.DISQUALIFY),)
    page = client.get("/agreements/1/edit/mql").text
    assert "Country is Germany or France" in page
    assert "give Country the level MQL" in page
    assert "Germany\nFrance" in client.get("/agreements/1/edit/mql/criteria/0").text


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"key": "", "op": "gte", "value": "5"}, "Choose a key."),
        ({"key": "employees", "op": "", "value": "5"}, "Choose how to compare."),
        ({"key": "employees", "op": "contains", "value": "5"}, "Choose how to compare."),
        ({"key": "employees", "op": "gte", "value": "many"}, "Enter a whole number, like 250."),
        ({"key": "employees", "op": "between", "value": ["50", "10"]}, "Enter the lowest value first"),
        ({"key": "interest", "op": "one_of", "value": []}, "Choose at least one value."),
        ({"key": "interest", "op": "one_of", "value": "forged"}, "Choose from the options of the key."),
    ],
)
def test_a_criterion_that_means_nothing_is_refused(
    browse: Browsers, mary: User, draft: AgreementVersion, fields: dict[str, object], sentence: str
) -> None:
    refused(post(browse(mary), "/agreements/1/edit/sql/criteria/new", **fields, into="", rev=1), sentence)
    assert rev() == 1


def test_a_criterion_is_changed_in_its_place(browse: Browsers, mary: User, draft: AgreementVersion) -> None:
    client = browse(mary)
    assert 'value="10"' in client.get("/agreements/1/edit/sql/criteria/0").text
    fields = {
        "key": "employees",
        "op": "between",
        "value": ["20", "5,000"],
        "owner": "joint",
        "mark": mark_at("sql", "0"),
    }
    assert post(client, "/agreements/1/edit/sql/criteria/0", **fields, rev=1).status_code == 303
    assert "Number of employees is between 20 and 5,000" in client.get("/agreements/1/edit/sql").text


@pytest.mark.both_databases
def test_parts_move_and_go(browse: Browsers, mary: User, draft: AgreementVersion) -> None:
    client = browse(mary)
    at = "/agreements/1/edit/sql/parts"
    post(client, f"{at}/1/position", to="up", mark=mark_at("sql", "1"), rev=1)
    assert isinstance(terms().sql.all[0], AnyOf)
    assert "At least one of these holds" in client.get(f"{at}/0/removal").text
    assert post(client, f"{at}/0/removal", mark=mark_at("sql", "0"), rev=2).status_code == 303
    assert len(terms().sql.all) == 1


def test_an_act_never_hits_another_part_that_has_moved_there(
    browse: Browsers, mary: User, draft: AgreementVersion
) -> None:
    client = browse(mary)
    answer = post(client, "/agreements/1/edit/sql/parts/0/removal", mark=mark_at("sql", "1"), rev=1)
    assert answer.status_code == 409
    assert len(terms().sql.all) == 2


def test_groups_are_added_and_changed_two_levels_deep(browse: Browsers, mary: User, draft: AgreementVersion) -> None:
    client = browse(mary)
    at = "/agreements/1/edit/sql/groups"
    assert "At least one of these holds" in client.get(f"{at}/new?into=1").text
    assert post(client, f"{at}/new", kind="none", into="1", rev=1).status_code == 303
    assert "This group is empty" in client.get("/agreements/1/edit/sql").text
    assert post(client, f"{at}/1.2", kind="all", mark=mark_at("sql", "1.2"), rev=2).status_code == 303
    answer = post(client, f"{at}/new", kind="any", into="1.2", rev=3)
    assert answer.status_code == 409
    assert "two levels deep" in answer.text
    refused(post(client, f"{at}/new", kind="some", into="", rev=3), "Choose what the group asks for.")


@pytest.mark.parametrize("path", ["criteria/9", "criteria/1", "parts/7/removal", "groups/x"])
def test_a_part_that_is_not_there_is_said_so(browse: Browsers, mary: User, draft: AgreementVersion, path: str) -> None:
    assert browse(mary).get(f"/agreements/1/edit/sql/{path}").status_code == 409
