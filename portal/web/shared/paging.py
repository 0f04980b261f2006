"""Pages by key, never by offset: page one thousand costs what page one costs."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from flask import request, url_for
from sqlalchemy import Select
from sqlalchemy.orm import InstrumentedAttribute

from portal.models.base import db
from portal.web.shared.addresses import held

Row = TypeVar("Row")
PAGE_SIZE = 50


@dataclass(frozen=True)
class Page(Generic[Row]):
    """Rows newest first, with the addresses of the neighbours (None at the ends)."""

    rows: Sequence[Row]
    newer: str | None
    older: str | None


def newest_first(query: "Select[Row]", id_column: "InstrumentedAttribute[int]", size: int = PAGE_SIZE) -> Page[Row]:
    """One page of the query ordered by id descending; reads ``before`` or ``after`` from the address. One query."""
    query = query.order_by(None)
    before, after = (request.args.get(name, type=held) for name in ("before", "after"))
    if after is not None:
        found = list(db.session.scalars(query.where(id_column > after).order_by(id_column.asc()).limit(size + 1)))
        more_newer, rows = len(found) > size, found[:size][::-1]
        return _page(rows, id_column, newer=more_newer, older=True)
    if before is not None:
        query = query.where(id_column < before)
    found = list(db.session.scalars(query.order_by(id_column.desc()).limit(size + 1)))
    return _page(found[:size], id_column, newer=before is not None, older=len(found) > size)


def _page(rows: list[Row], id_column: "InstrumentedAttribute[int]", *, newer: bool, older: bool) -> Page[Row]:
    key: Callable[[Row], int] = lambda row: getattr(row, id_column.key)  # noqa: E731  typed where it is used
    return Page(
        rows=rows,
        newer=_address(after=key(rows[0])) if rows and newer else None,
        older=_address(before=key(rows[-1])) if rows and older else None,
    )


def _address(**position: int) -> str:
    """This page's address with its filters, at another position."""
    kept = {name: values for name, values in request.args.lists() if name not in ("before", "after")}
    return url_for(request.endpoint or "", **{**(request.view_args or {}), **kept, **position})
