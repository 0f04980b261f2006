"""Core statements for the hot path: compiled once, run on the session's own connection without the machinery around.

A submission takes some twenty-five statements in one transaction. SQLAlchemy spends three to five times as long on
finding the compiled form, on contexts, events and results as the database does on the statement itself, and the write
lock is held meanwhile. What is left out: execution events, and lists that expand. Autoflush, types, defaults, dialects
and errors are SQLAlchemy's own.
"""

from collections import namedtuple
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, cast

from sqlalchemy import ClauseElement, Column, Connection, Dialect, Engine, Enum, Table, bindparam
from sqlalchemy.dialects import postgresql
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session, SessionTransaction
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.schema import CallableColumnDefault, ScalarElementColumnDefault

from portal.models.base import UtcDateTime, db

Values = Mapping[str, Any]
Convert = Callable[[Any], Any]
_IN_USE = "baton_hot_connection"


@dataclass
class _Compiled:
    """The statement in one dialect. ``reads`` is made with the first result, which shows the driver's column types."""

    sql: str
    binds: tuple[tuple[str, Any, Convert | None], ...]
    positional: bool
    make: Callable[..., Any]
    types: tuple[Any, ...]
    reads: tuple[tuple[int, Convert], ...] | None = None


class Hot:
    """One statement. Its bind parameters are given by name; those that are not given keep the statement's values."""

    def __init__(self, statement: ClauseElement) -> None:
        self.statement = statement
        self._compiled: dict[str, _Compiled] = {}

    def run(self, values: Values | None = None) -> None:
        """Run it for its effect."""
        self._fetch(values or {}, 0)

    def run_many(self, rows: Iterable[Values]) -> None:
        """Run it once for each row, as one call of the driver."""
        connection = _connection()
        compiled = self._in(connection.dialect)
        bound = [_bound(compiled, row) for row in rows]
        if not bound:
            return
        cursor = connection.connection.cursor()
        try:
            cursor.executemany(compiled.sql, bound)
        except connection.dialect.loaded_dbapi.Error as fault:
            raise _told(connection, compiled.sql, fault) from fault
        finally:
            cursor.close()

    def all(self, values: Values | None = None) -> list[Any]:
        """Every row, as a named tuple."""
        return self._fetch(values or {}, 2)

    def first(self, values: Values | None = None) -> Any:
        """The first row, or None."""
        return next(iter(self._fetch(values or {}, 1)), None)

    def scalar(self, values: Values | None = None) -> Any:
        """The first column of the first row, or None."""
        row = self.first(values)
        return None if row is None else row[0]

    def look(self, engine: Engine, values: Values) -> Any:
        """The first row, or None, by a connection of its own, without session or transaction.

        Raises the driver's own errors.
        """
        connection = engine.raw_connection()
        try:
            compiled = self._in(engine.dialect)
            cursor = connection.cursor()
            cursor.execute(compiled.sql, _bound(compiled, values))
            found = [row for row in (cursor.fetchone(),) if row is not None]
            return next(iter(_read(compiled, found, cursor.description, engine.dialect)), None)
        finally:
            connection.close()

    def _fetch(self, values: Values, wanted: int) -> list[Any]:
        """No row, the first, or all."""
        connection = _connection()
        compiled = self._in(connection.dialect)
        cursor = connection.connection.cursor()
        try:
            cursor.execute(compiled.sql, _bound(compiled, values))
            if not wanted or cursor.description is None:
                return []
            found = cursor.fetchall() if wanted > 1 else [row for row in (cursor.fetchone(),) if row is not None]
            return _read(compiled, found, cursor.description, connection.dialect)
        except connection.dialect.loaded_dbapi.Error as fault:
            raise _told(connection, compiled.sql, fault) from fault
        finally:
            cursor.close()

    def _in(self, dialect: Dialect) -> _Compiled:
        compiled = self._compiled.get(dialect.name)
        if compiled is None:
            compiled = self._compiled[dialect.name] = _compile(self.statement, dialect)
        return compiled


