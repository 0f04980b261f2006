"""The first run: from an agreement to a form that visitors see, one step after the other."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask import current_app, render_template, url_for
from flask.typing import ResponseReturnValue

from portal.models.team.user import Role
from portal.services.agreement.progress import SetupStep, SetupStepName, StepState, setup_state
from portal.web.marketing.blueprint import bp
from portal.web.shared.guards import roles


@dataclass(frozen=True)
class StepWords:
    """What a step is, why, and where it is done."""

    title: str
    why: str
    act: str
    endpoint: str


@dataclass(frozen=True)
class StepRow:
    """A step ready to be drawn; ``href`` is empty where the portal lacks the page."""

    title: str
    why: str
    act: str
    href: str
    state: StepState


WORDS: Mapping[SetupStepName, StepWords] = {
    SetupStepName.AGREEMENT: StepWords(
        "Draft the agreement",
        "Begin with a template: which questions are asked, what makes an MQL and an SQL, what each side promises.",
        "Choose a template",
        "marketing.new_agreement",
    ),
    SetupStepName.SIGNATURES: StepWords(
        "Sign it for both sides",
        "One signature for marketing and one for sales put it in force. Somebody who is both may sign twice.",
        "Open the agreement",
        "marketing.agreements",
    ),
    SetupStepName.FORM: StepWords(
        "Make the first form",
        "The agreement makes it in one action, with every question that it needs.",
        "Make a form from the agreement",
        "marketing.new_form",
    ),
    SetupStepName.POOL: StepWords(
        "Name a pool of reps",
        "Who shares the leads, in what proportion, and at which hours.",
        "Set up a pool",
        "sales.routing",
    ),
    SetupStepName.RULE: StepWords(
        "Send SQLs to the pool",
        "A routing rule says which leads go there. Without one, they wait with you.",
        "Add a rule",
        "sales.routing",
    ),
    SetupStepName.PUBLISH: StepWords(
        "Publish the form",
        "From then on every answer becomes a judged, routed lead.",
        "Open the forms",
        "marketing.forms",
    ),
}

FINISHED_AT = {SetupStepName.AGREEMENT: "marketing.agreements", SetupStepName.FORM: "marketing.forms"}
"""Where a finished step is looked at, if not where it was done."""


@bp.get("/setup")
@roles(Role.ADMIN)
def setup() -> ResponseReturnValue:
    """What is done and what comes next."""
    rows = [_row(step) for step in setup_state()]
    finished = all(row.state is StepState.DONE for row in rows)
    return render_template("marketing/setup/setup.html", rows=rows, finished=finished)


def _row(step: SetupStep) -> StepRow:
    words = WORDS[step.name]
    done = step.state is StepState.DONE
    endpoint = FINISHED_AT.get(step.name, words.endpoint) if done else words.endpoint
    href = url_for(endpoint) if endpoint in current_app.view_functions else ""
    return StepRow(words.title, words.why, "Open it" if done else words.act, href, step.state)
