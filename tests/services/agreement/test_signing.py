"""Two signatures over the same content, and what follows from them."""

import threading
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from flask import current_app
from flask_sqlalchemy.session import Session
from sqlalchemy import select
from sqlalchemy.orm import scoped_session

from portal.models.agreement.version import AgreementStatus, AgreementVersion, active_agreement
from portal.models.base import db
from portal.models.engine import begin_write
from portal.models.ops.message import Message
from portal.models.team.user import Role, User
from portal.rules.agreement.terms import Side, Terms
from portal.services.agreement import drafting, signing
from tests.support.people import person

Db = scoped_session[Session]


def signed_by_both(version: AgreementVersion, mary: User, sam: User, now: datetime) -> AgreementVersion:
    signing.propose(version, mary, now)
    signing.sign(version, Side.MARKETING, mary, now)
    signing.sign(version, Side.SALES, sam, now)
    return version


def recipients(session: Db, kind: str) -> list[str]:
    query = select(User.name).join(Message, Message.user_id == User.id).where(Message.kind == kind).order_by(User.name)
    return list(session.scalars(query))


def test_a_draft_with_faults_is_not_proposed(draft: AgreementVersion, terms: Terms, mary: User, now: datetime) -> None:
    drafting.save_draft(draft, replace(terms, keys=()), rev=1, by=mary, now=now)
    with pytest.raises(signing.HasFaults) as refusal:
        signing.propose(draft, mary, now)
    assert refusal.value.faults
    assert draft.status is AgreementStatus.DRAFT


def test_a_proposal_by_marketing_asks_sales(
    session: Db, draft: AgreementVersion, mary: User, sam: User, ada: User, now: datetime
) -> None:
    signing.propose(draft, mary, now)
    assert recipients(session, "agreement-proposed") == ["Sam Sales"]


def test_a_proposal_by_an_admin_asks_both_sides(
    session: Db, draft: AgreementVersion, mary: User, sam: User, ada: User, now: datetime
) -> None:
    signing.propose(draft, ada, now)
    assert recipients(session, "agreement-proposed") == ["Mary Marketing", "Sam Sales"]


def test_one_signature_puts_nothing_in_force(draft: AgreementVersion, mary: User, now: datetime) -> None:
    signing.propose(draft, mary, now)
    signing.sign(draft, Side.MARKETING, mary, now)
    assert draft.status is AgreementStatus.PROPOSED


def test_the_second_signature_puts_it_in_force(
    session: Db, draft: AgreementVersion, mary: User, sam: User, now: datetime
) -> None:
    person("Rita Rep", Role.REP)
    signed_by_both(draft, mary, sam, now)
    assert session.scalars(active_agreement()).one() is draft
    assert (draft.signed_at, draft.activated_at) == (now, now)
    assert recipients(session, "agreement-active") == ["Mary Marketing", "Rita Rep", "Sam Sales"]


def test_the_former_agreement_is_superseded(
    draft: AgreementVersion, terms: Terms, mary: User, sam: User, now: datetime
) -> None:
    signed_by_both(draft, mary, sam, now)
    following = drafting.new_draft(replace(terms, name="Next"), by=sam, now=now, based_on=draft)
    signed_by_both(following, mary, sam, now + timedelta(days=1))
    assert draft.status is AgreementStatus.SUPERSEDED
    assert following.status is AgreementStatus.ACTIVE


def test_a_version_waits_for_its_day(draft: AgreementVersion, mary: User, sam: User, now: datetime) -> None:
    starts = now + timedelta(days=7)
    signing.propose(draft, mary, now, effective_at=starts)
    signing.sign(draft, Side.MARKETING, mary, now)
    signing.sign(draft, Side.SALES, sam, now)
    assert draft.status is AgreementStatus.SIGNED
    assert signing.activate_due(starts - timedelta(minutes=1)) == ()
    assert signing.activate_due(starts) == (draft,)
    assert (draft.status, draft.activated_at) == (AgreementStatus.ACTIVE, starts)
    assert signing.activate_due(starts) == ()


def test_a_day_that_has_passed_before_the_second_signature_does_not_wait(
    draft: AgreementVersion, mary: User, sam: User, now: datetime
) -> None:
    signing.propose(draft, mary, now, effective_at=now + timedelta(days=1))
    signing.sign(draft, Side.SALES, sam, now)
    signing.sign(draft, Side.MARKETING, mary, now + timedelta(days=2))
    assert draft.status is AgreementStatus.ACTIVE


def test_an_older_version_that_waits_is_overtaken(
    draft: AgreementVersion, terms: Terms, mary: User, sam: User, now: datetime
) -> None:
    starts = now + timedelta(days=7)
    signing.propose(draft, mary, now, effective_at=starts)
    signing.sign(draft, Side.MARKETING, mary, now)
    signing.sign(draft, Side.SALES, sam, now)
    newer = signed_by_both(drafting.new_draft(replace(terms, name="Next"), by=sam, now=now), mary, sam, now)
    assert signing.activate_due(starts) == ()
    assert (draft.status, newer.status) == (AgreementStatus.SUPERSEDED, AgreementStatus.ACTIVE)


