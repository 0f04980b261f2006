"""What a screen reader is given of a page: Chromium's accessibility tree."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Page

GROUPS = frozenset({"group", "radiogroup"})
CONTROLS = frozenset({"textbox", "combobox", "radio", "checkbox", "button", "Date", "switch", "spinbutton"})


@dataclass(frozen=True)
class Told:
    """One thing as it is told. ``groups`` are the names of the groups around it, the innermost last."""

    role: str
    name: str
    description: str
    states: dict[str, Any]
    groups: tuple[str, ...]

    @property
    def required(self) -> bool:
        return self.states.get("required") is True

    @property
    def invalid(self) -> bool:
        return self.states.get("invalid") == "true"

    @property
    def focused(self) -> bool:
        return self.states.get("focused") is True


def told(page: Page) -> list[Told]:
    """Everything on the page that is told, in the order of reading."""
    session = page.context.new_cdp_session(page)
    try:
        nodes = {node["nodeId"]: node for node in session.send("Accessibility.getFullAXTree")["nodes"]}
    finally:
        session.detach()
    root = next(node for node in nodes.values() if "parentId" not in node)
    return list(_below(root, nodes, ()))


def _below(node: dict[str, Any], nodes: dict[str, dict[str, Any]], groups: tuple[str, ...]) -> Iterator[Told]:
    role = _value(node, "role")
    if not node.get("ignored"):
        states = {one["name"]: one["value"].get("value") for one in node.get("properties", ())}
        yield Told(role, _value(node, "name"), _value(node, "description"), states, groups)
        groups = (*groups, _value(node, "name")) if role in GROUPS else groups
    for child in node.get("childIds", ()):
        if child in nodes:
            yield from _below(nodes[child], nodes, groups)


def _value(node: dict[str, Any], what: str) -> str:
    return " ".join(str(node.get(what, {}).get("value", "")).split())


def controls(page: Page) -> list[Told]:
    """What can be answered or pressed."""
    return [one for one in told(page) if one.role in CONTROLS]
