"""The local mailbox: mails as they were sent, shown so that they can do nothing."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from portal.mail.message import Letter, build
from portal.mail.transport import MailboxTransport
from portal.models.ops.message import Message
from portal.reports import mailbox

HOSTILE = "<!doctype html><html><head><title>x</title></head><body><script>alert(1)</script><b>Offer</b></body></html>"


def put(folder: Path, number: int = 1, subject: str = "A lead for you", html: str = HOSTILE) -> None:
    letter = Letter(
        to_email="rita@baton.example.com",
        subject=subject,
        text="Accept: http://localhost/offers/abc <b>now</b>",
        html=html,
        reply_to="prospect@example.com",
    )
    message = Message(message_id=f"<{number}@baton>", kind="lead-offered")
    with MailboxTransport(folder) as transport:
        transport.send(build(letter, message, sender="Baton <baton@localhost>", now=datetime.now(UTC)))


@pytest.fixture
def folder(admin: FlaskClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(admin.application.config["BATON"], "MAILBOX_DIR", tmp_path / "mailbox")
    return tmp_path / "mailbox"


def test_an_empty_mailbox_says_so(admin: FlaskClient, folder: Path) -> None:
    assert "No mail yet" in admin.get("/admin/mailbox").text


def test_a_mail_is_listed_and_read(admin: FlaskClient, folder: Path) -> None:
    put(folder, subject="Ünïcode & <b>")
    page = admin.get("/admin/mailbox").text
    assert "Ünïcode &amp; &lt;b&gt;" in page
    key = mailbox.newest(folder).envelopes[0].key
    mail = admin.get(f"/admin/mailbox/{key}")
    assert "lead-offered" in mail.text
    assert "prospect@example.com" in mail.text
    assert 'href="http://localhost/offers/abc"' in mail.text
    assert "&lt;b&gt;now&lt;/b&gt;" in mail.text
    assert "alert(1)" not in mail.text


def test_the_html_is_in_a_frame_that_can_do_nothing(admin: FlaskClient, folder: Path) -> None:
    put(folder)
    key = mailbox.newest(folder).envelopes[0].key
    page = admin.get(f"/admin/mailbox/{key}")
    assert 'sandbox="allow-popups allow-popups-to-escape-sandbox"' in page.text
    assert "frame-src 'self'" in page.headers["Content-Security-Policy"]
    html = admin.get(f"/admin/mailbox/{key}/html")
    policy = html.headers["Content-Security-Policy"]
    assert html.mimetype == "text/html"
    for part in ("default-src 'none'", "form-action 'none'", "base-uri 'none'", "frame-ancestors 'self'", "sandbox"):
        assert part in policy
    assert "script-src" not in policy
    assert "allow-scripts" not in policy
    assert "allow-same-origin" not in policy
    assert '<base target="_blank">' in html.text
    assert html.headers["X-Content-Type-Options"] == "nosniff"


def test_a_mail_without_html_has_no_frame(admin: FlaskClient, folder: Path) -> None:
    (folder / "new").mkdir(parents=True)
    (folder / "new" / "1.plain").write_bytes(b"Subject: Plain\r\n\r\nOnly text\r\n")
    page = admin.get("/admin/mailbox/1.plain").text
    assert "Only text" in page
    assert "<iframe" not in page
    assert admin.get("/admin/mailbox/1.plain/html").status_code == 404


@pytest.mark.parametrize("key", ["..", "%2e%2e", "..%2f..%2fetc%2fpasswd", "x", "new", "%00", "a%0d%0ab"])
def test_only_names_of_mails_are_found(admin: FlaskClient, folder: Path, key: str) -> None:
    put(folder)
    assert admin.get(f"/admin/mailbox/{key}").status_code == 404


def test_what_is_no_mail_is_no_error(admin: FlaskClient, folder: Path) -> None:
    (folder / "cur").mkdir(parents=True)
    (folder / "cur" / "2.junk:2,S").write_bytes(b"\xff\xfe\x00 not a mail")
    page = admin.get("/admin/mailbox")
    assert page.status_code == 200
    assert "(no subject)" in page.text
    assert admin.get("/admin/mailbox/2.junk").status_code == 200


def test_many_mails_come_in_pages_newest_first(folder: Path) -> None:
    for number in range(5):
        put(folder, number, subject=f"Mail {number}")
    first = mailbox.newest(folder, limit=2)
    second = mailbox.newest(folder, after=first.envelopes[-1].key, limit=2)
    third = mailbox.newest(folder, after=second.envelopes[-1].key, limit=2)
    subjects = [envelope.subject for batch in (first, second, third) for envelope in batch.envelopes]
    assert subjects == [f"Mail {number}" for number in (4, 3, 2, 1, 0)]
    assert [first.more, second.more, third.more] == [True, True, False]


def test_with_a_mail_server_there_is_no_mailbox(
    admin: FlaskClient, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(folder)
    monkeypatch.setattr(admin.application.config["BATON"], "SMTP_URL", object())
    key = mailbox.newest(folder).envelopes[0].key
    addresses = ("/admin/mailbox", f"/admin/mailbox/{key}", f"/admin/mailbox/{key}/html")
    assert {admin.get(address).status_code for address in addresses} == {404}
    assert "Mailbox" not in admin.get("/admin").text
