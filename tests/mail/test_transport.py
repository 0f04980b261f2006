"""Handing mail over to a real server that refuses, drops and hangs at every stage of the conversation."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP
from mailbox import Maildir
from pathlib import Path
from typing import BinaryIO

import pytest
from aiosmtpd.controller import Controller

from portal.mail.transport import (
    MailboxTransport,
    PermanentFailure,
    SmtpTransport,
    TemporaryFailure,
    Transport,
    Unreachable,
)
from tests.support.ports import free_port
from tests.support.smtp import MailServer

Script = dict[str, str]
GREETING = "220 ready"


def mail(to: str = "rita@example.com") -> EmailMessage:
    made = EmailMessage(policy=SMTP)
    made["From"] = "Baton <baton@example.com>"
    made["To"] = to
    made["Subject"] = "Grüße"
    made.set_content("Hello.\n.\nA dot alone.\n")
    return made


def transport(port: int, **more: object) -> SmtpTransport:
    return SmtpTransport("127.0.0.1", port, **{"encryption": "none", "timeout": 0.5, **more})  # type: ignore[arg-type]


@contextmanager
def scripted(*sessions: Script) -> Iterator[tuple[int, list[str]]]:
    """A server that answers each connection by its script: verb → line; "" drops the connection, "hang" says nothing.
    Gives the port and what it heard."""
    door = socket.create_server(("127.0.0.1", 0))
    heard: list[str] = []
    done = threading.Event()

    def serve() -> None:
        for script in sessions:
            try:
                client, _ = door.accept()
            except OSError:
                return
            with suppress(OSError), client, client.makefile("rb") as lines:
                _converse(client, lines, script, heard, done)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield door.getsockname()[1], heard
    finally:
        done.set()
        door.shutdown(socket.SHUT_RDWR)
        door.close()
        thread.join(5)


def _converse(client: socket.socket, lines: BinaryIO, script: Script, heard: list[str], done: threading.Event) -> None:
    usual = {"CONNECT": GREETING, "EHLO": "250 hello", "DATA": "354 go on", "QUIT": "221 bye"}
    verb = "CONNECT"
    while True:
        answer = script.get(verb, usual.get(verb, "250 ok"))
        if answer == "hang":
            done.wait(5)
            return
        if not answer:
            return
        client.sendall(f"{answer}\r\n".encode())
        if verb == "DATA" and answer.startswith("354"):
            verb = "." if script.get("MIDDLE") is None else "MIDDLE"
            if verb == "MIDDLE":
                lines.readline()
                return
            while lines.readline() not in (b".\r\n", b""):
                pass
            continue
        line = lines.readline().decode(errors="replace")
        if not line.strip():
            return
        verb = line.split()[0].split(":")[0].upper()
        heard.append(verb)


def send(port: int, **more: object) -> None:
    with transport(port, **more) as one:
        one.send(mail())


def test_a_mail_arrives_whole(mail_server: MailServer) -> None:
    with transport(int(mail_server.url.rpartition(":")[2])) as one:
        one.send(mail())
    kept = mail_server.messages[0]
    assert (kept["Subject"], kept["To"]) == ("Grüße", "rita@example.com")
    assert kept.get_content().splitlines() == ["Hello.", ".", "A dot alone."]


def test_a_batch_shares_one_connection() -> None:
    with scripted({}) as (port, heard), transport(port) as one:
        one.send(mail())
        one.send(mail())
    assert (heard.count("EHLO"), heard.count("DATA"), heard[-1]) == (1, 2, "QUIT")


@pytest.mark.parametrize("stage", ["MAIL", "RCPT", "DATA", "."])
@pytest.mark.parametrize("answer", ["421 going down", "450 greylisted", "451 try later", "452 full"])
def test_four_hundreds_are_temporary_at_every_stage(stage: str, answer: str) -> None:
    with scripted({stage: answer}) as (port, _), pytest.raises(TemporaryFailure, match=answer):
        send(port)


@pytest.mark.parametrize("stage", ["MAIL", "RCPT", "DATA", "."])
def test_five_hundreds_about_the_mail_are_permanent(stage: str) -> None:
    with scripted({stage: "550 no such box"}) as (port, _), pytest.raises(PermanentFailure, match="550 no such box"):
        send(port)


@pytest.mark.parametrize("script", [{"CONNECT": "554 go away"}, {"CONNECT": "421 busy"}, {"CONNECT": ""}])
def test_a_server_that_wants_nobody_is_out_of_reach(script: Script) -> None:
    with scripted(script) as (port, _), pytest.raises(Unreachable):
        send(port)


@pytest.mark.parametrize("stage", ["EHLO", "MAIL", "RCPT", "DATA", "MIDDLE", "."])
def test_a_dropped_connection_is_temporary_at_every_stage(stage: str) -> None:
    """Also after the last dot, when nobody knows whether the mail was taken."""
    with scripted({stage: ""}, {stage: ""}) as (port, _), pytest.raises(TemporaryFailure):
        send(port)


@pytest.mark.parametrize("stage", ["CONNECT", "MAIL", "RCPT", "DATA", "."])
def test_a_silent_server_is_out_of_reach(stage: str) -> None:
    with scripted({stage: "hang"}) as (port, _), pytest.raises(Unreachable):
        send(port)


def test_no_server_is_out_of_reach() -> None:
    with pytest.raises(Unreachable):
        send(free_port())


@pytest.mark.parametrize("more", [{"encryption": "starttls"}, {"user": "baton", "password": "secret"}])
def test_a_server_without_what_the_settings_ask_for_is_no_fault_of_the_mail(more: dict[str, str]) -> None:
    """Encryption or sign-in that the server does not know: the settings are wrong, so the mail waits."""
    with scripted({}) as (port, heard), pytest.raises(Unreachable):
        send(port, **more)
    assert "MAIL" not in heard, "nothing may be sent in clear instead"


def test_tls_that_fails_sends_nothing() -> None:
    with scripted({}) as (port, heard), pytest.raises(Unreachable):
        send(port, encryption="tls")
    assert "MAIL" not in heard


@pytest.mark.parametrize(
    "first", [{"MAIL": "421 bye"}, {"RCPT": "421 bye"}, {"DATA": "421 bye"}, {".": "421 bye"}, {"DATA": ""}]
)
def test_the_next_mail_gets_a_new_connection_after_a_broken_one(first: Script) -> None:
    with scripted(first, {}) as (port, heard), transport(port) as one:
        with pytest.raises(TemporaryFailure):
            one.send(mail())
        one.send(mail())
    assert heard.count("EHLO") == 2


def test_the_next_mail_goes_by_the_same_connection_after_a_refusal() -> None:
    with scripted({"RCPT": "550 unknown"}) as (port, heard), transport(port) as one:
        for _ in range(2):
            with pytest.raises(PermanentFailure):
                one.send(mail())
    assert (heard.count("EHLO"), heard.count("RSET")) == (1, 2)


@pytest.mark.parametrize(("utf8", "raised"), [(True, None), (False, PermanentFailure)])
def test_an_address_outside_ascii_needs_a_server_that_takes_it(utf8: bool, raised: type[Exception] | None) -> None:
    kept: list[str] = []

    class Handler:
        async def handle_DATA(self, _server: object, _session: object, envelope: object) -> str:  # noqa: N802
            kept.extend(envelope.rcpt_tos)  # type: ignore[attr-defined]
            return "250 kept"

    server = Controller(Handler(), hostname="127.0.0.1", port=free_port(), enable_SMTPUTF8=utf8)
    server.start()
    try:
        with transport(server.port, timeout=5) as one:
            if raised:
                with pytest.raises(raised):
                    one.send(mail("jürgen@example.com"))
            else:
                one.send(mail("jürgen@example.com"))
    finally:
        server.stop()
    assert kept == ([] if raised else ["jürgen@example.com"])


@pytest.mark.parametrize("to", ["rita@example.com", "jürgen@example.com"])
def test_the_mailbox_keeps_mails_as_files(tmp_path: Path, to: str) -> None:
    with MailboxTransport(tmp_path / "deep" / "mailbox") as box:
        box.send(mail(to))
    (kept,) = Maildir(tmp_path / "deep" / "mailbox")
    read = message_from_bytes(kept.as_bytes(), policy=SMTP)
    assert read["To"] == to


def test_a_folder_that_is_there_becomes_the_mailbox(tmp_path: Path) -> None:
    MailboxTransport(tmp_path).send(mail())
    assert len(Maildir(tmp_path)) == 1


def test_a_mailbox_that_cannot_be_written_is_temporary(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(TemporaryFailure):
        MailboxTransport(tmp_path / "file" / "mailbox").send(mail())


def test_both_ways_are_transports() -> None:
    ways: list[Callable[[], Transport]] = [lambda: transport(1), lambda: MailboxTransport(Path())]
    assert all(way() is not None for way in ways)
