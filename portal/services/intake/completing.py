"""Answering a completion link: only what it asks, into the lead that it was made for (X7)."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import update

from portal.models.agreement import standard
from portal.models.base import db
from portal.models.forms.form import Form
from portal.models.intake.completion import CompletionLink
from portal.models.intake.lead import Lead
from portal.models.intake.submission import Submission, submissions_of
from portal.rules.agreement.verdict import Qualification
from portal.rules.forms.definition import Definition, Page, Step
from portal.rules.forms.generate import new_field
from portal.rules.forms.reading import Posted, Reading
from portal.rules.forms.translation import in_language
from portal.rules.handoff.stages import CLOSED
from portal.rules.refusal import Refusal
from portal.services.forms.live import version
from portal.services.intake import known, verdicts
from portal.services.intake.incoming import Asked, Incoming, prepare
from portal.services.intake.receiving import Receipt, take_in

CHANNEL = "completion"


class LinkEnded(Refusal):
    """The link was used, replaced, or ran out; or the enquiry is closed."""

    def __init__(self) -> None:
        super().__init__("This link was used already or has run out.")


@dataclass(frozen=True)
class Question:
    """What an open link asks, as a form of one step, and the words of the form that it belongs to. ``known`` are the
    agreed questions that are answered, by their labels: which ones, and never what was answered."""

    link: CompletionLink
    lead: Lead
    asked: Asked
    known: tuple[str, ...] = ()


def question(link_id: int, now: datetime) -> Question:
    """What the link asks. Looking uses nothing up. Raises LinkEnded."""
    link = db.session.get(CompletionLink, link_id)
    if link is None or link.ended_at is not None or link.expires_at <= now:
        raise LinkEnded
    lead = db.session.get_one(Lead, link.lead_id)
    if lead.status in CLOSED or lead.qualification is Qualification.SQL:
        raise LinkEnded
    form = _newest(lead)
    return Question(link, lead, replace(form, definition=_definition(form.definition, link.keys)), _known(lead, form))


def sent_with(link_id: int, posted: Posted) -> tuple[Asked, str] | None:
    """The form and reference of what was sent with the link, if it was just this; else None."""
    link = db.session.get(CompletionLink, link_id)
    if link is None or link.submission_id is None:
        return None
    sent = db.session.get_one(Submission, link.submission_id)
    given = _filled(posted)
    if not given or _filled(json.loads(sent.raw)) != given:
        return None
    return _newest(db.session.get_one(Lead, link.lead_id)), sent.reference


def _filled(posted: Posted) -> dict[str, list[str]]:
    return {name: list(texts) for name, texts in posted.items() if any(texts)}


def complete(
    question: Question, reading: Reading, *, posted: Posted, source: Mapping[str, str], now: datetime
) -> Receipt:
    """Take the answers into the lead, and use the link up. ``reading`` must be ok. Raises LinkEnded."""
    mine = CompletionLink.id == question.link.id, CompletionLink.ended_at.is_(None)
    taken = update(CompletionLink).where(*mine).values(ended_at=now).returning(CompletionLink.id)
    if not db.session.scalars(taken).all():
        raise LinkEnded
    key = f"{CHANNEL}:{question.link.id}"
    post = prepare(question.asked, reading, posted=posted, source=source, attempt_key=key, channel=CHANNEL)
    receipt = take_in(joined(post, question.lead), now=now)
    question.link.submission_id = receipt.submission_id
    db.session.flush()
    return receipt


def joined(post: Incoming, lead: Lead) -> Incoming:
    """The post as one of that lead's person, judged together with all that is known of them."""
    person = lead.person
    given = {key: answer for key, answer in post.answers.items() if answer.answered}
    profile = {**known.answers(known.profile_of(person)), **given}
    own = verdicts.opinion(profile, standard.in_force())
    return replace(post, email=person.email, email_key=person.email_key, own=own, joins=lead.id)


def asked_again(submission: Submission) -> tuple[Asked, Lead]:
    """What a stored answer to a link was asked, for the sweep; the link's number is in the attempt key."""
    link = db.session.get_one(CompletionLink, int(submission.attempt_key.rpartition(":")[2]))
    lead = db.session.get_one(Lead, link.lead_id)
    form = _newest(lead)
    return replace(form, definition=_definition(form.definition, link.keys)), lead


def _newest(lead: Lead) -> Asked:
    """The form of the lead's newest submission, in the language of that."""
    latest = db.session.scalars(submissions_of(lead.id)).all()[-1]
    found = version(latest.form_version_id)
    assert found is not None  # noqa: S101  a foreign key holds it, and versions are never deleted
    form = db.session.get_one(Form, latest.form_id)
    return Asked(found.id, form.id, form.slug, form.owner_id, in_language(found.definition, latest.language))


def _known(lead: Lead, form: Asked) -> tuple[str, ...]:
    profile, terms = known.profile_of(lead.person), standard.in_force().terms
    agreed = [one.key for one in terms.keys if one.key.key in profile and profile[one.key.key].answer.answered]
    worded = [(key, form.definition.find(key.key)) for key in agreed]
    return tuple(key.label if field is None else field.label for key, field in worded)


def _definition(of_form: Definition, keys: list[str]) -> Definition:
    """The keys as the form words them, or as the library does."""
    terms = standard.in_force().terms
    fields = []
    for key in keys:
        agreed, worded = terms.agreed(key), of_form.find(key)
        if agreed is not None:
            plain = new_field(agreed.key, terms)
            fields.append(plain if worded is None else replace(plain, label=worded.label, help=worded.help))
    page = Page(
        title="A few answers are missing" if len(keys) > 1 else "One answer is missing",
        intro="With them we can tell you who will help you best. You need not repeat anything you told us.",
        button="Send",
        privacy_note=of_form.page.privacy_note,
        thanks_title=of_form.page.thanks_title,
        thanks_text=of_form.page.thanks_text,
    )
    return replace(of_form, page=page, steps=(Step("missing", "Still missing", tuple(fields)),))
