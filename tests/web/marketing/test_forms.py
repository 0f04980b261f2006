"""Forms: the list, a new one, publishing, states, versions, preview; and who may do what."""

import re
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from portal.models.base import db
from portal.models.forms.form import Form
from portal.models.forms.version import FormVersion
from portal.models.intake.submission import Submission
from portal.models.team.user import Role, User
from portal.services.forms import drafting
from tests.support.browsing import post
from tests.support.company import TERMS, Company, agree
from tests.support.people import person
from tests.support.statements import statements
from tests.web.marketing.conftest import Browsers, settle


def form_named(slug: str) -> Form:
    settle()
    return db.session.scalars(select(Form).where(Form.slug == slug)).one()


def rev_of(slug: str = "contact-sales") -> int:
    return form_named(slug).draft_rev


def test_the_list_shows_state_address_and_agreement(marketer: FlaskClient) -> None:
    page = marketer.get("/forms").text
    for words in ("Contact sales", "/f/contact-sales", "Live", "Version 1", "none yet"):
        assert words in page
    assert "A newer one is in force" not in page


def test_the_list_marks_a_form_under_an_older_agreement(marketer: FlaskClient, house: Company) -> None:
    settle()
    agree(replace(TERMS, note="Again"), house.mary, house.sam)
    db.session.commit()
    assert "A newer one is in force" in marketer.get("/forms").text
    assert "A newer agreement is in force than version 1" in marketer.get("/forms/1").text


def test_the_list_is_filtered_by_state(marketer: FlaskClient) -> None:
    assert "Contact sales" in marketer.get("/forms?state=live").text
    page = marketer.get("/forms?state=paused").text
    assert "No form is in this state" in page
    assert "Contact sales" not in page


def test_an_empty_list_leads_to_the_agreement(browse: Browsers, mary: User) -> None:
    page = browse(mary).get("/forms").text
    assert "There is no form yet" in page
    assert "Generate one from the agreement" in page


def test_without_an_agreement_a_form_begins_empty(browse: Browsers, mary: User) -> None:
    client = browse(mary)
    assert "No agreement is in force yet" in client.get("/forms/new").text
    refused = post(client, "/forms/new", name="Mine", purpose="hand_raiser", start="agreement")
    assert refused.status_code == 422
    assert "nothing to generate the form from" in refused.text
    assert 'value="Mine"' in refused.text
    assert post(client, "/forms/new", name="Mine", purpose="content", start="empty").status_code == 303
    page = client.get("/forms/1/publish").text
    assert "No agreement is in force" in page
    assert "Publish now" not in page


def test_a_form_is_generated_in_one_action_and_can_be_published(marketer: FlaskClient) -> None:
    answer = post(marketer, "/forms/new", name="Get a price", slug="", purpose="hand_raiser", start="agreement")
    assert (answer.status_code, answer.location) == (303, "/forms/2/edit")
    page = marketer.get("/forms/2/edit").text
    assert "Work email" in page
    assert "to mend" not in page
    assert post(marketer, "/forms/2/publish", rev=rev_of("get-a-price")).location == "/forms/2"
    assert marketer.get("/f/get-a-price").status_code == 200


@pytest.mark.parametrize(
    ("slug", "words"),
    [
        ("contact-sales", "has the address /f/contact-sales already"),
        ("Two Words", "small letters, digits"),
        ("-x", "small letters"),
        ("ünï", "small letters"),
        ("x" * 81, "longer than 80"),
    ],
)
def test_a_bad_address_is_told_at_the_field(marketer: FlaskClient, slug: str, words: str) -> None:
    answer = post(marketer, "/forms/new", name="Twin", slug=slug, purpose="hand_raiser", start="empty")
    assert answer.status_code == 422
    assert "<title>Error: " in answer.text
    assert words in answer.text
    assert 'value="Twin"' in answer.text


def test_a_form_is_renamed(marketer: FlaskClient) -> None:
    assert post(marketer, "/forms/1/name", name="Sales", slug="sales").status_code == 303
    assert form_named("sales").name == "Sales"
    assert post(marketer, "/forms/1/name", name="", slug="sales").status_code == 422
    post(marketer, "/forms/new", name="Second", slug="second", purpose="event", start="empty")
    taken = post(marketer, "/forms/2/name", name="Renamed", slug="sales")
    assert (taken.status_code, "Another form has the address /f/sales already." in taken.text) == (422, True)
    assert 'value="Renamed"' in taken.text
    assert form_named("second").name == "Second"
    assert marketer.get("/forms/2/edit/discard").status_code == 409  # never published: nothing to go back to


