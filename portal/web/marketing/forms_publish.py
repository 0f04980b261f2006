"""Publishing: what will change, what must be mended first, and the one button."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from portal.models.base import db
from portal.models.forms.form import Form
from portal.models.team.user import FormRight
from portal.reports.forms import state_of
from portal.rules.forms.gate import Gap, GapKind
from portal.services.forms import drafting, publishing
from portal.services.forms.publishing import Gate
from portal.services.rehearsal import gates
from portal.web.marketing import forms_length, visitor_words
from portal.web.marketing import forms_words as words
from portal.web.marketing.blueprint import bp
from portal.web.marketing.forms_building import open_form
from portal.web.marketing.forms_keeping import soon_gone
from portal.web.marketing.forms_reading import may_publish, tabs_of
from portal.web.marketing.forms_saving import posted_rev
from portal.web.shared.clock import utcnow
from portal.web.shared.guards import forms_right
from portal.web.shared.login import signed_in_user


@dataclass(frozen=True)
class Task:
    """Something to mend: a sentence, and the place where it is mended. ``steps`` are a way around a key, in order."""

    words: str
    href: str
    link: str
    steps: tuple[str, ...] = ()


@bp.get("/forms/<int:form_id>/publish")
@forms_right(FormRight.EDITOR)
def publish_form(form_id: int) -> ResponseReturnValue:
    """What publishing would change, and what stands in its way."""
    form = open_form(form_id)
    return _page(form, publishing.gate_of(form))


@bp.post("/forms/<int:form_id>/publish")
@forms_right(FormRight.PUBLISHER)
def publish_draft(form_id: int) -> ResponseReturnValue:
    """Make the draft what visitors see; a refusal changes nothing (422)."""
    form = open_form(form_id)
    try:
        version = gates.publish(form, rev=posted_rev() or 0, by=signed_in_user(), now=utcnow())
    except (publishing.PublishRefused, gates.ResultsChanged):
        return _page(form, publishing.gate_of(form), refused=True), 422
    except drafting.StaleForm:
        return _page(form, publishing.gate_of(form), stale=True), 409
    db.session.commit()
    flash(f"Version {version.number} is live. Visitors see it now.", "success")
    return redirect(url_for(".form", form_id=form_id), 303)


def _page(form: Form, gate: Gate, *, refused: bool = False, stale: bool = False) -> str:
    visitors = visitor_words.lines(gates.on_publish(form, gate))
    return render_template(
        "marketing/forms/publish.html",
        form=form,
        gate=gate,
        tasks=_tasks(form, gate),
        advised=forms_length.advised(form, gate.definition),
        gone=soon_gone(form, gate.definition),
        costs=forms_length.costs_of(gate.definition),
        missing=any(gap.kind is GapKind.MISSING for gap in gate.gaps),
        lines=visitors,
        changed=_changed(visitors),
        changes=drafting.changes(form),
        news=publishing.has_news(form, gate),
        refused=refused,
        stale=stale,
        length=words.length_of(gate.definition),
        state=words.STATES[state_of(form)],
        may_publish=may_publish(),
        tabs=tabs_of(form, ""),
    )


def _changed(lines: Sequence[visitor_words.VisitorLine]) -> int:
    return sum(line.changed for line in lines)


def _tasks(form: Form, gate: Gate) -> list[Task]:
    own = [Task(fault, url_for(".edit_form", form_id=form.id), "Open the builder") for fault in gate.faults]
    return [*own, *(_gap_task(form, gap) for gap in gate.gaps)]


def _gap_task(form: Form, gap: Gap) -> Task:
    if gap.kind is GapKind.MISSING:
        return Task(words.gap_in_words(gap), url_for(".edit_form", form_id=form.id), "Add it in the builder")
    place = url_for(".edit_field", form_id=form.id, field_key=gap.key, _anchor="condition")
    link = "Change when it is asked" if gap.kind is GapKind.SKIPPABLE else "Open it"
    way = (*gap.steps, f"“{gap.label}” is not asked, and the form can be sent") if gap.steps else ()
    return Task(words.gap_in_words(gap), place, link, way)