def hot_insert(table: Table, *, once: Sequence[str] = (), returning: str | None = None) -> Hot:
    """An insert of whole rows; columns that a row leaves out take their plain default, or stay empty.

    ``once``: a row with the same values in these columns is left as it is, and nothing is returned then.
    """
    numbered = table.autoincrement_column
    named = [column for column in table.columns if column is not numbered]
    row = {column.name: bindparam(column.name, _default(column), type_=column.type) for column in named}
    statement = postgresql.insert(table).values(row)  # without its own clauses it is any dialect's
    if once:
        statement = statement.on_conflict_do_nothing(index_elements=list(once))
    return Hot(statement if returning is None else statement.returning(table.c[returning]))


def _default(column: Column[Any]) -> Any:
    default = column.default
    if isinstance(default, ScalarElementColumnDefault):
        return default.arg
    return default.arg(cast(Any, None)) if isinstance(default, CallableColumnDefault) else None


def _connection() -> Connection:
    """The session's, with what the session holds unwritten written first, unless it was told not to."""
    session = db.session()
    if session.autoflush:
        session.flush()
    known: tuple[object, Connection] | None = session.info.get(_IN_USE)
    if known is None or known[0] is not _innermost(session):
        connection = session.connection()  # which is when a savepoint is set, too
        known = session.info[_IN_USE] = (_innermost(session), connection)
    return known[1]


def _innermost(session: Session) -> SessionTransaction | None:
    return session.get_nested_transaction() or session.get_transaction()


def _compile(statement: Any, dialect: Dialect) -> _Compiled:
    compiled = cast(SQLCompiler, statement.compile(dialect=dialect))
    assert not compiled.post_compile_params, "lists that expand are not for the hot path"  # noqa: S101  a fault of ours
    names = compiled.positiontup if compiled.positiontup is not None else list(compiled.binds)
    columns = list(getattr(statement, "exported_columns", ()))
    return _Compiled(
        sql=str(compiled),
        binds=tuple((name, compiled.params.get(name), _binder(compiled.binds[name], dialect)) for name in names),
        positional=compiled.positiontup is not None,
        make=_row_of([column.key for column in columns]) if columns else tuple,
        types=tuple(column.type for column in columns),
    )


def _row_of(names: list[str]) -> Callable[[Iterable[Any]], Any]:
    """Rows with names, which are known only now."""
    return cast(Any, namedtuple("Row", names, rename=True))._make  # type: ignore[no-any-return]  # noqa: PYI024


def _binder(bind: Any, dialect: Dialect) -> Convert | None:
    """How a value is handed to the driver. What a transaction writes again and again, its one moment and the members
    of enumerations, is converted once."""
    convert = cast(Convert | None, bind.type.dialect_impl(dialect).bind_processor(dialect))
    return lru_cache(maxsize=256)(convert) if convert and isinstance(bind.type, UtcDateTime | Enum) else convert


def _bound(compiled: _Compiled, values: Values) -> Any:
    """The parameters as the driver takes them."""
    if compiled.positional:
        return [
            values.get(name, default) if convert is None else convert(values.get(name, default))
            for name, default, convert in compiled.binds
        ]
    return {
        name: values.get(name, default) if convert is None else convert(values.get(name, default))
        for name, default, convert in compiled.binds
    }


def _read(compiled: _Compiled, found: Sequence[Any], description: Any, dialect: Dialect) -> list[Any]:
    if compiled.reads is None:
        readers = [
            (place, kind.dialect_impl(dialect).result_processor(dialect, description[place][1]))
            for place, kind in enumerate(compiled.types)
        ]
        compiled.reads = tuple((place, reader) for place, reader in readers if reader is not None)
    if not compiled.reads:
        return [compiled.make(row) for row in found]
    return [compiled.make(_converted(row, compiled.reads)) for row in found]


def _converted(row: Sequence[Any], reads: tuple[tuple[int, Convert], ...]) -> list[Any]:
    values = list(row)
    for place, convert in reads:
        values[place] = convert(values[place])
    return values


def _told(connection: Connection, sql: str, fault: Exception) -> Exception:
    """The driver's error as SQLAlchemy names it; a connection that is gone is not used again. No values are quoted."""
    dialect = connection.dialect
    gone = dialect.is_disconnect(cast(Any, fault), connection.connection, None)
    if gone:
        connection.invalidate(fault)
    return DBAPIError.instance(
        sql,
        None,
        fault,
        dialect.loaded_dbapi.Error,
        hide_parameters=True,
        connection_invalidated=gone,
        dialect=dialect,
    )
