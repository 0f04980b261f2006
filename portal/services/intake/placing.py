"""From a stored submission to its lead: match, merge, judge, and what follows from the verdict."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import bindparam, update

from portal.models.agreement import standard
from portal.models.base import table_of
from portal.models.hot import Hot
from portal.models.intake.lead import Lead
from portal.models.intake.submission import Disposition, Submission
from portal.models.stored import store_changes
from portal.rules.handoff.routing import RoutingFacts
from portal.rules.handoff.stages import WorkStatus
from portal.rules.questions.answer import Answers
from portal.services.intake import (
    asking,
    beginning,
    confirming,
    consenting,
    following,
    known,
    matching,
    proposing,
    verdicts,
)
from portal.services.intake.incoming import Incoming
from portal.services.intake.known import Known
from portal.services.intake.matching import Match, Sent
from portal.services.intake.verdicts import Opinion
from portal.services.ops import history

CAUSE = "submission"
_SUBMISSION = table_of(Submission)
_SETTLED = Hot(
    update(_SUBMISSION)
    .where(_SUBMISSION.c.id == bindparam("submission"))
    .values(disposition=bindparam("what"), lead_id=bindparam("lead"), person_id=bindparam("person"), why="")
)


def place(submission_id: int, post: Incoming, before: Sequence[Sent], *, now: datetime) -> None:
    """Find or make the lead, bring it up to what was answered, and hand it on.

    ``before`` are the earlier posts of the same attempt. Locks company, person, lead and pool, in this order.
    """
    own = post.own or verdicts.opinion(post.answers, standard.in_force())
    news = {key: Known(answer, post.types[key], now, submission_id) for key, answer in post.answers.items()}
    match = matching.find(post, news, before, now)
    if match.lead is None:
        _begin(submission_id, post, own, match, news, now)
    else:
        _join(submission_id, post, own, match.lead, news, now)
    consenting.record(submission_id, match.person.id, post)


def _begin(
    submission_id: int, post: Incoming, own: Opinion, match: Match, news: Mapping[str, Known], now: datetime
) -> None:
    """A new lead, linked to the person's former one. Of a new person nothing is known but this post."""
    profile, whole = post.answers, own
    if not match.new_person:
        merged = known.merge(known.profile_of(match.person), news, settled=False)
        profile = known.answers(merged.profile)
        match.person.profile, whole = known.to_text(merged.profile), verdicts.opinion(profile, own.standard)
    lead, row = beginning.begin(post, match, whole, profile, now)
    verdicts.write_both(own, whole, lead.id, submission_id=submission_id, cause=CAUSE, now=now)
    _settle(submission_id, Disposition.NEW_LEAD, lead)
    data = {"submission_id": submission_id, "level": whole.verdict.level.value}
    history.record("lead.created", f"lead:{lead.id}", now=now, actor=None, lead_id=lead.id, data=data)
    facts = _facts(lead, post, whole, profile)
    following.first(lead, whole, facts, cause=CAUSE, now=now, first_seen=match.new_person)
    store_changes(lead, row)
    if not (post.asked.definition.behaviour.completion_mail and asking.ask_by_mail(lead, now=now)):
        confirming.confirm(lead, submission_id, post, now=now)


def _join(
    submission_id: int, post: Incoming, own: Opinion, lead: Lead, news: Mapping[str, Known], now: datetime
) -> None:
    """A further post for a lead. What differs after a rep accepted becomes a proposal."""
    merged = known.merge(known.profile_of(lead.person), news, settled=_settled(lead))
    profile = known.answers(merged.profile)
    lead.person.profile = known.to_text(merged.profile)
    proposing.propose(lead, merged, submission_id, now)
    whole = verdicts.opinion(profile, own.standard)
    judged = verdicts.apply(lead, whole, profile, own=own, cause=CAUSE, now=now, submission_id=submission_id)
    _settle(submission_id, Disposition.ATTACHED, lead)
    data = {
        "submission_id": submission_id,
        "verdict_id": judged.verdict_id,
        "level": whole.verdict.level.value,
        "changed": list(merged.changed),
        "proposed": [value.answer.key for value in merged.proposed],
    }
    history.record("lead.asked_again", f"lead:{lead.id}", now=now, actor=None, lead_id=lead.id, data=data)
    facts = _facts(lead, post, whole, profile)
    following.again(lead, judged, facts, cause=CAUSE, submission_id=submission_id, now=now)
    confirming.confirm(lead, submission_id, post, now=now)


def _settled(lead: Lead) -> bool:
    """A rep has accepted the lead, and it was not given up since."""
    return lead.accepted_at is not None and lead.status is not WorkStatus.DISQUALIFIED


def _settle(submission_id: int, what: Disposition, lead: Lead) -> None:
    """The submission's one disposition."""
    row = {"submission": submission_id, "what": what, "lead": lead.id, "person": lead.person_id}
    _SETTLED.run(row)


def _facts(lead: Lead, post: Incoming, whole: Opinion, profile: Answers) -> RoutingFacts:
    verdict = whole.verdict
    return RoutingFacts(
        level=verdict.level,
        incomplete=verdict.incomplete,
        failed=bool(verdict.failed),
        form_slug=post.asked.form_slug,
        purpose=post.asked.definition.purpose,
        campaign=post.source.get("utm_campaign", ""),
        country=lead.country,
        answers=profile,
    )
