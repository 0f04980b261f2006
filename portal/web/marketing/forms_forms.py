"""Fields of the pages around the builder: a new form, its name and address."""

import re

from wtforms import Field, RadioField, StringField, ValidationError
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # the stubs lack it
from wtforms.validators import DataRequired, Length

from portal.rules.forms.definition import Purpose
from portal.rules.forms.templates import TEMPLATES
from portal.web.marketing.forms_words import PURPOSES
from portal.web.shared.checks import one_line
from portal.web.shared.forms import BatonForm

SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
FROM_AGREEMENT, EMPTY = "agreement", "empty"
_STARTS = (
    (FROM_AGREEMENT, "Generated from the agreement", "Every key that it asks for, in two steps, ready to publish."),
    *((one.id, one.name, one.words) for one in TEMPLATES.values()),
    (EMPTY, "Empty", "You add every question yourself; the agreed keys stand ready beside the form."),
)


class NameForm(BatonForm):
    """What a form is called, and where visitors find it."""

    name = StringField(
        "Name",
        [DataRequired("Enter a name for the form."), Length(max=120)],
        filters=[one_line],
        description="For your team, such as “Contact sales”. Visitors read the title of the page.",
    )
    slug = StringField(
        "Address",
        [Length(max=80)],
        description="Small letters, digits and hyphens. Left empty, it is made from the name.",
    )

    def validate_slug(self, field: Field) -> None:
        """WTForms calls this after the field's own validators."""
        field.data = (field.data or "").strip().lower().removeprefix("/f/")
        if field.data and not SLUG.fullmatch(field.data):
            raise ValidationError("Use small letters, digits and single hyphens between them, like book-a-demo.")


class NewForm(NameForm):
    """A form to begin with."""

    purpose = RadioField(
        "What do visitors fill it in for?",
        choices=[SelectChoice(str(purpose), words[0], {"help": words[1]}) for purpose, words in PURPOSES.items()],
        default=str(Purpose.HAND_RAISER),
        description="A template below brings its own.",
    )
    start = RadioField(
        "How does it begin?",
        choices=[SelectChoice(value, label, {"help": words}) for value, label, words in _STARTS],
        default=FROM_AGREEMENT,
    )
