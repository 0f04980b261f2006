"""Editing a draft: its overview, the promises, and name, targets, budget and review."""

from dataclasses import replace

from flask import render_template, url_for
from flask.typing import ResponseReturnValue

from portal.models.agreement.version import AgreementVersion
from portal.rules.agreement.faults import faults
from portal.rules.agreement.terms import Terms
from portal.web.marketing import agreements_reading as reading
from portal.web.marketing.agreements_forms import DetailsForm, PromisesForm, figures, take_faults
from portal.web.marketing.agreements_saving import save, shown_rev
from portal.web.marketing.blueprint import bp
from portal.web.shared.guards import roles


@bp.get("/agreements/<int:number>/edit")
@roles(*reading.EDITORS)
def edit_agreement(number: int) -> ResponseReturnValue:
    """What the draft says, what is still wrong with it, and what it changes."""
    version = reading.draft_or_refuse(number)
    text = reading.text_of(version)
    return render_template(
        "marketing/agreements/edit/overview.html",
        version=version,
        text=text,
        faults=reading.fault_links(version, faults(text.terms)),
        compared=reading.against_active(version),
    )


@bp.get("/agreements/<int:number>/edit/promises")
@roles(*reading.EDITORS)
def agreement_promises(number: int) -> ResponseReturnValue:
    """The promises as a form."""
    version, form = reading.draft_or_refuse(number), PromisesForm()
    form.show(reading.terms_of(version).promises)
    return _promises_page(version, form)


@bp.post("/agreements/<int:number>/edit/promises")
@roles(*reading.EDITORS)
def save_agreement_promises(number: int) -> ResponseReturnValue:
    """Save the promises."""
    version, form = reading.draft_or_refuse(number), PromisesForm()
    if not (form.validate() and _promises_hold(form, reading.terms_of(version))):
        return _promises_page(version, form), 422
    promises = form.promises()
    here = url_for(".agreement_promises", number=number)
    return save(version, lambda terms: replace(terms, promises=promises), to=here, said="The promises are saved.")


@bp.get("/agreements/<int:number>/edit/details")
@roles(*reading.EDITORS)
def agreement_details(number: int) -> ResponseReturnValue:
    """Name, targets, budget and review as a form."""
    version, form = reading.draft_or_refuse(number), DetailsForm()
    form.show(reading.terms_of(version))
    return _details_page(version, form)


@bp.post("/agreements/<int:number>/edit/details")
@roles(*reading.EDITORS)
def save_agreement_details(number: int) -> ResponseReturnValue:
    """Save name, targets, budget and review."""
    version, form = reading.draft_or_refuse(number), DetailsForm()
    if not (form.validate() and _details_hold(form, reading.terms_of(version))):
        return _details_page(version, form), 422
    here = url_for(".agreement_details", number=number)
    return save(
        version, lambda terms: _with_details(terms, form), to=here, said="Targets, budget and review are saved."
    )


def _with_details(terms: Terms, form: DetailsForm) -> Terms:
    return replace(
        terms,
        name=form.name.data or "",
        note=form.note.data or "",
        targets=form.targets(),
        budget=form.budget(),
        review_every_months=form.review_every_months.figure or 0,
    )


def _promises_hold(form: PromisesForm, terms: Terms) -> bool:
    places = [(f"promises.{field.short_name}", field) for field in figures(form)]
    return take_faults(form, faults(replace(terms, promises=form.promises())), places)


def _details_hold(form: DetailsForm, terms: Terms) -> bool:
    targets = [(f"targets.{field.short_name}", field) for field in (form.mql, form.sql, form.accepted, form.won)]
    places = [
        *targets,
        ("name", form.name),
        ("budget.monthly", form.monthly),
        ("budget.currency", form.currency),
        ("review_every_months", form.review_every_months),
    ]
    return take_faults(form, faults(_with_details(terms, form)), places)


def _promises_page(version: AgreementVersion, form: PromisesForm) -> str:
    return render_template(
        "marketing/agreements/edit/promises.html", version=version, form=form, rev=shown_rev(version)
    )


def _details_page(version: AgreementVersion, form: DetailsForm) -> str:
    return render_template("marketing/agreements/edit/details.html", version=version, form=form, rev=shown_rev(version))
