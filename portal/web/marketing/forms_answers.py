"""What was sent to a form, as a file (P20)."""

from collections.abc import Iterator

from flask import Response, abort, send_file, stream_with_context
from flask.typing import ResponseReturnValue

from portal.models.team.user import FormRight
from portal.reports import submissions
from portal.web.marketing.blueprint import bp
from portal.web.marketing.forms_reading import form_or_404
from portal.web.shared import sheets
from portal.web.shared.guards import forms_right

WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@bp.get("/forms/<int:form_id>/answers.<kind>")
@forms_right(FormRight.VIEWER)
def form_answers(form_id: int, kind: str) -> ResponseReturnValue:
    """CSV, XLSX or JSON: a column per key across all versions; spam and tests stay out.

    Whoever sees forms sees every lead too (marketing, managers, admins), so whoever sees them may take them along.
    """
    form = form_or_404(form_id)
    name = f"{form.slug}.{kind}"
    if kind == "xlsx":
        book = sheets.workbook(submissions.lines(form.id), form.name)
        return send_file(book, mimetype=WORKBOOK, as_attachment=True, download_name=name)
    if kind == "csv":
        return _streamed(sheets.csv_pieces(submissions.lines(form.id)), "text/csv", name)
    if kind == "json":
        return _streamed(sheets.json_pieces(submissions.documents(form.id)), "application/json", name)
    return abort(404)


def _streamed(pieces: Iterator[str], kind: str, name: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(stream_with_context(pieces), mimetype=kind, headers=headers)
