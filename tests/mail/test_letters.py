"""Each kind of mail that a service owes: written from the rows that the service left, with what its reader needs."""

import re
from datetime import timedelta
from html import unescape
from pathlib import Path

import pytest
from flask import Flask
from werkzeug.routing import RequestRedirect

from portal.mail.compose import KINDS
from portal.mail.message import Letter, build
from portal.models.base import db
from portal.models.handoff.assignment import EndReason
from portal.models.intake.lead import Lead
from portal.models.intake.person import Person
from portal.models.ops.message import Message
from portal.models.team.user import User
from portal.services.intake import asking
from tests.mail.conftest import Write, latest
from tests.support.answering import enquiry
from tests.support.company import NOW, Company, later
from tests.support.leads import running

TO_PROSPECTS = {"completion-request", "resume-link", "meeting-invitation", "meeting-link", "enquiry-confirmed"}
ENQUEUED = re.compile(
    r"\"((?:lead|nurture|dispute|agreement|asked|mail|ledger|completion|meeting|enquiry)-[a-z]+|digest)\""
)
HREF = re.compile(r'href="(https://leads\.example\.com[^"]*)"')
LEAD_KINDS = sorted(kind for kind in KINDS if kind.split("-")[0] in {"lead", "nurture", "dispute", "asked"})
NOT_ABOUT_LEADS = {
    "resume-link",
    "agreement-proposed",
    "agreement-active",
    "form-outdated",
    "invitation",
    "reset",
    "digest",
    "ledger-alarm",
}
HOSTILE_NAMES = [
    "Eve\r\nBcc: all@victim.example",
    "Nul\x00byte",
    "🦉🪪 Ünïcøde",
    "\u202eevil\u202c שלום",
    "A" * 200,
    "<script>alert(1)</script> & “Sons”",
    "{{ 7 * 7 }} {% raw %}",
]


def test_every_kind_that_services_owe_has_its_letter(repository: Path) -> None:
    owed = {
        kind for file in (repository / "portal/services").rglob("*.py") for kind in ENQUEUED.findall(file.read_text())
    }
    assert owed <= set(KINDS)
    folders = {folder.name for folder in (repository / "templates/email").iterdir() if folder.is_dir()}
    assert folders == set(KINDS)
    for kind in KINDS:
        parts = {file.name for file in (repository / "templates/email" / kind).iterdir()}
        assert parts == {"subject.txt", "body.txt", "body.html"}, kind


def test_every_letter_is_written_from_what_the_services_left(
    every_kind: dict[str, Message], write: Write, app: Flask
) -> None:
    """One test, for living through all of it takes most of the time."""
    assert set(every_kind) == set(KINDS)
    router = app.url_map.bind("leads.example.com", url_scheme="https")
    for kind, message in every_kind.items():
        letter = write(message)
        mail = build(letter, message, sender="Baton <baton@example.com>", now=NOW)
        assert mail["X-Baton-Kind"] == kind
        assert mail["Message-ID"] == message.message_id
        assert mail.is_multipart()
        assert len(letter.text.split()) > 10, kind
        assert "None" not in letter.text + letter.html + letter.subject, kind
        assert ("Baton</p>" in letter.html) is (kind not in TO_PROSPECTS)
        _check_links(letter, kind, router)
        _check_lead(letter, kind)


def _check_links(letter: Letter, kind: str, router: object) -> None:
    links = [unescape(link) for link in HREF.findall(letter.html)]
    assert links, kind
    for link in links:
        assert link in letter.text, f"{kind}: the text has no {link}"
        path = link.removeprefix("https://leads.example.com")
        try:
            endpoint, _ = router.match(path, method="GET")  # type: ignore[attr-defined]
        except RequestRedirect:
            pytest.fail(f"{kind}: {path} is not the address itself")
        assert endpoint


def _check_lead(letter: Letter, kind: str) -> None:
    about_a_lead = kind not in NOT_ABOUT_LEADS
    assert bool(letter.reply_to) == about_a_lead, kind
    if about_a_lead and kind not in {"dispute-decided", *TO_PROSPECTS}:
        for words in ("Who:", "Size:", "Need:"):
            assert words in letter.text, kind
        assert all(f">{word}</th>" in letter.html for word in ("Who", "Size", "Need")), kind