def test_publishing_an_incomplete_form_names_key_and_path_and_changes_nothing(marketer: FlaskClient) -> None:
    post(marketer, f"/forms/1/edit/fields/company/removal?rev={rev_of()}")
    page = marketer.get("/forms/1/publish").text
    assert "“Company” is not on the form." in page
    assert "Publish now" not in page
    before = form_named("contact-sales").live_version_id
    answer = post(marketer, "/forms/1/publish", rev=rev_of())
    assert answer.status_code == 422
    assert "Nothing was published" in answer.text
    assert "“Company” is not on the form." in answer.text
    assert form_named("contact-sales").live_version_id == before
    assert db.session.scalar(select(func.count()).select_from(FormVersion)) == 1
    assert "Company" in marketer.get("/f/contact-sales").text
    assert post(marketer, "/forms/1/edit/missing-keys", rev=rev_of()).status_code == 303
    assert "Visitors already see exactly this" in marketer.get("/forms/1/publish").text
    post(marketer, "/forms/1/edit/fields/company", rev=rev_of(), label="Your firm")
    assert post(marketer, "/forms/1/publish", rev=rev_of()).status_code == 303
    assert "Your firm" in marketer.get("/f/contact-sales").text


def test_the_publish_page_says_the_path_and_leads_to_the_condition(marketer: FlaskClient) -> None:
    for _ in range(3):
        post(marketer, f"/forms/1/edit/fields/employees/moves/down?rev={rev_of()}")
    condition = {"part": "0", "part.0.key": "interest", "part.0.op": "ne", "part.0.value": "partnership"}
    saved = post(marketer, "/forms/1/edit/fields/employees", rev=rev_of(), label="Number of employees", **condition)
    assert saved.status_code == 303
    page = marketer.get("/forms/1/publish").text
    assert "“Number of employees” is not asked when “What are you interested in?” is “Become a partner”." in page
    assert "/forms/1/edit/fields/employees#condition" in page


def test_a_stale_publish_shows_what_would_go_out_now(marketer: FlaskClient) -> None:
    rev = rev_of()
    post(marketer, "/forms/1/edit/steps", rev=rev)
    answer = post(marketer, "/forms/1/publish", rev=rev)
    assert answer.status_code == 409
    assert "Somebody saved this form" in answer.text


def test_visitors_are_told_when_a_form_is_paused_or_archived(marketer: FlaskClient) -> None:
    post(marketer, "/forms/1/pause")
    assert "closed for now" in marketer.get("/f/contact-sales").text
    post(marketer, "/forms/1/opening")
    assert marketer.get("/f/contact-sales").status_code == 200
    assert "Archive Contact sales?" in marketer.get("/forms/1/archive").text
    post(marketer, "/forms/1/archive")
    gone = marketer.get("/f/contact-sales")
    assert (gone.status_code, gone.headers["Cache-Control"]) == (410, "no-store")  # a browser would keep it for good
    assert marketer.get("/forms/1/edit").status_code == 409
    assert "Restore" in marketer.get("/forms/1").text
    post(marketer, "/forms/1/restoration")
    assert form_named("contact-sales").paused_at is not None


def test_versions_are_listed_and_read(marketer: FlaskClient, house: Company) -> None:
    page = marketer.get("/forms/1/versions").text
    assert "Mary Marketing" in page
    read = marketer.get(f"/forms/1/versions/{house.version.id}")
    assert "Number of employees" in read.text
    assert "It never changes" in read.text
    assert marketer.get("/forms/1/versions/99").status_code == 404


def test_the_preview_shows_the_draft_and_stores_nothing(marketer: FlaskClient) -> None:
    post(marketer, "/forms/1/edit/page", rev=rev_of(), **page_fields(title="Another title"))
    page = marketer.get("/forms/1/preview").text
    assert "Another title" in page
    assert "nothing is stored" in page
    answers = {"work_email": "vera@visitor.example", "first_name": "Vera", "interest": "evaluation", "_step": "0"}
    tried = post(marketer, "/forms/1/preview", **answers)
    assert tried.status_code == 200
    assert "make an MQL" in tried.text
    assert "vera@visitor.example" in tried.text
    settle()
    assert db.session.scalar(select(func.count()).select_from(Submission)) == 0


def test_the_preview_shows_errors_as_visitors_see_them(marketer: FlaskClient) -> None:
    answer = post(marketer, "/forms/1/preview", first_name="Vera", _step="0")
    assert answer.status_code == 422
    assert "Enter your work email" in answer.text
    assert 'value="Vera"' in answer.text


