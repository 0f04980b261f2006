"""Every letter to a person who agreed to something has the way to take it back, for them and for their mail program."""

import re

import pytest
from sqlalchemy import select, update

from portal.mail.links import read_consent_token
from portal.mail.message import build
from portal.models.base import db
from portal.models.intake.consent import ConsentRecord
from portal.models.intake.lead import Lead
from portal.models.intake.submission import Submission
from portal.rules.canonical import digest
from portal.rules.forms.translation import with_words
from portal.services.forms import drafting, publishing
from portal.services.intake import asking
from tests.mail.conftest import Write, latest
from tests.support.answering import enquiry
from tests.support.company import CONTACT, NOW, Company, later
from tests.support.portal import SECRET

pytestmark = pytest.mark.one_database
WORDS = "Email me product updates."


def agreed(lead: Lead, *, withdrawn: bool = False) -> None:
    submission = db.session.scalars(select(Submission).where(Submission.lead_id == lead.id)).first()
    assert submission is not None
    db.session.add(
        ConsentRecord(
            person_id=lead.person_id,
            submission_id=submission.id,
            purpose="news",
            text=WORDS,
            text_hash=digest(WORDS),
            form_version_id=submission.form_version_id,
            given_at=NOW,
            withdrawn_at=later(1) if withdrawn else None,
        )
    )
    db.session.commit()


@pytest.fixture
def mql(house: Company) -> Lead:
    """Somebody who is asked by mail for what is missing."""
    lead = enquiry(house, {"employees": ""})
    asking.ask_by_mail(lead, now=NOW)
    db.session.commit()
    return lead


def test_who_agreed_can_take_it_back_from_the_letter(mql: Lead, write: Write) -> None:
    agreed(mql)
    message = latest("completion-request")
    letter = write(message)
    link = re.search(r"Take back what you agreed to: (\S+)", letter.text)
    assert link is not None
    assert read_consent_token(link[1].rpartition("/")[2], SECRET) == mql.person_id
    assert f'href="{link[1]}"' in letter.html
    mail = build(letter, message, sender="Baton <baton@example.com>", now=NOW)
    assert (mail["List-Unsubscribe"], mail["List-Unsubscribe-Post"]) == (f"<{link[1]}>", "List-Unsubscribe=One-Click")


@pytest.mark.parametrize("given", [False, True], ids=["never agreed", "took it back"])
def test_who_has_nothing_to_take_back_reads_nothing_of_it(mql: Lead, write: Write, given: bool) -> None:
    if given:
        agreed(mql, withdrawn=True)
    message = latest("completion-request")
    letter = write(message)
    assert "/consent/" not in letter.text + letter.html
    assert build(letter, message, sender="Baton <baton@example.com>", now=NOW)["List-Unsubscribe"] is None


def test_it_is_said_in_the_language_of_the_letter(house: Company, write: Write) -> None:
    german = with_words(CONTACT, "de", {"page.title": "Sprechen Sie mit uns"})
    drafting.save(house.form, german, rev=house.form.draft_rev, by=house.mary, now=NOW)
    publishing.publish(house.form, rev=house.form.draft_rev, by=house.mary, now=NOW)
    db.session.commit()
    lead = enquiry(house, {"employees": ""})
    asking.ask_by_mail(lead, now=NOW)
    agreed(lead)
    db.session.execute(update(Submission).values(language="de"))
    assert "Einwilligung widerrufen: https://" in write(latest("completion-request")).text


def test_alerts_to_colleagues_never_carry_it(house: Company, write: Write) -> None:
    lead = enquiry(house)
    agreed(lead)
    letter = write(latest("lead-offered"))
    assert ("/consent/" in letter.text, letter.unsubscribe) == (False, "")
