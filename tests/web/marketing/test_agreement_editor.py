"""The editor of a draft: every section saves, refuses what is wrong at its field, and loses nothing on a clash."""

import re

import pytest
from werkzeug.test import TestResponse

from portal.models.agreement.version import AgreementVersion
from portal.models.base import db
from portal.models.team.user import User
from portal.rules.agreement.document import terms_from_json
from portal.rules.agreement.terms import AnyOf, Criterion, Level, OnFail, Side, Terms, Unknown
from portal.rules.questions.logic import Operator
from portal.services.agreement import trees
from tests.support.browsing import post
from tests.web.marketing.conftest import Browsers, settle

pytestmark = pytest.mark.one_database

PROMISES = {
    "first_contact_minutes": "5",
    "accept_minutes": "15",
    "first_attempt_minutes": "30",
    "next_step_minutes": "960",
    "remind_at_percent": "50",
    "escalate_after_minutes": "0",
    "unreachable_attempts": "3",
    "nurture_review_days": "14",
    "dispute_days": "7",
}
DETAILS = {"name": "Autumn", "currency": "USD", "review_every_months": "3"}


def terms() -> Terms:
    settle()
    return terms_from_json(db.session.query(AgreementVersion).filter_by(number=1).one().content)


def rev() -> int:
    settle()
    return db.session.query(AgreementVersion).filter_by(number=1).one().draft_rev


def mark_at(level: str, way: str) -> str:
    root = terms().mql if level == "mql" else terms().sql
    return trees.mark_of(trees.part_at(root, trees.way_of(way)))


def refused(answer: TestResponse, *sentences: str) -> None:
    """The page comes back with the errors at their fields and in the summary on top."""
    assert answer.status_code == 422
    assert "<title>Error: " in answer.text
    for sentence in sentences:
        assert answer.text.count(sentence) >= 2, sentence


@pytest.mark.both_databases
def test_the_promises_are_saved(browse: Browsers, mary: User, draft: AgreementVersion) -> None:
    client = browse(mary)
    page = client.get("/agreements/1/edit/promises").text
    assert 'name="accept_minutes" value="15"' in page or re.search(r'value="15"[^>]*name="accept_minutes"', page)
    answer = post(client, "/agreements/1/edit/promises", **{**PROMISES, "accept_minutes": "1,440", "rev": 1})
    assert (answer.status_code, answer.location) == (303, "/agreements/1/edit/promises")
    assert terms().promises.accept_minutes == 1440


def test_the_study_is_quoted_right_where_promises_are_made(
    browse: Browsers, mary: User, draft: AgreementVersion
) -> None:
    page = browse(mary).get("/agreements/1/edit/promises").text
    for words in (
        "within 5 minutes instead of 30 minutes",
        "about 100 times",
        "six companies, 2007",
        "InsideSales.com",
    ):
        assert words in page


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("accept_minutes", "", "Enter a time."),
        ("accept_minutes", "soon", "Enter a whole number, like 250."),
        ("accept_minutes", "1.5", "Enter a whole number, like 250."),
        ("accept_minutes", "0", "Give a whole number from 1 to 43,200."),
        ("remind_at_percent", "100", "Give a whole number from 0 to 99."),
        ("accept_minutes", "9" * 40, "Enter a whole number, like 250."),
    ],
)
def test_an_impossible_promise_is_refused_at_its_field(
    browse: Browsers, mary: User, draft: AgreementVersion, field: str, typed: str, sentence: str
) -> None:
    answer = post(
        browse(mary), "/agreements/1/edit/promises", **{**PROMISES, field: typed, "dispute_days": "9", "rev": 1}
    )
    refused(answer, sentence)
    assert f'href="#{field}"' in answer.text
    assert 'value="9"' in answer.text
    assert rev() == 1


def test_targets_budget_and_review_are_saved(browse: Browsers, mary: User, draft: AgreementVersion) -> None:
    client = browse(mary)
    fields = {**DETAILS, "mql": "1,200", "won": "30", "monthly": "25000", "currency": "eur", "note": "Line\none"}
    assert post(client, "/agreements/1/edit/details", **fields, rev=1).status_code == 303
    saved = terms()
    assert (saved.name, saved.note, saved.targets.mql, saved.targets.sql) == ("Autumn", "Line\none", 1200, None)
    assert (saved.budget.monthly, saved.budget.currency) == (25000, "EUR")
    assert "25,000 EUR a month" in client.get("/agreements/1").text


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("name", "", "Give the agreement a name."),
        ("currency", "E1", "three capital letters"),
        ("mql", "-1", "Give a target from 0"),
        ("monthly", "-5", "Give a budget of 0 or more"),
        ("review_every_months", "99", "every 1 to 24 months"),
    ],
)
def test_impossible_details_are_refused(
    browse: Browsers, mary: User, draft: AgreementVersion, field: str, typed: str, sentence: str
) -> None:
    refused(post(browse(mary), "/agreements/1/edit/details", **{**DETAILS, field: typed, "rev": 1}), sentence)


