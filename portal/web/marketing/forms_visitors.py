"""Test visitors of a form: kept from the preview, looked at, accepted, taken away (X6)."""

import json
from collections.abc import Mapping

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from wtforms import HiddenField, SelectField, StringField, ValidationError
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import DataRequired, Length

from portal.models.agreement import standard
from portal.models.agreement.standard import Standard
from portal.models.agreement.version import AgreementStatus, agreement_by_number
from portal.models.base import db
from portal.models.forms.form import Form
from portal.models.forms.visitor import SavedVisitor
from portal.models.team.user import FormRight
from portal.reports.forms import state_of
from portal.rules.forms.rehearsal import Outcome, Result
from portal.services.agreement.wording import sentence
from portal.services.forms import drafting
from portal.services.rehearsal import running, visitors
from portal.services.rehearsal.running import Rehearsal
from portal.web.marketing import forms_words as words
from portal.web.marketing import visitor_words
from portal.web.marketing.blueprint import bp
from portal.web.marketing.forms_reading import form_or_404, may_build, tabs_of
from portal.web.shared.checks import one_line
from portal.web.shared.clock import utcnow
from portal.web.shared.forms import BatonForm
from portal.web.shared.guards import forms_right
from portal.web.shared.loading import visible_or_404
from portal.web.shared.login import signed_in_user

LONGEST = 200_000
EXPECTED = (Result.SQL, Result.MQL, Result.UNQUALIFIED)


class VisitorForm(BatonForm):
    """A test visitor to be kept: ``answers`` is what was posted in the preview, as JSON."""

    name = StringField(
        "Name of the test visitor",
        [DataRequired("Give the test visitor a name."), Length(max=120)],
        filters=[one_line],
        description="Such as “Buyer of 250 people, wants a price”.",
    )
    result = SelectField(
        "Must become", choices=[SelectChoice(str(one), sentence(visitor_words.RESULTS[one])) for one in EXPECTED]
    )
    destination = SelectField("Must go to")
    answers = HiddenField()

    def __init__(self, *args: object, **keywords: object) -> None:
        super().__init__(*args, **keywords)
        choices = [SelectChoice(value, label) for value, label in visitor_words.destination_choices()]
        self.destination.choices = choices

    def posted(self) -> dict[str, list[str]]:
        """The answers: name → values. Raises ValueError for what no preview has written."""
        if len(self.answers.data or "") > LONGEST:
            raise ValueError("too long")
        found = json.loads(self.answers.data or "")
        if not isinstance(found, Mapping) or not all(isinstance(values, list) for values in found.values()):
            raise ValueError("no answers")
        return {str(name): [str(value) for value in values] for name, values in found.items()}

    def validate_answers(self, _field: HiddenField) -> None:
        """WTForms calls this after the field's own validators."""
        try:
            self.posted()
        except (ValueError, RecursionError):
            raise ValidationError("The answers were lost on the way. Answer the preview again.") from None


def entry_of(form: Form, posted: Mapping[str, list[str]]) -> VisitorForm | None:
    """The form that keeps these answers, filled in with what would happen now; None without an agreement in force."""
    by = standard.active()
    if by is None:
        return None
    outcome = running.run(form.slug, drafting.current(form), posted, by).outcome
    return VisitorForm(
        formdata=None,
        data={"result": outcome.result.value, "destination": outcome.destination, "answers": json.dumps(posted)},
    )


@bp.get("/forms/<int:form_id>/visitors")
@forms_right(FormRight.VIEWER)
def form_visitors(form_id: int) -> ResponseReturnValue:
    """What would become of every test visitor on the draft, beside what is expected."""
    form, by = form_or_404(form_id), standard.active()
    found = running.rehearse(form, drafting.current(form), by) if by else ()
    return render_template(
        "marketing/forms/visitors.html",
        form=form,
        lines=visitor_words.lines(found),
        agreement=by.number if by else None,
        may_build=may_build(),
        state=words.STATES[state_of(form)],
        tabs=tabs_of(form, "form_visitors"),
    )


