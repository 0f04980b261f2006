"""Trying the rules out: which one would take such a lead, and who would be next. Nothing is assigned."""

from dataclasses import dataclass

from flask import request
from flask.typing import ResponseReturnValue

from portal.models.base import db
from portal.models.forms.form import forms_in_use
from portal.models.handoff.rule import routing_rules
from portal.models.team.user import Role
from portal.rules.agreement.verdict import Qualification
from portal.rules.agreement.words import name_of
from portal.rules.forms.definition import Purpose
from portal.rules.handoff.routing import STANDING_WORDS, RoutingFacts, Standing, when_from_json
from portal.rules.questions.answer import Answer, AnswerState
from portal.rules.questions.key import Key
from portal.rules.questions.logic import keys_of
from portal.rules.questions.types.base import ReadingContext, Unreadable
from portal.rules.questions.types.country import country_names
from portal.rules.questions.types.registry import TYPES
from portal.services.agreement.library import by_name
from portal.services.forms.live import version
from portal.services.handoff import trial as service
from portal.web.sales.answers_form import AnswerForm, answer_form
from portal.web.sales.blueprint import bp
from portal.web.sales.routing import page
from portal.web.sales.why import CandidateLine, candidates_of
from portal.web.shared.clock import utcnow
from portal.web.shared.forms import clean
from portal.web.shared.guards import roles

LEVELS = {
    Standing.SQL: Qualification.SQL,
    Standing.MQL_INCOMPLETE: Qualification.MQL,
    Standing.MQL_FAILED: Qualification.MQL,
    Standing.UNQUALIFIED: Qualification.UNQUALIFIED,
}
LONGEST = 200


@dataclass(frozen=True)
class Outcome:
    """What would happen, in a sentence, with everybody who was looked at."""

    title: str
    text: str
    candidates: tuple[CandidateLine, ...]


@bp.get("/routing/trial")
@roles(Role.MANAGER)
def trial() -> ResponseReturnValue:
    """Asked by the address, so that a trial can be sent to a colleague."""
    forms = db.session.scalars(forms_in_use()).all()
    asked, answers = _asked()
    tried = "level" in request.args
    return page(
        "trial",
        levels=[(one.value, words[:1].upper() + words[1:]) for one, words in STANDING_WORDS.items()],
        forms=[(form.slug, form.name) for form in forms],
        countries=list(country_names().items()),
        asked=asked,
        shown=_text,
        outcome=_outcome(_facts(answers)) if tried and not any(item.error for item in asked) else None,
    )


def _outcome(facts: RoutingFacts) -> Outcome:
    found = service.try_out(facts, now=utcnow())
    if found.rule is None:
        sql = facts.standing is Standing.SQL
        text = "It would wait with the custodian." if sql else "The nurture owner would get it."
        return Outcome("No rule takes such a lead", text, ())
    title = f"The rule “{found.rule.name}” decides"
    if found.choice is None:
        return Outcome(title, f"It goes to {found.rule.user.name if found.rule.user else 'nobody'}.", ())
    pool = found.rule.pool.name if found.rule.pool else ""
    text = f"In the pool “{pool}”: {found.choice.reason}. A former owner of the person would go first."
    return Outcome(title, text, candidates_of(found.choice.rows))


def _facts(answers: dict[str, Answer]) -> RoutingFacts:
    standing = next((one for one in Standing if one.value == _text("level")), Standing.SQL)
    slug = _text("form")
    return RoutingFacts(
        level=LEVELS[standing],
        incomplete=standing is Standing.MQL_INCOMPLETE,
        failed=standing is Standing.MQL_FAILED,
        form_slug=slug,
        purpose=_purpose(slug),
        campaign=_text("campaign"),
        country=_text("country"),
        answers=answers,
    )


def _purpose(slug: str) -> Purpose | None:
    """What the form asks of the prospect, as it is live."""
    form = next((one for one in db.session.scalars(forms_in_use()) if one.slug == slug), None)
    live = version(form.live_version_id) if form is not None and form.live_version_id else None
    return live.definition.purpose if live else None


def _asked() -> tuple[list[AnswerForm], dict[str, Answer]]:
    """A control for every key that some rule looks at, and what was answered there."""
    forms, answers = [], dict[str, Answer]()
    for key in _keys():
        posted, error = [str(clean(text))[:LONGEST] for text in request.args.getlist(key.key)], ""
        try:
            answers.update(_answer(key, posted))
        except Unreadable as refusal:
            error = f"{refusal.message}."
        forms.append(answer_form(key, None, posted=posted, error=error))
    return forms, answers


def _answer(key: Key, posted: list[str]) -> dict[str, Answer]:
    kind = TYPES[key.type]
    if kind.blank(posted):
        return {}
    return {key.key: Answer(key.key, AnswerState.ANSWERED, kind.read(posted, key, ReadingContext()))}


def _keys() -> list[Key]:
    library = by_name()
    whens = [when_from_json(rule.conditions) for rule in db.session.scalars(routing_rules())]
    named = {key for when in whens if when.condition is not None for key in keys_of(when.condition)}
    return sorted((library[key] for key in named if key in library), key=name_of)


def _text(name: str) -> str:
    return str(clean(request.args.get(name, "")))[:LONGEST]
