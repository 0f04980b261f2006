"""Forms of pools and their members, of days off and time away."""

from wtforms import DateField, DateTimeLocalField, IntegerField, RadioField, SelectField, StringField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional

from portal.models.base import db
from portal.models.handoff.member import CapPer
from portal.models.handoff.pool import AssignmentKind, Pool, WhenNobody
from portal.models.team.user import Role, User, active_users
from portal.rules.handoff.week import Week, week_from_json
from portal.services.handoff.members import HEAVIEST
from portal.services.handoff.pools import PoolFacts
from portal.web.sales.forms import sensible
from portal.web.sales.options import options
from portal.web.sales.words import CAPS
from portal.web.shared.checks import one_line
from portal.web.shared.forms import BatonForm
from portal.web.shared.week_form import WeekForm
from portal.web.shared.zones import ZoneField

NOBODY = (0, "Nobody")
MOMENT = "Enter the day and the time."


def people(*roles: Role) -> list[tuple[int, str]]:
    """Active people with one of the roles, by name."""
    return [(user.id, user.name) for user in db.session.scalars(active_users(*roles))]


class PoolForm(WeekForm):
    """A pool: what it is for, who answers for it, when it works."""

    name = StringField("Name", [DataRequired("Give the pool a name."), Length(max=120)], filters=[one_line])
    kind = RadioField(
        "What is it for?",
        choices=options(
            [
                ("sales", "Sales", "Leads are offered: promises run, turns are counted."),
                ("nurture", "Nurture", "Marketing keeps leads until a review date."),
            ]
        ),
        default="sales",
    )
    manager_id = SelectField("Manager", coerce=int, description="Answers for what waits in the pool.")
    when_nobody = RadioField(
        "When nobody in the pool can take a lead",
        choices=options(
            [
                ("hold", "It waits", "Until somebody’s working time begins; the manager is told."),
                ("fallback", "It goes to one person", "Whoever is named below."),
            ]
        ),
        default="hold",
    )
    fallback_id = SelectField("That person", coerce=int, default=0)
    time_zone = ZoneField(description="The pool’s own hours are on this clock.")

    def offer(self) -> None:
        """Who may answer for a pool, and who may be the last resort."""
        self.manager_id.choices = options(people(Role.MANAGER, Role.MARKETING, Role.ADMIN))
        self.fallback_id.choices = options([NOBODY, *people(Role.REP, Role.MANAGER, Role.MARKETING)])

    def show_pool(self, pool: Pool) -> None:
        """What is set now."""
        self.show(week_from_json(pool.week))
        self.name.data, self.kind.data = pool.name, pool.kind.value
        self.manager_id.data, self.fallback_id.data = pool.manager_id, pool.fallback_id or 0
        self.when_nobody.data = pool.when_nobody.value
        self.time_zone.process_data(pool.time_zone)

    def show_new(self) -> None:
        """Office hours to begin with."""
        self.show(Week.office())
        self.kind.data, self.when_nobody.data = "sales", "hold"

    def facts(self) -> PoolFacts:
        """What was typed; to be asked for after the form was found valid."""
        return PoolFacts(
            name=self.name.data or "",
            kind=AssignmentKind(self.kind.data),
            manager=db.session.get_one(User, self.manager_id.data),
            week=self.week(),
            time_zone=self.time_zone.data or "UTC",
            when_nobody=WhenNobody(self.when_nobody.data),
            fallback=db.session.get(User, self.fallback_id.data) if self.fallback_id.data else None,
        )


class MemberForm(BatonForm):
    """A member's share of the leads, and their limit."""

    weight = IntegerField(
        "Weight",
        [InputRequired("Enter a weight."), NumberRange(0, HEAVIEST, f"Enter a whole number from 0 to {HEAVIEST}.")],
        description="Twice the weight, twice the leads; 0 takes none.",
        default=1,
    )
    cap = IntegerField(
        "Cap", [Optional(), NumberRange(1, 10_000, "Enter a whole number from 1 on.")], description="Empty for none."
    )
    cap_per = SelectField(
        "Cap counts", choices=options((per.value, words) for per, words in CAPS.items()), default="open"
    )

    @property
    def per(self) -> CapPer:
        """What the cap counts."""
        return CapPer(self.cap_per.data)


class JoinForm(MemberForm):
    """Somebody who joins a pool."""

    user_id = SelectField("Who?", [InputRequired("Choose somebody.")], coerce=int)


class DayOffForm(BatonForm):
    """A day on which nobody works."""

    day = DateField("Day", [InputRequired("Enter the day, such as 24 December 2026.")])
    name = StringField("Name", [DataRequired("Say what day it is."), Length(max=120)], filters=[one_line])


class AwayForm(BatonForm):
    """Time away of a team member, on the clock of their own zone."""

    starts_at = DateTimeLocalField("From", [InputRequired(MOMENT), sensible])
    ends_at = DateTimeLocalField("Until", [InputRequired(MOMENT), sensible])
    note = StringField("Note", [Length(max=120)], filters=[one_line])