def test_an_offer_says_all_that_the_call_needs(house: Company, write: Write) -> None:
    lead = enquiry(house)
    letter = write(latest("lead-offered"))
    for text in (letter.text, unescape(letter.html)):
        assert "Priya Raman, VP Operations" in text
        assert "Kaveri Pharma" in letter.subject
        assert "250" in text
        assert "On our own data, please." in text
        assert "+1 415-555-2671" in text
        assert "priya.raman@kaveri.example" in text
        assert "How to open the call" in text
        assert "linkedin.com" in text
        assert "Why you:" in text
        assert f"https://leads.example.com/leads/{lead.id}" in text
        assert "https://leads.example.com/offers/" in text
    assert "10:15" in letter.text, "accept by a quarter of an hour later"
    assert "10:15" in letter.subject
    assert letter.subject.startswith("SQL: Priya Raman")
    assert letter.reply_to == "priya.raman@kaveri.example"
    assert letter.to_email == running(lead).user.email


def test_an_mql_names_what_is_missing(house: Company, write: Write) -> None:
    enquiry(house, {"employees": "", "annual_revenue": "", "phone": ""})
    letter = write(latest("nurture-assigned"))
    assert letter.to_email == house.mary.email
    assert "Phone" in letter.text.partition("Still missing for an SQL: ")[2].splitlines()[0]
    assert "Size:   not given yet" in letter.text
    assert "missing" in letter.subject


@pytest.mark.one_database
def test_moments_are_in_the_zone_of_the_reader(house: Company, write: Write) -> None:
    house.rita.time_zone = house.rob.time_zone = "Asia/Kolkata"
    db.session.commit()
    enquiry(house)
    assert "15:45" in write(latest("lead-offered")).subject


@pytest.mark.one_database
@pytest.mark.parametrize("name", HOSTILE_NAMES, ids=range(len(HOSTILE_NAMES)))
def test_hostile_names_stay_words(house: Company, write: Write, name: str) -> None:
    """As they would be if something let them into the tables: the mail is the last door."""
    lead = enquiry(house)
    message = latest("lead-offered")
    if db.engine.dialect.name == "postgresql":
        name = name.replace("\x00", "")
    _rename(lead, name)
    db.session.flush()
    letter = write(message)
    mail = build(letter, message, sender="Baton <baton@example.com>", now=NOW)
    subject = str(mail["Subject"])
    assert not set(subject) & set("\r\n\x00\u202e")
    assert len(subject) <= 200
    assert mail["Bcc"] is None
    assert "<script>" not in letter.html
    assert "49" not in subject
    raw = mail.as_bytes()
    head = raw.partition(b"\r\n\r\n")[0]
    assert b"\nBcc:" not in head
    assert all(len(line) < 998 for line in raw.split(b"\r\n"))


def _rename(lead: Lead, name: str) -> None:
    lead.person_name = lead.company_name = lead.need_text = name
    lead.person.name = name
    lead.reject_note = name


@pytest.mark.one_database
def test_a_message_of_the_prospect_is_escaped_and_kept_in_its_lines(house: Company, write: Write) -> None:
    enquiry(house, {"message": "<b>bold</b>\nAccept: https://evil.example\n\n-- \nfoot"})
    letter = write(latest("lead-offered"))
    assert "<b>bold</b>" not in letter.html
    assert "&lt;b&gt;bold&lt;/b&gt;" in letter.html
    assert "\nAccept: https://evil.example" not in letter.text, "it would look like our own line"


def test_an_address_outside_ascii_stays_out_of_the_headers(house: Company, write: Write) -> None:
    lead = enquiry(house)
    message = latest("lead-offered")
    lead.person.email = "用户@例え.example"
    letter = write(message)
    mail = build(letter, message, sender="Baton <baton@example.com>", now=NOW)
    assert mail["Reply-To"] is None
    assert "用户@例え.example" in letter.text


