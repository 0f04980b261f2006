"""How a form deals with answers and with spam: settings beside the builder."""

from dataclasses import replace
from typing import Any

from flask import render_template, url_for
from flask.typing import ResponseReturnValue
from wtforms import BooleanField, Field, IntegerField, SelectField, StringField, TextAreaField, ValidationError
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # the stubs lack it
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from portal.models.forms.form import Form
from portal.models.team.user import FormRight
from portal.reports.forms import state_of
from portal.rules.forms.behaviour import (
    LONGEST_KEPT,
    LONGEST_MEMORY,
    LONGEST_SILENCE,
    PARTIAL_NOTE,
    Behaviour,
    MailPolicy,
)
from portal.rules.forms.definition import Definition
from portal.rules.forms.thanks import allowed_hosts, may_lead_to
from portal.services.forms import drafting
from portal.services.team.setup import organisation
from portal.web.marketing import forms_words as words
from portal.web.marketing.blueprint import bp
from portal.web.marketing.forms_building import open_form
from portal.web.marketing.forms_keeping import soon_gone
from portal.web.marketing.forms_reading import tabs_of
from portal.web.marketing.forms_saving import posted_rev, save
from portal.web.shared.checks import one_line
from portal.web.shared.forms import BatonForm
from portal.web.shared.guards import forms_right

POLICIES = [
    SelectChoice(str(MailPolicy.ACCEPT), "Take them"),
    SelectChoice(str(MailPolicy.FLAG), "Take them, and flag the lead"),
    SelectChoice(str(MailPolicy.WARN), "Ask once more, then take them and flag the lead"),
    SelectChoice(str(MailPolicy.BLOCK), "Refuse them"),
]


class BehaviourForm(BatonForm):
    """Every name is one of ``Behaviour``."""

    resume_days = IntegerField(
        "Remember answers for",
        [
            InputRequired("Enter a number of days."),
            NumberRange(1, LONGEST_MEMORY, f"Enter 1 to {LONGEST_MEMORY} days."),
        ],
        description="Days. A form in steps shows its visitor what they answered, on their own device or by a link that "
        "they have mailed.",
    )
    partial = BooleanField(
        "Keep what is not sent",
        description="Who gives an address in a form in steps and stops comes to your desk as an abandoned form, never "
        "to sales. The form says so near the address.",
    )
    partial_note = TextAreaField("What it says there", [Length(max=500)], description=f"Left empty: “{PARTIAL_NOTE}”")
    partial_minutes = IntegerField(
        "Counts as abandoned after",
        [
            InputRequired("Enter a number of minutes."),
            NumberRange(5, LONGEST_SILENCE, f"Enter 5 to {LONGEST_SILENCE:,} minutes."),
        ],
        description="Minutes without another word.",
    )
    confirm_mail = BooleanField(
        "Confirm by mail what was sent",
        description="The prospect reads in the form’s language what they asked about and what happens next; an SQL "
        "also who answers, and where to choose a time if the form offers meetings. Machines are mailed nothing.",
    )
    completion_mail = BooleanField(
        "Ask MQLs by mail for what is missing",
        description="They get a link that asks for the fewest answers that would make them an SQL.",
    )

    thanks_url = StringField("Go on to this page after sending", [Length(max=500)], filters=[one_line])
    introduce = BooleanField(
        "Introduce the rep to SQLs",
        description="The thank-you page then tells an SQL who looks after the request. All others read the same words "
        "as before.",
    )
    meeting = BooleanField(
        "Offer them a meeting",
        description="Below the introduction the SQL chooses a time that the rep has free. A booked meeting counts as "
        "accepted and as first contact.",
    )
    puzzle = BooleanField(
        "Let browsers solve a puzzle",
        description="Takes a visitor’s browser a moment and nobody’s attention; it makes thousands of posts costly. "
        "Who has no JavaScript can still send the form, and is doubted sooner.",
    )

    keep_days = IntegerField(
        "Delete answers after",
        [Optional(), NumberRange(1, LONGEST_KEPT, f"Enter 1 to {LONGEST_KEPT:,} days, or leave it empty.")],
        description="Counted from when they were sent. Left empty, answers are kept for good. A question may have a "
        "shorter time in its settings.",
    )

    free_mail = SelectField("Free-mail addresses", choices=POLICIES, description="gmail.com and some 4,700 others.")
    free_mail_note = TextAreaField("What the form says about them", [Length(max=300)])
    disposable = SelectField(
        "Disposable addresses", choices=POLICIES, description="Some 10,000 services whose addresses last minutes."
    )
    disposable_note = TextAreaField("What the form says about these", [Length(max=300)])

    hosts: frozenset[str] = frozenset()

    def validate_thanks_url(self, field: Field) -> None:
        """WTForms calls this after the field's own validators."""
        if field.data and not may_lead_to(field.data, self.hosts):
            known = ", ".join(sorted(self.hosts)) or "none yet: the organisation’s website is not set"
            raise ValidationError(f"Enter a page of one of these sites, with https:// in front ({known}).")

    def show(self, behaviour: Behaviour) -> None:
        """Fill the form in."""
        for field in self:
            if hasattr(behaviour, field.name):
                value = getattr(behaviour, field.name)
                field.data = str(value) if isinstance(value, MailPolicy) else value

    def value(self, definition: Definition) -> Definition:
        """The form with what was chosen."""
        chosen: dict[str, Any] = {
            one.name: "" if one.data is None else one.data for one in self if hasattr(definition.behaviour, one.name)
        }
        chosen["keep_days"] = self.keep_days.data
        chosen |= {name: MailPolicy(chosen[name]) for name in ("free_mail", "disposable")}
        return replace(definition, behaviour=replace(definition.behaviour, **chosen))


@bp.get("/forms/<int:form_id>/behaviour")
@forms_right(FormRight.EDITOR)
def form_behaviour(form_id: int) -> ResponseReturnValue:
    """The settings as they stand in the draft."""
    form, entry = open_form(form_id), BehaviourForm(formdata=None)
    entry.show(drafting.current(form).behaviour)
    return _page(form, entry)


@bp.post("/forms/<int:form_id>/behaviour")
@forms_right(FormRight.EDITOR)
def save_behaviour(form_id: int) -> ResponseReturnValue:
    """Save them in the draft."""
    form, entry = open_form(form_id), BehaviourForm()
    entry.hosts = allowed_hosts(organisation().website, drafting.current(form).embed_origins)
    if not entry.validate():
        return _page(form, entry), 422
    here = url_for(".form_behaviour", form_id=form_id)
    return save(form, entry.value, to=here, said="The settings are saved in the draft. They count once you publish.")


def _page(form: Form, entry: BehaviourForm) -> str:
    return render_template(
        "marketing/forms/behaviour.html",
        form=form,
        entry=entry,
        gone=soon_gone(form, drafting.current(form)),
        rev=posted_rev() or form.draft_rev,
        state=words.STATES[state_of(form)],
        tabs=tabs_of(form, "edit_form"),
    )
