"""Accounts: the first admin, invitations, changes, and who may not leave."""

from datetime import datetime

import pytest
from flask_sqlalchemy.session import Session
from sqlalchemy import select
from sqlalchemy.orm import scoped_session

from portal.models.handoff.pool import Pool
from portal.models.ops.event import Event
from portal.models.ops.message import Message
from portal.models.team.link import LinkPurpose, OneTimeLink
from portal.models.team.organisation import Organisation
from portal.models.team.user import Role, User
from portal.rules.handoff.week import Week, week_from_json
from portal.services.team import accounts, links, passwords, setup, sign_in
from portal.services.team.accounts import AlreadyIn, EmailTaken, Member, PasswordRefused
from portal.services.team.duties import LastAdmin, StillNeeded
from portal.services.team.sign_in import Known
from tests.services.team.conftest import PASSWORD, SECRET

BERT = Member("Bert Boss", "bert@baton.example.com", frozenset({Role.MANAGER, Role.ADMIN}), "Europe/Berlin", "Head")


def kinds(session: scoped_session[Session]) -> list[str]:
    return list(session.scalars(select(Event.kind).order_by(Event.id)))


def member_of(user: User, *roles: Role) -> Member:
    return Member(user.name, user.email, frozenset(roles), user.time_zone)


def make_admin(email: str, now: datetime) -> User:
    return accounts.create_admin(email, "Bert Boss", PASSWORD, organisation="Northwind", now=now, cost="test")


def test_the_first_admin_founds_the_organisation_and_answers_for_it(
    session: scoped_session[Session], now: datetime
) -> None:
    admin = make_admin("bert@baton.example.com", now)
    organisation = session.scalars(select(Organisation)).one()
    assert (organisation.name, organisation.custodian_id, organisation.nurture_owner_id) == (
        "Northwind",
        admin.id,
        admin.id,
    )
    assert sign_in.authenticate("bert@baton.example.com", PASSWORD, cost="test") == Known(admin)
    assert week_from_json(admin.week) == Week.office()


def test_without_a_name_the_organisation_goes_by_its_domain(now: datetime, session: scoped_session[Session]) -> None:
    accounts.create_admin("bert@northwind.example.com", "Bert", PASSWORD, now=now, cost="test")
    assert setup.organisation().name == "northwind.example.com"


def test_a_second_admin_changes_nothing_about_the_organisation(ada: User, now: datetime) -> None:
    make_admin("bert@baton.example.com", now)
    assert setup.organisation().custodian_id == ada.id


def test_the_server_owner_gets_back_in_with_an_existing_account(rita: User, now: datetime) -> None:
    rita.disabled_at = now
    again = accounts.create_admin(rita.email, "Ignored", "another lantern 12", now=now, cost="test")
    assert again == rita
    assert (rita.name, rita.active, rita.roles) == ("Rita Rep", True, {Role.REP, Role.ADMIN})


def test_an_admin_with_an_easy_password_is_not_made(session: scoped_session[Session], now: datetime) -> None:
    with pytest.raises(PasswordRefused):
        accounts.create_admin("bert@baton.example.com", "Bert", "bert-baton-2026", now=now, cost="test")


def test_an_invitation_makes_an_account_without_a_password_and_owes_the_mail(
    session: scoped_session[Session], ada: User, now: datetime
) -> None:
    bert = accounts.invite(BERT, by=ada, secret=SECRET, now=now)
    message = session.scalars(select(Message)).one()
    link = session.scalars(select(OneTimeLink)).one()
    assert (bert.password_hash, bert.roles, bert.time_zone) == (None, BERT.roles, "Europe/Berlin")
    assert (message.kind, message.user_id, message.payload) == (
        "invitation",
        bert.id,
        {"link_id": link.id, "by_id": ada.id},
    )


def test_two_accounts_cannot_share_an_address(session: scoped_session[Session], ada: User, now: datetime) -> None:
    with pytest.raises(EmailTaken):
        accounts.invite(
            Member("Other", "ADA.admin@Baton.example.com", frozenset({Role.REP}), "UTC"), by=ada, secret=SECRET, now=now
        )


def test_a_repeated_invitation_ends_the_link_before(session: scoped_session[Session], ada: User, now: datetime) -> None:
    bert = accounts.invite(BERT, by=ada, secret=SECRET, now=now)
    first = links.token_of(session.scalars(select(OneTimeLink)).one(), SECRET)
    accounts.invite_again(bert, by=ada, secret=SECRET, now=now)
    assert links.find(first, LinkPurpose.INVITATION, now) is None
    assert len(session.scalars(select(Message)).all()) == 2


def test_whoever_has_a_password_is_not_invited_again(rita: User, ada: User, now: datetime) -> None:
    with pytest.raises(AlreadyIn):
        accounts.invite_again(rita, by=ada, secret=SECRET, now=now)


