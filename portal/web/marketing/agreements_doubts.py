"""Editing a draft's plausibility rules (X12)."""

from flask import abort, render_template, url_for
from flask.typing import ResponseReturnValue

from portal.models.agreement.version import AgreementVersion
from portal.rules.agreement.doubts import PlausibilityRule
from portal.rules.agreement.plausible import rule_in_words
from portal.services.agreement import editing
from portal.web.marketing import agreements_reading as reading
from portal.web.marketing.agreements_saving import save, shown_rev
from portal.web.marketing.blueprint import bp
from portal.web.marketing.doubt_form import DoubtEntry, blank_entry, entry_of, posted_entry, read_entry
from portal.web.shared.guards import roles

BASE = "/agreements/<int:number>/edit/plausibility"


@bp.get(BASE)
@roles(*reading.EDITORS)
def agreement_doubts(number: int) -> ResponseReturnValue:
    """The rules in words."""
    version = reading.draft_or_refuse(number)
    terms = reading.terms_of(version)
    return render_template(
        "marketing/agreements/edit/doubts.html",
        version=version,
        rows=[(place, rule.name, rule_in_words(rule, terms)) for place, rule in enumerate(terms.plausibility)],
    )


@bp.get(f"{BASE}/new")
@roles(*reading.EDITORS)
def new_agreement_doubt(number: int) -> ResponseReturnValue:
    """A form for another rule."""
    return _page(reading.draft_or_refuse(number), blank_entry())


@bp.post(f"{BASE}/new")
@roles(*reading.EDITORS)
def add_agreement_doubt(number: int) -> ResponseReturnValue:
    """Add the rule."""
    version = reading.draft_or_refuse(number)
    entry, rule = read_entry(posted_entry(), reading.terms_of(version), None)
    if rule is None:
        return _page(version, entry), 422
    said = f"“{rule.name}” is part of the draft."
    return save(version, lambda terms: editing.put_rule(terms, rule), to=_here(number), said=said)


@bp.get(f"{BASE}/<int:doubt>")
@roles(*reading.EDITORS)
def edit_agreement_doubt(number: int, doubt: int) -> ResponseReturnValue:
    """The rule in a form."""
    version = reading.draft_or_refuse(number)
    return _page(version, entry_of(_rule(version, doubt), reading.terms_of(version)))


@bp.post(f"{BASE}/<int:doubt>")
@roles(*reading.EDITORS)
def save_agreement_doubt(number: int, doubt: int) -> ResponseReturnValue:
    """Save the rule in its place; ``save`` refuses where the places have changed meanwhile."""
    version = reading.draft_or_refuse(number)
    entry, rule = read_entry(posted_entry(), reading.terms_of(version), doubt)
    if rule is None:
        return _page(version, entry), 422
    said = f"“{rule.name}” is saved."
    return save(version, lambda terms: editing.put_rule(terms, rule, instead_of=doubt), to=_here(number), said=said)


@bp.get(f"{BASE}/<int:doubt>/removal")
@roles(*reading.EDITORS)
def agreement_doubt_removal(number: int, doubt: int) -> ResponseReturnValue:
    """Ask before a rule leaves the draft."""
    version = reading.draft_or_refuse(number)
    return render_template(
        "marketing/agreements/edit/remove.html",
        version=version,
        rev=shown_rev(version),
        what=f"the plausibility rule “{_rule(version, doubt).name}”",
        follows="Nothing is doubted for it any more once the new version is in force.",
        back=_here(number),
    )


@bp.post(f"{BASE}/<int:doubt>/removal")
@roles(*reading.EDITORS)
def remove_agreement_doubt(number: int, doubt: int) -> ResponseReturnValue:
    """Take the rule out of the draft."""
    version = reading.draft_or_refuse(number)
    name = _rule(version, doubt).name
    said = "The plausibility rule is removed."
    return save(version, lambda terms: editing.drop_rule(terms, name), to=_here(number), said=said)


def _here(number: int) -> str:
    return url_for(".agreement_doubts", number=number)


def _rule(version: AgreementVersion, place: int) -> PlausibilityRule:
    rules = reading.terms_of(version).plausibility
    if place >= len(rules):
        abort(404)
    return rules[place]


def _page(version: AgreementVersion, entry: DoubtEntry) -> str:
    return render_template(
        "marketing/agreements/edit/doubt.html",
        version=version,
        rev=shown_rev(version),
        entry=entry,
        choices=entry.choices(reading.terms_of(version)),
    )
