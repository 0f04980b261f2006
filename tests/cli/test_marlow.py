"""The demo company: what `flask demo` promises, and every page that `flask pages` lists."""

import json
import sqlite3
from contextlib import closing
from functools import partial
from mailbox import Maildir
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from portal.cli.demo.command import demo_password
from portal.cli.demo.people import PEOPLE
from portal.models.base import db
from portal.models.forms.form import Form
from portal.models.forms.version import FormVersion
from portal.models.handoff.member import PoolMember
from portal.models.handoff.pool import Pool
from portal.models.handoff.rule import RoutingRule
from portal.models.intake.lead import Lead
from portal.models.ops.message import Message, MessageState
from portal.models.team.user import User
from portal.rules.forms.document import from_json
from portal.rules.forms.translation import languages, missing, stale
from portal.rules.handoff.stages import WorkStatus
from tests.support.browsing import post
from tests.support.portal import SECRET, RunningPortal, copy_database
from tests.support.statements import statements

TEN = "first_name last_name work_email phone job_title company employees annual_revenue interest message".split()
ROLES = {"rep": "rep1", "manager": "manager", "marketing": "marketing", "admin": "admin"}
WITHOUT_EXAMPLE = {
    "/password/reset/<token>",
    "/agreements/<int:number>/withdrawal",
    "/f/<slug>/continue/<token>",
    "/leads/<int:lead_id>/opportunity",
    "/leads/<int:lead_id>/win",
}
"""Nobody at Marlow forgot a password or is in the middle of a form, and no agreement waits for signatures; on some days
the first rep has no deal in hand."""


def pages(app: Flask, role: str) -> tuple[list[str], str]:
    with app.app_context():
        result = app.test_cli_runner().invoke(args=["pages", "--role", role])
    assert result.exit_code == 0, result.output
    return result.stdout.split(), result.stderr


def browser(app: Flask, role: str) -> FlaskClient:
    client = app.test_client()
    if role in ROLES:
        email = f"{ROLES[role]}@demo.example.com"
        assert post(client, "/login", email=email, password=demo_password(SECRET)).status_code == 303
    return client


@pytest.mark.parametrize("role", ["public", *ROLES])
def test_every_listed_page_opens_for_its_role(marlow: Flask, role: str) -> None:
    listed, missing = pages(marlow, role)
    client = browser(marlow, role)
    wrong = []
    for path in listed:
        answer = client.get(path)
        whole = "</html>" in answer.text and "<h1" in answer.text and "&lt;Macro " not in answer.text
        if answer.status_code != 200 or not whole:
            wrong.append((path, answer.status_code))
    assert wrong == []
    assert len(listed) == len(set(listed)) >= 15
    named = {line.rpartition(" of ")[2] for line in missing.splitlines()}
    assert named <= WITHOUT_EXAMPLE


def test_pages_names_every_get_rule(marlow: Flask) -> None:
    """Nothing is left out silently: what is not listed is a file, a fragment, a frame, or for programs."""
    listed, missing = pages(marlow, "admin")
    strangers, _ = pages(marlow, "public")
    router = marlow.url_map.bind("localhost")
    seen = {router.match(path.partition("?")[0], method="GET")[0] for path in {*listed, *strangers}}
    rules = {
        rule.endpoint
        for rule in marlow.url_map.iter_rules()
        if "GET" in (rule.methods or ()) and not rule.endpoint.startswith("api.")
    }
    assert rules - seen - {
        "auth.reset",
        "marketing.agreement_withdrawal",
        "public.go_on",
    } == {
        "static",
        "auth.home",
        "admin.mail_html",
        "marketing.design_sheet",
        "marketing.preview_sheet",
        "public.theme_sheet",
        "marketing.form_answers",
        "marketing.translation_file",
        "public.asset",
        "sales.lead_file",
        "marketing.export_form",
        "marketing.form_schema",
        "sales.leads_file",
        "marketing.form_link_png",
        "marketing.form_link_svg",
        "public.follow_link",
    }
    assert missing


def test_the_people_of_the_contract_can_sign_in(marlow: Flask) -> None:
    with marlow.app_context():
        emails = set(db.session.scalars(select(User.email).where(User.password_hash.is_not(None))))
    assert emails == {person.email for person in PEOPLE}
    for person in PEOPLE:
        client = marlow.test_client()
        assert post(client, "/login", email=person.email, password=demo_password(SECRET)).status_code == 303


def test_contact_sales_asks_the_ten_keys_in_one_step(marlow: Flask) -> None:
    with marlow.app_context():
        form = db.session.scalars(select(Form).where(Form.slug == "contact-sales")).one()
        version = db.session.get_one(FormVersion, form.live_version_id)
        (step,) = from_json(version.definition).steps
    assert [field.key for field in step.fields] == TEN


