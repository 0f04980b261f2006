"""`flask check` finds what was planted: settings that production must not have, and broken invariants."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask_sqlalchemy.session import Session
from sqlalchemy import delete, text, update
from sqlalchemy.orm import scoped_session

from portal.app import create_app
from portal.cli.demo.command import demo_password
from portal.models.base import db, table_of
from portal.models.forms.asset import FormAsset
from portal.models.handoff.activity import Activity
from portal.models.handoff.assignment import Assignment
from portal.models.handoff.member import PoolMember
from portal.models.intake.lead import Lead
from portal.models.ops.heartbeat import Heartbeat
from portal.models.ops.message import Message, MessageState
from portal.models.team.user import Role, User, UserRole
from portal.rules.handoff.activities import ActivityKind
from portal.services.team import passwords
from tests.cli.conftest import run, settings
from tests.support.answering import enquiry
from tests.support.company import NOW, Company
from tests.support.portal import SECRET

Db = scoped_session[Session]
PRODUCTION = {
    "BATON_ENV": "production",
    "BASE_URL": "https://leads.example.com",
    "SMTP_URL": "smtp://mail.example.com",
    "FORM_MIN_SECONDS": 2,
    "RATE_LIMITS": "on",
    "PASSWORD_COST": "standard",
}


@pytest.fixture
def sound(session: Db, house: Company) -> Company:
    """A company with a lead, everything sent, and a worker at work."""
    enquiry(house)
    waiting = {"state": MessageState.SENT, "attempts": 1, "sent_at": NOW, "next_attempt_at": None}
    session.execute(update(table_of(Message)).values(**waiting))
    session.add(Heartbeat(worker="here:1", started_at=datetime.now(UTC), beat_at=datetime.now(UTC)))
    session.commit()
    return house


@pytest.fixture
def production(app: Flask, tmp_path: Path) -> Iterator[Callable[..., Flask]]:
    """The portal in production over the test's database, with changed settings."""
    made: list[Flask] = []

    def make(**changes: object) -> Flask:
        url = app.config["SQLALCHEMY_DATABASE_URI"]
        made.append(create_app(settings(**{**PRODUCTION, "DATABASE_URL": url, "MAILBOX_DIR": tmp_path, **changes})))
        return made[-1]

    yield make
    for portal in made:
        with portal.app_context():
            db.engine.dispose()


def checked(app: Flask) -> tuple[int, list[str]]:
    """Exit status and the lines of errors."""
    result = run(app, "check")
    assert "Traceback" not in result.output, result.output
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, [line for line in result.output.splitlines() if line.startswith("ERROR")]


@pytest.fixture
def sound_app(production: Callable[..., Flask], sound: Company) -> Flask:
    return production()


def test_a_sound_portal_has_no_errors(sound_app: Flask) -> None:
    status, errors = checked(sound_app)
    assert (status, errors) == (0, [])


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"SECRET_KEY": "a" * 40}, "SECRET_KEY is easy to guess"),
        ({"BASE_URL": "http://leads.example.com"}, "BASE_URL is not https"),
        ({"SMTP_URL": ""}, "SMTP_URL is missing"),
        ({"FORM_MIN_SECONDS": 0}, "FORM_MIN_SECONDS"),
        ({"RATE_LIMITS": "off"}, "RATE_LIMITS"),
        ({"ALLOW_PRIVATE_HOSTS": "on"}, "ALLOW_PRIVATE_HOSTS"),
    ],
)
def test_each_setting_for_trying_out_is_an_error_in_production(
    production: Callable[..., Flask], sound: Company, changes: dict[str, object], words: str
) -> None:
    status, errors = checked(production(**changes))
    assert status == 1
    assert [words in error for error in errors] == [True]


@pytest.mark.one_database
def test_debug_mode_is_an_error(sound_app: Flask) -> None:
    sound_app.debug = True
    status, errors = checked(sound_app)
    assert status == 1
    assert "debug" in errors[0]


@pytest.mark.one_database
def test_files_among_the_static_ones_are_an_error(production: Callable[..., Flask], sound: Company) -> None:
    inside = Path(__file__).parents[2] / "static" / "uploads"
    status, errors = checked(production(UPLOAD_DIR=inside))
    assert status == 1
    assert "UPLOAD_DIR lies among the static files" in errors[0]
    assert not inside.exists()


@pytest.mark.one_database
def test_a_picture_whose_file_is_gone_is_an_error(sound_app: Flask, sound: Company, session: Db) -> None:
    picture = {"name": "0" * 32, "file_name": "a.png", "alt": "A", "media_type": "image/png", "size": 1}
    by = {"form_id": sound.form.id, "added_by_id": sound.mary.id, "added_at": NOW}
    session.add(FormAsset(**picture, width=1, height=1, **by))
    session.commit()
    status, errors = checked(sound_app)
    assert status == 1
    assert errors == ["ERROR    files: 1 that the database names are not in UPLOAD_DIR"]


@pytest.mark.one_database
def test_in_development_the_same_is_a_warning(app: Flask, sound: Company) -> None:
    assert checked(app) == (0, [])


def demo_password_left(house: Company) -> None:
    house.ada.email = house.ada.email_key = "admin@demo.example.com"
    house.ada.password_hash = passwords.hash_password(demo_password(SECRET), "test")


def no_heartbeat(_house: Company) -> None:
    db.session.execute(delete(Heartbeat))


