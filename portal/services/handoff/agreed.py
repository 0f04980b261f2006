"""What both sides agreed on that the handoff goes by: promises, and the reasons for giving a lead back."""

from dataclasses import dataclass

from sqlalchemy import Row, Select, select

from portal.models.agreement.version import AgreementStatus, AgreementVersion
from portal.models.base import db, table_of
from portal.models.intake.lead import Lead
from portal.models.intake.verdict import latest_verdict
from portal.rules.agreement.document import terms_from_json
from portal.rules.agreement.terms import Promises, RejectReason, Terms

_VERSION = table_of(AgreementVersion)
_HASHES = select(_VERSION.c.id, _VERSION.c.content_hash)
_IN_FORCE = _HASHES.where(_VERSION.c.status == AgreementStatus.ACTIVE)

_TERMS: dict[str, Terms] = {}
"""Parsed once per process, by the hash of their text, so that they can never be another version's."""


@dataclass(frozen=True)
class Reasons:
    """The coded reasons that may be given for this lead."""

    offered: tuple[RejectReason, ...]
    by_code: dict[str, RejectReason]


def promises() -> Promises:
    """The promises of the agreement in force; the defaults while there is none."""
    terms = _terms(_IN_FORCE)
    return Promises() if terms is None else terms.promises


def reasons_for(lead: Lead) -> Reasons:
    """Offered are those of the agreement in force; those of the version that judged the lead count as well, so that a
    page that was opened before a new agreement still works."""
    current = _terms(_IN_FORCE)
    verdict = db.session.scalars(latest_verdict(lead.id)).first()
    judged = None if verdict is None else _terms(_HASHES.where(_VERSION.c.id == verdict.agreement_id))
    offered = (current or judged or Terms("", ())).reject_reasons
    older = () if judged is None else judged.reject_reasons
    return Reasons(offered, {reason.code: reason for reason in (*older, *offered)})


def _terms(query: Select[int, str]) -> Terms | None:
    row: Row[int, str] | None = db.session.execute(query).first()
    if row is None:
        return None
    if row.content_hash not in _TERMS:
        content = select(_VERSION.c.content).where(_VERSION.c.id == row.id)
        _TERMS[row.content_hash] = terms_from_json(db.session.execute(content).scalar_one())
    return _TERMS[row.content_hash]
