"""Objects of rows that were just written with ``hot``: read like any other, changed, and written back in one statement,
without the unit of work. They belong to no session, so what they refer to must be given with them."""

from collections.abc import Callable
from functools import cache
from typing import TypeVar, cast

from sqlalchemy import Table, bindparam, inspect, update
from sqlalchemy.orm import make_transient_to_detached
from sqlalchemy.orm.attributes import instance_dict

from portal.models.base import Base, table_of
from portal.models.hot import Hot, Values

M = TypeVar("M", bound=Base)


def as_stored(model: type[M], row: Values) -> M:
    """The object of the row, as if it had been read."""
    thing = cast(M, _maker(model)())
    instance_dict(thing).update(row)
    make_transient_to_detached(thing)
    return thing


@cache
def _maker(model: type[Base]) -> Callable[[], object]:
    return cast(Callable[[], object], inspect(model).class_manager.new_instance)


def store_changes(thing: Base, row: Values) -> None:
    """Write what is different on the object now than in the ``row`` that was written."""
    now = instance_dict(thing)
    changed = {name: now[name] for name, value in row.items() if now[name] != value}
    if changed:
        values = {f"new_{name}": value for name, value in changed.items()}
        _update(table_of(type(thing)), frozenset(changed)).run({**values, "row_id": now["id"]})


@cache
def _update(table: Table, columns: frozenset[str]) -> Hot:
    """An update of these columns of one row; routing changes a handful of sets of columns, so few are made."""
    row = {name: bindparam(f"new_{name}", type_=table.c[name].type) for name in sorted(columns)}
    return Hot(update(table).where(table.c.id == bindparam("row_id")).values(row))
