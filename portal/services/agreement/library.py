"""The field library: its keys, added, reworded, given other options, retired. A key's name and type never change."""

import json
import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from portal.models.agreement.library import LibraryKey, library_keys
from portal.models.base import db
from portal.models.team.user import User
from portal.rules.documents import from_text, to_text
from portal.rules.forms.reading import FORM_TOKEN, SOURCE_NAMES
from portal.rules.questions.key import Key, Option, Settings, TypeName
from portal.rules.questions.library import STARTER_LIBRARY, option_faults
from portal.rules.questions.types.registry import of
from portal.rules.refusal import Refusal
from portal.services.agreement import usage
from portal.services.ops import history

LONGEST_NAME = 60
_NAME = re.compile(r"[a-z][a-z0-9_]*")
_TAKEN = frozenset({*SOURCE_NAMES, FORM_TOKEN, "csrf_token"})


class NameRefused(Refusal):
    """The key cannot have that name; the message says why."""


class OptionsRefused(Refusal):
    """The options are not sound; the message says why."""


class StillAgreed(Refusal):
    """An agreement that is in force or up for signing names the key."""

    def __init__(self, key: str, numbers: Sequence[int]) -> None:
        versions = ", ".join(map(str, numbers))
        super().__init__(f"The key “{key}” cannot be retired: the agreement (version {versions}) needs it.")


def seed_library(now: datetime) -> None:
    """Put the starter keys into an empty library; a library that has keys stays as it is."""
    if db.session.scalar(select(func.count()).select_from(LibraryKey)):
        return
    for position, key in enumerate(STARTER_LIBRARY):
        db.session.add(_row(key, position))
    db.session.flush()
    history.record("library.seeded", "library", now=now, actor=None, data={"keys": len(STARTER_LIBRARY)})


def keys() -> tuple[Key, ...]:
    """The keys that can be asked, in the library's order."""
    return tuple(as_key(row) for row in db.session.scalars(library_keys()))


def by_name() -> dict[str, Key]:
    """Name → key, of the keys that can be asked."""
    return {row.key: as_key(row) for row in db.session.scalars(library_keys())}


def as_key(row: LibraryKey) -> Key:
    """The row as the value that agreements and forms copy."""
    options = tuple(from_text(Option, json.dumps(option)) for option in row.options)
    settings = from_text(Settings, json.dumps(row.settings))
    return Key(row.key, row.type, row.kind, row.label, row.help, options, settings)


def add_key(key: Key, *, by: User, now: datetime) -> LibraryKey:
    """Add a key of one's own. Raises NameRefused or OptionsRefused."""
    _check_name(key.key)
    _check_options(key.type, key.options)
    last = db.session.scalar(select(func.max(LibraryKey.position)))
    row = _row(key, 0 if last is None else last + 1)
    db.session.add(row)
    db.session.flush()
    history.record("library.added", f"key:{key.key}", now=now, actor=by, data={"type": str(key.type)})
    return row


def reword(row: LibraryKey, *, label: str, help: str, by: User, now: datetime) -> None:  # noqa: A002  its name in Key
    """Say it in other words. Signed agreements and published forms keep the words that they were made with."""
    row.label, row.help = label, help
    history.record("library.reworded", f"key:{row.key}", now=now, actor=by)
    db.session.flush()


def set_options(row: LibraryKey, options: Sequence[Option], *, by: User, now: datetime) -> None:
    """Offer these options from now on. One that is left out is retired where it was ever agreed, published or
    answered, and stays readable there; otherwise it goes. Raises OptionsRefused."""
    known = as_key(row).options
    kept = {option.id for option in options}
    used = usage.used_options(row.key, [option.id for option in known])
    before = [option for option in known if option.id in used]
    retired = [replace(option, retired=True) for option in before if option.id not in kept]
    wanted = (*options, *retired)
    _check_options(row.type, wanted, before)
    row.options = [_document(option) for option in wanted]
    facts = {"retired": [option.id for option in retired]}
    history.record("library.options_set", f"key:{row.key}", now=now, actor=by, data=facts)
    db.session.flush()


def retire(row: LibraryKey, *, by: User, now: datetime) -> None:
    """Offer the key no longer. Answers stay. Raises StillAgreed."""
    numbers = usage.binding_versions(row.key)
    if numbers:
        raise StillAgreed(row.key, numbers)
    row.retired_at = now
    history.record("library.retired", f"key:{row.key}", now=now, actor=by)
    db.session.flush()


def restore(row: LibraryKey, *, by: User, now: datetime) -> None:
    """Offer a retired key again."""
    row.retired_at = None
    history.record("library.restored", f"key:{row.key}", now=now, actor=by)
    db.session.flush()


def name_from(label: str) -> str:
    """A name for a key or an option, from its label: ``Number of seats`` becomes ``number_of_seats``."""
    plain = re.sub(r"[^a-z0-9]+", "_", label.lower()).strip("_")
    return re.sub(r"^[^a-z]+", "", plain)[:LONGEST_NAME].rstrip("_")


def _check_name(name: str) -> None:
    if not _NAME.fullmatch(name) or len(name) > LONGEST_NAME:
        raise NameRefused("Use small letters, digits and underscores, starting with a letter; at most 60.")
    if name in _TAKEN:
        raise NameRefused(f"“{name}” is a name that forms use themselves. Choose another one.")
    if db.session.get(LibraryKey, name) is not None:
        raise NameRefused(f"The library has a key “{name}” already.")


def _check_options(type_name: TypeName, options: Sequence[Option], before: Sequence[Option] = ()) -> None:
    if not of(type_name).has_options:
        if options:
            raise OptionsRefused("A question of this type has no options.")
        return
    found = option_faults(options, before=before)
    if found:
        raise OptionsRefused(" ".join(found))


def _row(key: Key, position: int) -> LibraryKey:
    return LibraryKey(
        key=key.key,
        type=key.type,
        kind=key.kind,
        label=key.label,
        help=key.help,
        options=[_document(option) for option in key.options],
        settings=_document(key.settings),
        position=position,
    )


def _document(value: Option | Settings) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(to_text(value))
    return document
