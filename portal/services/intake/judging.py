"""Judging a lead again on every new fact, and proving an old verdict (H2, invariant 4)."""

from datetime import datetime

from portal.models.agreement import standard
from portal.models.intake.lead import Lead
from portal.models.intake.verdict import VerdictRow
from portal.models.team.user import User
from portal.rules.agreement.judge import profile_from_json, verdict_from_json, verdict_to_json
from portal.rules.agreement.purged import removed, stands
from portal.rules.agreement.verdict import Verdict
from portal.rules.canonical import digest
from portal.rules.documents import DocumentError
from portal.rules.questions.answer import Answers
from portal.services.handoff.facts import facts_of
from portal.services.intake import following, known, verdicts
from portal.services.intake.verdicts import Judged


def requalify(lead: Lead, *, cause: str, actor: User | None, now: datetime) -> Judged:
    """Judge the lead and do what follows: route it where it rose, tell its owner where it fell.

    ``cause`` is a word for the history (``answer``, ``proposal``, ``agreement``). Raises NoAgreement.
    """
    judged = judge_lead(lead, cause=cause, now=now)
    following.again(lead, judged, facts_of(lead), cause=cause, actor=actor, now=now)
    return judged


def judge_lead(lead: Lead, *, cause: str, now: datetime) -> Judged:
    """Judge the person's whole profile under the agreement in force; history stays. Raises NoAgreement."""
    profile = known.answers(known.profile_of(lead.person))
    found = verdicts.opinion(profile, standard.in_force())
    return verdicts.apply(lead, found, profile, cause=cause, now=now)


def reproduce(row: VerdictRow) -> bool:
    """Whether judging the stored inputs under the stored agreement gives the stored verdict, byte for byte.

    Where answers were deleted since, whether what was decided fits what is left. False as well where the agreement's
    text no longer has the hash that the verdict names.
    """
    by = standard.of_version(row.agreement_id)
    if by.content_hash != row.agreement_hash or digest(standard.content_of(row.agreement_id)) != row.agreement_hash:
        return False
    profile = profile_from_json(row.inputs, by.terms)
    again = verdicts.opinion(profile, by)
    if row.purged_at is not None:
        return again.inputs == row.inputs and _stands(row, again.verdict, profile)
    return again.outcome == row.outcome and again.inputs == row.inputs and again.verdict.level is row.level


def _stands(row: VerdictRow, now: Verdict, profile: Answers) -> bool:
    try:
        told = verdict_from_json(row.outcome)
    except DocumentError:
        return False
    same = told.agreement_number == now.agreement_number and told.agreement_hash == now.agreement_hash
    whole = verdict_to_json(told) == row.outcome and told.level is row.level
    return same and whole and stands(told, now, removed(profile))
