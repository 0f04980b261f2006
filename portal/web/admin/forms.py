"""Forms of the admins: people and the organisation."""

from wtforms import EmailField, IntegerField, SelectField, SelectMultipleField, StringField, URLField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional

from portal.models.base import db
from portal.models.team.user import Role, User, active_users
from portal.rules.questions.key import TypeName
from portal.rules.questions.types.country import country_names
from portal.services.team.setup import Settings
from portal.web.shared.checks import one_line, reads_as
from portal.web.shared.forms import BatonForm
from portal.web.shared.people import FORM_RIGHTS, ROLE_HELP, ROLE_WORDS, SIGNING
from portal.web.shared.zones import ZoneField

NOBODY = ("", "Nobody")


def _id(text: object) -> int | None:
    return int(str(text)) if text not in (None, "", "None") else None


def _names(*roles: Role) -> list[tuple[int, str]]:
    return [(user.id, f"{user.name} ({user.email})") for user in db.session.scalars(active_users(*roles))]


class MemberForm(BatonForm):
    """Who somebody is and what they may do."""

    name = StringField("Name", [DataRequired("Enter a name."), Length(max=120)], filters=[one_line])
    email = EmailField(
        "Email",
        [DataRequired("Enter an email address."), Length(max=254), reads_as(TypeName.EMAIL)],
        description="What this person signs in with, and where alerts go.",
    )
    job_title = StringField("Job title", [Length(max=120)], filters=[one_line])
    roles = SelectMultipleField(
        "Roles",
        [InputRequired("Choose at least one role.")],
        choices=[SelectChoice(role.value, ROLE_WORDS[role], {"help": ROLE_HELP[role]}) for role in Role],
    )
    form_right = SelectField(
        "Forms",
        choices=[SelectChoice(value, words) for value, words in FORM_RIGHTS],
        default="",
        description="Each right includes the one before it. It narrows or widens what marketing and managers may do; "
        "admins may do everything, and sales reps see no forms.",
    )
    signs = SelectField(
        "Signs agreements",
        choices=[SelectChoice(value, words) for value, words in SIGNING],
        default="",
        description="Marketing signs for marketing, sales managers for sales.",
    )
    time_zone = ZoneField()
    manager_id = SelectField("Reports to", coerce=_id, description="Told when a promise of this person is broken.")

    def offer_managers(self, besides: User | None = None) -> None:
        """Everybody else who is active may be the manager."""
        others = [entry for entry in _names() if besides is None or entry[0] != besides.id]
        self.manager_id.choices = [NOBODY, *others]

    @property
    def manager(self) -> User | None:
        """Whom this person reports to."""
        return db.session.get(User, self.manager_id.data) if self.manager_id.data else None


class OrganisationForm(BatonForm):
    """What the portal says of itself, and who answers when nobody else does."""

    name = StringField("Name", [DataRequired("Enter the name."), Length(max=120)], filters=[one_line])
    website = URLField("Website", [reads_as(TypeName.URL), Length(max=200)])
    privacy_url = URLField(
        "Privacy notice",
        [reads_as(TypeName.URL), Length(max=500)],
        description="Public forms link to it.",
    )
    time_zone = ZoneField(description="For reports, and for whoever has set none.")
    default_country = SelectField(
        "Country", description="Phone numbers without a country code are read as numbers of this country."
    )
    nurture_owner_id = SelectField(
        "Nurture owner", coerce=int, description="Gets the MQLs that no routing rule gives to anybody."
    )
    custodian_id = SelectField(
        "Custodian", coerce=int, description="The admin who answers for whatever nobody else answers for."
    )

    upgrade_grace_days = IntegerField(
        "Days to upgrade a form",
        [Optional(), NumberRange(0, 365, "Enter a number of days from 0 to 365.")],
        description="So long a live form may stay under a former agreement before its owner is warned.",
    )

    def offer_choices(self) -> None:
        """Countries and people, as they are now."""
        self.default_country.choices = list(country_names().items())
        self.nurture_owner_id.choices = _names(Role.MARKETING, Role.MANAGER, Role.ADMIN)
        self.custodian_id.choices = _names(Role.ADMIN)

    def settings(self) -> Settings:
        """What was typed; to be asked for after the form was found valid."""
        return Settings(
            name=self.name.data or "",
            website=self.website.data or "",
            privacy_url=self.privacy_url.data or "",
            time_zone=self.time_zone.data or "UTC",
            default_country=self.default_country.data,
            nurture_owner_id=self.nurture_owner_id.data,
            custodian_id=self.custodian_id.data,
            upgrade_grace_days=14 if self.upgrade_grace_days.data is None else self.upgrade_grace_days.data,
        )