def test_levels_are_saved(browse: Browsers, mary: User, draft: AgreementVersion) -> None:
    client = browse(mary)
    assert 'name="level.employees"' in client.get("/agreements/1/edit/keys").text
    fields = {"level.message": "sql", "unknown.message": "missing", "level.country": "nonsense", "rev": 1}
    assert post(client, "/agreements/1/edit/keys", **fields).status_code == 303
    message, country = terms().agreed("message"), terms().agreed("country")
    assert message
    assert country
    assert (message.level, message.unknown, country.level) == (Level.SQL, Unknown.MISSING, Level.OPTIONAL)


def test_no_level_goes_below_the_floor(browse: Browsers, mary: User, draft: AgreementVersion) -> None:
    fields = {"level.phone": "optional", "unknown.phone": "not_offered", "level.work_email": "sql",
              "unknown.work_email": "not_offered", "rev": 1}  # fmt: skip
    answer = post(browse(mary), "/agreements/1/edit/keys", **fields)
    refused(answer, "Phone number must be agreed with level MQL or SQL", "Work email must be agreed with level MQL")
    assert 'href="#f-level-phone"' in answer.text
    assert rev() == 1


def test_a_key_of_the_library_joins_and_leaves(browse: Browsers, mary: User, draft: AgreementVersion) -> None:
    client = browse(mary)
    assert (
        post(client, "/agreements/1/edit/keys/additions", key="expected_volume", level="sql", rev=1).status_code == 303
    )
    assert terms().agreed("expected_volume")
    assert "Remove Expected volume" in client.get("/agreements/1/edit/keys/expected_volume/removal").text
    assert post(client, "/agreements/1/edit/keys/expected_volume/removal", rev=2).status_code == 303
    assert terms().agreed("expected_volume") is None
    assert client.get("/agreements/1/edit/keys/expected_volume/removal").status_code == 404


def test_a_key_that_a_criterion_names_stays(browse: Browsers, mary: User, draft: AgreementVersion) -> None:
    answer = post(browse(mary), "/agreements/1/edit/keys/employees/removal", rev=1)
    assert answer.status_code == 409
    assert "Remove or change it first" in answer.text


def test_an_unknown_key_is_not_added(browse: Browsers, mary: User, draft: AgreementVersion) -> None:
    refused(
        post(browse(mary), "/agreements/1/edit/keys/additions", key="x", level="sql", rev=1),
        "Choose a key of the library",
    )


def test_a_draft_takes_the_words_of_the_library_when_asked(
    browse: Browsers, mary: User, draft: AgreementVersion
) -> None:
    client = browse(mary)
    post(client, "/library/employees/words", label="Headcount", help="")
    assert "The library has other words" in client.get("/agreements/1/edit/keys").text
    assert post(client, "/agreements/1/edit/keys/renewal", rev=1).status_code == 303
    assert "Headcount" in client.get("/agreements/1").text


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


def test_reasons_are_added_changed_moved_and_removed(browse: Browsers, mary: User, draft: AgreementVersion) -> None:
    client = browse(mary)
    at = "/agreements/1/edit/reasons"
    fields = {"label": "Not now", "effect": "nurture_until"}
    assert post(client, f"{at}/new", **fields, rev=1).status_code == 303
    assert terms().reject_reasons[-1].code == "not_now_2"
    assert "Not now" in client.get(f"{at}/not_now_2").text
    post(client, f"{at}/not_now_2", label="Maybe next year", effect="nurture", needs_attempts="y", rev=2)
    assert (terms().reject_reasons[-1].label, terms().reject_reasons[-1].needs_attempts) == ("Maybe next year", True)
    post(client, f"{at}/not_now_2/position", to="up", rev=3)
    assert terms().reject_reasons[-2].code == "not_now_2"
    assert "Maybe next year" in client.get(f"{at}/not_now_2/removal").text
    post(client, f"{at}/not_now_2/removal", rev=4)
    assert "not_now_2" not in {reason.code for reason in terms().reject_reasons}
    assert client.get(f"{at}/not_now_2").status_code == 404


