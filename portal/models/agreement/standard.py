"""The agreement by which leads are judged now, ready for use."""

from dataclasses import dataclass

from sqlalchemy import literal_column, select

from portal.models.agreement.version import AgreementStatus, AgreementVersion
from portal.models.base import db, table_of
from portal.models.hot import Hot
from portal.rules.agreement.document import terms_from_json
from portal.rules.agreement.terms import Terms
from portal.rules.refusal import Refusal

_VERSION = table_of(AgreementVersion)
_IN_FORCE = Hot(
    select(_VERSION.c.id, _VERSION.c.number, _VERSION.c.content_hash).where(
        _VERSION.c.status == literal_column(f"'{AgreementStatus.ACTIVE}'")  # as the partial index has it
    )
)

_TERMS: dict[str, Terms] = {}
"""Parsed once per process, by the hash of their text, so that they can never be another version's."""


class NoAgreement(Refusal):
    """Nothing can be judged before an agreement is in force."""

    def __init__(self) -> None:
        super().__init__("No agreement between marketing and sales is in force yet.")


@dataclass(frozen=True)
class Standard:
    """One agreement version as judging needs it."""

    id: int
    number: int
    content_hash: str
    terms: Terms


def in_force() -> Standard:
    """The active version. Raises NoAgreement."""
    found = active()
    if found is None:
        raise NoAgreement
    return found


def active() -> Standard | None:
    """The active version, or None while there is none."""
    row = _IN_FORCE.first()
    return None if row is None else Standard(row.id, row.number, row.content_hash, _terms(row.content_hash, row.id))


def of_version(agreement_id: int) -> Standard:
    """The version of that id, whatever its status."""
    columns = select(_VERSION.c.number, _VERSION.c.content_hash).where(_VERSION.c.id == agreement_id)
    row = db.session.execute(columns).one()
    return Standard(agreement_id, row.number, row.content_hash, _terms(row.content_hash, agreement_id))


def content_of(agreement_id: int) -> str:
    """The version's text as it is stored."""
    return str(db.session.execute(select(_VERSION.c.content).where(_VERSION.c.id == agreement_id)).scalar_one())


def _terms(content_hash: str, agreement_id: int) -> Terms:
    if content_hash not in _TERMS:
        _TERMS[content_hash] = terms_from_json(content_of(agreement_id))
    return _TERMS[content_hash]
