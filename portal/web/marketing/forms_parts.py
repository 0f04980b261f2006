"""Options and conditions in the settings of a field. Every act saves what was typed beside it: nothing is lost."""

from dataclasses import replace

from flask import abort, request
from flask.typing import ResponseReturnValue

from portal.models.team.user import FormRight
from portal.rules.forms import editing_options as options
from portal.rules.forms.definition import Field
from portal.rules.forms.editing_conditions import Place, as_group, settled, with_part, without_part
from portal.rules.questions.logic import Any, Condition, Operator, Test
from portal.services.forms import publishing
from portal.web.marketing.blueprint import bp
from portal.web.marketing.forms_building import open_form
from portal.web.marketing.forms_fields import WAYS
from portal.web.marketing.forms_saving import typed
from portal.web.marketing.forms_typed import save_typed
from portal.web.shared.guards import forms_right

OPTIONS, CONDITION = "options", "condition"
"""Where the page is opened again."""


@bp.post("/forms/<int:form_id>/edit/fields/<field_key>/options/<option_id>/moves/<any(up,down,to):way>")
@forms_right(FormRight.EDITOR)
def move_option(form_id: int, field_key: str, option_id: str, way: str) -> ResponseReturnValue:
    """One place up or down, or to the place where it was dropped."""
    place = request.form.get("place", 0, type=int)

    def moved(field: Field) -> Field:
        if way in WAYS:
            return replace(field, options=options.moved_option(field.options, option_id, WAYS[way]))
        return replace(field, options=options.placed_option(field.options, option_id, place))

    return save_typed(form_id, field_key, then=moved, anchor=OPTIONS)


@bp.post("/forms/<int:form_id>/edit/fields/<field_key>/options/order")
@forms_right(FormRight.EDITOR)
def sort_options(form_id: int, field_key: str) -> ResponseReturnValue:
    """By their labels."""
    return save_typed(form_id, field_key, then=_by_label, anchor=OPTIONS)


def _by_label(field: Field) -> Field:
    return replace(field, options=options.sorted_options(field.options))


@bp.post("/forms/<int:form_id>/edit/fields/<field_key>/options/<option_id>/removal")
@forms_right(FormRight.EDITOR)
def remove_option(form_id: int, field_key: str, option_id: str) -> ResponseReturnValue:
    """Take the option away; one that visitors have seen stays readable."""
    published = publishing.published_options(open_form(form_id), field_key)

    def rest(field: Field) -> Field:
        return replace(field, options=options.without_option(field.options, option_id, published))

    return save_typed(form_id, field_key, then=rest, anchor=OPTIONS)


@bp.post("/forms/<int:form_id>/edit/fields/<field_key>/options/<option_id>/return")
@forms_right(FormRight.EDITOR)
def return_option(form_id: int, field_key: str, option_id: str) -> ResponseReturnValue:
    """Offer a retired option again."""

    def whole(field: Field) -> Field:
        return replace(field, options=options.offered_again(field.options, option_id))

    return save_typed(form_id, field_key, then=whole, anchor=OPTIONS)


@bp.post("/forms/<int:form_id>/edit/fields/<field_key>/options")
@forms_right(FormRight.EDITOR)
def add_option(form_id: int, field_key: str) -> ResponseReturnValue:
    """Save the options with the one that was typed, and offer a line for another."""
    return save_typed(form_id, field_key, anchor=OPTIONS)


@bp.post("/forms/<int:form_id>/edit/fields/<field_key>/conditions")
@forms_right(FormRight.EDITOR)
def add_condition(form_id: int, field_key: str) -> ResponseReturnValue:
    """Look at another question: beside the rest, in a group of its own, or in the group ``into``."""
    into, part = asked_part()

    def wider(field: Field) -> Field:
        if part is None:
            return field
        return replace(field, show_if=settled(with_part(as_group(field.show_if), into, part)))

    return save_typed(form_id, field_key, then=wider, anchor=CONDITION)


@bp.post("/forms/<int:form_id>/edit/fields/<field_key>/conditions/<where>/removal")
@forms_right(FormRight.EDITOR)
def remove_condition(form_id: int, field_key: str, where: str) -> ResponseReturnValue:
    """Look at that question no longer."""
    place = place_in(where)

    def narrower(field: Field) -> Field:
        return replace(field, show_if=settled(without_part(as_group(field.show_if), place)))

    return save_typed(form_id, field_key, then=narrower, anchor=CONDITION)


def asked_part() -> tuple[Place, Condition | None]:
    """What is to be added to a condition, and where; None where no question was chosen."""
    into = place_in(request.values.get("into", ""))
    asked = typed(f"new.{into[0]}" if into else "new")
    test = Test(asked, Operator.IS_ANSWERED)
    if not asked:
        return into, None
    return into, Any((test,)) if request.values.get("group") else test


def place_in(text: str) -> Place:
    """``1.0`` is the first part of the second group. 404 for what is no place."""
    parts = text.split(".") if text else []
    if len(parts) > 2 or not all(part.isascii() and part.isdecimal() and len(part) < 4 for part in parts):
        abort(404)
    return tuple(map(int, parts))
