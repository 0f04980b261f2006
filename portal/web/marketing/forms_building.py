"""The builder's page: the canvas beside the settings of what was chosen."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

from flask import abort, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.models.base import db
from portal.models.forms.asset import assets_of
from portal.models.forms.form import Form
from portal.reports.forms import state_of
from portal.rules.forms.definition import Definition, Field
from portal.rules.forms.editing import EditRefused
from portal.rules.questions.key import TypeName
from portal.services.forms import drafting, edits, publishing
from portal.web.marketing import forms_words as words
from portal.web.marketing.forms_canvas import canvas_of
from portal.web.marketing.forms_entry import FieldEntry
from portal.web.marketing.forms_field import entry_of
from portal.web.marketing.forms_page import PageForm
from portal.web.marketing.forms_pane import pane_of
from portal.web.marketing.forms_reading import form_or_404, tabs_of
from portal.web.marketing.forms_saving import clash_page, posted_rev, save
from portal.web.marketing.forms_step_entry import StepEntry
from portal.web.shared.filters import when
from portal.web.shared.forms import BatonForm

Said: TypeAlias = str | Callable[[], str]


@dataclass(frozen=True)
class Inspected:
    """What the inspector shows; at most one of them."""

    field: FieldEntry | None = None
    step: StepEntry | None = None
    page: BatonForm | None = None

    @property
    def key(self) -> str:
        """The field whose settings are open."""
        return self.field.field.key if self.field else ""

    @property
    def problems(self) -> list[tuple[str, str]]:
        """For the summary: (id of the control, sentence)."""
        if self.field:
            return self.field.problems
        if self.step and self.step.error:
            return [("f-title", self.step.error)]
        return list(_first_errors(self.page)) if self.page else []


NOTHING = Inspected()


def _first_errors(entry: BatonForm) -> Iterator[tuple[str, str]]:
    for control in entry:
        if control.errors:
            yield control.id, str(control.errors[0])


def open_form(form_id: int) -> Form:
    """The form, if it can be edited. Raises PutAway for an archived one."""
    form = form_or_404(form_id)
    if form.archived_at is not None:
        raise drafting.PutAway(form)
    return form


def builder(form: Form, inspected: Inspected = NOTHING, problem: str = "") -> str:
    """The whole page. ``problem`` says what could not be done."""
    canvas = canvas_of(form, inspected.key)
    here = _here(form, inspected)
    return render_template(
        "marketing/forms/build.html",
        form=form,
        canvas=canvas,
        here=here,
        pane=pane_of(form, _step_shown(canvas.definition, inspected), here),
        inspected=inspected,
        problems=[*([(None, problem)] if problem else []), *inspected.problems],
        rev=_shown_rev(form),
        last=edits.last(form),
        following=edits.following(form),
        saved=_saved(form, [words for _, words in inspected.problems] if not problem else [problem]),
        state=words.STATES[state_of(form)],
        tabs=tabs_of(form, "edit_form"),
    )


def act(
    form: Form, change: drafting.Edit, *, to: str, said: str = "", shown: Inspected = NOTHING
) -> ResponseReturnValue:
    """Save the edit; where it would break the form, show the builder again with the reason (422)."""
    try:
        return save(form, change, to=to, said=said)
    except EditRefused as refusal:
        return builder(form, shown, str(refusal)), 422


def refusal_of(look: Callable[[], Definition]) -> str:
    """Why the edit cannot be done, for a page that asks before it; empty where it can."""
    try:
        look()
    except EditRefused as refusal:
        return str(refusal)
    return ""


def gone(form: Form, look: drafting.Edit) -> ResponseReturnValue:
    """What was edited is not there: somebody took it away (409, nothing typed is lost), or it never was (404).

    ``look`` raises EditRefused.
    """
    if posted_rev() == form.draft_rev:
        abort(404)
    return clash_page(form, look, url_for("marketing.edit_form", form_id=form.id))


def field_of(definition: Definition, key: str) -> Field:
    """The field of that key, else 404."""
    field = definition.find(key)
    if field is None:
        abort(404)
    return field


def inspected_field(form: Form, definition: Definition, key: str) -> Inspected:
    """The field's settings as they are stored."""
    field = field_of(definition, key)
    entry = entry_of(definition, field, fixed=is_fixed(form, field), pictures=pictures_of(form, field))
    return Inspected(field=entry)


def pictures_of(form: Form, field: Field) -> tuple[tuple[str, str], ...]:
    """What an image can show, newest first; nothing for any other field. One query."""
    if field.type is not TypeName.IMAGE:
        return ()
    return tuple((asset.name, asset.file_name) for asset in db.session.scalars(assets_of(form.id)))


def is_fixed(form: Form, field: Field) -> bool:
    """Whether the type cannot change any more: the library's, or seen by visitors (B10)."""
    return not field.is_free or publishing.was_published(form, field.key) is not None


def inspected_page(definition: Definition) -> Inspected:
    """The page's settings as they are stored."""
    entry = PageForm(formdata=None)
    entry.show(definition)
    return Inspected(page=entry)


def still_open(form: Form) -> Inspected:
    """The field whose settings were open when a button on the canvas was pressed."""
    key, definition = request.values.get("open", ""), drafting.current(form)
    return inspected_field(form, definition, key) if definition.find(key) else NOTHING


def canvas_url(form: Form, anchor: str = "", *, gone: str = "") -> str:
    """The builder, with what is open kept open, at that card."""
    key = request.values.get("open", "")
    if key and key != gone:
        return field_url(form, key, anchor)
    return url_for("marketing.edit_form", form_id=form.id, _anchor=anchor or None)


def field_url(form: Form, key: str, anchor: str = "") -> str:
    """The settings of the field, at that place of the page."""
    return url_for("marketing.edit_field", form_id=form.id, field_key=key, _anchor=anchor or f"field-{key}")


def _here(form: Form, inspected: Inspected) -> str:
    """The address of what is shown, however the page came to be."""
    if inspected.field:
        return url_for("marketing.edit_field", form_id=form.id, field_key=inspected.key)
    if inspected.step:
        return url_for("marketing.edit_step", form_id=form.id, step_id=inspected.step.step.id)
    return url_for("marketing.edit_page" if inspected.page else "marketing.edit_form", form_id=form.id)


def _step_shown(definition: Definition, inspected: Inspected) -> int:
    """Which step the preview opens: the one of what is being edited."""
    if inspected.step:
        return inspected.step.number - 1
    keys = [[field.key for field in step.fields] for step in definition.steps]
    return next((place for place, inside in enumerate(keys) if inspected.key in inside), 0)


def _saved(form: Form, problems: list[str]) -> str:
    """``Saved 10:52``, or why it was not."""
    if problems:
        return f"Not saved: {problems[0]}"
    if form.draft_saved_at is None:
        return ""
    return f"Saved {when(form.draft_saved_at)}"


def _shown_rev(form: Form) -> int:
    """The save that was before the reader's eyes; it stays when the page comes back with errors."""
    return posted_rev() or form.draft_rev