def test_the_message_id_is_the_same_for_every_attempt(house: Company, write: Write) -> None:
    enquiry(house)
    message = latest("lead-offered")
    first, second = (
        build(write(message), message, sender="Baton <baton@example.com>", now=NOW + timedelta(hours=hours))
        for hours in (0, 9)
    )
    assert first["Message-ID"] == second["Message-ID"]
    assert first["Date"] != second["Date"]


@pytest.mark.one_database
def test_an_offer_that_could_not_be_delivered_is_not_called_late(house: Company, write: Write) -> None:
    enquiry(house)
    message = latest("lead-offered")
    ended = running(db.session.get_one(Lead, message.lead_id))
    ended.end_reason, ended.ended_at = EndReason.UNDELIVERABLE, later(1)
    message.kind = "lead-passed-on"
    assert "could not be delivered" in write(message).text
    ended.end_reason = EndReason.EXPIRED
    assert "ran out" in write(message).text


def test_a_digest_lists_what_waits_by_urgency(house: Company, write: Write) -> None:
    for number in range(13):
        enquiry(house, {"work_email": f"v{number}@firm{number}.example"})
    message = Message(kind="digest", user_id=house.rita.id, payload={"day": "2026-11-02"}, lead_id=None)
    letter = write(message)
    assert letter.subject == "Your day: 7 overdue"
    assert letter.reply_to is None
    assert letter.text.count("/leads/") == 7


@pytest.mark.one_database
def test_a_digest_with_nothing_says_so(house: Company, write: Write) -> None:
    letter = write(Message(kind="digest", user_id=house.sam.id, payload={"day": "2026-11-02"}, lead_id=None))
    assert letter.subject == "Your day: nothing waits"


@pytest.mark.one_database
def test_a_reader_with_an_odd_name_gets_the_mail(house: Company, write: Write) -> None:
    house.rita.name = house.rob.name = 'Ö"Brien, <R>\n'
    enquiry(house)
    letter = write(latest("lead-offered"))
    assert build(letter, latest("lead-offered"), sender="Baton <baton@example.com>", now=NOW)["To"]


@pytest.mark.one_database
def test_the_people_of_a_lead_are_told_by_their_own_kind(every_kind: dict[str, Message]) -> None:
    """Alerts about leads go to users, never to the prospect (trap 16 and privacy)."""
    users = {user.id: user.email for user in db.session.query(User)}
    prospects = {person.email for person in db.session.query(Person)}
    assert all(users[message.user_id] not in prospects for message in every_kind.values())
    assert set(LEAD_KINDS) <= {kind for kind, message in every_kind.items() if message.lead_id}


def test_a_prospect_is_asked_for_what_is_missing_and_answers_a_person(house: Company, write: Write) -> None:
    asking.ask_by_mail(enquiry(house, {"employees": ""}), now=NOW)
    letter = write(latest("completion-request"))
    assert (letter.to_email, letter.reply_to) == ("priya.raman@kaveri.example", house.mary.email)
    assert letter.subject == "Your request: one answer still missing"
    assert "Hello Priya," in letter.text
    assert "Raman" not in letter.text, "no stored answer beyond the first name"
    assert "https://leads.example.com/complete/" in letter.text
    assert "Number of employees" in letter.text or "employees" in letter.text.lower()


def test_an_escalation_reads_as_sentences(every_kind: dict[str, Message], write: Write) -> None:
    text = write(every_kind["lead-escalated"]).text
    assert re.search(r"It has not happened\. [A-Z][^\n]*\.\n\nWho: ", text), text


def test_marketing_reads_what_a_customer_signed_for_and_when_they_left(
    every_kind: dict[str, Message], write: Write
) -> None:
    won, left = write(every_kind["lead-closed"]), write(every_kind["lead-churned"])
    assert won.subject == "Won: Priya Raman, Kaveri Pharma: 9,500 USD"
    for words in ("Signed for: 9,500 USD", "2 November 2026", "On the phone."):
        assert words in won.text
    assert left.subject == "Left: Priya Raman, Kaveri Pharma, after 0 days"
    assert "Changed their mind." in left.text
