"""The draft as visitors would see it. Sending it shows what would be stored and how it would be judged; nothing is."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from flask import Response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import generate_csrf
from markupsafe import Markup

from portal.models.agreement import standard
from portal.models.forms.form import Form
from portal.models.team.user import FormRight
from portal.rules.agreement.judge import judge
from portal.rules.agreement.verdict import Verdict
from portal.rules.agreement.words import nothing
from portal.rules.forms.browser import browser_rules
from portal.rules.forms.definition import Definition
from portal.rules.forms.reading import FieldError, Posted, Reading, read
from portal.rules.forms.theme_sheet import sheet
from portal.rules.forms.translation import in_language
from portal.rules.questions.cleaning import without_controls
from portal.rules.questions.types.registry import TYPES
from portal.services.forms import drafting
from portal.services.rehearsal.running import shown
from portal.web.marketing.blueprint import bp
from portal.web.marketing.forms_reading import form_or_404, may_build
from portal.web.marketing.forms_visitors import entry_of
from portal.web.shared.clock import utcnow
from portal.web.shared.form_page import FormPage, page_of, relevant_steps
from portal.web.shared.guards import forms_right
from portal.web.shared.headers import allow_framing
from portal.web.shared.language import speak, told
from portal.web.shared.look import look_of

STEP, GO, SHOWN, CSRF = "_step", "_go", "_shown", "csrf_token"
_HIDDEN = Markup('<input type="hidden" name="{}" value="{}">')


@dataclass(frozen=True)
class Tried:
    """A test visitor's answers: (question, answer), and the verdict; None without an agreement in force."""

    answers: tuple[tuple[str, str], ...]
    verdict: Verdict | None
    lines: tuple[dict[str, str], ...]


@bp.get("/forms/<int:form_id>/preview")
@forms_right(FormRight.VIEWER)
def preview_form(form_id: int) -> ResponseReturnValue:
    """The first page, or the one of ``step``; with ``pane`` as the builder shows it beside the canvas."""
    form = form_or_404(form_id)
    definition = _draft(form)
    index = min(max(request.args.get("step", 0, type=int), 0), len(definition.steps) - 1)
    return _page(form, definition, {}, index) if any(definition.items()) else _nothing(form)


@bp.post("/forms/<int:form_id>/preview")
@forms_right(FormRight.VIEWER, late_write=True)
def try_form(form_id: int) -> ResponseReturnValue:
    """The next page, or what would become of the answers."""
    form = form_or_404(form_id)
    definition, posted = _draft(form), _posted()
    index = _index(definition)
    if request.form.get(GO) == "back":
        return _page(form, definition, posted, _beside(definition, posted, index, -1))
    reading = read(definition, posted, through_step=index, now=utcnow())
    if reading.errors:
        return _page(form, definition, posted, _page_with(definition, reading), reading.errors), 422
    if _beside(definition, posted, index, 1) != index:
        return _page(form, definition, posted, _beside(definition, posted, index, 1))
    if in_pane():
        allow_framing(("'self'",))
        return render_template("marketing/forms/pane_tried.html", form=form, tried=_tried(definition, reading))
    keep = entry_of(form, shown(reading, posted)) if may_build() else None
    return render_template("marketing/forms/tried.html", form=form, tried=_tried(definition, reading), keep=keep)


@bp.get("/forms/<int:form_id>/preview/theme.css")
@forms_right(FormRight.VIEWER)
def preview_sheet(form_id: int) -> ResponseReturnValue:
    """The style sheet of the draft's look."""
    return Response(sheet(drafting.current(form_or_404(form_id)).theme), mimetype="text/css")


def _draft(form: Form) -> Definition:
    """In the language that the address names, else in its own."""
    return in_language(drafting.current(form), request.args.get("lang", ""))


def _page(
    form: Form,
    definition: Definition,
    posted: Posted,
    index: int,
    errors: Sequence[FieldError] = (),
) -> str:
    speak(definition.locale)
    said = [replace(error, message=told(error.message)) for error in errors]
    page = page_of(definition, posted, index=index, errors=said)
    if in_pane():
        allow_framing(("'self'",))
    return render_template(
        "public/form.html",
        layout="marketing/forms/pane.html" if in_pane() else "marketing/forms/preview.html",
        page=page,
        hidden=_inputs(page),
        decoy="_homepage",
        embedded=False,
        privacy_url=None,
        problem_title=definition.page.error_title or None,
        look=look_of(definition.theme, url_for(".preview_sheet", form_id=form.id)),
        rules=browser_rules(definition) if page.lives else None,
        form=form,
        leave=url_for("marketing.edit_form" if may_build() else "marketing.form", form_id=form.id),
    )


def in_pane() -> bool:
    """Whether the page is for the builder's frame, which only the builder may show."""
    return "pane" in request.args


def _nothing(form: Form) -> str:
    if in_pane():
        allow_framing(("'self'",))
        return render_template("marketing/forms/pane_empty.html")
    return render_template("marketing/forms/nothing.html", form=form, may_build=may_build())


def _inputs(page: FormPage) -> Markup:
    """What travels along with the page."""
    pairs = [(CSRF, generate_csrf()), (STEP, str(page.index)), *page.carried]
    return Markup("").join(_HIDDEN.format(*pair) for pair in [*pairs, (SHOWN, ",".join(page.shown))])


def _posted() -> dict[str, list[str]]:
    """What was answered, without what the page needs for itself."""
    return {
        without_controls(name): [without_controls(value) for value in values]
        for name, values in request.form.lists()
        if name != CSRF and not name.startswith("_")
    }


def _index(definition: Definition) -> int:
    number = request.form.get(STEP, type=int)
    return number if number is not None and 0 <= number < len(definition.steps) else len(definition.steps) - 1


def _beside(definition: Definition, posted: Posted, index: int, by: int) -> int:
    """The page before or after among those that ask something; the same one at the end."""
    order = relevant_steps(definition, frozenset(read(definition, posted).visible), index)
    place = order.index(index) + by
    return order[place] if 0 <= place < len(order) else index


def _page_with(definition: Definition, reading: Reading) -> int:
    """The first page with an error."""
    wrong = {error.key for error in reading.errors}
    return next(
        index for index, step in enumerate(definition.steps) if any(field.key in wrong for field in step.fields)
    )


def _tried(definition: Definition, reading: Reading) -> Tried:
    try:
        by = standard.in_force()
    except standard.NoAgreement:
        return Tried(tuple(_answers(definition, reading)), None, ())
    verdict = judge(reading.answers, by.terms, number=by.number, content_hash=by.content_hash)
    lines = tuple({"state": str(line.state), "words": line.words, "detail": line.seen} for line in verdict.lines)
    return Tried(tuple(_answers(definition, reading)), verdict, lines)


def _answers(definition: Definition, reading: Reading) -> Iterator[tuple[str, str]]:
    for field in definition.fields():
        answer = reading.answers[field.key]
        if answer.answered and answer.value is not None:
            yield field.label, TYPES[field.type].in_words(answer, field, definition.locale)
        else:
            yield field.label, f"({nothing(answer)[0]})"
