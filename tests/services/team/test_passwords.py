"""Passwords are kept as Argon2id, and checking takes the same work for nobody as for somebody."""

import re

from argon2 import extract_parameters
from argon2.low_level import Type

from portal.services.team import passwords
from portal.services.team.passwords import Check

PASSWORD = "tidal basket 41 owl"


def test_the_standard_cost_is_what_was_agreed() -> None:
    parameters = extract_parameters(passwords.hash_password(PASSWORD))
    assert parameters.type is Type.ID
    assert (parameters.memory_cost, parameters.time_cost, parameters.parallelism) == (19_456, 2, 1)


def test_the_same_password_is_never_stored_twice_alike() -> None:
    assert passwords.hash_password(PASSWORD, "test") != passwords.hash_password(PASSWORD, "test")


def test_right_and_wrong() -> None:
    stored = passwords.hash_password(PASSWORD, "test")
    assert passwords.verify(PASSWORD, stored, "test") == Check(right=True, stale=False)
    assert passwords.verify("another one of these", stored, "test") == Check(right=False)


def test_a_hash_of_another_cost_is_right_and_stale() -> None:
    assert passwords.verify(PASSWORD, passwords.hash_password(PASSWORD, "test"), "standard").stale


def test_letters_typed_in_two_ways_are_the_same_password() -> None:
    stored = passwords.hash_password("caf\u00e9 lantern quarry", "test")
    assert passwords.verify("cafe\u0301 lantern quarry", stored, "test").right


def test_nobody_has_no_password_and_a_broken_hash_matches_nothing() -> None:
    assert not passwords.verify(PASSWORD, None, "test").right
    assert not passwords.verify(PASSWORD, "not a hash", "test").right


def test_checking_nobody_works_at_the_same_cost_as_checking_somebody() -> None:
    for cost in ("standard", "test"):
        own = extract_parameters(passwords.hash_password(PASSWORD, cost))
        assert extract_parameters(passwords._NOBODY[cost]) == own


def test_no_password_is_known_for_nobody() -> None:
    assert re.fullmatch(r"\$argon2id\$v=19\$m=19456,t=2,p=1\$.+", passwords._NOBODY["standard"])
    assert not passwords.verify("", None, "standard").right
