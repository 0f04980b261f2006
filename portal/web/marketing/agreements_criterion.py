"""Adding a criterion to a draft and changing one."""

from collections.abc import Callable

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.models.agreement.version import AgreementVersion
from portal.rules.agreement.terms import AllOf, Criterion, Terms
from portal.rules.agreement.words import name_of
from portal.rules.questions.key import Key
from portal.services.agreement import library, trees
from portal.web.marketing import agreements_reading as reading
from portal.web.marketing import criterion_form as forms
from portal.web.marketing.agreements_saving import save, shown_rev, typed
from portal.web.marketing.blueprint import bp
from portal.web.shared.guards import roles

BASE = "/agreements/<int:number>/edit/<any(mql, sql):level>/criteria"


@bp.get(f"{BASE}/new")
@roles(*reading.EDITORS)
def new_agreement_criterion(number: int, level: str) -> ResponseReturnValue:
    """First the key, then how it is compared."""
    version, into = reading.draft_or_refuse(number), request.args.get("into", "")
    key = _key(version, request.args.get("key", ""))
    if key is None:
        return _choice_page(version, level, into)
    return _form_page(version, level, forms.blank_form(key), into=into)


@bp.post(f"{BASE}/new")
@roles(*reading.EDITORS)
def add_agreement_criterion(number: int, level: str) -> ResponseReturnValue:
    """Add the criterion to the end of its group."""
    version, into = reading.draft_or_refuse(number), trees.way_of(typed("into"))
    key = _posted_key(version)
    if key is None:
        return _choice_page(version, level, typed("into"), "Choose a key."), 422
    form, criterion = forms.read(forms.posted_form(key))
    if criterion is None:
        return _form_page(version, level, form, into=typed("into")), 422
    return _save(version, level, lambda root: trees.add(root, into, criterion), "The criterion is added.")


@bp.get(f"{BASE}/<way>")
@roles(*reading.EDITORS)
def edit_agreement_criterion(number: int, level: str, way: str) -> ResponseReturnValue:
    """The criterion in a form."""
    version = reading.draft_or_refuse(number)
    criterion = _criterion(reading.terms_of(version), level, way)
    key = _key(version, criterion.key)
    if key is None:
        raise trees.NoSuchPart
    return _form_page(version, level, forms.form_of(criterion, key), mark=trees.mark_of(criterion))


@bp.post(f"{BASE}/<way>")
@roles(*reading.EDITORS)
def save_agreement_criterion(number: int, level: str, way: str) -> ResponseReturnValue:
    """Save the criterion in its place."""
    version, mark = reading.draft_or_refuse(number), typed("mark")
    key = _posted_key(version)
    if key is None:
        raise trees.NoSuchPart
    form, criterion = forms.read(forms.posted_form(key))
    if criterion is None:
        return _form_page(version, level, form, mark=mark), 422
    return _save(version, level, _put(way, mark, criterion), "The criterion is saved.")


def _put(way: str, mark: str, criterion: Criterion) -> Callable[[AllOf], AllOf]:
    """In the place of the very criterion that the page showed."""

    def edit(root: AllOf) -> AllOf:
        at = trees.way_of(way)
        if trees.mark_of(trees.part_at(root, at)) != mark:
            raise trees.NoSuchPart
        return trees.put(root, at, criterion)

    return edit


def _save(version: AgreementVersion, level: str, edit: Callable[[AllOf], AllOf], said: str) -> ResponseReturnValue:
    def change(terms: Terms) -> Terms:
        return forms.with_root(terms, level, edit(forms.root_of(terms, level)))

    return save(version, change, to=url_for(".agreement_criteria", number=version.number, level=level), said=said)


def _key(version: AgreementVersion, name: str) -> Key | None:
    agreed = reading.terms_of(version).agreed(name)
    return agreed.key if agreed else None


def _posted_key(version: AgreementVersion) -> Key | None:
    """The agreed key, or the library's when it left the draft after the page was opened: what was typed is kept."""
    return _key(version, typed("key")) or library.by_name().get(typed("key"))


def _criterion(terms: Terms, level: str, way: str) -> Criterion:
    part = trees.part_at(forms.root_of(terms, level), trees.way_of(way))
    if not isinstance(part, Criterion):
        raise trees.NoSuchPart
    return part


def _choice_page(version: AgreementVersion, level: str, into: str, error: str = "") -> str:
    keys = reading.terms_of(version).keys
    groups = ((words, [item.key for item in keys if item.key.kind is kind]) for kind, words in reading.KINDS.items())
    return render_template(
        "marketing/agreements/edit/criterion_key.html",
        version=version,
        level=level,
        into=into,
        error=error,
        groups=[(words, [(key.key, name_of(key)) for key in members]) for words, members in groups if members],
    )


def _form_page(
    version: AgreementVersion, level: str, form: forms.CriterionForm, *, into: str | None = None, mark: str = ""
) -> str:
    """``into`` is the group that a new criterion joins; an existing one has its ``mark`` instead."""
    return render_template(
        "marketing/agreements/edit/criterion.html",
        version=version,
        rev=shown_rev(version),
        level=level,
        form=form,
        summary=[(f"f-{name}", sentence) for name, sentence in form.errors],
        name=name_of(form.key),
        into=into,
        mark=mark,
        owners=forms.owner_choices(),
        on_fail=forms.on_fail_choices(level),
    )
