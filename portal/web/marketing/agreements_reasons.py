"""Editing a draft's reasons to return a lead."""

from flask import abort, render_template, url_for
from flask.typing import ResponseReturnValue

from portal.models.agreement.version import AgreementVersion
from portal.rules.agreement.faults import faults
from portal.rules.agreement.terms import RejectReason
from portal.rules.refusal import Refusal
from portal.services.agreement import editing, wording
from portal.services.agreement.library import name_from
from portal.web.marketing import agreements_reading as reading
from portal.web.marketing.agreements_forms import ReasonForm, take_faults
from portal.web.marketing.agreements_saving import save, shown_rev, typed
from portal.web.marketing.blueprint import bp
from portal.web.shared.guards import roles

LONGEST_CODE = 40


@bp.get("/agreements/<int:number>/edit/reasons")
@roles(*reading.EDITORS)
def agreement_reasons(number: int) -> ResponseReturnValue:
    """The reasons in the order in which reps see them."""
    version = reading.draft_or_refuse(number)
    reasons = reading.terms_of(version).reject_reasons
    return render_template(
        "marketing/agreements/edit/reasons.html",
        version=version,
        rev=shown_rev(version),
        rows=[(reason, wording.reason_in_words(reason)) for reason in reasons],
    )


@bp.get("/agreements/<int:number>/edit/reasons/new")
@roles(*reading.EDITORS)
def new_agreement_reason(number: int) -> ResponseReturnValue:
    """A form for another reason."""
    return _form_page(reading.draft_or_refuse(number), ReasonForm())


@bp.post("/agreements/<int:number>/edit/reasons/new")
@roles(*reading.EDITORS)
def add_agreement_reason(number: int) -> ResponseReturnValue:
    """Add a reason; its code comes from its name and never changes."""
    version, form = reading.draft_or_refuse(number), ReasonForm()
    reason = form.reason(_free_code(version, typed("label"))) if form.validate() else None
    if reason is None or not _holds(version, form, reason, None):
        return _form_page(version, form), 422
    said = f"“{reason.label}” is part of the draft."
    return save(version, lambda terms: editing.put_reason(terms, reason), to=_here(number), said=said)


@bp.get("/agreements/<int:number>/edit/reasons/<code>")
@roles(*reading.EDITORS)
def edit_agreement_reason(number: int, code: str) -> ResponseReturnValue:
    """The reason in a form."""
    version = reading.draft_or_refuse(number)
    return _form_page(version, ReasonForm(obj=_reason_or_404(version, code)))


@bp.post("/agreements/<int:number>/edit/reasons/<code>")
@roles(*reading.EDITORS)
def save_agreement_reason(number: int, code: str) -> ResponseReturnValue:
    """Save the reason under the code that it has."""
    version, form = reading.draft_or_refuse(number), ReasonForm()
    reason = form.reason(code) if form.validate() else None
    if reason is None or not _holds(version, form, reason, code):
        return _form_page(version, form), 422
    said = f"“{reason.label}” is saved."
    return save(version, lambda terms: editing.put_reason(terms, reason, instead_of=code), to=_here(number), said=said)


@bp.post("/agreements/<int:number>/edit/reasons/<code>/position")
@roles(*reading.EDITORS)
def move_agreement_reason(number: int, code: str) -> ResponseReturnValue:
    """Move the reason one place up or down."""
    version, up = reading.draft_or_refuse(number), typed("to") == "up"
    said = "The order is saved."
    return save(version, lambda terms: editing.move_reason(terms, code, up=up), to=_here(number), said=said)


@bp.get("/agreements/<int:number>/edit/reasons/<code>/removal")
@roles(*reading.EDITORS)
def agreement_reason_removal(number: int, code: str) -> ResponseReturnValue:
    """Ask before a reason leaves the draft."""
    version = reading.draft_or_refuse(number)
    return render_template(
        "marketing/agreements/edit/remove.html",
        version=version,
        rev=shown_rev(version),
        what=f"the reason “{_reason_or_404(version, code).label}”",
        follows="Leads that were returned for it keep it.",
        back=_here(number),
    )


@bp.post("/agreements/<int:number>/edit/reasons/<code>/removal")
@roles(*reading.EDITORS)
def remove_agreement_reason(number: int, code: str) -> ResponseReturnValue:
    """Take the reason out of the draft."""
    version = reading.draft_or_refuse(number)
    said = "The reason is removed."
    return save(version, lambda terms: editing.drop_reason(terms, code), to=_here(number), said=said)


def _here(number: int) -> str:
    return url_for(".agreement_reasons", number=number)


def _reason_or_404(version: AgreementVersion, code: str) -> RejectReason:
    reasons = reading.terms_of(version).reject_reasons
    found = next((reason for reason in reasons if reason.code == code), None)
    if found is None:
        abort(404)
    return found


def _free_code(version: AgreementVersion, label: str) -> str:
    """A code that no reason of the draft has."""
    taken = {reason.code for reason in reading.terms_of(version).reject_reasons}
    stem = name_from(label)[: LONGEST_CODE - 4].rstrip("_") or "reason"
    return next(code for code in (stem, *(f"{stem}_{count}" for count in range(2, 999))) if code not in taken)


def _holds(version: AgreementVersion, form: ReasonForm, reason: RejectReason, code: str | None) -> bool:
    """Whether the rules find nothing wrong with this reason. One that was removed meanwhile is for ``save`` to tell."""
    try:
        terms = editing.put_reason(reading.terms_of(version), reason, instead_of=code)
    except Refusal:
        return True
    where = f"reject_reasons[{[item.code for item in terms.reject_reasons].index(reason.code)}]"
    places = [(f"{where}.label", form.label), (f"{where}.asks_key", form.asks_key), (f"{where}.code", form.label)]
    return take_faults(form, faults(terms), places)


def _form_page(version: AgreementVersion, form: ReasonForm) -> str:
    return render_template("marketing/agreements/edit/reason.html", version=version, form=form, rev=shown_rev(version))
