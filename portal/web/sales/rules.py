"""Routing rules: in the order in which they are tried."""

from dataclasses import dataclass

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import joinedload

from portal.models.base import db
from portal.models.forms.form import forms_in_use
from portal.models.handoff.rule import RoutingRule, routing_rules
from portal.models.team.user import Role
from portal.rules.handoff.routing import When, WhenError, in_words, when_from_json
from portal.rules.questions.key import Key
from portal.services.agreement.library import by_name
from portal.services.handoff import rules as service
from portal.services.handoff.rules import RuleRefused
from portal.web.sales.blueprint import bp
from portal.web.sales.routing import page
from portal.web.sales.rule_form import RuleForm
from portal.web.sales.words import STICKY
from portal.web.shared.clock import utcnow
from portal.web.shared.guards import roles
from portal.web.shared.loading import get_or_404
from portal.web.shared.login import signed_in_user


@dataclass(frozen=True)
class Said:
    """One rule in words."""

    rule: RoutingRule
    when: str
    to: str
    sticky: str


@bp.get("/routing/rules")
@roles(Role.MANAGER)
def rules() -> ResponseReturnValue:
    """The first that matches decides."""
    where = (joinedload(RoutingRule.pool), joinedload(RoutingRule.user))
    rows, keys = db.session.scalars(routing_rules(with_disabled=True).options(*where)).all(), by_name()
    names = {form.slug: form.name for form in db.session.scalars(forms_in_use())}
    return page("rules", rows=[_said(row, keys, names) for row in rows])


@bp.get("/routing/rules/new")
@roles(Role.MANAGER)
def new_rule() -> ResponseReturnValue:
    """An empty form."""
    form = RuleForm(formdata=None)
    form.offer()
    return page("rule_form", form=form, rule=None, kept="")


@bp.post("/routing/rules/new")
@roles(Role.MANAGER)
def create_rule() -> ResponseReturnValue:
    """The rule is tried after all others."""
    form = RuleForm()
    form.offer()
    facts = form.facts() if form.validate() else None
    if facts is None:
        return page("rule_form", form=form, rule=None, kept=""), 422
    try:
        service.create_rule(facts, by=signed_in_user(), now=utcnow())
    except RuleRefused as refusal:
        return _again(form, None, refusal)
    return _saved("The rule is made. It is tried after the others; move it up where it should come first.")


@bp.get("/routing/rules/<int:rule_id>")
@roles(Role.MANAGER)
def rule(rule_id: int) -> ResponseReturnValue:
    """The rule as it is."""
    row, form = get_or_404(RoutingRule, rule_id), RuleForm(formdata=None)
    form.offer()
    form.show_rule(row)
    return page("rule_form", form=form, rule=row, kept=_kept(form))


@bp.post("/routing/rules/<int:rule_id>")
@roles(Role.MANAGER)
def change_rule(rule_id: int) -> ResponseReturnValue:
    """Keep what was changed; its place stays."""
    row, form = get_or_404(RoutingRule, rule_id), RuleForm()
    form.offer()
    form.keep(when_from_json(row.conditions).condition)
    facts = form.facts() if form.validate() else None
    if facts is None:
        return page("rule_form", form=form, rule=row, kept=_kept(form)), 422
    try:
        service.change_rule(row, facts, by=signed_in_user(), now=utcnow())
    except RuleRefused as refusal:
        return _again(form, row, refusal)
    return _saved("The rule is saved.")


@bp.post("/routing/rules/<int:rule_id>/place/<int:position>")
@roles(Role.MANAGER)
def place_rule(rule_id: int, position: int) -> ResponseReturnValue:
    """Try the rule earlier or later."""
    row = get_or_404(RoutingRule, rule_id)
    service.place_rule(row, position, by=signed_in_user(), now=utcnow())
    return _saved(f"“{row.name}” is tried in place {row.position} now.")


@bp.post("/routing/rules/<int:rule_id>/disabling")
@roles(Role.MANAGER)
def disable_rule(rule_id: int) -> ResponseReturnValue:
    """Try it no longer."""
    row = get_or_404(RoutingRule, rule_id)
    service.disable_rule(row, by=signed_in_user(), now=utcnow())
    return _saved(f"“{row.name}” is switched off.")


@bp.post("/routing/rules/<int:rule_id>/enabling")
@roles(Role.MANAGER)
def enable_rule(rule_id: int) -> ResponseReturnValue:
    """Try it again."""
    row = get_or_404(RoutingRule, rule_id)
    service.enable_rule(row, by=signed_in_user(), now=utcnow())
    return _saved(f"“{row.name}” is switched on.")


@bp.get("/routing/rules/<int:rule_id>/deletion")
@roles(Role.MANAGER)
def rule_deletion(rule_id: int) -> ResponseReturnValue:
    """Ask in words."""
    return render_template("sales/routing/delete_rule.html", rule=get_or_404(RoutingRule, rule_id))


@bp.post("/routing/rules/<int:rule_id>/deletion")
@roles(Role.MANAGER)
def delete_rule(rule_id: int) -> ResponseReturnValue:
    """Throw it away."""
    service.delete_rule(get_or_404(RoutingRule, rule_id), by=signed_in_user(), now=utcnow())
    return _saved("The rule is deleted.")


def _said(row: RoutingRule, keys: dict[str, Key], names: dict[str, str]) -> Said:
    try:
        when = in_words(when_from_json(row.conditions), keys.get, names)
    except WhenError:
        when = "Its conditions cannot be read. Set them again."
    to = row.pool.name if row.pool else row.user.name if row.user else ""
    return Said(row, when, to, STICKY[row.stickiness])


def _kept(form: RuleForm) -> str:
    return in_words(When(condition=form.kept), by_name().get) if form.kept is not None else ""


def _again(form: RuleForm, row: RoutingRule | None, refusal: RuleRefused) -> ResponseReturnValue:
    form[refusal.field].errors = (str(refusal),)
    return page("rule_form", form=form, rule=row, kept=_kept(form)), 422


def _saved(said: str) -> ResponseReturnValue:
    db.session.commit()
    flash(said, "success")
    return redirect(url_for("sales.rules"), 303)
