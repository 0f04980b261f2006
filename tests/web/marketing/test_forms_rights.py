"""Who may do what with forms (B14): every address of the builder, for each right, for a rep and a stranger.

What somebody may not see is not there (404); what is seen and not theirs to do is refused (403).
"""

import json
from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_sqlalchemy.session import Session
from sqlalchemy import select
from sqlalchemy.orm import scoped_session
from werkzeug.routing import Rule

from portal.models.base import db
from portal.models.forms.visitor import SavedVisitor
from portal.models.ops.event import Event
from portal.models.team.user import FormRight, Role, User
from portal.rules.agreement.terms import Side
from portal.services.agreement import signing
from portal.services.team import accounts
from tests.support.browsing import post
from tests.support.company import NOW, Company
from tests.support.people import person
from tests.web.marketing.conftest import Browsers, settle

pytestmark = pytest.mark.one_database

NEEDS_VIEWER = set(
    "export_form follow_up form form_answers form_drift form_link form_links form_link_png form_link_svg form_numbers "
    "form_paths form_schema form_share form_version form_versions form_visitor form_visitors forms forms_drift "
    "preview_form preview_sheet print_form_link try_form".split()
)
NEEDS_PUBLISHER = set(
    "accept_visitor archive_form ask_archive form_name pause_form publish_draft rename_form restore_form "
    "resume_form".split()
)
PERSONAS = {
    "rep": FormRight.NONE,
    "viewer": FormRight.VIEWER,
    "manager": FormRight.VIEWER,
    "editor": FormRight.EDITOR,
    "publisher": FormRight.PUBLISHER,
}


def people(house: Company) -> dict[str, User]:
    found = {"rep": house.rita, "manager": house.sam, "publisher": house.mary}
    for right in (FormRight.VIEWER, FormRight.EDITOR):
        found[str(right)] = person(f"{right} person", Role.MARKETING)
        found[str(right)].form_right = right
    return found


def builder_rules(app: Flask) -> Iterator[tuple[Rule, str, str]]:
    """Every rule under /forms, its method, and an address with the first form in it."""
    router = app.url_map.bind("localhost")
    for rule in app.url_map.iter_rules():
        if rule.endpoint.startswith("marketing.") and (rule.rule == "/forms" or rule.rule.startswith("/forms/")):
            values = {name: _value(rule, name) for name in rule.arguments}
            for method in sorted((rule.methods or set()) & {"GET", "POST"}):
                yield rule, method, router.build(rule.endpoint, values, append_unknown=False)


def _value(rule: Rule, name: str) -> object:
    known = {"form_id": 1, "field_key": "company", "step_id": "all", "version_id": 1}
    if name in known:
        return known[name]
    kind = rule._converters[name]
    if type(kind).__name__ == "AnyConverter":
        return min(kind.items)  # type: ignore[attr-defined]  # the converter's own
    return 10**9 if "Integer" in type(kind).__name__ else "x"


def needed(rule: Rule) -> FormRight:
    name = rule.endpoint.removeprefix("marketing.")
    return (
        FormRight.VIEWER
        if name in NEEDS_VIEWER
        else FormRight.PUBLISHER
        if name in NEEDS_PUBLISHER
        else FormRight.EDITOR
    )


def test_every_address_of_the_builder_declares_the_right_that_it_needs(app: Flask) -> None:
    wrong = [
        f"{rule.endpoint} needs {needed(rule)} and declares {policy.forms}"
        for rule, _, _ in builder_rules(app)
        for policy in [app.view_functions[rule.endpoint].policy]  # type: ignore[attr-defined]  # the guards put it there
        if policy.forms is not needed(rule)
    ]
    assert wrong == []


@pytest.mark.parametrize("who", PERSONAS)
def test_each_may_do_what_the_right_says(app: Flask, house: Company, browse: Browsers, who: str) -> None:
    client, wrong = browse(people(house)[who]), []
    for rule, method, address in builder_rules(app):
        status = client.open(address, method=method).status_code
        allowed = PERSONAS[who].covers(needed(rule))
        refused = 404 if PERSONAS[who] is FormRight.NONE else 403
        if (status != refused) if not allowed else status in ((403, 500) if method == "GET" else (403, 404, 500)):
            wrong.append(f"{method} {address}: {status}")
    assert wrong == []


def test_a_stranger_is_asked_to_sign_in(app: Flask, house: Company, client: FlaskClient) -> None:
    for _, method, address in builder_rules(app):
        answer = client.open(address, method=method)
        assert (answer.status_code, answer.location.startswith("/login")) == (303, True), address


