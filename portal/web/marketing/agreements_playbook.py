"""Editing a draft's follow-up: how often, by which way and how far apart a lead is tried (S70)."""

from dataclasses import dataclass, replace

from flask import render_template, url_for
from flask.typing import ResponseReturnValue

from portal.models.agreement.version import AgreementVersion
from portal.rules.agreement.playbook import CHANNEL_WORDS, LONGEST_WAIT, MAX_ATTEMPTS, Attempt, Channel, playbook_faults
from portal.rules.agreement.terms import Terms
from portal.rules.questions.cleaning import one_line
from portal.rules.questions.numbers import Marks, parse_number
from portal.services.agreement.wording import sentence
from portal.web.marketing import agreements_reading as reading
from portal.web.marketing.agreements_saving import save, shown_rev, typed
from portal.web.marketing.blueprint import bp
from portal.web.shared.guards import roles

CHOICES = [(channel.value, sentence(words)) for channel, words in CHANNEL_WORDS.items()]


@dataclass(frozen=True)
class Row:
    """One attempt as it was typed; a row without a channel is empty."""

    channel: str = ""
    wait: str = ""
    error: str = ""


@bp.get("/agreements/<int:number>/edit/follow-up")
@roles(*reading.EDITORS)
def agreement_playbook(number: int) -> ResponseReturnValue:
    """The attempts as a form."""
    version = reading.draft_or_refuse(number)
    attempts = reading.terms_of(version).playbook
    return _page(version, [Row(attempt.channel.value, str(attempt.wait_minutes)) for attempt in attempts])


@bp.post("/agreements/<int:number>/edit/follow-up")
@roles(*reading.EDITORS)
def save_agreement_playbook(number: int) -> ResponseReturnValue:
    """Save the attempts; empty rows between them close up."""
    version = reading.draft_or_refuse(number)
    rows = [_read(place) for place in range(MAX_ATTEMPTS)]
    attempts = tuple(Attempt(Channel(row.channel), int(row.wait)) for row in rows if row.channel and not row.error)
    fault = "" if any(row.error for row in rows) else _fault(attempts, reading.terms_of(version))
    if fault or any(row.error for row in rows):
        return _page(version, rows, fault), 422
    here = url_for(".agreement_playbook", number=number)
    return save(version, lambda terms: replace(terms, playbook=attempts), to=here, said="The follow-up is saved.")


def _read(place: int) -> Row:
    row = Row(typed(f"attempt.{place}.channel"), typed(f"attempt.{place}.wait"))
    if not row.channel:
        return row
    if row.channel not in dict(CHOICES):
        return replace(row, error="Choose a way from the list.")
    minutes = parse_number(one_line(row.wait or "0"), Marks())
    if minutes is None or minutes != int(minutes) or not 0 <= minutes <= LONGEST_WAIT:
        return replace(row, error=f"Enter whole minutes from 0 to {LONGEST_WAIT:,}.")
    return replace(row, wait=str(int(minutes)))


def _fault(attempts: tuple[Attempt, ...], terms: Terms) -> str:
    found = playbook_faults(attempts, terms.promises.unreachable_attempts)
    return next((fault.message for fault in found), "")


def _page(version: AgreementVersion, rows: list[Row], fault: str = "") -> str:
    errors = [(f"f-attempt-{place}-wait", row.error) for place, row in enumerate(rows) if row.error]
    return render_template(
        "marketing/agreements/edit/playbook.html",
        version=version,
        rev=shown_rev(version),
        rows=(rows + [Row()] * MAX_ATTEMPTS)[:MAX_ATTEMPTS],
        choices=CHOICES,
        fault=fault,
        errors=[("f-attempt-0-channel", fault), *errors] if fault else errors,
    )
