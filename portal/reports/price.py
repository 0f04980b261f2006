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
from portal.rules.agreement.terms import Level, Terms, criteria
from portal.rules.agreement.verdict import Qualification
from portal.rules.questions.answer import Answers

NEWEST = 1000
"""So many SQLs are judged again, at most."""
AT_ONCE = 100
"""So many are judged again for one page, so that it stays quick; the next page looks at more."""
KEPT = 20_000


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


_KNOWN: OrderedDict[int, tuple[str, ...]] = OrderedDict()
"""By verdict, the keys that it needs: a stored verdict never changes."""


def prices(form_id: int, period: Period) -> Prices:
    """What each question of the form costs and brings. Three queries; an SQL is judged again once in a process."""
    starts, tallies = form_numbers.by_field(form_id, period)
    return Prices(starts, tallies, worth(form_id))


def worth(form_id: int) -> Worth:
    """From the newest SQLs of the form, each under the agreement that judged it."""
    columns = (VerdictRow.id, VerdictRow.agreement_id)
    rows = db.session.execute(_sqls(form_id).with_only_columns(*columns).limit(NEWEST)).all()
    fresh = [row.id for row in rows if row.id not in _KNOWN][:AT_ONCE]
    if fresh:
        _judge_again(form_id, min(fresh), max(fresh))
    looked_at = [_KNOWN[row.id] for row in rows if row.id in _KNOWN]
    lost = Counter(key for keys in looked_at for key in keys)
    while len(_KNOWN) > KEPT:
        _KNOWN.popitem(last=False)
    return Worth(len(looked_at), lost)


def _judge_again(form_id: int, first: int, last: int) -> None:
    these = _sqls(form_id).where(VerdictRow.id.between(first, last))
    columns = (VerdictRow.id, VerdictRow.agreement_id, VerdictRow.inputs)
    rows = db.session.execute(these.with_only_columns(*columns)).all()
    versions = select(AgreementVersion.id, AgreementVersion.content).where(
        AgreementVersion.id.in_({row.agreement_id for row in rows})
    )
    terms = {version_id: terms_from_json(content) for version_id, content in db.session.execute(versions)}
    for row in rows:
        if row.id not in _KNOWN:
            _KNOWN[row.id] = needed(row.inputs, terms[row.agreement_id])


def needed(inputs: str, terms: Terms) -> tuple[str, ...]:
    """The keys without which this SQL would be none: those of the levels always, others where a rule looks at them."""
    always = tuple(item.key.key for item in terms.keys if item.level is not Level.OPTIONAL)
    looked_at = {criterion.key for tree in (terms.mql, terms.sql) for criterion in criteria(tree)}
    perhaps = looked_at.difference(always)
    if not perhaps:
        return always
    profile = profile_from_json(inputs, terms)
    return (*always, *(key for key in perhaps & profile.keys() if not _is_sql_without(key, profile, terms)))


def _is_sql_without(gone: str, profile: Answers, terms: Terms) -> bool:
    rest = {key: answer for key, answer in profile.items() if key != gone}
    return judge(rest, terms, number=0, content_hash="").level is Qualification.SQL


def _sqls(form_id: int) -> Select[VerdictRow]:
    """Verdicts on the form's answers by themselves that came out as SQL, newest first."""
    return (
        select(VerdictRow)
        .join(Submission, Submission.id == VerdictRow.submission_id)
        .where(
            Submission.form_id == form_id,
            VerdictRow.scope == Scope.SUBMISSION,
            VerdictRow.level == Qualification.SQL,
            VerdictRow.purged_at.is_(None),  # without its answers nobody can tell what each was worth
        )
        .order_by(VerdictRow.id.desc())
    )
