"""A picture of a form's paths: its steps and branches drawn, and the same in words."""

from flask import render_template
from flask.typing import ResponseReturnValue

from portal.models.team.user import FormRight
from portal.reports.forms import state_of
from portal.rules.agreement.document import terms_from_json
from portal.rules.forms.definition import Definition
from portal.rules.forms.ways import Place, places, ways
from portal.services.forms.publishing import Gate, gate_of
from portal.web.marketing import forms_words as words
from portal.web.marketing.blueprint import bp
from portal.web.marketing.forms_drawing import drawing_of
from portal.web.marketing.forms_reading import form_or_404, tabs_of
from portal.web.shared.guards import forms_right


@bp.get("/forms/<int:form_id>/paths")
@forms_right(FormRight.VIEWER)
def form_paths(form_id: int) -> ResponseReturnValue:
    """Every way that a visitor can take through the draft, and where each agreed key is asked."""
    form = form_or_404(form_id)
    gate = gate_of(form)
    known = ways(gate.definition)
    return render_template(
        "marketing/forms/paths.html",
        form=form,
        state=words.STATES[state_of(form)],
        tabs=tabs_of(form, "form_paths"),
        drawing=drawing_of(gate.definition),
        ways=[(_titles(gate.definition, way.steps), way.example) for way in known.found],
        complete=known.complete,
        places=[(place.label, _step(gate.definition, place), place.when or "not asked") for place in _agreed(gate)],
        faults=gate.faults,
        gaps=[words.gap_in_words(gap) for gap in gate.gaps],
    )


def _agreed(gate: Gate) -> tuple[Place, ...]:
    if gate.agreement is None:
        return ()
    return places(gate.definition, terms_from_json(gate.agreement.content))


def _titles(definition: Definition, steps: tuple[int, ...]) -> str:
    """``1. About you → 3. Your plans``."""
    return " → ".join(_named(definition, number) for number in steps) or "No step at all"


def _step(definition: Definition, place: Place) -> str:
    return _named(definition, place.step) if place.step else "nowhere"


def _named(definition: Definition, number: int) -> str:
    title = definition.steps[number - 1].title
    return f"{number}. {title}" if title else f"Step {number}"
