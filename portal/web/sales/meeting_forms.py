"""Forms about meetings."""

from wtforms import DateTimeLocalField, RadioField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from portal.web.sales.forms import LONG_NOTE, sensible
from portal.web.sales.options import options
from portal.web.shared.checks import one_line
from portal.web.shared.forms import BatonForm
from portal.web.shared.zones import ZoneField


class BookingForm(BatonForm):
    """A time for a meeting; the choices are those that are free."""

    slot = RadioField("Time", [InputRequired("Choose one of the times.")], validate_choice=False)
    zone = ZoneField("The prospect’s time zone", description="Their mail says the time on this clock.")


class OutcomeForm(BatonForm):
    """How a meeting went."""

    HELD, MISSED = "held", "missed"
    outcome = RadioField(
        "Did it take place?",
        [InputRequired("Say how it went.")],
        choices=options(
            [
                (HELD, "We met", "It counts as an activity of the time for which it was booked."),
                (MISSED, "Nobody came", "The next step is yours from now on."),
            ]
        ),
    )
    note = TextAreaField("Note", [LONG_NOTE])
    next_step = StringField("Next step", [Length(max=300)], filters=[one_line])
    next_step_at = DateTimeLocalField("Next step due", [Optional(), sensible])
