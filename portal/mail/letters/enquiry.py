"""The word to a prospect that what they sent has arrived, and what happens next (S91)."""

from sqlalchemy import select

from portal.mail.letters.desk import Desk
from portal.mail.letters.prospect import definition_of, first_name, speak
from portal.models.base import db
from portal.models.handoff.meeting import booked_meeting
from portal.models.intake.answer import AnswerRow
from portal.models.intake.submission import Submission
from portal.models.intake.verdict import Scope, VerdictRow
from portal.rules.agreement.verdict import Qualification
from portal.rules.forms.definition import Definition
from portal.rules.forms.translation import in_language
from portal.rules.handoff.stages import WITH_REP

INTEREST = "interest"


def confirmed(desk: Desk) -> None:
    """In the language of the form. An SQL reads who answers; all others the same words, whatever is known of them."""
    submission, lead = desk.row(Submission, "submission_id"), desk.lead
    form = in_language(definition_of(submission.form_version_id), submission.language)
    desk.to, desk.reply_to = lead.person.email, desk.reader.email
    speak(
        desk, form.locale, "We have your request", "You get this mail because you sent us a request with this address."
    )
    rep = lead.owner.name if lead.owner and lead.status in WITH_REP and _is_sql(submission) else ""
    desk.values.update(
        name=first_name(lead.person),
        interest=_interest(submission, form),
        rep=rep,
        reference=submission.reference,
        link=desk.links.meet(lead.id, form.locale) if rep and form.behaviour.meeting and _unmet(lead.id) else "",
    )


def _is_sql(submission: Submission) -> bool:
    """By these answers alone, as on the thank-you page."""
    own = VerdictRow.submission_id == submission.id, VerdictRow.scope == Scope.SUBMISSION
    newest = select(VerdictRow.level).where(*own).order_by(VerdictRow.id.desc()).limit(1)
    return db.session.scalar(newest) is Qualification.SQL


def _interest(submission: Submission, form: Definition) -> str:
    """What was chosen, in the form's words. Nothing that was typed: whoever typed it need not be who reads this."""
    field, row = form.find(INTEREST), db.session.get(AnswerRow, (submission.id, INTEREST))
    if field is None or row is None:
        return ""
    return next((option.label for option in field.options if option.id == row.text), "")


def _unmet(lead_id: int) -> bool:
    return db.session.scalars(booked_meeting(lead_id)).first() is None
