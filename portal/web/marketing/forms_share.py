"""Ways to a form: its address, the frame for other sites, a plain form to copy, the API; each ready to be copied."""

import json

from flask import current_app, render_template
from flask.typing import ResponseReturnValue

from portal.models.base import db
from portal.models.forms.link import links_of
from portal.models.forms.version import FormVersion
from portal.models.team.user import FormRight
from portal.rules.forms.definition import Definition, Field
from portal.rules.forms.document import from_json
from portal.rules.forms.translation import languages
from portal.rules.questions.key import TypeName
from portal.web.marketing.blueprint import bp
from portal.web.marketing.forms_links import short_address
from portal.web.marketing.forms_reading import form_or_404, may_build, share_of, tabs_of
from portal.web.shared.guards import forms_right
from portal.web.shared.language import name_of
from portal.web.shared.questions import Question, question

_EXAMPLES = {
    TypeName.EMAIL: "ana@company.example",
    TypeName.PHONE: "+1 415 555 2671",
    TypeName.URL: "https://company.example",
    TypeName.DATE: "2026-12-01",
    TypeName.COUNTRY: "US",
}
_ANA = {"first_name": "Ana", "last_name": "Duarte", "company": "Duarte", "job_title": "Head of operations"}
_NUMBERS = (TypeName.WHOLE, TypeName.DECIMAL, TypeName.MONEY)
_TICKS = (TypeName.YES_NO, TypeName.CONSENT)


@bp.get("/forms/<int:form_id>/share")
@forms_right(FormRight.VIEWER)
def form_share(form_id: int) -> ResponseReturnValue:
    """Everything that another site or program needs to send people to the form."""
    form = form_or_404(form_id)
    share, definition = share_of(form), _shown(form.live_version_id)
    return render_template(
        "marketing/forms/share.html",
        form=form,
        share=share,
        definition=definition,
        plain=_plain(share.address, definition) if definition and definition.plain_post else None,
        program=_call(form.slug, definition) if definition else "",
        links=[(link, short_address(link)) for link in db.session.scalars(links_of(form.id))],
        spoken=_in_one_language(share.address, definition) if definition else [],
        may_build=may_build(),
        tabs=tabs_of(form, "form_share"),
    )


def _shown(version_id: int | None) -> Definition | None:
    """What visitors see; None before the first publishing."""
    version = db.session.get(FormVersion, version_id) if version_id else None
    return from_json(version.definition) if version else None


def _in_one_language(address: str, definition: Definition) -> list[tuple[str, str]]:
    """Name of the language and address of the form in it; none for a form in one language."""
    codes = languages(definition) if definition.translations else ()
    return [(name_of(code, "en"), f"{address}?lang={code}") for code in codes]


def _plain(address: str, definition: Definition) -> str:
    """The form as HTML for a page of somebody else's making."""
    asked = [field for field in definition.fields() if field.is_seen and field.type is not TypeName.FILE]
    questions: list[Question] = [question(field, {}, locale=definition.locale) for field in asked]
    words = {"address": address, "page": definition.page, "questions": questions}
    return render_template("marketing/forms/_plain_form.txt", **words)


def _call(slug: str, definition: Definition) -> str:
    """The call of the API that sends an answer, for a shell."""
    base = str(current_app.config["BATON"].BASE_URL).rstrip("/")
    fields = [field for field in definition.fields() if field.must_answer or field.level] or list(definition.fields())
    answers = {field.key: _example(field) for field in fields if field.type is not TypeName.FILE}
    body = json.dumps({"answers": answers, "source": {"utm_source": "api"}}, indent=2, ensure_ascii=False)
    quoted = body.replace("'", "'\\''")
    return (
        f"curl {base}/api/v1/forms/{slug}/submissions \\\n"
        f"  -H 'Content-Type: application/json' \\\n  -H 'Idempotency-Key: one-per-enquiry' \\\n  -d '{quoted}'"
    )


def _example(field: Field) -> object:
    if field.type in _NUMBERS:
        return int(field.settings.maximum or 250) if (field.settings.maximum or 250) < 250 else 250
    if field.type in _TICKS:  # a program agrees to nothing that the person did not agree to
        return field.type is TypeName.YES_NO or field.must_answer
    ids = [option.id for option in field.options if not option.retired]
    if ids:
        return ids[:1] if field.type is TypeName.CHOICES else ids[0]
    return _ANA.get(field.key) or _EXAMPLES.get(field.type, field.label)
