"""Editing what makes an MQL and an SQL: a tree of criteria and groups, part by part."""

from collections.abc import Callable

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.models.agreement.version import AgreementVersion
from portal.rules.agreement.criterion_faults import tree_faults
from portal.rules.agreement.terms import AllOf, AnyOf, Level, NoneOf, Terms
from portal.services.agreement import trees, wording
from portal.web.marketing import agreements_reading as reading
from portal.web.marketing.agreements_saving import save, shown_rev, typed
from portal.web.marketing.blueprint import bp
from portal.web.marketing.criterion_form import root_of, with_root
from portal.web.shared.guards import roles

BASE = "/agreements/<int:number>/edit/<any(mql, sql):level>"
GROUPS = (
    ("any", wording.GROUPS[AnyOf], "One of them is enough."),
    ("all", wording.GROUPS[AllOf], "Useful inside another group."),
    ("none", wording.GROUPS[NoneOf], "Each of them keeps the lead out."),
)


@bp.get(BASE)
@roles(*reading.EDITORS)
def agreement_criteria(number: int, level: str) -> ResponseReturnValue:
    """The criteria of one level, with the keys that it needs anyway."""
    version = reading.draft_or_refuse(number)
    text = reading.text_of(version)
    agreed = {item.key.key: item for item in text.terms.keys}
    return render_template(
        "marketing/agreements/edit/criteria.html",
        version=version,
        rev=shown_rev(version),
        level=level,
        keys=text.mql_keys if level == Level.MQL else text.sql_keys,
        phrases=text.mql if level == Level.MQL else text.sql,
        faults=[fault.message for fault in tree_faults(root_of(text.terms, level), Level(level), agreed)],
        deepest=trees.DEEPEST,
    )


@bp.get(f"{BASE}/groups/new")
@roles(*reading.EDITORS)
def new_agreement_group(number: int, level: str) -> ResponseReturnValue:
    """Choose the kind of a new group."""
    return _group_page(number, level, "", request.args.get("into", ""))


@bp.post(f"{BASE}/groups/new")
@roles(*reading.EDITORS)
def add_agreement_group(number: int, level: str) -> ResponseReturnValue:
    """Add an empty group."""
    version, kind, into = reading.draft_or_refuse(number), typed("kind"), trees.way_of(typed("into"))
    if kind not in trees.KINDS:
        return _group_page(number, level, "Choose what the group asks for.", typed("into")), 422
    group = trees.KINDS[kind]()
    return _save_tree(version, level, lambda root: trees.add(root, into, group), "The group is added. Now fill it.")


@bp.get(f"{BASE}/groups/<way>")
@roles(*reading.EDITORS)
def agreement_group(number: int, level: str, way: str) -> ResponseReturnValue:
    """Change what a group asks for."""
    return _group_page(number, level, "", way, way)


@bp.post(f"{BASE}/groups/<way>")
@roles(*reading.EDITORS)
def save_agreement_group(number: int, level: str, way: str) -> ResponseReturnValue:
    """Save what the group asks for."""
    version, kind = reading.draft_or_refuse(number), typed("kind")
    if kind not in trees.KINDS:
        return _group_page(number, level, "Choose what the group asks for.", way, way), 422
    return _save_tree(version, level, _on(way, lambda root, at: trees.regroup(root, at, kind)), "The group is saved.")


@bp.post(f"{BASE}/parts/<way>/position")
@roles(*reading.EDITORS)
def move_agreement_part(number: int, level: str, way: str) -> ResponseReturnValue:
    """Move a criterion or a group one place up or down."""
    version, up = reading.draft_or_refuse(number), typed("to") == "up"
    return _save_tree(version, level, _on(way, lambda root, at: trees.move(root, at, up=up)), "The order is saved.")


@bp.get(f"{BASE}/parts/<way>/removal")
@roles(*reading.EDITORS)
def agreement_part_removal(number: int, level: str, way: str) -> ResponseReturnValue:
    """Ask before a criterion or a group goes."""
    version = reading.draft_or_refuse(number)
    part = trees.part_at(root_of(reading.terms_of(version), level), trees.way_of(way))
    return render_template(
        "marketing/agreements/edit/remove.html",
        version=version,
        rev=shown_rev(version),
        mark=trees.mark_of(part),
        what="this part of the criteria",
        part=wording.phrase_of(part, reading.terms_of(version)),
        follows="",
        back=_here(number, level),
    )


@bp.post(f"{BASE}/parts/<way>/removal")
@roles(*reading.EDITORS)
def remove_agreement_part(number: int, level: str, way: str) -> ResponseReturnValue:
    """Take the part out of the tree."""
    version = reading.draft_or_refuse(number)
    return _save_tree(version, level, _on(way, trees.remove), "It is removed.")


def _on(way: str, act: Callable[[AllOf, trees.Way], AllOf]) -> Callable[[AllOf], AllOf]:
    """The act on the part at ``way``, if that is still the part that the page showed."""
    mark = typed("mark")

    def edit(root: AllOf) -> AllOf:
        at = trees.way_of(way)
        if mark and trees.mark_of(trees.part_at(root, at)) != mark:
            raise trees.NoSuchPart
        return act(root, at)

    return edit


def _save_tree(version: AgreementVersion, level: str, edit: Callable[[AllOf], AllOf], said: str) -> ResponseReturnValue:
    def change(terms: Terms) -> Terms:
        return with_root(terms, level, edit(root_of(terms, level)))

    return save(version, change, to=_here(version.number, level), said=said)


def _here(number: int, level: str) -> str:
    return url_for(".agreement_criteria", number=number, level=level)


def _group_page(number: int, level: str, error: str, into: str, way: str | None = None) -> str:
    """The choice of a group's kind; ``way`` is set for a group that is there already."""
    version = reading.draft_or_refuse(number)
    part = None if way is None else trees.part_at(root_of(reading.terms_of(version), level), trees.way_of(way))
    return render_template(
        "marketing/agreements/edit/group.html",
        version=version,
        rev=shown_rev(version),
        level=level,
        into=into,
        error=error,
        kinds=GROUPS,
        kind=trees.kind_of(part) if isinstance(part, AllOf | AnyOf | NoneOf) else "",
        mark=trees.mark_of(part) if part is not None else "",
    )
