"""Proposing a draft, withdrawing the proposal, signing for one side."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.models.agreement.version import AgreementStatus, AgreementVersion
from portal.models.base import db
from portal.rules.agreement.faults import faults
from portal.rules.agreement.terms import Side
from portal.services.agreement import signing
from portal.services.rehearsal import gates
from portal.web.marketing import agreements_reading as reading
from portal.web.marketing import visitor_words
from portal.web.marketing.agreements_forms import ProposalForm
from portal.web.marketing.blueprint import bp
from portal.web.shared.clock import utcnow
from portal.web.shared.filters import day
from portal.web.shared.guards import roles
from portal.web.shared.login import signed_in_user


@bp.get("/agreements/<int:number>/proposal")
@roles(*reading.EDITORS)
def agreement_proposal(number: int) -> ResponseReturnValue:
    """What proposing means, from when it counts, and what still stands against it."""
    return _proposal_page(reading.draft_or_refuse(number), ProposalForm())


@bp.post("/agreements/<int:number>/proposal")
@roles(*reading.EDITORS)
def propose_agreement(number: int) -> ResponseReturnValue:
    """Freeze the draft and ask for the signatures."""
    version, form = reading.draft_or_refuse(number), ProposalForm()
    if not form.validate() or faults(reading.terms_of(version)):
        return _proposal_page(version, form), 422
    signing.propose(version, signed_in_user(), utcnow(), effective_at=form.effective_at())
    db.session.commit()
    flash(f"Version {number} is up for signing. Whoever signs for the other side has been told by mail.", "success")
    return redirect(url_for(".agreement", number=number), 303)


@bp.get("/agreements/<int:number>/withdrawal")
@roles(*reading.EDITORS)
def agreement_withdrawal(number: int) -> ResponseReturnValue:
    """Ask before a proposal becomes a draft again."""
    version = reading.readable_or_404(number)
    if version.status is not AgreementStatus.PROPOSED:
        raise signing.NotProposed(version)
    signed = signing.signed_in_words(reading.signatures(version))
    return render_template("marketing/agreements/withdraw.html", version=version, signed=signed)


@bp.post("/agreements/<int:number>/withdrawal")
@roles(*reading.EDITORS)
def withdraw_agreement(number: int) -> ResponseReturnValue:
    """Make the proposal a draft again."""
    signing.withdraw(reading.readable_or_404(number), signed_in_user(), utcnow())
    db.session.commit()
    flash(f"Version {number} is a draft again. Signatures that it had are void.", "success")
    return redirect(url_for(".edit_agreement", number=number), 303)


@bp.get("/agreements/<int:number>/signature")
@roles(*reading.EDITORS)
def agreement_signature(number: int) -> ResponseReturnValue:
    """The whole text, and the question whether one signs it."""
    return _signature_page(reading.readable_or_404(number))


@bp.post("/agreements/<int:number>/signatures/<any(marketing, sales):side>")
@roles(*reading.EDITORS)
def sign_agreement(number: int, side: str) -> ResponseReturnValue:
    """Sign for one side what the page showed."""
    version = reading.readable_or_404(number)
    seen = request.form.get("content_hash", "")
    try:
        gates.sign(version, Side(side), signed_in_user(), utcnow(), seen_hash=seen)
    except gates.ResultsChanged:
        return _signature_page(version, refused=True), 422
    db.session.commit()
    flash(f"You signed version {number} for {side}. {_outcome(version)}", "success")
    return redirect(url_for(".agreement", number=number), 303)


def _signature_page(version: AgreementVersion, *, refused: bool = False) -> str:
    given = reading.signatures(version)
    visitors = visitor_words.lines(gates.on_signing(version))
    return render_template(
        "marketing/agreements/sign.html",
        text=reading.text_of(version),
        signatures=given,
        signed=signing.signed_in_words(given),
        sides=reading.open_sides(version, signed_in_user()),
        compared=reading.against_active(version),
        lines=visitors,
        changed=sum(line.changed for line in visitors),
        refused=refused,
    )


def _outcome(version: AgreementVersion) -> str:
    if version.status is AgreementStatus.ACTIVE:
        return "It is in force now."
    if version.status is AgreementStatus.SIGNED:
        return f"It will be in force from {day(version.effective_at)}."
    return "It waits for the other side’s signature."


def _proposal_page(version: AgreementVersion, form: ProposalForm) -> str:
    found = reading.fault_links(version, faults(reading.terms_of(version)))
    return render_template("marketing/agreements/propose.html", version=version, form=form, faults=found)
