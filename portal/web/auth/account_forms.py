"""Forms in which users change what is their own."""

from wtforms import (
    BooleanField,
    DateTimeLocalField,
    Field,
    Form,
    PasswordField,
    StringField,
    TelField,
    ValidationError,
)
from wtforms.validators import DataRequired, InputRequired, Length

from portal.rules.questions.key import TypeName
from portal.services.team import setup
from portal.web.auth.forms import NewPasswordForm
from portal.web.shared.checks import one_line, reads_as
from portal.web.shared.forms import BatonForm
from portal.web.shared.zones import ZoneField

MISSING = "Enter the day and the time."
FIRST_YEAR, LAST_YEAR = 2000, 2100


def _home_country() -> str:
    return setup.organisation().default_country


def _sensible(_form: Form, field: Field) -> None:
    if field.data is None or not FIRST_YEAR <= field.data.year <= LAST_YEAR:
        raise ValidationError("Enter a day and a time, such as 24 December 2026, 09:00.")


class ProfileForm(BatonForm):
    """How colleagues and prospects know the user."""

    name = StringField("Name", [DataRequired("Enter your name."), Length(max=120)], filters=[one_line])
    job_title = StringField("Job title", [Length(max=120)], filters=[one_line])
    phone = TelField("Phone", [reads_as(TypeName.PHONE, _home_country), Length(max=40)])
    time_zone = ZoneField(description="Times are shown and working hours are kept in it.")
    wants_digest = BooleanField("Send me a summary of my day by mail each morning")


class PasswordForm(NewPasswordForm):
    """A new password, from somebody who knows the old one."""

    current = PasswordField("Current password", [InputRequired("Enter your current password."), Length(max=1000)])


class AbsenceForm(BatonForm):
    """A stretch of time away, on the clock of the user's own zone."""

    starts_at = DateTimeLocalField("From", [InputRequired(MISSING), _sensible])
    ends_at = DateTimeLocalField("Until", [InputRequired(MISSING), _sensible])
    note = StringField(
        "Note", [Length(max=120)], filters=[one_line], description="Colleagues who hand out leads can read it."
    )

    def validate_ends_at(self, field: Field) -> None:
        """WTForms calls this after the field's own validators."""
        if self.starts_at.data and field.data and field.data <= self.starts_at.data:
            raise ValidationError("Choose an end that is later than the start.")