@pytest.mark.parametrize(("role", "side"), [(Role.MARKETING, Side.SALES), (Role.MANAGER, Side.MARKETING),
                                            (Role.REP, Side.SALES), (Role.ADMIN, Side.JOINT)])  # fmt: skip
def test_nobody_signs_for_the_other_side(
    draft: AgreementVersion, mary: User, now: datetime, role: Role, side: Side
) -> None:
    signing.propose(draft, mary, now)
    with pytest.raises(signing.MayNotSign):
        signing.sign(draft, side, person("Olga Other", role), now)


def test_one_person_may_sign_for_both_sides(draft: AgreementVersion, ada: User, now: datetime) -> None:
    signed_by_both(draft, ada, ada, now)
    assert draft.status is AgreementStatus.ACTIVE
    assert signing.signed_in_words(signing.signatures(draft)) == "Signed for both sides by Ada Lovelace"


def test_two_people_sign_for_their_sides(draft: AgreementVersion, mary: User, sam: User, now: datetime) -> None:
    signed_by_both(draft, mary, sam, now)
    words = signing.signed_in_words(signing.signatures(draft))
    assert words == "Signed for marketing by Mary Marketing and for sales by Sam Sales"


def test_a_side_signs_once(draft: AgreementVersion, mary: User, ada: User, now: datetime) -> None:
    signing.propose(draft, mary, now)
    signing.sign(draft, Side.MARKETING, mary, now)
    with pytest.raises(signing.AlreadySigned, match="Mary Marketing has already signed"):
        signing.sign(draft, Side.MARKETING, ada, now)


def test_a_draft_is_not_signed(draft: AgreementVersion, mary: User, now: datetime) -> None:
    with pytest.raises(signing.NotProposed):
        signing.sign(draft, Side.MARKETING, mary, now)


def test_what_changed_meanwhile_is_read_again_before_signing(
    draft: AgreementVersion, terms: Terms, mary: User, sam: User, now: datetime
) -> None:
    signing.propose(draft, mary, now)
    seen = draft.content_hash
    signing.withdraw(draft, mary, now)
    drafting.save_draft(draft, replace(terms, name="Sharper"), rev=draft.draft_rev, by=mary, now=now)
    signing.propose(draft, mary, now)
    with pytest.raises(signing.OtherContent):
        signing.sign(draft, Side.SALES, sam, now, seen_hash=seen)


def test_withdrawing_voids_the_signatures(draft: AgreementVersion, mary: User, sam: User, now: datetime) -> None:
    signing.propose(draft, mary, now)
    signing.sign(draft, Side.MARKETING, mary, now)
    signing.withdraw(draft, sam, now)
    assert draft.status is AgreementStatus.DRAFT
    signing.propose(draft, mary, now)
    assert not signing.signatures(draft)


def test_a_second_proposal_asks_again(
    session: Db, draft: AgreementVersion, mary: User, sam: User, now: datetime
) -> None:
    signing.propose(draft, mary, now)
    signing.withdraw(draft, mary, now)
    signing.propose(draft, mary, now)
    assert recipients(session, "agreement-proposed") == ["Sam Sales", "Sam Sales"]


def test_what_is_in_force_is_not_withdrawn(draft: AgreementVersion, mary: User, sam: User, now: datetime) -> None:
    signed_by_both(draft, mary, sam, now)
    with pytest.raises(signing.NotProposed):
        signing.withdraw(draft, mary, now)


def test_two_versions_signed_at_once_leave_one_in_force(
    session: Db, draft: AgreementVersion, terms: Terms, mary: User, sam: User, now: datetime
) -> None:
    other = drafting.new_draft(replace(terms, name="Next"), by=sam, now=now)
    for version in (draft, other):
        signing.propose(version, mary, now)
        signing.sign(version, Side.MARKETING, mary, now)
    session.commit()
    outcomes = at_once([(version.id, sam.id, Side.SALES) for version in (draft, other)], now)
    assert outcomes == ["signed", "signed"]
    session.rollback()
    assert session.scalars(active_agreement()).one()


def test_of_two_who_sign_for_one_side_at_once_one_wins(
    session: Db, draft: AgreementVersion, mary: User, ada: User, now: datetime
) -> None:
    signing.propose(draft, mary, now)
    session.commit()
    outcomes = at_once([(draft.id, user.id, Side.MARKETING) for user in (mary, ada)], now)
    assert outcomes == ["signed", "told"]


def at_once(signatures: list[tuple[int, int, Side]], now: datetime) -> list[str]:
    """What becomes of signatures (version, user, side) that are given at the same moment, in any order."""
    app = current_app._get_current_object()  # type: ignore[attr-defined]  # the proxy's way to what it stands for
    db.session.remove()
    start, told = threading.Barrier(len(signatures)), []

    def attempt(version_id: int, user_id: int, side: Side) -> None:
        with app.app_context():
            start.wait()
            begin_write()
            version, user = db.session.get_one(AgreementVersion, version_id), db.session.get_one(User, user_id)
            try:
                signing.sign(version, side, user, now)
                db.session.commit()
                told.append("signed")
            except signing.AlreadySigned:
                told.append("told")
            db.session.remove()

    threads = [threading.Thread(target=attempt, args=signature) for signature in signatures]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(told)
