"""The database refuses what no service would ask for."""

from datetime import UTC, datetime, timedelta

import pytest
from flask_sqlalchemy.session import Session
from sqlalchemy import delete, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import scoped_session

from portal.models.agreement.signature import Signature
from portal.models.agreement.version import AgreementStatus, AgreementVersion
from portal.models.forms.form import Form
from portal.models.forms.version import FormVersion
from portal.models.intake.submission import Disposition, Submission
from portal.models.ops.event import Event
from portal.models.team.user import Role, User
from portal.rules.agreement.terms import Side
from tests.support.people import person

Db = scoped_session[Session]
NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
HASH = "a" * 64


@pytest.fixture
def ada(session: Db) -> User:
    return person("Ada Lovelace", Role.ADMIN)


def version_of(ada: User, session: Db, *moves: AgreementStatus) -> AgreementVersion:
    """A version that went through the given states, signed where it has to be."""
    version = AgreementVersion(
        number=1, content="{}", content_hash=HASH, created_by_id=ada.id, created_at=NOW, updated_at=NOW
    )
    session.add(version)
    session.flush()
    for status in moves:
        if status is AgreementStatus.SIGNED:
            for side in (Side.MARKETING, Side.SALES):
                sign(version, ada, session, side)
        version.status = status
        session.flush()
    session.commit()
    return version


def sign(version: AgreementVersion, ada: User, session: Db, side: Side, content_hash: str = HASH) -> Signature:
    signature = Signature(version_id=version.id, side=side, user_id=ada.id, content_hash=content_hash, signed_at=NOW)
    session.add(signature)
    session.flush()
    return signature


PROPOSED = (AgreementStatus.PROPOSED,)
SIGNED = (*PROPOSED, AgreementStatus.SIGNED)
ACTIVE = (*SIGNED, AgreementStatus.ACTIVE)
SUPERSEDED = (*ACTIVE, AgreementStatus.SUPERSEDED)


def test_a_draft_can_be_edited_and_deleted(session: Db, ada: User) -> None:
    version = version_of(ada, session)
    version.content, version.content_hash = '{"name":"x"}', "b" * 64
    session.flush()
    session.delete(version)
    session.flush()


@pytest.mark.parametrize("moves", [PROPOSED, SIGNED, ACTIVE, SUPERSEDED], ids=lambda moves: str(moves[-1]))
@pytest.mark.parametrize(
    "change",
    [{"content": "{ }"}, {"content_hash": "b" * 64}, {"number": 9}, {"effective_at": NOW + timedelta(days=9)}],
    ids=lambda change: next(iter(change)),
)
def test_no_later_version_changes_its_content(
    session: Db, ada: User, moves: tuple[AgreementStatus, ...], change: dict[str, object]
) -> None:
    version = version_of(ada, session, *moves)
    with pytest.raises(IntegrityError, match="never changes"):
        session.execute(update(AgreementVersion).where(AgreementVersion.id == version.id).values(**change))


def test_content_cannot_change_in_the_very_step_that_withdraws(session: Db, ada: User) -> None:
    version = version_of(ada, session, *PROPOSED)
    version.status, version.content = AgreementStatus.DRAFT, "{ }"
    with pytest.raises(IntegrityError):
        session.flush()


@pytest.mark.parametrize("moves", [PROPOSED, SIGNED, ACTIVE, SUPERSEDED], ids=lambda moves: str(moves[-1]))
def test_no_later_version_is_deleted(session: Db, ada: User, moves: tuple[AgreementStatus, ...]) -> None:
    version = version_of(ada, session, *moves)
    with pytest.raises(IntegrityError):
        session.execute(delete(AgreementVersion).where(AgreementVersion.id == version.id))


@pytest.mark.parametrize(
    ("moves", "status"),
    [
        ((), AgreementStatus.ACTIVE),
        ((), AgreementStatus.SIGNED),
        (PROPOSED, AgreementStatus.ACTIVE),
        (SIGNED, AgreementStatus.DRAFT),
        (SIGNED, AgreementStatus.PROPOSED),
        (ACTIVE, AgreementStatus.DRAFT),
        (ACTIVE, AgreementStatus.SIGNED),
        (SUPERSEDED, AgreementStatus.ACTIVE),
        (SUPERSEDED, AgreementStatus.DRAFT),
    ],
)
def test_no_state_is_left_by_another_door(
    session: Db, ada: User, moves: tuple[AgreementStatus, ...], status: AgreementStatus
) -> None:
    version = version_of(ada, session, *moves)
    version.status = status
    with pytest.raises(IntegrityError):
        session.flush()


@pytest.mark.parametrize("sides", [(), (Side.MARKETING,), (Side.SALES,), (Side.MARKETING, Side.JOINT)])
def test_a_version_is_not_signed_by_one_side(session: Db, ada: User, sides: tuple[Side, ...]) -> None:
    version = version_of(ada, session, *PROPOSED)
    for side in sides:
        sign(version, ada, session, side)
    version.status = AgreementStatus.SIGNED
    with pytest.raises(IntegrityError, match="signed by both sides"):
        session.flush()


def test_a_signature_stands_under_the_content_proposed(session: Db, ada: User) -> None:
    version = version_of(ada, session, *PROPOSED)
    with pytest.raises(IntegrityError, match="very content"):
        sign(version, ada, session, Side.SALES, content_hash="b" * 64)


def test_a_draft_cannot_be_signed(session: Db, ada: User) -> None:
    version = version_of(ada, session)
    with pytest.raises(IntegrityError, match="very content"):
        sign(version, ada, session, Side.SALES)


