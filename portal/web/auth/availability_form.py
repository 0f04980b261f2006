"""The form of how a rep takes meetings: general settings, and three of each type."""

from collections.abc import Mapping

from wtforms import BooleanField, Field, IntegerField, SelectField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # the stubs lack it
from wtforms.validators import InputRequired, Length, NumberRange

from portal.rules.handoff.meetings import (
    BUFFERS,
    LENGTHS,
    LONGEST_HORIZON,
    LONGEST_NAME,
    LONGEST_PLACE,
    NOTICES,
    USUAL_TYPES,
    MeetingKind,
    MeetingType,
    Offering,
)
from portal.web.shared.checks import one_line
from portal.web.shared.forms import BatonForm

_NOTICE_WORDS: Mapping[int, str] = {0: "None", 60: "1 hour", 120: "2 hours", 240: "4 hours", 480: "8 hours",
                                    1440: "1 day", 2880: "2 days"}  # fmt: skip


def _minutes(label: str, values: tuple[int, ...], description: str = "") -> SelectField:
    choices = [SelectChoice(str(value), f"{value} minutes" if value else "None") for value in values]
    return SelectField(label, choices=choices, coerce=int, description=description)


def _name(kind: MeetingKind) -> StringField:
    long = f"Keep this below {LONGEST_NAME} characters."
    checks = [InputRequired("Give it a name."), Length(max=LONGEST_NAME, message=long)]
    return StringField("Name", checks, filters=[one_line], description=f"Usually “{USUAL_TYPES[kind].name}”.")


def _place() -> StringField:
    long = f"Keep this below {LONGEST_PLACE} characters."
    help_text = "A link to your room, “I call you”, or an address. It stands in the mail and in the calendar."
    return StringField("Where", [Length(max=LONGEST_PLACE, message=long)], filters=[one_line], description=help_text)


class AvailabilityForm(BatonForm):
    """The names of a type's fields begin with the type."""

    bookable = BooleanField(
        "Prospects can book meetings with me",
        description="On the thank-you page of forms that offer it, and by the link on a lead’s page.",
    )
    before = _minutes("Kept free before a meeting", BUFFERS)
    after = _minutes("Kept free after a meeting", BUFFERS)
    notice = SelectField(
        "Notice",
        choices=[SelectChoice(str(value), _NOTICE_WORDS[value]) for value in NOTICES],
        coerce=int,
        description="The least time between booking and meeting.",
    )
    days = IntegerField(
        "Bookable ahead",
        [
            InputRequired("Enter a number of days."),
            NumberRange(1, LONGEST_HORIZON, f"Enter 1 to {LONGEST_HORIZON} days."),
        ],
        description="Days.",
    )
    discovery_offered = demo_offered = strategy_offered = BooleanField("Offer it to prospects")
    discovery_name, demo_name, strategy_name = (_name(kind) for kind in MeetingKind)
    discovery_minutes = demo_minutes = strategy_minutes = _minutes("Length", LENGTHS)
    discovery_place = demo_place = strategy_place = _place()

    def types(self) -> list[tuple[str, tuple[Field, ...]]]:
        """The usual name of each type with its fields."""
        parts = ("offered", "name", "minutes", "place")
        return [(USUAL_TYPES[kind].name, tuple(self[f"{kind}_{part}"] for part in parts)) for kind in MeetingKind]

    def show(self, offering: Offering) -> None:
        """Fill in what is set now."""
        for name in ("bookable", "before", "after", "notice", "days"):
            self[name].data = getattr(offering, name)
        for kind, set_now in offering.types.items():
            for part in ("offered", "name", "minutes", "place"):
                self[f"{kind}_{part}"].data = getattr(set_now, part)

    def offering(self) -> Offering:
        """What was chosen; to be asked for after the form was found valid."""
        types = {kind: self._type(kind) for kind in MeetingKind}
        chosen = {name: self[name].data for name in ("bookable", "before", "after", "notice", "days")}
        return Offering(**chosen, types=types)

    def _type(self, kind: MeetingKind) -> MeetingType:
        said = {part: self[f"{kind}_{part}"].data for part in ("name", "minutes", "place", "offered")}
        return MeetingType(said["name"], said["minutes"], said["place"] or "", said["offered"])
