"""Drafts: begun, saved, thrown away; a stale save never wins."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from flask_sqlalchemy.session import Session
from sqlalchemy import select
from sqlalchemy.orm import scoped_session

from portal.models.agreement.version import AgreementStatus, AgreementVersion, agreement_versions
from portal.models.ops.event import Event
from portal.models.team.user import User
from portal.rules.agreement.document import hash_of, terms_from_json
from portal.rules.agreement.terms import Terms
from portal.services.agreement import drafting, signing

Db = scoped_session[Session]


def test_versions_are_numbered_one_after_the_other(terms: Terms, mary: User, now: datetime) -> None:
    numbers = [drafting.new_draft(terms, by=mary, now=now).number for _ in range(3)]
    assert numbers == [1, 2, 3]


def test_a_draft_holds_the_terms_and_their_hash(draft: AgreementVersion, terms: Terms) -> None:
    assert draft.status is AgreementStatus.DRAFT
    assert terms_from_json(draft.content) == terms
    assert draft.content_hash == hash_of(terms)


def test_a_draft_knows_what_it_was_copied_from(
    terms: Terms, draft: AgreementVersion, mary: User, now: datetime
) -> None:
    assert drafting.new_draft(terms, by=mary, now=now, based_on=draft).based_on_id == draft.id


def test_saving_stores_terms_and_counts_on(draft: AgreementVersion, terms: Terms, sam: User, now: datetime) -> None:
    later = now + timedelta(hours=1)
    drafting.save_draft(draft, replace(terms, name="Autumn"), rev=1, by=sam, now=later)
    assert terms_from_json(draft.content).name == "Autumn"
    assert (draft.draft_rev, draft.updated_at) == (2, later)
    assert drafting.last_saved_by(draft) is sam


def test_the_second_of_two_editors_is_told(
    draft: AgreementVersion, terms: Terms, mary: User, sam: User, now: datetime
) -> None:
    drafting.save_draft(draft, replace(terms, name="Sam's"), rev=1, by=sam, now=now)
    with pytest.raises(drafting.StaleDraft):
        drafting.save_draft(draft, replace(terms, name="Mary's"), rev=1, by=mary, now=now)
    assert terms_from_json(draft.content).name == "Sam's"


def test_a_proposal_cannot_be_saved_over(draft: AgreementVersion, terms: Terms, mary: User, now: datetime) -> None:
    signing.propose(draft, mary, now)
    with pytest.raises(drafting.NotADraft):
        drafting.save_draft(draft, replace(terms, name="Other"), rev=1, by=mary, now=now)


def test_a_draft_goes_with_its_heirs_kept(
    session: Db, draft: AgreementVersion, terms: Terms, mary: User, now: datetime
) -> None:
    heir = drafting.new_draft(terms, by=mary, now=now, based_on=draft)
    drafting.delete_draft(draft, by=mary, now=now)
    session.expire_all()
    assert [version.number for version in session.scalars(agreement_versions())] == [heir.number]
    assert heir.based_on_id is None


def test_a_proposal_is_not_thrown_away(draft: AgreementVersion, mary: User, now: datetime) -> None:
    signing.propose(draft, mary, now)
    with pytest.raises(drafting.NotADraft):
        drafting.delete_draft(draft, by=mary, now=now)


def test_every_act_leaves_an_event(
    session: Db, draft: AgreementVersion, terms: Terms, mary: User, now: datetime
) -> None:
    drafting.save_draft(draft, replace(terms, name="Autumn"), rev=1, by=mary, now=now)
    drafting.delete_draft(draft, by=mary, now=now)
    about = select(Event.kind).where(Event.kind.startswith("agreement.")).order_by(Event.id)
    assert session.scalars(about).all() == ["agreement.drafted", "agreement.saved", "agreement.deleted"]
