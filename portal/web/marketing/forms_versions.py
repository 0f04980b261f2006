"""Published versions of a form: the list, and what one asked."""

from collections.abc import Iterator
from dataclasses import dataclass

from flask import abort, render_template
from flask.typing import ResponseReturnValue

from portal.models.base import db
from portal.models.forms.version import FormVersion
from portal.reports import forms as report
from portal.rules.forms.definition import Definition, Field
from portal.rules.forms.differences import shown_in_words
from portal.rules.forms.document import from_json
from portal.rules.questions.types.choice import offered
from portal.rules.questions.types.registry import TYPES
from portal.web.marketing import forms_words as words
from portal.web.marketing.blueprint import bp
from portal.web.marketing.forms_reading import READERS, form_or_404, tabs_of
from portal.web.shared.guards import roles


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
@roles(*READERS)
def form_versions(form_id: int) -> ResponseReturnValue:
    """Every version, newest first."""
    form = form_or_404(form_id)
    return render_template(
        "marketing/forms/versions.html",
        form=form,
        state=words.STATES[report.state_of(form)],
        versions=report.versions(form),
        tabs=tabs_of(form, "form_versions"),
    )


@bp.get("/forms/<int:form_id>/versions/<int:version_id>")
@roles(*READERS)
def form_version(form_id: int, version_id: int) -> ResponseReturnValue:
    """What a version asked, to be read."""
    form, version = form_or_404(form_id), db.session.get(FormVersion, version_id)
    if version is None or version.form_id != form.id:
        abort(404)
    definition = from_json(version.definition)
    return render_template(
        "marketing/forms/version.html",
        form=form,
        version=next(row for row in report.versions(form) if row.id == version_id),
        page=definition.page,
        steps=[(step.title, [_asked(field, definition) for field in step.fields]) for step in definition.steps],
        facts=list(_facts(definition)),
    )


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
