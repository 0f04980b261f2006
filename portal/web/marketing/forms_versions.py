"""Published versions of a form: the list, and what one asked."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from flask import abort, render_template, url_for
from flask.typing import ResponseReturnValue

from portal.models.base import db
from portal.models.forms.form import Form
from portal.models.forms.version import FormVersion, versions_of
from portal.models.team.user import FormRight
from portal.reports import forms as report
from portal.rules.forms.definition import Definition, Field
from portal.rules.forms.differences import Difference, differences, shown_in_words
from portal.rules.forms.document import from_json
from portal.rules.questions.types.choice import offered
from portal.rules.questions.types.registry import TYPES
from portal.services.forms import drafting, past
from portal.web.marketing import forms_words as words
from portal.web.marketing.blueprint import bp
from portal.web.marketing.forms_building import act, open_form
from portal.web.marketing.forms_reading import form_or_404, may_build, tabs_of
from portal.web.shared.guards import forms_right


@dataclass(frozen=True)
class Asked:
    """A question as a version asked it."""

    label: str
    help: str
    key: str
    type: str
    rule: str
    when: str
    options: tuple[str, ...]


@bp.get("/forms/<int:form_id>/versions")
@forms_right(FormRight.VIEWER)
def form_versions(form_id: int) -> ResponseReturnValue:
    """Every version, newest first."""
    form = form_or_404(form_id)
    return render_template(
        "marketing/forms/versions.html",
        form=form,
        state=words.STATES[report.state_of(form)],
        versions=report.versions(form),
        changes=_changes(form),
        draft=drafting.changes(form) if form.draft else (),
        may_build=may_build(),
        tabs=tabs_of(form, "form_versions"),
    )


@bp.get("/forms/<int:form_id>/versions/<int:version_id>")
@forms_right(FormRight.VIEWER)
def form_version(form_id: int, version_id: int) -> ResponseReturnValue:
    """What a version asked, to be read."""
    form, version = form_or_404(form_id), db.session.get(FormVersion, version_id)
    if version is None or version.form_id != form.id:
        abort(404)
    definition = from_json(version.definition)
    return render_template(
        "marketing/forms/version.html",
        form=form,
        changes=_changes(form)[version_id],
        may_build=may_build() and form.archived_at is None,
        version=next(row for row in report.versions(form) if row.id == version_id),
        page=definition.page,
        steps=[(step.title, [_asked(field, definition) for field in step.fields]) for step in definition.steps],
        facts=list(_facts(definition)),
    )


@bp.post("/forms/<int:form_id>/versions/<int:version_id>/copies")
@forms_right(FormRight.EDITOR)
def restore_version(form_id: int, version_id: int) -> ResponseReturnValue:
    """Copy an old version into the draft (B6); visitors go on seeing what is live, and undo takes it back."""
    form, version = open_form(form_id), db.session.get(FormVersion, version_id)
    if version is None or version.form_id != form.id:
        abort(404)
    definition = from_json(version.definition)
    said = f"Version {version.number} is copied into the draft. Undo takes it back."
    to = url_for(".edit_form", form_id=form_id)
    return act(form, lambda _now: past.placed(definition, form), to=to, said=said)


def _changes(form: Form) -> dict[int, tuple[Difference, ...]]:
    """What each version changed in the one before it, by the version's id; nothing for the first."""
    oldest_first = db.session.scalars(versions_of(form.id)).all()[::-1]
    read = [(version.id, from_json(version.definition)) for version in oldest_first]
    first: dict[int, tuple[Difference, ...]] = {version_id: () for version_id, _ in read[:1]}
    return first | {name: differences(before, after) for (_, before), (name, after) in pairwise(read)}


def _asked(field: Field, definition: Definition) -> Asked:
    rule = "must be answered" if field.must_answer else "may stay blank" if field.level == "sql" else "optional"
    options = tuple(option.label for option in offered(field.options))
    when = "" if field.show_if is None else shown_in_words(field, definition)
    return Asked(field.label, field.help, field.key, TYPES[field.type].title, rule, when, options)


def _facts(definition: Definition) -> Iterator[tuple[str, str]]:
    page = definition.page
    yield "Title", page.title
    yield "Introduction", page.intro
    yield "Points", " · ".join(page.points)
    yield "Button", page.button
    yield "Privacy note", page.privacy_note
    yield "Thank-you page", f"{page.thanks_title}: {page.thanks_text}"
    yield "What it is for", words.PURPOSES[definition.purpose][0]
    yield "Length", words.length_of(definition)
    yield "Sites that may show it", ", ".join(definition.embed_origins)
