"""Addresses in mails: signed for one person and one offer, and only for a week."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine

from portal.mail.links import Links, OfferClaim, offer_token, read_offer_token
from portal.models.handoff.assignment import Assignment
from portal.models.team.link import LinkPurpose, OneTimeLink
from tests.support.company import NOW
from tests.support.portal import SECRET

OFFER = Assignment(id=7, lead_id=3, user_id=11)


@pytest.fixture(autouse=True)
def today() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


def test_a_token_says_assignment_lead_and_rep() -> None:
    assert read_offer_token(offer_token(OFFER, SECRET), SECRET) == OfferClaim(7, 3, 11)


def test_reps_have_tokens_of_their_own() -> None:
    assert offer_token(OFFER, SECRET) != offer_token(Assignment(id=7, lead_id=3, user_id=12), SECRET)


def test_an_altered_token_says_nothing() -> None:
    token = offer_token(OFFER, SECRET)
    for place in range(len(token)):
        altered = f"{token[:place]}{'x' if token[place] != 'x' else 'y'}{token[place + 1 :]}"
        assert read_offer_token(altered, SECRET) in (None, OfferClaim(7, 3, 11)), place
        assert read_offer_token(altered, SECRET) is None or token[-1] != altered[-1]


@pytest.mark.parametrize("token", ["", ".", "..", "a.b.c", "WzEsMiwzXQ", "é" * 50, "\x00", "A" * 100_000])
def test_nonsense_says_nothing(token: str) -> None:
    assert read_offer_token(token, SECRET) is None


def test_a_token_of_another_portal_says_nothing() -> None:
    assert read_offer_token(offer_token(OFFER, SECRET), SECRET[::-1]) is None


def test_a_token_is_good_for_a_week(today: time_machine.Traveller) -> None:
    token = offer_token(OFFER, SECRET)
    today.move_to(NOW + timedelta(days=7))
    assert read_offer_token(token, SECRET) is not None
    today.move_to(NOW + timedelta(days=7, seconds=1))
    assert read_offer_token(token, SECRET) is None


def test_addresses_begin_with_the_public_one() -> None:
    links = Links("https://leads.example.com", SECRET, lambda _link: "secret-part")
    assert links.lead(5) == "https://leads.example.com/leads/5"
    assert links.agreement(2) == "https://leads.example.com/agreements/2"
    assert links.offer(OFFER).startswith("https://leads.example.com/offers/")
    for purpose, path in ((LinkPurpose.INVITATION, "/invitation/"), (LinkPurpose.RESET, "/password/reset/")):
        assert links.one_time(OneTimeLink(purpose=purpose)) == f"https://leads.example.com{path}secret-part"
