"""The price of a question (X9): how many it costs, and how many SQLs there would not be without it."""

from collections import Counter, OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy import Select, select

from portal.models.agreement.version import AgreementVersion
from portal.models.base import db
from portal.models.intake.submission import Submission
from portal.models.intake.verdict import Scope, VerdictRow
from portal.reports import form_numbers
from portal.reports.form_numbers import FieldTally
from portal.reports.period import Period
from portal.rules.agreement.document import terms_from_json
from portal.rules.agreement.judge import judge, profile_from_json
from portal.rules.agreement.terms import Terms
from portal.rules.agreement.verdict import Qualification

NEWEST = 1000
"""So many SQLs are judged again, at most."""
KEPT = 64


@dataclass(frozen=True)
class Worth:
    """Of ``sqls`` answers that were an SQL by themselves, how many would not be one without each question."""

    sqls: int = 0
    lost: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Prices:
    """``starts`` is how many began the form in the period; the tallies are theirs."""

    starts: int
    tallies: Mapping[str, FieldTally]
    worth: Worth


_KNOWN: OrderedDict[int, tuple[int, Worth]] = OrderedDict()
"""By form: the newest verdict that was looked at, and what came out. Judged verdicts never change."""


def prices(form_id: int, period: Period) -> Prices:
    """What each question of the form costs and brings. Two queries; two more after a new SQL, which are judged again
    in some milliseconds for each hundred."""
    starts, tallies = form_numbers.by_field(form_id, period)
    return Prices(starts, tallies, worth(form_id))


def worth(form_id: int) -> Worth:
    """From the newest SQLs of the form, each under the agreement that judged it."""
    newest = db.session.scalar(_sqls(form_id).with_only_columns(VerdictRow.id).limit(1)) or 0
    known = _KNOWN.get(form_id)
    if known is not None and known[0] == newest:
        return known[1]
    found = _judged_again(form_id) if newest else Worth()
    _KNOWN[form_id] = (newest, found)
    if len(_KNOWN) > KEPT:
        _KNOWN.popitem(last=False)
    return found


def _judged_again(form_id: int) -> Worth:
    rows = db.session.execute(
        _sqls(form_id).with_only_columns(VerdictRow.agreement_id, VerdictRow.inputs).limit(NEWEST)
    ).all()
    versions = select(AgreementVersion.id, AgreementVersion.content).where(
        AgreementVersion.id.in_({row.agreement_id for row in rows})
    )
    terms = {version_id: terms_from_json(content) for version_id, content in db.session.execute(versions)}
    lost: Counter[str] = Counter()
    for row in rows:
        lost.update(needed(row.inputs, terms[row.agreement_id]))
    return Worth(len(rows), lost)


def needed(inputs: str, terms: Terms) -> list[str]:
    """The keys without which this SQL would be none."""
    profile = profile_from_json(inputs, terms)
    without = ({key: answer for key, answer in profile.items() if key != gone} for gone in profile)
    levels = (judge(rest, terms, number=0, content_hash="").level for rest in without)
    return [key for key, level in zip(profile, levels, strict=True) if level is not Qualification.SQL]


def _sqls(form_id: int) -> Select[VerdictRow]:
    """Verdicts on the form's answers by themselves that came out as SQL, newest first."""
    return (
        select(VerdictRow)
        .join(Submission, Submission.id == VerdictRow.submission_id)
        .where(
            Submission.form_id == form_id,
            VerdictRow.scope == Scope.SUBMISSION,
            VerdictRow.level == Qualification.SQL,
        )
        .order_by(VerdictRow.id.desc())
    )
