"""What can be added to a form: the library's keys by what they are for, and free questions of every type."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from portal.models.agreement.version import AgreementVersion
from portal.rules.agreement.document import terms_from_json
from portal.rules.agreement.terms import Level
from portal.rules.agreement.words import name_of
from portal.rules.forms.definition import Definition
from portal.rules.questions.key import Key
from portal.rules.questions.types.registry import TYPES
from portal.web.marketing.forms_words import KINDS

Item: TypeAlias = tuple[str, str, str, str, str | None]
_NOTES = {Level.MQL: "MQL", Level.SQL: "SQL"}


@dataclass(frozen=True)
class Group:
    """A titled part; items are (label, icon, value, name of the button, note)."""

    id: str
    title: str
    items: tuple[Item, ...]


def missing(keys: Sequence[Key], lacking: Collection[str]) -> Group | None:
    """The agreed keys that the form does not ask yet."""
    items = tuple(_item(key, None) for key in keys if key.key in lacking)
    return Group("palette-missing", "The agreement asks for", items) if items else None


def groups(keys: Sequence[Key], definition: Definition, agreement: AgreementVersion | None) -> tuple[Group, ...]:
    """Keys that are not on the form, by kind; then the types of free questions."""
    taken = {field.key for field in definition.fields()}
    levels = _levels(agreement)
    by_kind = (
        (
            kind,
            title,
            tuple(_item(key, levels.get(key.key)) for key in keys if key.kind is kind and key.key not in taken),
        )
        for kind, title in KINDS.items()
    )
    found = tuple(Group(f"palette-{kind}", title, items) for kind, title, items in by_kind if items)
    return (*found, Group("palette-free", "Free questions", _free()))


def _levels(agreement: AgreementVersion | None) -> dict[str, str]:
    if agreement is None:
        return {}
    terms = terms_from_json(agreement.content)
    asked = dict.fromkeys(terms.must_be_asked(), "Agreed")
    return asked | {item.key.key: _NOTES[item.level] for item in terms.keys if item.level in _NOTES}


def _item(key: Key, note: str | None) -> Item:
    return name_of(key), TYPES[key.type].icon, key.key, "key", note


def _free() -> tuple[Item, ...]:
    return tuple((kind.title, kind.icon, str(name), "type", None) for name, kind in TYPES.items())
