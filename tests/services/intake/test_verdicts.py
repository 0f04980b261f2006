"""Stored verdicts prove themselves (invariant 4)."""

from sqlalchemy import select, update

from portal.models.base import db
from portal.models.intake.verdict import VerdictRow
from portal.services.intake.judging import reproduce
from tests.services.intake.test_receiving import Db
from tests.support.company import Send

POSTS = (
    {},
    {"employees": "", "employees.unknown": "1"},
    {"employees": "12"},
    {"interest": "partnership"},
    {"message": "Ümläute, 日本語 and \u2028 lines"},
)


def test_every_verdict_comes_out_the_same_again(send: Send, session: Db) -> None:
    for number, changes in enumerate(POSTS):
        send({**changes, "work_email": f"person{number}@b.example"})
        send({**changes, "work_email": f"person{number}@b.example", "job_title": "Other"})
    rows = session.scalars(select(VerdictRow)).all()
    assert len(rows) == 4 * len(POSTS)
    assert all(reproduce(row) for row in rows)


def test_verdict_that_was_tampered_with_does_not(send: Send, session: Db) -> None:
    send()
    for changed in ({"outcome": "{}"}, {"level": "mql"}, {"agreement_hash": "0" * 64}):
        db.session.execute(update(VerdictRow).values(changed))
        session.expire_all()
        assert not any(reproduce(row) for row in session.scalars(select(VerdictRow)))
        session.rollback()
