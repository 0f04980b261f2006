"""Running test visitors: read, judge and route their answers without writing anything (X6)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from portal.models.agreement.standard import Standard
from portal.models.base import db
from portal.models.forms.form import Form, forms_in_use
from portal.models.forms.visitor import AcceptedOutcome, SavedVisitor, visitors_of
from portal.rules.agreement.judge import judge
from portal.rules.agreement.verdict import LineState, Qualification, Verdict
from portal.rules.forms import rehearsal
from portal.rules.forms.definition import Definition
from portal.rules.forms.names import names_of, parts_of
from portal.rules.forms.reading import Posted, Reading, read
from portal.rules.forms.rehearsal import Accepted, Outcome, Result
from portal.rules.handoff.routing import RoutingFacts
from portal.rules.questions.answer import Answers
from portal.services.forms import live
from portal.services.handoff import trial


@dataclass(frozen=True)
class Run:
    """What would become of answers now. ``reasons`` say why it is no more: what is missing, failed or refused."""

    outcome: Outcome
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class Rehearsal:
    """A test visitor's run beside what is expected of it, and who expects that since when."""

    visitor: SavedVisitor
    form: Form
    run: Run
    expected: AcceptedOutcome

    @property
    def changed(self) -> bool:
        """The result is not the one that somebody accepted."""
        return self.run.outcome != Outcome(self.expected.result, self.expected.destination)


def rehearse(form: Form, definition: Definition, by: Standard) -> tuple[Rehearsal, ...]:
    """Every test visitor of the form, oldest first, on that definition and under that agreement."""
    visitors = db.session.scalars(visitors_of(form.id).options(selectinload(SavedVisitor.accepted))).all()
    return tuple(
        Rehearsal(visitor, form, run(form.slug, definition, visitor.posted, by), standing)
        for visitor in visitors
        if (standing := _expected(visitor, by)) is not None
    )


def rehearse_live(by: Standard) -> tuple[Rehearsal, ...]:
    """Every test visitor of every live form under an agreement that may come, form by form."""
    with_visitors = forms_in_use().where(Form.live_version_id.is_not(None), Form.id.in_(select(SavedVisitor.form_id)))
    found: list[Rehearsal] = []
    for form in db.session.scalars(with_visitors).all():
        version = live.version(form.live_version_id or 0)
        found.extend(rehearse(form, version.definition, by) if version else ())
    return tuple(found)


def run(slug: str, definition: Definition, posted: Posted, by: Standard) -> Run:
    """Read, judge and route the answers. Names that the form does not have (any more) are left out. One query."""
    reading = read(definition, known(definition, posted))
    if not reading.ok:
        sentences = tuple(f"{error.message.rstrip('.')}." for error in reading.errors)
        return Run(Outcome(Result.REFUSED, rehearsal.REFUSED_GO), sentences)
    answers = {field.key: reading.answers[field.key] for field in definition.fields() if not field.is_free}
    verdict = judge(answers, by.terms, number=by.number, content_hash=by.content_hash)
    outcome = Outcome(Result(verdict.level.value), _destination(slug, definition, answers, verdict))
    return Run(outcome, tuple(line.words for line in verdict.lines if line.state is not LineState.MET))


def known(definition: Definition, posted: Posted) -> dict[str, list[str]]:
    """What was posted to questions of the form."""
    names = {name for field in definition.fields() for name in names_of(field)}
    return {name: [str(value) for value in posted[name]] for name in sorted(names & posted.keys())}


def shown(reading: Reading, posted: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    """What was posted to questions that were asked."""
    names = {name for key in reading.visible for name in parts_of(key)}
    return {name: list(posted[name]) for name in sorted(names & posted.keys())}


def _destination(slug: str, definition: Definition, answers: Answers, verdict: Verdict) -> str:
    if verdict.disqualified:
        return rehearsal.DISQUALIFIED
    country = answers.get("country")
    facts = RoutingFacts(
        level=verdict.level,
        incomplete=verdict.incomplete,
        failed=bool(verdict.failed),
        form_slug=slug,
        purpose=definition.purpose,
        country=str(country.value) if country is not None and country.answered else "",
        answers=answers,
    )
    rule = trial.deciding(facts)
    if rule is None:
        return rehearsal.CUSTODIAN if verdict.level is Qualification.SQL else rehearsal.KEEPER
    return f"pool:{rule.pool_id}" if rule.pool_id is not None else f"person:{rule.user_id}"


def _expected(visitor: SavedVisitor, by: Standard) -> AcceptedOutcome | None:
    accepted = [
        Accepted(Outcome(row.result, row.destination), row.agreement_number, row.agreement_hash)
        for row in visitor.accepted
    ]
    place = rehearsal.expected(accepted, by.number, by.content_hash)
    return None if place is None else visitor.accepted[place]
