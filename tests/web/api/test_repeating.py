"""Requests that come again, at the same time, too often, or for what was asked before the last publishing."""

import subprocess
import sys
from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from flask_sqlalchemy.session import Session
from sqlalchemy import select
from sqlalchemy.orm import scoped_session

from portal.models.base import db
from portal.models.intake.lead import Lead
from portal.models.intake.submission import Disposition, Submission
from portal.reports.doubted import doubted_address
from portal.rules.canonical import digest
from portal.rules.forms.behaviour import Behaviour, MailPolicy
from portal.rules.forms.definition import Definition, Step
from portal.services.forms import drafting, publishing
from portal.services.ops import running
from portal.web.api import forms
from tests.support.company import CONTACT, NOW, Company, field, later
from tests.web.api.test_forms import send, stored

Db = scoped_session[Session]
EXTRA = replace(field("country"), required=True)
WITH_COUNTRY = replace(CONTACT, steps=(Step("all", "Your questions", (*CONTACT.steps[0].fields, EXTRA)),))
HOLDER = """
import fcntl, sys
file = open(sys.argv[1] + "-running", "ab", buffering=0)
fcntl.lockf(file, fcntl.LOCK_EX, 1, int(sys.argv[2]))
print("held", flush=True)
sys.stdin.read()
"""


def publish(house: Company, definition: Definition, minutes: float = 1) -> None:
    form = house.form
    drafting.save(form, definition, rev=form.draft_rev, by=house.mary, now=later(minutes))
    publishing.publish(form, rev=form.draft_rev, by=house.mary, now=later(minutes))
    db.session.commit()


def test_a_request_that_is_still_worked_on_is_told_so(client: FlaskClient, house: Company) -> None:
    """409, and nothing is stored twice."""
    with running.alone(f"api {house.form.id} {digest('api k1')}") as mine:
        assert mine
        waiting = send(client, "k1")
        assert (waiting.status_code, "still being worked on" in waiting.get_json()["error"]) == (409, True)
        assert send(client, "k2").status_code == 201
    assert (send(client, "k1").status_code, stored()) == (201, 2)


def test_another_process_holds_its_request_alone(app: Flask, house: Company) -> None:
    path = str(db.engine.url.database)
    if db.engine.dialect.name != "sqlite":
        with running.alone("x") as first, running.alone("x") as second:
            assert (first, second) == (True, False), "each has a connection of its own"
        return
    command = [sys.executable, "-c", HOLDER, path, str(int(digest("x")[:15], 16))]
    holder = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert holder.stdout is not None
    holder.stdout.readline()
    with running.alone("x") as mine, running.alone("y") as other_name:
        assert (mine, other_name) == (False, True)
    holder.kill()
    holder.communicate()
    with running.alone("x") as mine:
        assert mine, "the system let go of it"


@pytest.mark.one_database
def test_a_known_request_gets_its_answer_whatever_became_of_the_form(client: FlaskClient, house: Company) -> None:
    first = send(client, "k1").get_json()
    publish(house, WITH_COUNTRY)
    assert (send(client, "k1").status_code, send(client, "k1").get_json()) == (200, first)
    assert send(client, "k1", message="Other").status_code == 422
    publishing.pause(house.form, by=house.mary, now=NOW)
    db.session.commit()
    assert (send(client, "k1").status_code, send(client, "k1").get_json()) == (200, first)
    assert send(client, "k2").status_code == 410


@pytest.mark.one_database
def test_what_an_older_version_asked_is_taken_for_a_day(client: FlaskClient, house: Company, session: Db) -> None:
    """P18: that version reads it, the agreement in force judges it."""
    old = house.form.live_version_id
    publish(house, WITH_COUNTRY)
    with time_machine.travel(later(24 * 60), tick=False):
        assert send(client).status_code == 201
    assert session.scalars(select(Submission.form_version_id)).one() == old
    with time_machine.travel(later(24 * 60 + 2), tick=False):
        answer = send(client)
    assert (answer.status_code, [one["key"] for one in answer.get_json()["errors"]]) == (422, ["country"])
    assert send(client, country="PT").status_code == 201


@pytest.mark.one_database
def test_one_address_sends_no_more_than_a_program_that_hands_on(
    client: FlaskClient, house: Company, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(app.config["BATON"], "RATE_LIMITS", True)
    monkeypatch.setattr(forms, "FROM_ONE_ADDRESS", replace(forms.FROM_ONE_ADDRESS, events=2))
    with time_machine.travel(NOW + timedelta(days=1), tick=False):
        codes = [send(client, f"k{n}").status_code for n in range(3)]
        assert codes == [201, 201, 429]
        assert send(client, "k0").status_code == 200, "a known request is answered all the same"
    assert stored() == 2


@pytest.mark.one_database
def test_a_form_with_a_puzzle_for_browsers_doubts_programs_more(
    client: FlaskClient, house: Company, session: Db
) -> None:
    publish(house, replace(CONTACT, behaviour=Behaviour(puzzle=True)))
    assert send(client, message="See https://halden.example").status_code == 201
    assert send(client).status_code == 201
    found = session.scalars(select(Submission.disposition).order_by(Submission.id)).all()
    assert found == [Disposition.QUARANTINED, Disposition.NEW_LEAD]


@pytest.mark.one_database
def test_a_flagged_address_is_flagged_here_too(client: FlaskClient, house: Company, session: Db) -> None:
    publish(house, replace(CONTACT, behaviour=Behaviour(free_mail=MailPolicy.FLAG)))
    send(client, work_email="priya@gmail.com")
    assert doubted_address(session.scalars(select(Lead.id)).one())
