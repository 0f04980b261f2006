"""Letters to prospects themselves. What they answer reaches the colleague who answers for their enquiry."""

from portal.mail.letters.desk import Desk
from portal.models.agreement import standard
from portal.models.base import db
from portal.models.forms.form import Form
from portal.models.intake.completion import CompletionLink
from portal.models.intake.progress import Progress
from portal.rules.agreement.words import name_of


def completion(desk: Desk) -> None:
    """What is still missing, and the link that asks for just that (X7)."""
    link, lead = desk.row(CompletionLink, "completion"), desk.lead
    desk.to, desk.reply_to = lead.person.email, desk.reader.email
    terms = standard.in_force().terms
    asked = [agreed for key in link.keys if (agreed := terms.agreed(key)) is not None]
    count = "one answer" if len(asked) == 1 else f"{len(asked)} answers"
    desk.say(
        f"Your request: {count} still missing",
        "you sent us a request with this address",
        name=lead.person_name,
        labels=[name_of(agreed.key) for agreed in asked],
        link=desk.links.completion(link),
        until=desk.when(link.expires_at),
    )


def resume(desk: Desk) -> None:
    """The way back to a form that somebody began. Quotes nothing: who typed it may not be who reads this."""
    progress = desk.row(Progress, "progress_id")
    desk.to = progress.mail_to
    form = db.session.get_one(Form, progress.form_id)
    desk.say(
        "Go on where you left off",
        "somebody, probably you, typed this address into a form and asked for a link to go on later",
        link=desk.links.resume(progress, form.slug),
        until=f"{progress.expires_at:%-d %B %Y}",
    )
