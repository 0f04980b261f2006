"""Forms that somebody began, with their address, and did not send: marketing writes to them or lets them be."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import func, select

from portal.models.base import db
from portal.models.forms.form import Form
from portal.models.intake.abandoned import AbandonedItem, AbandonedState
from portal.models.intake.lead import Lead
from portal.models.intake.person import Person
from portal.models.intake.submission import Submission
from portal.models.team.user import Role, User
from portal.rules.forms.definition import Definition
from portal.rules.forms.reading import read
from portal.rules.forms.translation import in_language
from portal.rules.identity import email_key
from portal.rules.questions.types.registry import TYPES
from portal.services.forms.live import Version, version
from portal.services.intake import abandoning
from portal.web.marketing.blueprint import bp
from portal.web.shared.clock import utcnow
from portal.web.shared.guards import roles
from portal.web.shared.loading import get_or_404
from portal.web.shared.login import signed_in_user
from portal.web.shared.paging import newest_first


@dataclass(frozen=True)
class KnownLead:
    """An enquiry of somebody with that address, and who has it in hand."""

    id: int
    name: str
    owner: str


@dataclass(frozen=True)
class Entry:
    """One abandoned form as the desk shows it; ``answers`` are (question, answer). ``lead``: whoever left it is a lead
    already, so that two do not write to them (S92)."""

    id: int
    email: str
    form: str
    submission_id: int
    left_at: datetime
    answers: tuple[tuple[str, str], ...]
    lead: KnownLead | None


@bp.get("/abandoned")
@roles(Role.MARKETING)
def abandoned() -> ResponseReturnValue:
    """Those that are open, newest first."""
    page = newest_first(select(AbandonedItem).where(AbandonedItem.state == AbandonedState.OPEN), AbandonedItem.id)
    ids = [item.submission_id for item in page.rows]
    posts = {post.id: post for post in db.session.scalars(select(Submission).where(Submission.id.in_(ids)))}
    shown = {number: version(number) for number in {post.form_version_id for post in posts.values()}}
    names = {row.id: row.name for row in db.session.execute(select(Form.id, Form.name))}
    leads = _leads({email_key(item.email) for item in page.rows})
    entries = [_entry(item, posts[item.submission_id], names[item.form_id], shown, leads) for item in page.rows]
    return render_template("marketing/abandoned/list.html", page=page, entries=entries)


@bp.post("/abandoned/<int:item_id>/contact")
@roles(Role.MARKETING)
def contact_abandoned(item_id: int) -> ResponseReturnValue:
    """Somebody wrote to them."""
    return _decided(item_id, AbandonedState.CONTACTED, "Noted: somebody got in touch.")


@bp.post("/abandoned/<int:item_id>/dismissal")
@roles(Role.MARKETING)
def dismiss_abandoned(item_id: int) -> ResponseReturnValue:
    """It is let be."""
    return _decided(item_id, AbandonedState.DISMISSED, "Put away. What was typed is still among the submissions.")


def _decided(item_id: int, state: AbandonedState, said: str) -> ResponseReturnValue:
    item = get_or_404(AbandonedItem, item_id)
    abandoning.decide(item, state, by=signed_in_user(), now=utcnow())
    db.session.commit()
    flash(said, "success")
    return redirect(url_for(".abandoned"), 303)


def _leads(keys: set[str]) -> dict[str, KnownLead]:
    """The latest lead of each address that has one. One query."""
    query = select(Person.email_key, Lead.id, Lead.person_name, User.name).join(Lead, Lead.person_id == Person.id)
    query = query.join(User, User.id == func.coalesce(Lead.owner_id, Lead.accountable_id), isouter=True)
    rows = db.session.execute(query.where(Person.email_key.in_(keys)).order_by(Lead.id)).all()
    return {key: KnownLead(number, name, owner or "") for key, number, name, owner in rows}


def _entry(
    item: AbandonedItem,
    post: Submission,
    form: str,
    shown: dict[int, Version | None],
    leads: Mapping[str, KnownLead],
) -> Entry:
    asked_by = shown[post.form_version_id]
    answers = () if asked_by is None else tuple(_answers(asked_by.definition, post))
    lead = leads.get(email_key(item.email))
    return Entry(item.id, item.email, form, item.submission_id, item.left_at, answers, lead)


def _answers(definition: Definition, post: Submission) -> Iterator[tuple[str, str]]:
    answers = read(in_language(definition, post.language), json.loads(post.raw)).answers
    for field in definition.fields():
        answer = answers[field.key]
        if answer.answered and answer.value is not None:
            yield field.label, TYPES[field.type].in_words(answer, field, definition.locale)