@bp.post("/forms/<int:form_id>/visitors")
@forms_right(FormRight.EDITOR)
def keep_visitor(form_id: int) -> ResponseReturnValue:
    """Keep the answers of the preview, with what must become of them."""
    form, entry, by = form_or_404(form_id), VisitorForm(), standard.in_force()
    if not entry.validate():
        return render_template("marketing/forms/visitor.html", form=form, entry=entry), 422
    posted = running.known(drafting.current(form), entry.posted())
    outcome = Outcome(Result(entry.result.data), entry.destination.data)
    visitors.keep(form, entry.name.data or "", posted, outcome, by, by=signed_in_user(), now=utcnow())
    db.session.commit()
    flash("The test visitor is kept. It is asked whenever this form is published or an agreement is signed.", "success")
    return redirect(url_for(".form_visitors", form_id=form_id), 303)


@bp.post("/forms/<int:form_id>/visitors/<int:visitor_id>/acceptance")
@forms_right(FormRight.PUBLISHER)
def accept_visitor(form_id: int, visitor_id: int) -> ResponseReturnValue:
    """The result that the page showed is right from now on."""
    form = form_or_404(form_id)
    by, found = _context(form)
    item = next((one for one in found if one.visitor.id == visitor_id), None) or abort(404)
    visitors.accept(item, _seen(), by, by=signed_in_user(), now=utcnow())
    db.session.commit()
    flash(f"The new result of “{item.visitor.name}” is accepted.", "success")
    return redirect(_way_back(form, by), 303)


@bp.get("/forms/<int:form_id>/visitors/<int:visitor_id>/removal")
@forms_right(FormRight.EDITOR)
def ask_visitor_removal(form_id: int, visitor_id: int) -> ResponseReturnValue:
    """Ask before a test visitor goes."""
    visitor = _visitor(form_id, visitor_id)
    return render_template("marketing/forms/remove_visitor.html", form=form_or_404(form_id), visitor=visitor)


@bp.post("/forms/<int:form_id>/visitors/<int:visitor_id>/removal")
@forms_right(FormRight.EDITOR)
def remove_visitor(form_id: int, visitor_id: int) -> ResponseReturnValue:
    """Take the test visitor away."""
    visitors.remove(_visitor(form_id, visitor_id), by=signed_in_user(), now=utcnow())
    db.session.commit()
    flash("The test visitor is removed.", "success")
    return redirect(url_for(".form_visitors", form_id=form_id), 303)


def _visitor(form_id: int, visitor_id: int) -> SavedVisitor:
    return visible_or_404(select(SavedVisitor).where(SavedVisitor.id == visitor_id, SavedVisitor.form_id == form_id))


def _context(form: Form) -> tuple[Standard, tuple[Rehearsal, ...]]:
    """The agreement that the page was about and its rehearsals: a proposed one over the live form, else that in force
    over the draft."""
    number = request.form.get("agreement", type=int)
    version = db.session.scalars(agreement_by_number(number, with_drafts=True)).first() if number else None
    if version is not None and version.status is AgreementStatus.PROPOSED:
        by = standard.of_version(version.id)
        return by, tuple(one for one in running.rehearse_live(by) if one.form.id == form.id)
    by = standard.in_force()
    return by, running.rehearse(form, drafting.current(form), by)


def _seen() -> Outcome:
    result = request.form.get("result", "")
    if result not in set(Result):
        abort(400)
    return Outcome(Result(result), request.form.get("destination", "")[:60])


def _way_back(form: Form, by: Standard) -> str:
    match request.form.get("back"):
        case "publish":
            return url_for(".publish_form", form_id=form.id)
        case "sign":
            return url_for(".agreement_signature", number=by.number)
        case _:
            return url_for(".form_visitors", form_id=form.id)