def page_fields(**changes: str) -> dict[str, str]:
    """The page's form as the browser would send it."""
    fields = {
        "title": "Talk to sales",
        "intro": "",
        "points": "One\nTwo",
        "button": "Send",
        "privacy_note": "",
        "thanks_title": "Thanks",
        "thanks_text": "Soon.",
        "purpose": "hand_raiser",
        "default_country": "US",
        "locale": "en",
        "embed_origins": "",
    }
    return {**fields, **changes}


PAGES = ["/forms", "/forms/1", "/forms/1/preview", "/forms/1/versions"]
BUILDING = [
    "/forms/new",
    "/forms/1/name",
    "/forms/1/edit",
    "/forms/1/edit/fields/company",
    "/forms/1/edit/fields/company/removal",
    "/forms/1/edit/steps/all",
    "/forms/1/edit/steps/all/removal",
    "/forms/1/edit/page",
    "/forms/1/edit/discard",
    "/forms/1/publish",
    "/forms/1/archive",
]
ACTS = [
    "/forms/new",
    "/forms/1/name",
    "/forms/1/edit/fields",
    "/forms/1/edit/missing-keys",
    "/forms/1/edit/fields/company",
    "/forms/1/edit/fields/company/moves/up",
    "/forms/1/edit/fields/company/copies",
    "/forms/1/edit/fields/company/removal",
    "/forms/1/edit/fields/company/new-step",
    "/forms/1/edit/fields/interest/options",
    "/forms/1/edit/fields/company/conditions",
    "/forms/1/edit/steps",
    "/forms/1/edit/steps/all",
    "/forms/1/edit/steps/all/moves/up",
    "/forms/1/edit/steps/all/merge",
    "/forms/1/edit/page",
    "/forms/1/edit/discard",
    "/forms/1/publish",
    "/forms/1/pause",
    "/forms/1/archive",
    "/forms/1/restoration",
]


def test_marketing_and_admins_open_every_page(browse: Browsers, house: Company) -> None:
    for user in (house.mary, house.ada):
        client = browse(user)
        for path in PAGES + BUILDING:
            assert client.get(path).status_code == 200, path


def test_managers_look_and_change_nothing(browse: Browsers, house: Company) -> None:
    client = browse(house.sam)
    for path in PAGES:
        page = client.get(path)
        assert page.status_code == 200, path
        assert "/forms/1/edit" not in page.text, path
    for path in BUILDING:
        assert client.get(path).status_code == 403, path
    assert [post(client, path).status_code for path in ACTS] == [403] * len(ACTS)


def test_reps_and_strangers_stay_outside(browse: Browsers, house: Company, client: FlaskClient) -> None:
    rep = browse(house.rita)
    for path in PAGES + BUILDING:
        assert rep.get(path).status_code == 404, path
        assert "/login" in (client.get(path).location or ""), path
    assert [post(rep, path).status_code for path in ACTS] == [404] * len(ACTS)


def test_a_form_that_is_not_there_is_not_found(marketer: FlaskClient) -> None:
    for path in [*PAGES, *BUILDING]:
        if "/1" in path:
            assert marketer.get(path.replace("/1", "/99", 1)).status_code == 404, path
    for path in ("/forms/1/edit/fields/nothing", "/forms/1/edit/steps/nothing", "/forms/1/edit/steps/nothing/removal"):
        assert marketer.get(path).status_code == 404, path


def test_an_empty_form_has_a_preview_too(marketer: FlaskClient) -> None:
    post(marketer, "/forms/new", name="Nothing", purpose="event", start="empty")
    assert "asks nothing yet" in marketer.get("/forms/2/preview").text


def test_long_names_stay_on_the_page(browse: Browsers, house: Company) -> None:
    settle()
    long = "Donaudampfschifffahrtsgesellschaftskapitänswitwe" * 2
    drafting.rename(house.form, long, "x" * 80, by=house.mary, now=house.form.created_at)
    person("Nadia New", Role.MARKETING)
    page = browse(house.mary).get("/forms").text
    assert long in page
    assert re.search(r"/f/x{80}", page)


def test_the_list_asks_the_database_as_often_for_many_forms(app: Flask, marketer: FlaskClient) -> None:
    marketer.get("/forms")
    few = statements(app, lambda: marketer.get("/forms"))
    for number in range(5):
        post(marketer, "/forms/new", name=f"Form {number}", purpose="event", start="empty")
    marketer.get("/forms")
    assert len(statements(app, lambda: marketer.get("/forms"))) == len(few)
