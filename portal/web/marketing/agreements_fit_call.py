"""Editing a draft's fit call: for which leads a rep confirms the fit first (S86)."""

from dataclasses import replace

from flask import render_template, url_for
from flask.typing import ResponseReturnValue

from portal.models.agreement.version import AgreementVersion
from portal.rules.agreement.fit_modes import fit_in_words
from portal.web.marketing import agreements_reading as reading
from portal.web.marketing.agreements_saving import save, shown_rev
from portal.web.marketing.blueprint import bp
from portal.web.marketing.fit_call_form import FitEntry, choices, entry_of, posted_entry, read_entry
from portal.web.shared.guards import roles


@bp.get("/agreements/<int:number>/edit/fit-call")
@roles(*reading.EDITORS)
def agreement_fit_call(number: int) -> ResponseReturnValue:
    """What is agreed, as a form."""
    version = reading.draft_or_refuse(number)
    return _page(version, entry_of(reading.terms_of(version)))


@bp.post("/agreements/<int:number>/edit/fit-call")
@roles(*reading.EDITORS)
def save_agreement_fit_call(number: int) -> ResponseReturnValue:
    """Save it."""
    version = reading.draft_or_refuse(number)
    entry, fit_call = read_entry(posted_entry(), reading.terms_of(version))
    if fit_call is None:
        return _page(version, entry), 422
    here = url_for(".agreement_fit_call", number=number)
    return save(version, lambda terms: replace(terms, fit_call=fit_call), to=here, said="The fit call is saved.")


def _page(version: AgreementVersion, entry: FitEntry) -> str:
    terms = reading.terms_of(version)
    return render_template(
        "marketing/agreements/edit/fit_call.html",
        version=version,
        rev=shown_rev(version),
        entry=entry,
        choices=choices(terms),
        sentences=fit_in_words(terms),
    )
