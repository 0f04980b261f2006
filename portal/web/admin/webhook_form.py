"""A webhook as a form."""

from urllib.parse import SplitResult, urlsplit

from flask import current_app
from sqlalchemy import select
from wtforms import Field, SelectField, SelectMultipleField, StringField, URLField, ValidationError
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # the stubs lack it
from wtforms.validators import DataRequired, InputRequired, Length

from portal.models.base import db
from portal.models.forms.form import Form
from portal.models.ops.webhook import Webhook
from portal.rules.facts_told import TOLD
from portal.services.ops.webhooks import Wanted
from portal.web.shared.checks import one_line
from portal.web.shared.forms import BatonForm


def _id(text: object) -> int | None:
    return int(str(text)) if text not in (None, "", "None") else None


class WebhookForm(BatonForm):
    """Where to, and about what."""

    name = StringField("Name", [DataRequired("Enter a name."), Length(max=120)], filters=[one_line])
    url = URLField(
        "Address",
        [DataRequired("Enter the address that is to be called."), Length(max=500)],
        filters=[one_line],
        description="The other system gives it to you. It must begin with https://.",
    )
    kinds = SelectMultipleField(
        "Tell it when",
        [InputRequired("Choose at least one.")],
        choices=[SelectChoice(kind, words) for kind, words in TOLD.items()],
    )
    form_id = SelectField("Leads of", coerce=_id)

    def __init__(self, *args: object, **keywords: object) -> None:
        super().__init__(*args, **keywords)
        forms = db.session.execute(select(Form.id, Form.name).order_by(Form.name)).all()
        self.form_id.choices = [("", "Every form"), *((row.id, row.name) for row in forms)]

    def show(self, webhook: Webhook) -> None:
        """Fill it in."""
        self.name.data, self.url.data = webhook.name, webhook.url
        self.kinds.data, self.form_id.data = list(webhook.kinds), webhook.form_id

    @property
    def wanted(self) -> Wanted:
        """What was asked for."""
        name, url = str(self.name.data), str(self.url.data)
        return Wanted(name, url, [kind for kind in TOLD if kind in (self.kinds.data or ())], self.form_id.data)

    def validate_url(self, field: Field) -> None:
        """WTForms calls this after the field's own validators."""
        fault = _fault(str(field.data or ""), private=current_app.config["BATON"].ALLOW_PRIVATE_HOSTS)
        if fault:
            raise ValidationError(fault)


def _fault(url: str, *, private: bool) -> str:
    parts = _parts(url)
    if parts is None or not parts.hostname or parts.scheme not in ("http", "https"):
        return "This is not an address like https://hooks.company.com/baton."
    if parts.username or parts.password:
        return "Leave the name and password out of the address: calls are signed instead."
    if parts.scheme != "https" and not private:
        return "The address must begin with https://, so that nobody reads along."
    return ""


def _parts(url: str) -> SplitResult | None:
    """The parts of an address whose port is a number; None for what is no address."""
    try:
        parts = urlsplit(url)
        return parts if (parts.port or 1) > 0 else None
    except ValueError:
        return None
