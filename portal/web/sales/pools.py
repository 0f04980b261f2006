"""Making and changing pools, and one pool with its members in the order of their turn."""

from dataclasses import dataclass

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from portal.models.base import db
from portal.models.handoff.member import PoolMember, members_of
from portal.models.handoff.pool import AssignmentKind, Pool
from portal.models.team.user import Role
from portal.rules.handoff.fairness import CandidateRow
from portal.rules.handoff.week import week_from_json, week_in_words
from portal.services.handoff import pools as service
from portal.services.handoff.pools import PoolRefused
from portal.services.handoff.trial import standing
from portal.web.sales.blueprint import bp
from portal.web.sales.options import options
from portal.web.sales.pool_forms import JoinForm, PoolForm, people
from portal.web.sales.routing import page
from portal.web.sales.why import level_in_words
from portal.web.sales.words import CAPS
from portal.web.shared.clock import utcnow
from portal.web.shared.guards import roles
from portal.web.shared.loading import get_or_404
from portal.web.shared.login import signed_in_user

FIELDS = {"manager": "manager_id", "fallback": "fallback_id"}


@dataclass(frozen=True)
class Turn:
    """One member in the order of turns. ``outcome`` is "Next" or what keeps them from it."""

    member: PoolMember
    level: str
    given: int
    cap: str
    outcome: str
    next: bool


@bp.get("/routing/pools/<int:pool_id>")
@roles(Role.MANAGER)
def pool(pool_id: int) -> ResponseReturnValue:
    """The members, in the order in which they are served."""
    form = JoinForm(formdata=None)
    form.user_id.choices = options(joiners(pool_id))
    return pool_page(get_or_404(Pool, pool_id), form)


@bp.get("/routing/pools/new")
@roles(Role.MANAGER)
def new_pool() -> ResponseReturnValue:
    """An empty form."""
    form = PoolForm(formdata=None)
    form.offer()
    form.show_new()
    return page("pool_form", form=form, pool=None)


@bp.post("/routing/pools/new")
@roles(Role.MANAGER)
def create_pool() -> ResponseReturnValue:
    """Make the pool; members come next."""
    form = PoolForm()
    form.offer()
    if not form.validate():
        return page("pool_form", form=form, pool=None), 422
    try:
        made = service.create_pool(form.facts(), by=signed_in_user(), now=utcnow())
    except PoolRefused as refusal:
        return _again(form, None, refusal)
    db.session.commit()
    flash("The pool is made. Add its members.", "success")
    return redirect(url_for("sales.pool", pool_id=made.id), 303)


@bp.get("/routing/pools/<int:pool_id>/edit")
@roles(Role.MANAGER)
def edit_pool(pool_id: int) -> ResponseReturnValue:
    """What is set now."""
    row, form = get_or_404(Pool, pool_id), PoolForm(formdata=None)
    form.offer()
    form.show_pool(row)
    return page("pool_form", form=form, pool=row)


@bp.post("/routing/pools/<int:pool_id>/edit")
@roles(Role.MANAGER)
def change_pool(pool_id: int) -> ResponseReturnValue:
    """Keep what was changed."""
    row, form = get_or_404(Pool, pool_id), PoolForm()
    form.offer()
    if not form.validate():
        return page("pool_form", form=form, pool=row), 422
    try:
        service.change_pool(row, form.facts(), by=signed_in_user(), now=utcnow())
    except PoolRefused as refusal:
        return _again(form, row, refusal)
    db.session.commit()
    flash("The pool is saved.", "success")
    return redirect(url_for("sales.pool", pool_id=row.id), 303)


@bp.post("/routing/pools/<int:pool_id>/archiving")
@roles(Role.MANAGER)
def archive_pool(pool_id: int) -> ResponseReturnValue:
    """Put the pool away; refused while rules send leads to it."""
    row = get_or_404(Pool, pool_id)
    service.archive_pool(row, by=signed_in_user(), now=utcnow())
    db.session.commit()
    flash(f"“{row.name}” is put away. It can be taken up again.", "success")
    return redirect(url_for("sales.routing"), 303)


@bp.post("/routing/pools/<int:pool_id>/restoring")
@roles(Role.MANAGER)
def restore_pool(pool_id: int) -> ResponseReturnValue:
    """Use the pool again."""
    row = get_or_404(Pool, pool_id)
    service.restore_pool(row, by=signed_in_user(), now=utcnow())
    db.session.commit()
    flash(f"“{row.name}” is in use again.", "success")
    return redirect(url_for("sales.pool", pool_id=row.id), 303)


def pool_page(row: Pool, form: JoinForm) -> str:
    """The page of one pool; the form adds a member."""
    hours = f"{week_in_words(week_from_json(row.week))}, on the clock of {row.time_zone}"
    return page("pool", pool=row, turns=_turns(row), form=form, hours=hours)


def joiners(pool_id: int) -> list[tuple[int, str]]:
    """Who is not in the pool yet."""
    inside = {member.user_id for member in db.session.scalars(members_of(pool_id))}
    kind = get_or_404(Pool, pool_id).kind
    fitting = Role.REP if kind is AssignmentKind.SALES else Role.MARKETING
    return [(user_id, name) for user_id, name in people(fitting, Role.MANAGER, Role.ADMIN) if user_id not in inside]


def _turns(row: Pool) -> list[Turn]:
    """By turn: the eligible ones first."""
    members = {member.user_id: member for member in db.session.scalars(members_of(row.id))}
    rows = standing(row.id, utcnow()).rows
    return [_turn(members[one.user_id], one) for one in rows if one.user_id in members]


def _turn(member: PoolMember, row: CandidateRow) -> Turn:
    return Turn(
        member=member,
        level=level_in_words(row.level),
        given=member.assigned - member.credited_back,
        cap=f"{member.cap} {CAPS[member.cap_per]}" if member.cap else "none",
        outcome=row.why_skipped or ("Next" if row.chosen else "In turn"),
        next=row.chosen,
    )


def _again(form: PoolForm, row: Pool | None, refusal: PoolRefused) -> ResponseReturnValue:
    form[FIELDS.get(refusal.field, refusal.field)].errors = (str(refusal),)
    return page("pool_form", form=form, pool=row), 422
