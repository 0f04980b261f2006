"""Forms of the lead page: logging, giving back, moving, disputing."""

from collections.abc import Sequence
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from wtforms import (
    DateField,
    DateTimeLocalField,
    Field,
    Form,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from portal.models.team.user import User
from portal.rules.handoff.activities import KIND_WORDS, OUTCOME_WORDS, ActivityKind, CallOutcome
from portal.web.sales.options import options
from portal.web.shared.checks import one_line
from portal.web.shared.forms import BatonForm

NOTE = Length(max=1000, message="Keep this below 1,000 characters.")
FIRST_YEAR, LAST_YEAR = 2000, 2100
LONG_NOTE = Length(max=5000, message="Keep this below 5,000 characters.")


def sensible(_form: Form, field: Field) -> None:
    """A moment near enough to be counted with."""
    if field.data is not None and not FIRST_YEAR <= field.data.year <= LAST_YEAR:
        raise ValidationError("Enter a day and a time, such as 24 December 2026, 09:00.")


class ActivityForm(BatonForm):
    """One act on a lead. Times are on the clock of the reader's own zone."""

    kind = RadioField("What did you do?", [InputRequired("Choose what you did.")])
    outcome = SelectField(
        "How did the call go?",
        choices=options([("", "Choose…"), *((item.value, OUTCOME_WORDS[item]) for item in CallOutcome)]),
        default="",
    )
    note = TextAreaField("Note", [LONG_NOTE])
    at = DateTimeLocalField("When", [Optional(), sensible], description="Leave it empty for now.")
    next_step = StringField("Next step", [Length(max=300)], filters=[one_line])
    next_step_at = DateTimeLocalField("Next step due", [Optional(), sensible])

    def offer(self, kinds: Sequence[ActivityKind]) -> None:
        """What this reader may write down on this lead."""
        self.kind.choices = options((kind.value, KIND_WORDS[kind].partition(" ")[0]) for kind in kinds)

    @property
    def call_outcome(self) -> CallOutcome | None:
        """The outcome as a value."""
        return CallOutcome(self.outcome.data) if self.outcome.data else None


class RejectionForm(BatonForm):
    """Giving a lead back."""

    code = RadioField("Why?", [InputRequired("Choose a reason.")])
    key = SelectField("Which answer was wrong or missing?", default="")
    wake_on = DateField("Worth another try from", [Optional()])
    note = TextAreaField("What should marketing know?", [NOTE])


class RecyclingForm(BatonForm):
    """Sending a lead back to nurture until a day."""

    wake_on = DateField("Take it up again on", [DataRequired("Say when the lead is worth another try.")])
    note = TextAreaField("What should marketing know?", [NOTE])


class MoveForm(BatonForm):
    """Giving a lead to somebody else."""

    user_id = SelectField("Give it to", [InputRequired("Choose somebody.")], coerce=int)
    credit = RadioField(
        "Whose turn does it count as?",
        choices=options(
            [
                ("yes", "The new owner’s", "It counts in their rotation, and no longer in that of the one before."),
                ("no", "Nobody’s", "The rotation stays as it is."),
            ]
        ),
        default="yes",
    )
    note = TextAreaField("Note", [NOTE], description="Both owners read it.")


class DisputeForm(BatonForm):
    """Marketing's word against a return."""

    reason = TextAreaField("Why was this a good lead?", [DataRequired("Say why this was a good lead."), NOTE])


class RulingForm(BatonForm):
    """The manager's decision."""

    ruling = RadioField(
        "Your decision",
        [InputRequired("Choose a decision.")],
        choices=options(
            [
                ("reoffered", "The lead goes to another rep", "The return no longer counts."),
                ("upheld", "The return stands", "The lead stays where it is."),
            ]
        ),
    )
    note = TextAreaField("Why?", [NOTE])


def moment(local: datetime | None, user: User) -> datetime | None:
    """What the clock on the user's wall shows, as a moment."""
    return local.replace(tzinfo=ZoneInfo(user.time_zone)).astimezone(UTC) if local else None