def test_one_side_signs_once(session: Db, ada: User) -> None:
    version = version_of(ada, session, *PROPOSED)
    sign(version, ada, session, Side.SALES)
    with pytest.raises(IntegrityError):
        sign(version, ada, session, Side.SALES)


def test_a_signature_is_not_moved_to_somebody_else(session: Db, ada: User) -> None:
    version = version_of(ada, session, *PROPOSED)
    signature = sign(version, ada, session, Side.SALES)
    signature.user_id = person("Grace Hopper", Role.MANAGER).id
    with pytest.raises(IntegrityError, match="never changes"):
        session.flush()


def test_a_signature_stays_while_it_counts(session: Db, ada: User) -> None:
    version = version_of(ada, session, *ACTIVE)
    with pytest.raises(IntegrityError, match="stays"):
        session.execute(delete(Signature).where(Signature.version_id == version.id))


def test_signatures_go_when_a_proposal_is_withdrawn(session: Db, ada: User) -> None:
    version = version_of(ada, session, *PROPOSED)
    sign(version, ada, session, Side.SALES)
    version.status = AgreementStatus.DRAFT
    session.flush()
    session.execute(delete(Signature).where(Signature.version_id == version.id))
    session.commit()


def test_two_versions_are_never_in_force(session: Db, ada: User) -> None:
    version_of(ada, session, *ACTIVE)
    other = AgreementVersion(
        number=2, content="{}", content_hash=HASH, created_by_id=ada.id, created_at=NOW, updated_at=NOW
    )
    session.add(other)
    session.flush()
    other.status = AgreementStatus.PROPOSED
    session.flush()
    for side in (Side.MARKETING, Side.SALES):
        sign(other, ada, session, side)
    other.status = AgreementStatus.SIGNED
    session.flush()
    other.status = AgreementStatus.ACTIVE
    with pytest.raises(IntegrityError):
        session.flush()


@pytest.fixture
def published(session: Db, ada: User) -> FormVersion:
    version = version_of(ada, session, *ACTIVE)
    form = Form(slug="contact", name="Contact", owner_id=ada.id, created_at=NOW)
    session.add(form)
    session.flush()
    published = FormVersion(
        form_id=form.id,
        number=1,
        definition="{}",
        digest=HASH,
        agreement_id=version.id,
        published_by_id=ada.id,
        published_at=NOW,
    )
    session.add(published)
    session.commit()
    return published


def test_a_published_form_version_never_changes(session: Db, published: FormVersion) -> None:
    published.definition = "{ }"
    with pytest.raises(IntegrityError, match="published form version"):
        session.flush()


def test_a_published_form_version_is_never_deleted(session: Db, published: FormVersion) -> None:
    session.delete(published)
    with pytest.raises(IntegrityError, match="published form version"):
        session.flush()


def test_an_event_never_changes(session: Db, ada: User) -> None:
    event = Event(at=NOW, kind="lead.accepted", subject="lead:1", actor_id=ada.id)
    session.add(event)
    session.commit()
    event.kind = "lead.rejected"
    with pytest.raises(IntegrityError, match="an event never changes"):
        session.flush()
    session.rollback()
    with pytest.raises(IntegrityError, match="an event is never deleted"):
        session.execute(delete(Event))


@pytest.fixture
def submission(session: Db, published: FormVersion) -> Submission:
    submission = Submission(
        reference="BTN-1",
        form_id=published.form_id,
        form_version_id=published.id,
        attempt_key="one",
        body_hash=HASH,
        raw='{"first_name":["Ada"]}',
        received_at=NOW,
        received_day=20261102,
        disposition=Disposition.UNJUDGED,
    )
    session.add(submission)
    session.commit()
    return submission


@pytest.mark.parametrize(
    "change",
    [{"raw": '{"first_name":["Eve"]}'}, {"reference": "BTN-2"}, {"attempt_key": "two"}, {"body_hash": "b" * 64},
     {"received_at": NOW + timedelta(days=1)}],
    ids=lambda change: next(iter(change)),
)  # fmt: skip
def test_what_was_posted_never_changes(session: Db, submission: Submission, change: dict[str, object]) -> None:
    with pytest.raises(IntegrityError, match="what was posted"):
        session.execute(update(Submission).where(Submission.id == submission.id).values(**change))


def test_intake_may_say_what_became_of_a_submission(session: Db, submission: Submission) -> None:
    submission.disposition, submission.why = Disposition.QUARANTINED, "honeypot"
    session.commit()


def test_answers_whose_time_is_over_leave_the_post(session: Db, published: FormVersion, submission: Submission) -> None:
    both = Submission(
        reference="BTN-3",
        form_id=published.form_id,
        form_version_id=published.id,
        attempt_key="three",
        body_hash=HASH,
        raw='{"first_name": ["Ada", "\\u00e4"], "phone": ["1"]}',
        received_at=NOW,
        received_day=20261102,
        disposition=Disposition.UNJUDGED,
    )
    session.add(both)
    session.flush()
    mine, later = Submission.id == both.id, NOW + timedelta(days=9)
    rest = '{"first_name": ["Ada", "\\u00e4"]}'
    for refused in (
        {"raw": rest},
        {"raw": '{"first_name": ["Eve", "\\u00e4"]}', "purged_at": later},
        {"raw": '{"first_name": ["Ada", "\\u00e4"], "email": ["x"]}', "purged_at": later},
    ):
        with pytest.raises(IntegrityError, match="never changes"), session.begin_nested():
            session.execute(update(Submission).where(mine).values(refused))
    session.execute(update(Submission).where(mine).values(raw=rest, purged_at=later))
    session.refresh(both)
    assert both.raw == rest


def test_erasing_empties_the_post(session: Db, submission: Submission) -> None:
    submission.raw = "{}"
    session.commit()
