"""Forms of the way from a first talk to a customer: fit call, opportunity, won, lost, left."""

from decimal import Decimal

from wtforms import DateField, DateTimeLocalField, RadioField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from portal.models.handoff.fit_call import FitCallRow
from portal.models.handoff.opportunity import Opportunity
from portal.models.team.user import User
from portal.rules.handoff.deals import LOST_WORDS, STAGE_WORDS, DealStage, LostReason
from portal.rules.handoff.fit import ROLE_WORDS, BuyingRole, CurrentSolution, FitNotes, FitResult
from portal.services.handoff.fit_calls import Follow
from portal.services.handoff.opportunities import Deal
from portal.web.sales.forms import NOTE, moment, sensible
from portal.web.sales.options import options
from portal.web.shared.checks import one_line
from portal.web.shared.figures import FigureField
from portal.web.shared.forms import BatonForm

LINE = Length(max=300, message="Keep this below 300 characters.")
YES_NO = [("", "Did not come up"), ("yes", "Yes"), ("no", "No")]
RESULTS = (
    (FitResult.FITS, "It fits", "The fit is confirmed. What happens next?"),
    (FitResult.NOT_NOW, "It fits, but not now", "Marketing keeps in touch until a day, then it comes back to you."),
    (FitResult.NOT_A_FIT, "It does not fit", "The lead is disqualified, and marketing reads why."),
)


class NextStepForm(BatonForm):
    """What happens next, and when."""

    next_step = StringField("Next step", [Length(max=300)], filters=[one_line])
    next_step_at = DateTimeLocalField("Next step due", [Optional(), sensible])


class FitCallForm(NextStepForm):
    """What was found out on the call, and what follows."""

    needs = TextAreaField("What do they need?", [NOTE])
    current_what = StringField("What do they use today?", [LINE], filters=[one_line])
    current_who = StringField("Who provides it?", [LINE], filters=[one_line])
    current_why = StringField("Why did they choose it?", [LINE], filters=[one_line])
    why_replace = StringField("Why would they replace it?", [LINE], filters=[one_line])
    role = RadioField(
        "What part has this person in the decision?",
        choices=options([("", "Did not come up"), *((role.value, ROLE_WORDS[role]) for role in BuyingRole)]),
        default="",
    )
    will_switch = RadioField("Are they ready to switch?", choices=options(YES_NO), default="")
    has_budget = RadioField("Is there a budget?", choices=options(YES_NO), default="")
    result = RadioField(
        "What came of it?",
        [InputRequired("Say what came of the call.")],
        choices=options((result.value, words, follows) for result, words, follows in RESULTS),
    )
    wake_on = DateField("Worth another try from", [Optional()])
    code = RadioField("Why does it not fit?", [Optional()], default="")
    note = TextAreaField("Note", [NOTE])
    at = DateTimeLocalField("When was the call?", [Optional(), sensible], description="Leave it empty for now.")

    def notes(self) -> FitNotes:
        """What was found out."""
        return FitNotes(
            needs=self.needs.data or "",
            current=CurrentSolution(
                self.current_who.data or "",
                self.current_what.data or "",
                self.current_why.data or "",
                self.why_replace.data or "",
            ),
            role=BuyingRole(self.role.data) if self.role.data else None,
            will_switch=_answer(self.will_switch.data),
            has_budget=_answer(self.has_budget.data),
        )

    def follow(self, user: User) -> Follow:
        """What is to happen next; moments are on the clock of the user's zone."""
        return Follow(
            note=self.note.data or "",
            next_step=self.next_step.data or "",
            next_step_at=moment(self.next_step_at.data, user),
            wake_on=self.wake_on.data,
            code=self.code.data or "",
            at=moment(self.at.data, user),
        )

    def show(self, row: FitCallRow | None) -> None:
        """Begin with what an earlier call found out; nobody asks twice (S79)."""
        if row is None:
            return
        self.needs.data, self.role.data = row.needs, row.role or ""
        self.current_what.data, self.current_who.data = row.current_what, row.current_who
        self.current_why.data, self.why_replace.data = row.current_why, row.why_replace
        self.will_switch.data, self.has_budget.data = _said(row.will_switch), _said(row.has_budget)


class OpportunityForm(NextStepForm):
    """What may come of it."""

    amount = FigureField("What may it be worth?", [InputRequired("Say what it may be worth. An estimate will do.")])
    expected_on = DateField("When do you expect the decision?", [InputRequired("Say when you expect the decision.")])
    stage = RadioField(
        "How far is it?",
        choices=options((stage.value, STAGE_WORDS[stage]) for stage in DealStage),
        default=DealStage.SCOPE.value,
    )

    def deal(self, user: User) -> Deal:
        """What was typed."""
        return Deal(
            amount=None if self.amount.figure is None else Decimal(self.amount.figure),
            expected_on=self.expected_on.data,
            stage=DealStage(self.stage.data),
            next_step=self.next_step.data or "",
            next_step_at=moment(self.next_step_at.data, user),
        )

    def show(self, row: Opportunity) -> None:
        """Fill in what is known."""
        self.amount.show(int(row.amount))
        self.expected_on.data, self.stage.data = row.expected_on, row.stage.value


class WinForm(BatonForm):
    """They signed."""

    amount = FigureField("What did they sign for?", [InputRequired("Say what they signed for.")])
    on = DateField("Signed on", [InputRequired("Say on which day.")])
    note = TextAreaField("What made the difference?", [NOTE])


class LossForm(BatonForm):
    """Nothing comes of it."""

    reason = RadioField(
        "Why?",
        [InputRequired("Say why it was lost.")],
        choices=options((reason.value, LOST_WORDS[reason]) for reason in LostReason),
    )
    note = TextAreaField("What should marketing know?", [NOTE])


class ChurnForm(BatonForm):
    """The customer left again."""

    on = DateField("Left on", [InputRequired("Say on which day.")])
    note = TextAreaField("Why did they leave?", [NOTE])


def _answer(said: str | None) -> bool | None:
    return {"yes": True, "no": False}.get(said or "")


def _said(answer: bool | None) -> str:
    return {True: "yes", False: "no", None: ""}[answer]