def test_an_admin_changes_an_account_and_the_log_says_which_roles(
    session: scoped_session[Session], ada: User, rita: User, max_: User, now: datetime
) -> None:
    wanted = Member("Rita Riva", "riva@baton.example.com", frozenset({Role.MANAGER}), "Asia/Tokyo", "Lead", max_)
    accounts.change(rita, wanted, by=ada, now=now)
    session.commit()
    assert (rita.name, rita.email_key, rita.time_zone, rita.job_title, rita.manager_id) == (
        "Rita Riva",
        "riva@baton.example.com",
        "Asia/Tokyo",
        "Lead",
        max_.id,
    )
    assert rita.roles == {Role.MANAGER}
    event = session.scalars(select(Event).where(Event.kind == "user.changed")).one()
    assert event.data == {"roles": ["manager"], "roles_before": ["rep"]}


def test_an_address_that_somebody_else_has_is_refused(
    session: scoped_session[Session], ada: User, rita: User, now: datetime
) -> None:
    with pytest.raises(EmailTaken):
        accounts.change(
            rita, Member("Rita", "ada.admin@baton.example.com", frozenset({Role.REP}), "UTC"), by=ada, now=now
        )
    assert rita.email == "rita.rep@baton.example.com"


def test_the_last_admin_stays_one(ada: User, now: datetime) -> None:
    with pytest.raises(LastAdmin):
        accounts.change(ada, member_of(ada, Role.REP), by=ada, now=now)
    with pytest.raises(LastAdmin):
        accounts.disable(ada, by=ada, now=now)
    assert (ada.active, ada.roles) == (True, {Role.ADMIN})


def test_an_admin_who_never_joined_does_not_count(ada: User, now: datetime) -> None:
    accounts.invite(BERT, by=ada, secret=SECRET, now=now)
    with pytest.raises(LastAdmin):
        accounts.disable(ada, by=ada, now=now)


def test_a_disabled_admin_does_not_count(ada: User, now: datetime) -> None:
    other = make_admin("bert@baton.example.com", now)
    accounts.disable(other, by=ada, now=now)
    with pytest.raises(LastAdmin):
        accounts.disable(ada, by=ada, now=now)


def test_the_custodian_hands_over_before_leaving(ada: User, now: datetime) -> None:
    other = make_admin("bert@baton.example.com", now)
    with pytest.raises(StillNeeded, match="custodian"):
        accounts.disable(ada, by=other, now=now)
    with pytest.raises(StillNeeded, match="custodian"):
        accounts.change(ada, member_of(ada, Role.REP), by=other, now=now)
    setup.organisation().custodian_id = other.id
    with pytest.raises(StillNeeded, match="nurture owner"):
        accounts.disable(ada, by=other, now=now)
    setup.organisation().nurture_owner_id = other.id
    accounts.disable(ada, by=other, now=now)
    assert not ada.active


def test_whoever_answers_for_a_pool_hands_over_before_leaving(
    session: scoped_session[Session], ada: User, max_: User, now: datetime
) -> None:
    pool = Pool(name="Inside sales", manager_id=max_.id, week=max_.week, created_at=now)
    session.add(pool)
    with pytest.raises(StillNeeded, match="Inside sales"):
        accounts.disable(max_, by=ada, now=now)
    pool.archived_at = now
    accounts.disable(max_, by=ada, now=now)


def test_a_disabled_account_is_out_everywhere(
    session: scoped_session[Session], ada: User, rita: User, now: datetime
) -> None:
    token = sign_in.start_session(Known(rita), user_agent="", now=now)
    reset = links.send(rita, LinkPurpose.RESET, secret=SECRET, now=now)
    accounts.disable(rita, by=ada, now=now)
    session.commit()
    assert sign_in.sessions_of(rita, now) == []
    assert sign_in.authenticate(rita.email, PASSWORD, cost="test") is None
    assert reset.used_at == now
    assert token
    accounts.enable(rita, by=ada, now=now)
    assert sign_in.authenticate(rita.email, PASSWORD, cost="test") == Known(rita)
    assert sign_in.sessions_of(rita, now) == []


def test_reports_of_somebody_who_leaves_go_one_up(
    session: scoped_session[Session], ada: User, rita: User, max_: User, now: datetime
) -> None:
    max_.manager_id, rita.manager_id = ada.id, max_.id
    session.flush()
    accounts.disable(max_, by=ada, now=now)
    session.commit()
    assert rita.manager_id == ada.id


def test_disabling_twice_is_one_event(session: scoped_session[Session], ada: User, rita: User, now: datetime) -> None:
    accounts.disable(rita, by=ada, now=now)
    accounts.disable(rita, by=ada, now=now)
    assert kinds(session) == ["user.disabled"]


def test_own_profile_is_changed_without_contact_details_in_the_log(
    session: scoped_session[Session], rita: User, now: datetime
) -> None:
    accounts.change_profile(
        rita, name="Rita R.", job_title="AE", phone="+14155550123", time_zone="Asia/Tokyo", wants_digest=False, now=now
    )
    session.commit()
    assert (rita.name, rita.phone, rita.time_zone, rita.wants_digest) == (
        "Rita R.",
        "+14155550123",
        "Asia/Tokyo",
        False,
    )
    assert session.scalars(select(Event)).one().data == {}


def test_the_standard_cost_is_never_cheap() -> None:
    assert passwords.hash_password(PASSWORD).startswith("$argon2id$v=19$m=19456,t=2,p=1$")