def test_contact_sales_is_offered_in_german_too(marlow: Flask) -> None:
    """Completely, and a stranger finds it: no text is missing or older than its original."""
    with marlow.app_context():
        form = db.session.scalars(select(Form).where(Form.slug == "contact-sales")).one()
        definition = from_json(db.session.get_one(FormVersion, form.live_version_id).definition)
    assert (languages(definition), missing(definition, "de"), stale(definition)) == (("en", "de"), (), ())
    listed, _ = pages(marlow, "public")
    assert "/f/contact-sales?lang=de" in listed
    assert "Sprechen Sie mit dem Vertrieb" in marlow.test_client().get("/f/contact-sales?lang=de").text


def test_round_the_clock_has_five_equal_reps_who_are_always_there(marlow: Flask) -> None:
    with marlow.app_context():
        pool = db.session.scalars(select(Pool).where(Pool.name == "Round the clock")).one()
        members = db.session.scalars(select(PoolMember).where(PoolMember.pool_id == pool.id)).all()
        assert sorted(member.user.email.partition("@")[0] for member in members) == [f"rep{n}" for n in range(1, 6)]
        assert len({member.weight for member in members}) == 1
        assert all("00:00-24:00" in member.user.week for member in members)
        first = db.session.scalars(select(RoutingRule).order_by(RoutingRule.position).limit(1)).one()
        assert (first.name, first.pool_id) == ("Contact sales", pool.id)


def test_there_is_something_on_every_desk(marlow: Flask) -> None:
    with marlow.app_context():
        found = set(db.session.scalars(select(Lead.status)))
        leads = db.session.scalar(select(func.count()).select_from(Lead)) or 0
    assert {WorkStatus.OFFERED, WorkStatus.WORKING, WorkStatus.NURTURE, WorkStatus.DISQUALIFIED} <= found
    assert leads > 100


def test_the_demo_is_at_rest(marlow: Flask) -> None:
    """Everything owed was sent; the books come out, and nothing is wrong but what a demo cannot have."""
    with marlow.app_context():
        states = set(db.session.scalars(select(Message.state)))
        assert states == {MessageState.SENT}
        runner = marlow.test_cli_runner()
        counted = runner.invoke(args=["ledger"])
        document = json.loads(counted.stdout)
        assert (counted.exit_code, document["difference"], document["open_without_owner"]) == (0, 0, 0)
        checked = runner.invoke(args=["check"])
        assert checked.exit_code == 0, checked.output
        assert "0 errors" in checked.output


def test_the_first_round_of_the_worker_sends_nothing_of_the_story_and_a_second_demo_changes_nothing(
    demo: Path, tmp_path: Path
) -> None:
    """What became due since the demo was made, on a slow machine, is no part of its story. The demo as it was made:
    where other tests signed in, its latest event is later than its story."""
    portal = RunningPortal(tmp_path)
    copy_database(demo, portal.database)

    def ask(question: str) -> list[object]:
        with closing(sqlite3.connect(portal.database)) as rows:
            return [row[0] for row in rows.execute(question)]

    tables = ("lead", "submission", "message", "user_account", "assignment", "form_version")
    before = {table: ask(f"SELECT count(*) FROM {table}") for table in tables}
    assert "Password: baton-" in portal.flask("demo")
    assert {table: ask(f"SELECT count(*) FROM {table}") for table in tables} == before
    waited = ask("SELECT next_at FROM timer WHERE state = 'running' AND next_at <= (SELECT max(at) FROM event)")
    assert waited == []
    told = ask("SELECT key FROM message")
    portal.flask("worker", "--once")
    sent = {mail["Message-ID"] for mail in Maildir(tmp_path / "mailbox")}
    fresh = set(ask("SELECT key FROM message")) - set(told)
    assert len(sent) == len(fresh)


def test_a_database_of_others_is_left_alone(demo: Path, tmp_path: Path) -> None:
    portal = RunningPortal(tmp_path)
    copy_database(demo, portal.database)
    with closing(sqlite3.connect(portal.database)) as rows:
        rows.execute("UPDATE user_account SET email='x@y.example', email_key='x@y.example' WHERE email LIKE 'admin@%'")
        rows.commit()
    said = portal.flask("demo")
    assert "This database is not the demo's" in said
    assert "Password" not in said


@pytest.mark.parametrize("method", ["get", "head"])
@pytest.mark.parametrize("role", ["public", *ROLES])
def test_looking_at_pages_writes_nothing(marlow: Flask, role: str, method: str) -> None:
    listed, _ = pages(marlow, role)
    client = browser(marlow, role)
    asked = getattr(client, method)
    written = [
        (path, statement)
        for path in listed
        for statement in statements(marlow, partial(asked, path))
        if statement.lstrip().split(maxsplit=1)[0].upper() in {"INSERT", "UPDATE", "DELETE"}
    ]
    assert written == []