def test_a_viewer_sees_everything_and_no_control(house: Company, browse: Browsers) -> None:
    client = browse(people(house)["viewer"])
    for path in ("/forms", "/forms/1", "/forms/1/versions", "/forms/1/versions/1", "/forms/1/preview"):
        page = client.get(path)
        assert page.status_code == 200, path
        for control in ("New form", ">Build<", ">Pause<", ">Archive<", "Copy it into the draft", ">Duplicate<"):
            assert control not in page.text, f"{path}: {control}"


@pytest.mark.parametrize("who", PERSONAS)
def test_who_sees_forms_finds_them_on_every_page(house: Company, browse: Browsers, who: str) -> None:
    page = browse(people(house)[who]).get("/agreements").text
    assert ('href="/forms"' in page) is (PERSONAS[who] is not FormRight.NONE)


def test_an_editor_builds_and_cannot_publish(house: Company, browse: Browsers) -> None:
    client = browse(people(house)["editor"])
    rev = house.form.draft_rev
    assert post(client, "/forms/1/edit/fields/company", label="Firm", rev=rev).status_code == 303
    page = client.get("/forms/1/publish").text
    assert "somebody who publishes them has to press the button" in page
    assert "Publish now" not in page
    assert post(client, "/forms/1/publish", rev=rev + 1).status_code == 403
    overview = client.get("/forms/1").text
    assert ">Pause<" not in overview
    assert ">Archive<" not in overview


def test_only_a_publisher_accepts_what_became_of_a_test_visitor(house: Company, browse: Browsers) -> None:
    browsers = {who: browse(user) for who, user in people(house).items()}
    answers = json.dumps({"work_email": ["priya@kaveri.example"]})
    expected = {"name": "Priya", "result": "sql", "destination": "nurture", "answers": answers}
    assert post(browsers["publisher"], "/forms/1/visitors", **expected).status_code == 303
    settle()
    visitor = db.session.scalars(select(SavedVisitor.id)).one()
    for who, right in PERSONAS.items():
        client = browsers[who]
        if right is not FormRight.NONE:
            page = client.get("/forms/1/visitors").text
            assert ("Accept the new result" in page) is (right is FormRight.PUBLISHER), who
            assert ("Somebody who publishes forms can accept it" in page) is (right is not FormRight.PUBLISHER), who
        refused = {FormRight.NONE: 404, FormRight.PUBLISHER: 303}.get(right, 403)
        answer = post(client, f"/forms/1/visitors/{visitor}/acceptance", result="refused", destination="nowhere")
        assert answer.status_code == refused, who


@pytest.mark.parametrize(("who", "status"), [("rep", 404), ("viewer", 200), ("manager", 200), ("editor", 200)])
def test_who_sees_the_leads_may_take_the_answers_along(house: Company, browse: Browsers, who: str, status: int) -> None:
    assert browse(people(house)[who]).get("/forms/1/answers.csv").status_code == status


def test_an_admin_gives_rights_and_the_audit_log_keeps_them(house: Company, browse: Browsers) -> None:
    admin = browse(house.ada)
    fields = {"name": house.mary.name, "email": house.mary.email, "roles": ["marketing"], "time_zone": "UTC"}
    answer = post(admin, f"/admin/users/{house.mary.id}", **fields, form_right="viewer", signs="no")
    assert answer.status_code == 303
    settle()
    assert (house.mary.forms, house.mary.may_sign) == (FormRight.VIEWER, False)
    event = db.session.scalars(select(Event).where(Event.kind == "user.changed")).one()
    assert (event.data["forms"], event.data["signs"]) == ("viewer", False)
    page = admin.get(f"/admin/users/{house.mary.id}").text
    assert '<option value="viewer" selected' in page


@pytest.mark.parametrize(
    ("role", "right", "expected"),
    [
        (Role.MARKETING, None, FormRight.PUBLISHER),
        (Role.MANAGER, None, FormRight.VIEWER),
        (Role.ADMIN, FormRight.NONE, FormRight.PUBLISHER),
        (Role.REP, FormRight.PUBLISHER, FormRight.NONE),
        (Role.MANAGER, FormRight.EDITOR, FormRight.EDITOR),
        (Role.MARKETING, FormRight.NONE, FormRight.NONE),
    ],
)
def test_roles_decide_unless_the_admin_does(
    session: scoped_session[Session], role: Role, right: FormRight | None, expected: FormRight
) -> None:
    user = person("Una User", role)
    user.form_right = right
    assert user.forms is expected


def test_only_signers_sign(house: Company) -> None:
    assert signing.may_sign(house.mary, Side.MARKETING)
    member = accounts.Member(house.mary.name, house.mary.email, house.mary.roles, "UTC", signs=False)
    accounts.change(house.mary, member, by=house.ada, now=NOW)
    assert not signing.may_sign(house.mary, Side.MARKETING)
    assert signing.may_sign(house.sam, Side.SALES)
