"""A translation as a file: taken along for a translator, brought back, looked at before anything is saved (P17)."""

import json
from collections.abc import Callable
from dataclasses import dataclass

from flask import Response, abort, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue

from portal.models.forms.form import Form
from portal.models.team.user import FormRight
from portal.rules.forms import translation_sheet as sheet
from portal.rules.forms.definition import Definition
from portal.rules.forms.editing import EditRefused
from portal.rules.forms.translation import texts, with_made
from portal.services.forms import drafting
from portal.web.marketing.blueprint import bp
from portal.web.marketing.forms_building import open_form
from portal.web.marketing.forms_languages import name_in_english, where, words_of
from portal.web.marketing.forms_reading import tabs_of
from portal.web.marketing.forms_saving import save
from portal.web.shared import sheets
from portal.web.shared.guards import forms_right
from portal.web.shared.sheet_reading import MOST_BYTES, Line, SheetRefused, lines_in

WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WIDTHS = (28, 30, 60, 60, 20)
MOST_TYPED = 400_000
"""Characters of changes that one page carries on to be saved."""


@dataclass(frozen=True)
class Shown:
    """One change as the page shows it."""

    line: int
    where: str
    source: str
    before: str
    after: str
    note: str


@bp.get("/forms/<int:form_id>/languages/<locale>/texts.<kind>")
@forms_right(FormRight.EDITOR)
def translation_file(form_id: int, locale: str, kind: str) -> ResponseReturnValue:
    """Every text with its translation, for a translator: XLSX, CSV or JSON. No cell is taken for a formula."""
    form = open_form(form_id)
    definition = drafting.current(form)
    words_of(definition, locale)
    places = {path: where(path, definition) for path in texts(definition)}
    write = _WRITERS.get(kind)
    return abort(404) if write is None else write(definition, locale, places, f"{form.slug}-{locale}.{kind}")


@bp.post("/forms/<int:form_id>/languages/<locale>/look")
@forms_right(FormRight.EDITOR, late_write=True, largest=2 * MOST_BYTES)
def look_at_translation(form_id: int, locale: str) -> ResponseReturnValue:
    """What the file would change. Nothing is saved."""
    form = open_form(form_id)
    words_of(drafting.current(form), locale)
    try:
        sent = request.files.get("file")
        lines = lines_in(sent.read(MOST_BYTES + 1) if sent else b"", sheet.COLUMNS, (sheet.PART, sheet.TRANSLATION))
        return _look_page(form, locale, lines)
    except SheetRefused as refusal:
        return _look_page(form, locale, [], str(refusal)), 422


@bp.post("/forms/<int:form_id>/languages/<locale>/texts")
@forms_right(FormRight.EDITOR)
def take_translation(form_id: int, locale: str) -> ResponseReturnValue:
    """Save what was looked at; it is read once more, so that nothing but translations of texts is taken."""
    form = open_form(form_id)
    words_of(drafting.current(form), locale)
    rows = _rows(_carried())
    there = url_for(".form_language", form_id=form_id, locale=locale)

    def changed(definition: Definition) -> Definition:
        return with_made(definition, locale, sheet.look(definition, locale, rows).made)

    try:
        said = "The translations are saved in the draft. Visitors read them when you publish."
        return save(form, changed, to=there, said=said)
    except EditRefused as refusal:
        return _look_page(form, locale, [], str(refusal)), 422


def _look_page(form: Form, locale: str, lines: list[Line], problem: str = "") -> str:
    definition = drafting.current(form)
    found = sheet.look(definition, locale, _rows(lines))
    rows = json.dumps([_line(change) for change in found.changes])
    if len(rows) > MOST_TYPED:
        raise SheetRefused("The file changes too much at once. Bring it in parts.")
    return render_template(
        "marketing/forms/translation_look.html",
        form=form,
        locale=locale,
        language=name_in_english(locale),
        look=found,
        shown=[_shown(change, definition) for change in found.changes],
        rows=rows,
        rev=form.draft_rev,
        problem=problem,
        tabs=tabs_of(form, "form_languages"),
    )


def _shown(change: sheet.Change, definition: Definition) -> Shown:
    note = "still right" if change.confirmed else "from an older text" if change.old else ""
    return Shown(change.number, where(change.path, definition), change.source, change.before, change.made.text, note)


def _line(change: sheet.Change) -> list[str | int]:
    state = sheet.DONE if change.confirmed else ""
    return [change.number, change.path, change.made.source, change.made.text, state]


def _carried() -> list[Line]:
    """The changes that the page before carried on, as lines again; 400 for what no such page sends."""
    names = (sheet.PART, sheet.ORIGINAL, sheet.TRANSLATION, sheet.STATE)
    try:
        found = json.loads(request.form.get("rows", ""))
        return [(int(number), dict(zip(names, map(str, cells), strict=True))) for number, *cells in found]
    except (ValueError, TypeError, RecursionError):
        abort(400)


def _rows(lines: list[Line]) -> list[sheet.Row]:
    return [sheet.Row(number, cells) for number, cells in lines]


Write = Callable[[Definition, str, dict[str, str], str], Response]


def _workbook(definition: Definition, locale: str, places: dict[str, str], name: str) -> Response:
    book = sheets.workbook(sheet.rows_of(definition, locale, places), locale, widths=WIDTHS)
    return send_file(book, mimetype=WORKBOOK, as_attachment=True, download_name=name)


def _csv(definition: Definition, locale: str, places: dict[str, str], name: str) -> Response:
    return _attached("".join(sheets.csv_pieces(sheet.rows_of(definition, locale, places))), "text/csv", name)


def _json(definition: Definition, locale: str, places: dict[str, str], name: str) -> Response:
    columns, *rows = sheet.rows_of(definition, locale, places)
    documents = (dict(zip(map(str.lower, columns), row, strict=True)) for row in rows)
    return _attached("".join(sheets.json_pieces(documents)), "application/json", name)


def _attached(text: str, kind: str, name: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(text, mimetype=kind, headers=headers)


_WRITERS: dict[str, Write] = {"xlsx": _workbook, "csv": _csv, "json": _json}
