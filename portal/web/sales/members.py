"""Members of a pool: joined, weighed, paused, gone."""

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from portal.models.base import db
from portal.models.handoff.member import PoolMember
from portal.models.handoff.pool import Pool
from portal.models.team.user import Role, User
from portal.services.handoff import members as service
from portal.services.handoff.members import MemberRefused
from portal.web.sales.blueprint import bp
from portal.web.sales.options import options
from portal.web.sales.pool_forms import JoinForm, MemberForm
from portal.web.sales.pools import joiners, pool_page
from portal.web.sales.routing import page
from portal.web.shared.clock import utcnow
from portal.web.shared.guards import roles
from portal.web.shared.loading import get_or_404, visible_or_404
from portal.web.shared.login import signed_in_user

ONE = "/routing/pools/<int:pool_id>/members/<int:member_id>"


@bp.post("/routing/pools/<int:pool_id>/members")
@roles(Role.MANAGER)
def add_member(pool_id: int) -> ResponseReturnValue:
    """Somebody joins, level with the others."""
    row, form = get_or_404(Pool, pool_id), JoinForm()
    form.user_id.choices = options(joiners(pool_id))
    if not form.validate():
        return pool_page(row, form), 422
    user = db.session.get_one(User, form.user_id.data)
    try:
        _add(row, user, form)
    except MemberRefused as refusal:
        form["user_id" if refusal.field == "user" else refusal.field].errors = (str(refusal),)
        return pool_page(row, form), 422
    db.session.commit()
    return _back(pool_id, f"{user.name} is in the pool, level with the others.")


@bp.get(ONE)
@roles(Role.MANAGER)
def member(pool_id: int, member_id: int) -> ResponseReturnValue:
    """Weight and cap as they are."""
    row = _member(pool_id, member_id)
    form = MemberForm(formdata=None, weight=row.weight, cap=row.cap, cap_per=row.cap_per.value)
    return page("member", member=row, form=form)


@bp.post(ONE)
@roles(Role.MANAGER)
def change_member(pool_id: int, member_id: int) -> ResponseReturnValue:
    """Another weight or cap, from the next lead on."""
    row, form = _member(pool_id, member_id), MemberForm()
    if not form.validate():
        return page("member", member=row, form=form), 422
    try:
        weight, cap = form.weight.data or 0, form.cap.data
        service.change_member(row, weight=weight, cap=cap, cap_per=form.per, by=signed_in_user(), now=utcnow())
    except MemberRefused as refusal:
        form[refusal.field].errors = (str(refusal),)
        return page("member", member=row, form=form), 422
    db.session.commit()
    return _back(pool_id, f"{row.user.name} is saved.")


@bp.post(f"{ONE}/pause")
@roles(Role.MANAGER)
def pause_member(pool_id: int, member_id: int) -> ResponseReturnValue:
    """No new leads until they are back."""
    row = _member(pool_id, member_id)
    service.pause_member(row, by=signed_in_user(), now=utcnow())
    db.session.commit()
    return _back(pool_id, f"{row.user.name} gets no new leads from this pool until you say so.")


@bp.post(f"{ONE}/return")
@roles(Role.MANAGER)
def resume_member(pool_id: int, member_id: int) -> ResponseReturnValue:
    """Back in the rotation."""
    row = _member(pool_id, member_id)
    service.resume_member(row, by=signed_in_user(), now=utcnow())
    db.session.commit()
    return _back(pool_id, f"{row.user.name} is back, level with the others.")


@bp.post(f"{ONE}/removal")
@roles(Role.MANAGER)
def remove_member(pool_id: int, member_id: int) -> ResponseReturnValue:
    """Out of the pool; what they have in hand stays with them."""
    row = _member(pool_id, member_id)
    service.remove_member(row, by=signed_in_user(), now=utcnow())
    db.session.commit()
    return _back(pool_id, f"{row.user.name} left the pool. Leads in hand stay with them.")


def _member(pool_id: int, member_id: int) -> PoolMember:
    mine = (PoolMember.id == member_id, PoolMember.pool_id == pool_id, PoolMember.left_at.is_(None))
    return visible_or_404(select(PoolMember).where(*mine))


def _add(row: Pool, user: User, form: JoinForm) -> None:
    weight, cap = form.weight.data or 0, form.cap.data
    service.add_member(row, user, weight=weight, cap=cap, cap_per=form.per, by=signed_in_user(), now=utcnow())


def _back(pool_id: int, said: str) -> ResponseReturnValue:
    flash(said, "success")
    return redirect(url_for("sales.pool", pool_id=pool_id), 303)