def old_heartbeat(_house: Company) -> None:
    db.session.execute(update(table_of(Heartbeat)).values(beat_at=datetime.now(UTC) - timedelta(minutes=5)))


def nobody_administers(_house: Company) -> None:
    db.session.execute(delete(UserRole).where(UserRole.role == Role.ADMIN))


def late_mail(house: Company) -> None:
    old = datetime.now(UTC) - timedelta(hours=1)
    waiting = {"state": MessageState.WAITING, "created_at": old, "next_attempt_at": old}
    db.session.execute(update(table_of(Message)).where(table_of(Message).c.id == 1).values(**waiting))


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("plant", "words"),
    [
        (demo_password_left, "demo password"),
        (no_heartbeat, "worker"),
        (old_heartbeat, "worker"),
        (nobody_administers, "administer"),
        (late_mail, "mail"),
    ],
)
def test_what_the_deployment_lacks_is_an_error(
    sound_app: Flask, sound: Company, plant: Callable[[Company], None], words: str
) -> None:
    plant(sound)
    status, errors = checked(sound_app)
    assert status == 1
    assert any(words in error for error in errors), errors


@pytest.mark.one_database
def test_a_database_behind_the_code_is_an_error(sound_app: Flask, sound: Company) -> None:
    db.session.execute(text("UPDATE alembic_version SET version_num = '0000'"))
    status, errors = checked(sound_app)
    assert status == 1
    assert "migrations: at 0000" in errors[0]


def orphan(_house: Company) -> None:
    db.session.execute(delete(Message).where(Message.kind == "lead-offered"))


def wrong_credit(_house: Company) -> None:
    db.session.execute(update(table_of(PoolMember)).values(assigned=PoolMember.assigned + 1))


def pool_without_members(_house: Company) -> None:
    db.session.execute(delete(PoolMember))


def skipped_fact(_house: Company) -> None:
    db.session.execute(update(table_of(Lead)).values(mql_at=None))


def earlier_response(house: Company) -> None:
    lead_id = db.session.query(Lead.id).scalar()
    call = Activity(lead_id=lead_id, user_id=house.rita.id, kind=ActivityKind.EMAIL, note="", at=NOW, created_at=NOW)
    db.session.add(call)


def stuck_message(_house: Company) -> None:
    stuck = {"state": MessageState.WAITING, "next_attempt_at": None}
    db.session.execute(update(table_of(Message)).where(table_of(Message).c.id == 1).values(**stuck))


def owner_gone(house: Company) -> None:
    db.session.execute(
        update(table_of(User)).where(table_of(User).c.id.in_([house.rita.id, house.rob.id])).values(disabled_at=NOW)
    )


@pytest.mark.parametrize(
    ("plant", "words"),
    [
        (orphan, "ledger"),
        (wrong_credit, "credits"),
        (pool_without_members, "credits"),
        (skipped_fact, "facts"),
        (earlier_response, "first response"),
        (stuck_message, "outbox"),
        (owner_gone, "accountable"),
    ],
)
def test_each_broken_invariant_is_found(
    sound_app: Flask, sound: Company, plant: Callable[[Company], None], words: str
) -> None:
    plant(sound)
    status, errors = checked(sound_app)
    assert status == 1
    assert any(f" {words}: " in error for error in errors), errors


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("statement", "words"),
    [
        ("UPDATE agreement_version SET content = replace(content, 'Our agreement', 'Their agreement')", "published"),
        ("UPDATE form_version SET definition = replace(definition, 'Talk to sales', 'Talk')", "published"),
        ("UPDATE verdict SET outcome = replace(outcome, 'sql', 'mql')", "verdicts"),
    ],
)
def test_what_the_database_would_have_refused_is_found_too(
    sound_app: Flask, sound: Company, statement: str, words: str
) -> None:
    """Somebody with the file in hand takes the triggers away, and changes what was signed."""
    connection = db.session.connection()
    names = connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).scalars().all()
    for name in names:
        connection.execute(text(f'DROP TRIGGER "{name}"'))
    assert connection.execute(text(statement)).rowcount
    status, errors = checked(sound_app)
    assert status == 1
    assert any(words in error for error in errors), errors


@pytest.mark.one_database
def test_two_running_assignments_are_found(sound_app: Flask, sound: Company) -> None:
    connection = db.session.connection()
    indexes = connection.execute(
        text("SELECT name FROM sqlite_master WHERE type = 'index' AND tbl_name = 'assignment' AND sql LIKE '%UNIQUE%'")
    )
    for name in indexes.scalars().all():
        connection.execute(text(f'DROP INDEX "{name}"'))
    columns = [column.name for column in table_of(Assignment).columns if column.name != "id"]
    listed = ", ".join(columns)
    connection.execute(text(f"INSERT INTO assignment ({listed}) SELECT {listed} FROM assignment"))
    status, errors = checked(sound_app)
    assert status == 1
    assert any("one assignment" in error for error in errors), errors


@pytest.mark.one_database
def test_a_dead_alert_is_a_warning(sound_app: Flask, sound: Company) -> None:
    dead = {"state": MessageState.DEAD, "died_at": NOW}
    db.session.execute(update(table_of(Message)).where(table_of(Message).c.id == 1).values(**dead))
    status, errors = checked(sound_app)
    assert (status, errors) == (0, [])
