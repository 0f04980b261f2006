"""The look of published forms: one style sheet per theme, under an address that names its content."""

from flask import Response, abort, url_for
from sqlalchemy import select

from portal.models.base import db
from portal.models.forms.version import FormVersion
from portal.rules.forms.definition import Definition
from portal.rules.forms.theme import Theme
from portal.rules.forms.theme_sheet import sheet, sheet_digest
from portal.services.forms import live
from portal.services.forms.live import LiveForm
from portal.web.public.blueprint import bp
from portal.web.shared import look as shared
from portal.web.shared.assets import FOR_GOOD
from portal.web.shared.guards import public
from portal.web.shared.look import Look


@bp.get("/f/<slug>/theme-<digest>.css")
@public()
def theme_sheet(slug: str, digest: str) -> Response:
    """The sheet of that content, if a version of the form has or had it."""
    form = live.live(slug)
    theme = None if form is None else _theme(form, digest)
    if theme is None:
        abort(404)
    return Response(sheet(theme), mimetype="text/css", headers={"Cache-Control": FOR_GOOD})


def look_of(slug: str, definition: Definition) -> Look:
    """How pages of that form look."""
    name = sheet_digest(definition.theme)
    return shared.look_of(definition.theme, url_for("public.theme_sheet", slug=slug, digest=name) if name else "")


def _theme(form: LiveForm, digest: str) -> Theme | None:
    """The live version's, else an older one's: a page that was opened before the last publishing keeps its look."""
    if sheet_digest(form.definition.theme) == digest:
        return form.definition.theme
    ids = select(FormVersion.id).where(FormVersion.form_id == form.form_id).order_by(FormVersion.number.desc())
    versions = (live.version(version_id) for version_id in db.session.scalars(ids).all())
    themes = (version.definition.theme for version in versions if version is not None)
    return next((theme for theme in themes if sheet_digest(theme) == digest), None)
