"""Forms of strangers: signing in, asking for a password, choosing one."""

from collections.abc import Iterable

from wtforms import EmailField, Field, PasswordField, ValidationError
from wtforms.validators import DataRequired, InputRequired, Length

from portal.services.team.password_faults import faults
from portal.web.shared.forms import BatonForm
from portal.web.shared.zones import ZoneField

HOW_LONG = "12 or more characters. A few unrelated words are strong and easy to remember."


class SignInForm(BatonForm):
    """Who somebody says they are."""

    email = EmailField("Email", [DataRequired("Enter your email address."), Length(max=254)])
    password = PasswordField("Password", [InputRequired("Enter your password."), Length(max=1000)])


class ForgottenForm(BatonForm):
    """Whose password was forgotten."""

    email = EmailField("Email", [DataRequired("Enter your email address."), Length(max=254)])


class NewPasswordForm(BatonForm):
    """A password that is hard to guess, also for somebody who knows the owner."""

    password = PasswordField("New password", [InputRequired("Choose a password.")], description=HOW_LONG)

    def __init__(self, own_words: Iterable[str], **shown: str) -> None:
        super().__init__(**shown)
        self.own_words = own_words

    def validate_password(self, field: Field) -> None:
        """WTForms calls this after the field's own validators."""
        sentences = faults(field.data, self.own_words)
        if sentences:
            raise ValidationError(sentences[0])


class InvitationForm(NewPasswordForm):
    """What somebody who was invited settles."""

    time_zone = ZoneField(description="Working hours and due times are shown in it.")
