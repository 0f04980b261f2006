"""Letters that tell what changed without asking for anything new."""

from portal.mail.letters.desk import Desk, name_of
from portal.models.base import db
from portal.models.forms.form import Form
from portal.models.intake.submission import Submission
from portal.models.ops.message import Message
from portal.models.team.user import User


def lifted(desk: Desk) -> None:
    """To whoever had the MQL: it is an SQL now."""
    brief = desk.about_lead()
    owner = desk.lead.owner_id
    sentence = "It stays yours." if owner == desk.reader.id else f"{name_of(owner)} has it now."
    desk.say(f"{brief.name} is an SQL now", "you had this lead before", sentence=sentence)


def downgraded(desk: Desk) -> None:
    """To the owner: a later answer lowered the verdict; the offer stands."""
    brief = desk.about_lead()
    desk.say(f"{brief.name} was judged again", "the lead is yours", failed=brief.failed)


def asked_again(desk: Desk) -> None:
    """To the owner: the same person sent another form."""
    brief = desk.about_lead()
    submission = desk.row(Submission, "submission_id")
    form = db.session.get(Form, submission.form_id)
    desk.say(f"{brief.name} asked again", "the lead is yours", form=form.name if form else "")


def mail_failed(desk: Desk) -> None:
    """To the manager: an alert could not be delivered."""
    dead = desk.row(Message, "message_id")
    recipient = db.session.get_one(User, dead.user_id)
    if desk.message.lead_id:
        desk.about_lead()
    else:
        desk.values.update(brief=None, link="")
    desk.say(
        "An alert did not arrive",
        f"you answer for what {recipient.name} is owed",
        recipient=f"{recipient.name} ({recipient.email})",
        what=dead.kind.replace("-", " "),
        error=dead.last_error,
    )


def ledger_alarm(desk: Desk) -> None:
    """To the custodian: the nightly count does not come out."""
    payload = desk.message.payload
    desk.say(
        "The ledger does not come out",
        "you answer for what nobody else answers for",
        difference=payload["difference"],
        open_without_owner=payload["open_without_owner"],
        link=desk.links.to("/admin/ledger"),
    )
