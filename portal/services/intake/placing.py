"""From a stored submission to its lead: match, merge, judge, and what follows from the verdict."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import update

from portal.models.base import db, table_of
from portal.models.intake.lead import Lead
from portal.models.intake.person import Person
from portal.models.intake.submission import Disposition, Submission
from portal.models.intake.verdict import Scope
from portal.rules.handoff.routing import RoutingFacts
from portal.rules.handoff.stages import WorkStatus
from portal.services.intake import following, known, matching, proposing, standard, verdicts
from portal.services.intake.incoming import Incoming
from portal.services.intake.known import Known, Merged
from portal.services.intake.verdicts import Judged, Opinion
from portal.services.ops import history

CAUSE = "submission"
_SUBMISSION = table_of(Submission)


@dataclass(frozen=True)
class Place:
    """The lead that a submission belongs to, and whether this submission made it, and its person."""

    lead: Lead
    new: bool
    new_person: bool


def place(submission_id: int, post: Incoming, attempt_leads: list[int], *, now: datetime) -> None:
    """Find or make the lead, bring it up to what was answered, and hand it on.

    ``attempt_leads`` are the leads that earlier posts of the same attempt belong to. Locks company, person, lead and
    pool, in this order.
    """
    own = verdicts.opinion(post.answers, standard.in_force())
    found = _place(post, attempt_leads, now)
    lead = found.lead
    merged = _learn(found, post, submission_id, now)
    profile = known.answers(merged.profile)
    whole = own if found.new_person else verdicts.opinion(profile, own.standard)
    judged = verdicts.apply(lead, whole, profile, cause=CAUSE, now=now, submission_id=submission_id)
    verdicts.write(own, Scope.SUBMISSION, lead.id, cause=CAUSE, now=now, submission_id=submission_id)
    _settle(submission_id, found)
    _record(submission_id, found, judged, merged, now)
    facts = _facts(lead, post, whole, merged)
    if found.new:
        following.first(lead, judged, facts, cause=CAUSE, now=now)
    else:
        following.again(lead, judged, facts, cause=CAUSE, submission_id=submission_id, now=now)


def _place(post: Incoming, attempt_leads: list[int], now: datetime) -> Place:
    company_name = _text(post, "company")
    company_id = matching.company_for(domain=post.domain, name=company_name, now=now)
    corrected = matching.corrected_lead(post.email, post.email_key, _name(post), company_id, attempt_leads)
    if corrected is not None:
        return Place(corrected, new=False, new_person=False)
    person, new_person = matching.person_for(
        email=post.email, email_key=post.email_key, name=_name(post), company_id=company_id, now=now
    )
    joined, former = (None, None) if new_person else matching.lead_of(person.id, attempt_leads)
    if joined is not None:
        return Place(joined, new=False, new_person=False)
    return Place(_new_lead(post, person, company_id, former, now), new=True, new_person=new_person)


def _new_lead(post: Incoming, person: Person, company_id: int | None, former: Lead | None, now: datetime) -> Lead:
    """Until routing names somebody, the form's owner answers for it."""
    lead = Lead(
        person=person,
        company_id=company_id,
        form_id=post.asked.form_id,
        previous_id=None if former is None else former.id,
        status=WorkStatus.NEW,
        accountable_id=post.asked.form_owner_id,
        due_at=now,
        utm_source=post.source.get("utm_source", ""),
        utm_medium=post.source.get("utm_medium", ""),
        utm_campaign=post.source.get("utm_campaign", ""),
        created_at=now,
        created_day=int(f"{now:%Y%m%d}"),
        known_at=now,
    )
    db.session.add(lead)
    db.session.flush()
    return lead


def _learn(found: Place, post: Incoming, submission_id: int, now: datetime) -> Merged:
    """Bring the answers into the person's profile; what differs after a rep accepted becomes a proposal."""
    news = {key: Known(answer, post.types[key], now, submission_id) for key, answer in post.answers.items()}
    person, lead = found.lead.person, found.lead
    profile = {} if found.new_person else known.profile_of(person)
    merged = known.merge(profile, news, settled=_settled(lead))
    if merged.changed:
        person.profile = known.to_text(merged.profile)
    if not found.new:
        proposing.propose(lead, merged, submission_id, now)
    return merged


def _settled(lead: Lead) -> bool:
    """A rep has accepted the lead, and it was not given up since."""
    return lead.accepted_at is not None and lead.status is not WorkStatus.DISQUALIFIED


def _settle(submission_id: int, found: Place) -> None:
    """The submission's one disposition."""
    disposition = Disposition.NEW_LEAD if found.new else Disposition.ATTACHED
    row = update(_SUBMISSION).where(_SUBMISSION.c.id == submission_id)
    values = {"disposition": disposition, "lead_id": found.lead.id, "person_id": found.lead.person_id, "why": ""}
    db.session.execute(row.values(values))


def _record(submission_id: int, found: Place, judged: Judged, merged: Merged, now: datetime) -> None:
    kind = "lead.created" if found.new else "lead.asked_again"
    data = {
        "submission_id": submission_id,
        "verdict_id": judged.verdict_id,
        "level": judged.verdict.level.value,
        "changed": list(merged.changed) if not found.new else [],
    }
    lead_id = found.lead.id
    history.record(kind, f"lead:{lead_id}", now=now, actor=None, lead_id=lead_id, data=data)


def _facts(lead: Lead, post: Incoming, whole: Opinion, merged: Merged) -> RoutingFacts:
    verdict = whole.verdict
    return RoutingFacts(
        level=verdict.level,
        incomplete=verdict.incomplete,
        failed=bool(verdict.failed),
        form_slug=post.asked.form_slug,
        purpose=post.asked.definition.purpose,
        campaign=post.source.get("utm_campaign", ""),
        country=lead.country,
        answers=known.answers(merged.profile),
    )


def _name(post: Incoming) -> str:
    return " ".join(part for part in (_text(post, "first_name"), _text(post, "last_name")) if part)


def _text(post: Incoming, key: str) -> str:
    answer = post.answers.get(key)
    return str(answer.value) if answer is not None and answer.answered else ""
