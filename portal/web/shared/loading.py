"""Loading is authorising: what the query of somebody's sight does not find is a 404."""

from typing import Any, TypeVar

from flask import abort
from sqlalchemy import Select

from portal.models.base import db

Row = TypeVar("Row")


def visible_or_404(query: "Select[Row]") -> Row:
    """The one row that the query finds, else 404."""
    row = db.session.scalars(query).first()
    if row is None:
        abort(404)
    return row


def get_or_404(model: type[Row], key: Any) -> Row:
    """The row with that primary key, else 404; for things that everybody who may call may see."""
    row = db.session.get(model, key)
    if row is None:
        abort(404)
    return row
