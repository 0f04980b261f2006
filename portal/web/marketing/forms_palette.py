"""What can be added to a form: the library's keys by what they are for, free questions, and what shapes the page.

Keys that the form asks already stay in their group, ticked, as the way to their settings.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from portal.models.agreement.version import AgreementVersion
from portal.rules.agreement.document import terms_from_json
from portal.rules.agreement.terms import Level
from portal.rules.agreement.words import name_of
from portal.rules.forms.definition import Definition
from portal.rules.forms.generate import new_field
from portal.rules.forms.length import field_seconds
from portal.rules.questions.key import Key, KeyKind, TypeName
from portal.rules.questions.types.registry import TYPES

KINDS: Mapping[KeyKind, str] = {
    KeyKind.CONTACT: "Contact",
    KeyKind.SIZING: "Sizing",
    KeyKind.NEED: "Need",
    KeyKind.READINESS: "Readiness",
    KeyKind.CONSENT: "Consent",
}
LAYOUT = frozenset({"heading", "paragraph", "image", "hidden", "consent"})
"""Names of types that shape the page or ask nothing of their own."""
_NOTES = {Level.MQL: "MQL", Level.SQL: "SQL"}


@dataclass(frozen=True)
class Item:
    """One line; the button posts ``name=value``. ``on_form`` is the key of a field that stands there already."""

    label: str
    icon: str
    name: str
    value: str
    note: str = ""
    on_form: str = ""


@dataclass(frozen=True)
class Group:
    """A titled part."""

    id: str
    title: str
    items: tuple[Item, ...]


def missing(keys: Sequence[Key], lacking: Collection[str], agreement: AgreementVersion | None) -> Group | None:
    """The agreed keys that the form does not ask yet, with what each would cost a visitor."""
    levels = _levels(agreement)
    items = tuple(_item(key, levels.get(key.key, "")) for key in keys if key.key in lacking)
    return Group("palette-missing", "The agreement asks for", items) if items else None


def groups(keys: Sequence[Key], definition: Definition, agreement: AgreementVersion | None) -> tuple[Group, ...]:
    """Keys of the library by kind; then the types of free questions, and those that shape the page."""
    asked = frozenset(field.key for field in definition.fields())
    levels = _levels(agreement)
    own = (
        Group(f"palette-{kind}", title, tuple(_items(keys, kind, levels, asked)))
        for kind, title in KINDS.items()
        if any(key.kind is kind for key in keys)
    )
    free = Group("palette-free", "Free questions", tuple(_type_item(name) for name in TYPES if name not in LAYOUT))
    shapes = tuple(_type_item(name) for name in TYPES if name in LAYOUT)
    return (*own, free, Group("palette-layout", "Layout", (*shapes, Item("Step", "layers", "layout", "step"))))


def _items(keys: Sequence[Key], kind: KeyKind, levels: Mapping[str, str], asked: frozenset[str]) -> Iterator[Item]:
    for key in keys:
        if key.kind is kind:
            yield _item(key, levels.get(key.key, ""), key.key if key.key in asked else "")


def _levels(agreement: AgreementVersion | None) -> dict[str, str]:
    if agreement is None:
        return {}
    terms = terms_from_json(agreement.content)
    asked = dict.fromkeys(terms.must_be_asked(), "Agreed")
    return asked | {item.key.key: _NOTES[item.level] for item in terms.keys if item.level in _NOTES}


def _item(key: Key, level: str, on_form: str = "") -> Item:
    seconds = f"{round(field_seconds(new_field(key)))} s"
    note = f"{level} · {seconds}" if level and not on_form else level or ("" if on_form else seconds)
    return Item(name_of(key), TYPES[key.type].icon, "key", key.key, note, on_form)


def _type_item(name: TypeName) -> Item:
    return Item(TYPES[name].title, TYPES[name].icon, "type", str(name))
