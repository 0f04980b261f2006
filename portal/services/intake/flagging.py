"""What a form took although it doubted it: noted on the lead, for those who read it."""

from datetime import datetime

from portal.models.base import db
from portal.models.intake.submission import Submission
from portal.rules.forms.behaviour import Behaviour
from portal.rules.forms.mailboxes import doubt
from portal.rules.forms.reading import Reading
from portal.services.ops import history

DOUBTED = "lead.address_doubted"


def doubt_address(behaviour: Behaviour, reading: Reading, submission_id: int, *, now: datetime) -> None:
    """The address gives no company away, or is thrown away after use. Nothing to note where the form does not mind, or
    no lead came of it."""
    found = doubt(behaviour, reading)
    lead_id = db.session.get_one(Submission, submission_id).lead_id if found is not None else None
    if found is not None and lead_id is not None:
        data = {"mailbox": found.mailbox.value, "submission_id": submission_id}
        history.record(DOUBTED, f"lead:{lead_id}", now=now, actor=None, lead_id=lead_id, data=data)
