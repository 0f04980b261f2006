"""Forms of the agreement's pages."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from wtforms import BooleanField, DateField, Field, RadioField, SelectField, StringField, TextAreaField, ValidationError
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from portal.rules.agreement.faults import Fault
from portal.rules.agreement.terms import Budget, Promises, RejectEffect, RejectReason, Targets, Terms
from portal.services.agreement.wording import EFFECTS, sentence
from portal.web.shared.clock import utcnow
from portal.web.shared.figures import FigureField
from portal.web.shared.filters import reader_zone
from portal.web.shared.forms import BatonForm

LATEST = timedelta(days=366)


def figures(form: BatonForm) -> Iterator[FigureField]:
    """The figures of a form, in its order."""
    return (field for field in form if isinstance(field, FigureField))


class NewForm(BatonForm):
    """What a new draft begins with."""

    source = RadioField("Begin with", [DataRequired("Choose what to begin with.")])


class PromisesForm(BatonForm):
    """What sales and marketing owe each other; the names are those of the terms."""

    first_contact_minutes = FigureField("First contact with a new SQL, within", [InputRequired("Enter a time.")])
    accept_minutes = FigureField("Accept or return an offered lead, within", [InputRequired("Enter a time.")])
    first_attempt_minutes = FigureField("First attempt to reach an accepted lead", [InputRequired("Enter a time.")])
    next_step_minutes = FigureField("Next step of a lead in work, within", [InputRequired("Enter a time.")])
    remind_at_percent = FigureField("Remind the rep when this much time has gone", [InputRequired("Enter a share.")])
    escalate_after_minutes = FigureField("Tell the sales manager after it ran out", [InputRequired("Enter a time.")])
    unreachable_attempts = FigureField("Attempts before “unreachable”", [InputRequired("Enter a number.")])
    nurture_review_days = FigureField("Look at a nurtured lead again within", [InputRequired("Enter a time.")])
    dispute_days = FigureField("Dispute a return within", [InputRequired("Enter a time.")])

    def show(self, promises: Promises) -> None:
        """Fill in what is agreed."""
        for field in figures(self):
            field.show(getattr(promises, field.short_name))

    def promises(self) -> Promises:
        """What was typed; to be asked for after the form was found valid."""
        return Promises(**{field.short_name: field.figure or 0 for field in figures(self)})


class DetailsForm(BatonForm):
    """Name, targets, budget and review."""

    name = StringField("Name of the agreement", [DataRequired("Give the agreement a name."), Length(max=120)])
    note = TextAreaField("Note", [Length(max=2000)], description="Anything else that both sides want in writing.")
    mql = FigureField("MQLs that marketing brings")
    sql = FigureField("SQLs that marketing brings")
    accepted = FigureField("Leads that sales accepts")
    won = FigureField("Customers that sales wins")
    monthly = FigureField("Budget")
    currency = StringField("Currency", [Length(max=3)], filters=[lambda text: text.upper() if text else text])
    review_every_months = FigureField("Review the agreement every", [InputRequired("Enter a number of months.")])

    def show(self, terms: Terms) -> None:
        """Fill in what is agreed."""
        self.name.data, self.note.data = terms.name, terms.note
        for field in (self.mql, self.sql, self.accepted, self.won):
            field.show(getattr(terms.targets, field.short_name))
        self.monthly.show(None if terms.budget.monthly is None else int(terms.budget.monthly))
        self.currency.data = terms.budget.currency
        self.review_every_months.show(terms.review_every_months)

    def targets(self) -> Targets:
        """The targets typed."""
        return Targets(self.mql.figure, self.sql.figure, self.accepted.figure, self.won.figure)

    def budget(self) -> Budget:
        """The budget typed."""
        monthly = None if self.monthly.figure is None else Decimal(self.monthly.figure)
        return Budget(monthly, self.currency.data or "USD")


class ReasonForm(BatonForm):
    """A reason to return a lead."""

    label = StringField("Reason", [DataRequired("Give the reason a name."), Length(max=120)])
    effect = SelectField(
        "What follows", choices=[SelectChoice(effect.value, sentence(words)) for effect, words in EFFECTS.items()]
    )
    needs_attempts = BooleanField("Only after the agreed number of attempts to reach the person")
    asks_key = BooleanField("The rep names the question that was answered wrongly or not at all")

    def reason(self, code: str) -> RejectReason:
        """What was typed, under that code."""
        return RejectReason(
            code,
            self.label.data or "",
            RejectEffect(self.effect.data),
            needs_attempts=self.needs_attempts.data,
            asks_key=self.asks_key.data,
        )


class ProposalForm(BatonForm):
    """When a proposal comes into force."""

    effective_on = DateField(
        "In force from",
        [Optional()],
        description="Leave it empty to put the agreement in force with the second signature.",
    )

    def validate_effective_on(self, field: Field) -> None:
        """WTForms calls this after the field's own validators."""
        today = utcnow().astimezone(reader_zone()).date()
        if field.data and not today < field.data <= today + LATEST:
            raise ValidationError("Choose a day after today and within a year, or leave it empty.")

    def effective_at(self) -> datetime | None:
        """The first moment of that day where the proposer is."""
        chosen: date | None = self.effective_on.data
        return datetime.combine(chosen, time(), reader_zone()) if chosen else None


def take_faults(form: BatonForm, found: Iterable[Fault], names: Sequence[tuple[str, Field]]) -> bool:
    """Put the rules' faults at their fields: ``names`` say which place in the terms a field edits. True without any."""
    sentences = {fault.where: fault.message for fault in reversed(tuple(found))}
    for where, field in names:
        if where in sentences:
            field.errors = (*field.errors, sentences[where])
    return not form.errors
