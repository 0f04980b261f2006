"""The editor of a draft: every section saves, refuses what is wrong at its field, and loses nothing on a clash."""

import re

import pytest

from portal.models.agreement.version import AgreementVersion
from portal.models.team.user import User
from portal.rules.agreement.terms import Level, Unknown
from tests.support.browsing import post
from tests.web.marketing.conftest import Browsers
from tests.web.marketing.drafts import mark_at, refused, rev, terms

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
