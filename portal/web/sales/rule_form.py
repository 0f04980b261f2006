"""One routing rule as a form."""

from collections.abc import Iterable, Mapping

from wtforms import Field, RadioField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length

from portal.models.base import db
from portal.models.forms.form import forms_in_use
from portal.models.handoff.pool import AssignmentKind, Pool, pools_in_use
from portal.models.handoff.rule import RoutingRule, Stickiness
from portal.models.team.user import Role, User
from portal.rules.agreement.words import name_of
from portal.rules.handoff.routing import STANDING_WORDS, Standing, When, when_from_json
from portal.rules.questions.key import Key
from portal.rules.questions.logic import Condition
from portal.rules.questions.types.country import country_names
from portal.services.agreement.comparisons import NotAValue
from portal.services.agreement.library import by_name
from portal.services.handoff.rules import RuleFacts
from portal.web.sales import conditions
from portal.web.sales.conditions import Typed
from portal.web.sales.options import options
from portal.web.sales.pool_forms import people
from portal.web.sales.words import STICKY
from portal.web.shared.checks import one_line
from portal.web.shared.forms import BatonForm

LINES = range(4)
NO_KEY = ("", "Nothing more")


def _key() -> SelectField:
    return SelectField("Answer to", default="")


def _op() -> SelectField:
    return SelectField(
        "Comparison", choices=options((op.value, words) for op, words in conditions.WORDS.items()), default="complete"
    )


def _value() -> StringField:
    return StringField("Value", [Length(max=1000)])


class RuleForm(BatonForm):
    """Which leads, and where they go. Up to four conditions on answers; deeper ones are kept as they are."""

    name = StringField("Name", [DataRequired("Give the rule a name."), Length(max=120)], filters=[one_line])
    kind = RadioField(
        "What happens to these leads?",
        choices=options([("sales", "Offered to a rep"), ("nurture", "Nurtured by marketing")]),
        default="sales",
    )
    target = SelectField("They go to", [InputRequired("Say where these leads go.")])
    stickiness = SelectField(
        "Who goes first",
        choices=options((one.value, words) for one, words in STICKY.items()),
        default=Stickiness.COMPANY.value,
    )
    levels = SelectMultipleField(
        "Levels",
        choices=options((one.value, words[:1].upper() + words[1:]) for one, words in STANDING_WORDS.items()),
        description="None ticked: SQLs for reps, everything else for marketing.",
    )
    forms = SelectMultipleField("Forms", description="None ticked: any form.")
    campaigns = TextAreaField(
        "Campaigns", [Length(max=4000)], description="One a line, as in utm_campaign; empty: any."
    )
    countries = TextAreaField("Countries", [Length(max=4000)], description="One a line; empty: any.")
    how = RadioField(
        "Conditions on answers", choices=options([("all", "All must hold"), ("any", "One is enough")]), default="all"
    )
    key_0, op_0, value_0 = _key(), _op(), _value()
    key_1, op_1, value_1 = _key(), _op(), _value()
    key_2, op_2, value_2 = _key(), _op(), _value()
    key_3, op_3, value_3 = _key(), _op(), _value()

    kept: Condition | None = None
    """A condition that is deeper than this form."""

    def offer(self) -> None:
        """Pools, people, forms and keys as they are now."""
        pools = [(f"pool:{pool.id}", pool.name) for pool in db.session.scalars(pools_in_use())]
        users = [(f"user:{number}", name) for number, name in people(Role.REP, Role.MANAGER, Role.MARKETING)]
        self.target.choices = options(pools, "Pools") + options(users, "People")
        self.forms.choices = options((form.slug, form.name) for form in db.session.scalars(forms_in_use()))
        keys = options([NO_KEY, *((key.key, name_of(key)) for key in by_name().values())])
        for key, _, _ in self.lines:
            key.choices = keys  # type: ignore[attr-defined]  # a SelectField

    @property
    def lines(self) -> list[tuple[Field, Field, Field]]:
        """Key, comparison and value of each line."""
        return [tuple(self[f"{part}_{number}"] for part in ("key", "op", "value")) for number in LINES]  # type: ignore[misc]  # three

    def show_rule(self, rule: RoutingRule) -> None:
        """What is set now."""
        when = when_from_json(rule.conditions)
        self.name.data, self.kind.data, self.stickiness.data = rule.name, rule.kind.value, rule.stickiness.value
        self.target.data = f"pool:{rule.pool_id}" if rule.pool_id else f"user:{rule.user_id}"
        self.levels.data = [level.value for level in when.levels]
        self.forms.data = list(when.forms)
        self.campaigns.data = "\n".join(when.campaigns)
        names = country_names()
        self.countries.data = "\n".join(names.get(code.upper(), code) for code in when.countries)
        self._show_condition(when.condition)

    def keep(self, condition: Condition | None) -> None:
        """Remember a condition that the lines cannot say."""
        found = conditions.lines_of(condition, by_name())
        self.kept = condition if found is None or len(found[0]) > len(LINES) else None

    def _show_condition(self, condition: Condition | None) -> None:
        self.keep(condition)
        found = conditions.lines_of(condition, by_name())
        if self.kept is not None or found is None:
            return
        typed, self.how.data = found
        for (key, op, value), line in zip(self.lines, typed, strict=False):
            key.data, op.data, value.data = line.key, line.op, line.value

    def facts(self) -> RuleFacts | None:
        """What was typed; None with the errors at their fields."""
        condition, countries = self._condition(), self._countries()
        if any(field.errors for field in self):
            return None
        kind, _, number = (self.target.data or "").partition(":")
        when = When(
            levels=tuple(Standing(level) for level in self.levels.data or ()),
            forms=tuple(self.forms.data or ()),
            campaigns=tuple(_lines(self.campaigns.data)),
            countries=countries,
            condition=condition,
        )
        return RuleFacts(
            name=self.name.data or "",
            kind=AssignmentKind(self.kind.data),
            when=when,
            pool=db.session.get(Pool, int(number)) if kind == "pool" else None,
            user=db.session.get(User, int(number)) if kind == "user" else None,
            stickiness=Stickiness(self.stickiness.data),
        )

    def _condition(self) -> Condition | None:
        if self.kept is not None:
            return self.kept
        keys: Mapping[str, Key] = by_name()
        tests = []
        for key, op, value in self.lines:
            try:
                if key.data:
                    tests.append(conditions.read(Typed(key.data, op.data or "", value.data or ""), keys))
            except NotAValue as refusal:
                value.errors = (str(refusal),)
        return conditions.joined(tests, self.how.data or "all")

    def _countries(self) -> tuple[str, ...]:
        codes = {name.casefold(): code for code, name in country_names().items()}
        known = {code.casefold(): code for code in country_names()} | codes
        typed = list(_lines(self.countries.data))
        unknown = [line for line in typed if line.casefold() not in known]
        if unknown:
            self.countries.errors = (
                f"“{unknown[0][:60]}” is not a country. Write its English name, or its two letters.",
            )
        return tuple(known[line.casefold()] for line in typed if line.casefold() in known)


def _lines(text: str | None) -> Iterable[str]:
    return (line.strip() for line in (text or "").splitlines() if line.strip())