def test_a_reason_that_asks_again_names_the_question(browse: Browsers, mary: User, draft: AgreementVersion) -> None:
    fields = {"label": "Wrong phone", "effect": "nurture_ask"}
    answer = post(browse(mary), "/agreements/1/edit/reasons/new", **fields, rev=1)
    refused(answer, "A reason that asks the prospect again must name the question.")
    assert 'value="Wrong phone"' in answer.text


def test_a_reason_needs_a_name(browse: Browsers, mary: User, draft: AgreementVersion) -> None:
    refused(post(browse(mary), "/agreements/1/edit/reasons/new", label=" ", effect="nurture", rev=1), "a name")


@pytest.mark.both_databases
def test_two_editors_see_both_sides_and_nothing_is_lost(
    browse: Browsers, mary: User, sam: User, draft: AgreementVersion
) -> None:
    marys, sams = browse(mary), browse(sam)
    post(sams, "/agreements/1/edit/promises", **{**PROMISES, "accept_minutes": "20", "rev": 1})
    answer = post(marys, "/agreements/1/edit/promises", **{**PROMISES, "accept_minutes": "45", "rev": 1})
    assert answer.status_code == 409
    assert "Sam Sales saved this draft" in answer.text
    assert "within 20 minutes of working time" in answer.text
    assert "within 45 minutes of working time" in answer.text
    assert '<input type="hidden" name="accept_minutes" value="45">' in answer.text
    assert terms().promises.accept_minutes == 20
    kept = dict(re.findall(r'<input type="hidden" name="([a-z_]+)" value="([^"]*)">', answer.text))
    kept.pop("csrf_token")
    assert post(marys, "/agreements/1/edit/promises", **kept).status_code == 303
    assert terms().promises.accept_minutes == 45


def test_what_cannot_be_saved_any_more_is_still_shown(
    browse: Browsers, mary: User, sam: User, draft: AgreementVersion
) -> None:
    marys, sams = browse(mary), browse(sam)
    mark = mark_at("sql", "0")
    post(sams, "/agreements/1/edit/sql/parts/0/removal", mark=mark, rev=1)
    fields = {"key": "employees", "op": "gte", "value": "777", "owner": "joint", "mark": mark}
    answer = post(marys, "/agreements/1/edit/sql/criteria/0", **fields, rev=1)
    assert answer.status_code == 409
    assert "not there any more" in answer.text
    assert "777" in answer.text


def test_the_same_change_twice_is_no_conflict_of_meaning(
    browse: Browsers, mary: User, sam: User, draft: AgreementVersion
) -> None:
    marys, sams = browse(mary), browse(sam)
    for client in (sams, marys):
        answer = post(client, "/agreements/1/edit/promises", **{**PROMISES, "accept_minutes": "20", "rev": 1})
    assert "Both of you mean the same" in answer.text


@pytest.mark.parametrize("sent", [{}, {"rev": "x"}, {"rev": ""}])
def test_a_save_without_its_revision_is_shown_first(
    browse: Browsers, mary: User, draft: AgreementVersion, sent: dict[str, str]
) -> None:
    answer = post(browse(mary), "/agreements/1/edit/promises", **{**PROMISES, "accept_minutes": "20"}, **sent)
    assert answer.status_code == 409


def test_faults_are_listed_with_the_page_that_mends_them(browse: Browsers, mary: User, draft: AgreementVersion) -> None:
    client = browse(mary)
    post(client, "/agreements/1/edit/keys/phone/removal", rev=1)
    page = client.get("/agreements/1/edit").text
    assert re.search(r'<a href="/agreements/1/edit/keys">Phone number must be agreed', page)
    answer = post(client, "/agreements/1/proposal")
    assert answer.status_code == 422
    assert "Phone number must be agreed" in answer.text


@pytest.mark.both_databases
def test_user_text_is_never_markup(browse: Browsers, mary: User, draft: AgreementVersion) -> None:
    client = browse(mary)
    evil = "<script>alert(1)</script>"
    post(client, "/agreements/1/edit/details", **{**DETAILS, "name": evil, "note": evil}, rev=1)
    post(client, "/agreements/1/edit/reasons/new", label=evil, effect="nurture", rev=2)
    for path in ("/agreements", "/agreements/1", "/agreements/1/edit", "/agreements/1/edit/reasons", "/agreements/new"):
        assert evil not in client.get(path).text
