"""Turns follow the weights; nobody who should not gets a lead, and nobody new gets them all."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.rules.handoff.fairness import Candidate, calibration_for, choose, rows_from_json, rows_to_json

MONDAY = datetime(2026, 1, 5, 9, tzinfo=UTC)


def pool(*weights: int) -> list[Candidate]:
    """A new pool, every member calibrated as on joining."""
    members: list[Candidate] = []
    for number, weight in enumerate(weights, start=1):
        members.append(Candidate(number, f"Rep {number}", weight, calibration=calibration_for(members, weight)))
    return members


def serve(members: list[Candidate], turns: int, first: int = 1) -> Counter[int]:
    """Give out that many leads in the rotation; the members' numbers move as the service moves them."""
    given_to: Counter[int] = Counter()
    for turn in range(first, first + turns):
        chosen = choose(members).user_id
        assert chosen is not None
        given_to[chosen] += 1
        for index, member in enumerate(members):
            if member.user_id == chosen:
                members[index] = replace(member, assigned=member.assigned + 1, load=member.load + 1, last_served=turn)
    return given_to


@settings(max_examples=10, deadline=None)
@given(st.integers(1, 20))
def test_a_thousand_leads_among_equals_differ_by_one_at_most(size: int) -> None:
    counts = serve(pool(*[1] * size), 1000)
    assert max(counts.values()) - min(counts[number] for number in range(1, size + 1)) <= 1


@pytest.mark.parametrize(
    "weights", [(1, 2), (1, 1, 2), (1, 2, 3), (2, 2, 1, 1), (1, 1, 1, 1, 2), (5, 3, 2), (10, 9, 8)]
)
def test_usual_weights_stay_within_one_lead_of_their_share_at_every_moment(weights: tuple[int, ...]) -> None:
    members = pool(*weights)
    for turn in range(1, 200):
        serve(members, 1, first=turn)
        shares = [turn * weight / sum(weights) for weight in weights]
        assert all(abs(member.assigned - share) <= 1 for member, share in zip(members, shares, strict=True))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(1, 20), min_size=1, max_size=8), st.integers(1, 150))
def test_any_weights_stay_within_the_bound_of_the_method(weights: list[int], turns: int) -> None:
    counts = serve(pool(*weights), turns)
    for number, weight in enumerate(weights, start=1):
        heavier_than_usual = weight * len(weights) / sum(weights)
        assert abs(counts[number] - turns * weight / sum(weights)) <= 0.5 + heavier_than_usual / 2 + 1e-4


def test_a_weight_of_zero_never_gets_a_lead_even_as_former_owner() -> None:
    members = [Candidate(1, "Ann", weight=0), Candidate(2, "Ben")]
    assert serve(members, 50) == {2: 50}
    assert choose(members, sticky=1).user_id == 2
    assert choose(members[:1]).user_id is None


def test_ties_go_to_the_longest_unserved_then_to_the_lowest_id() -> None:
    served, waiting = Candidate(1, "Ann", last_served=7), Candidate(2, "Ben", last_served=3)
    assert choose([served, waiting]).user_id == 2
    assert choose([Candidate(4, "Dan"), Candidate(3, "Cat")]).user_id == 3


def test_a_lead_credited_back_is_made_up_for() -> None:
    members = pool(1, 1)
    serve(members, 10)
    members[1] = replace(members[1], credited_back=2)
    assert serve(members, 2, first=11) == {2: 2}


@pytest.mark.parametrize(
    ("hurdle", "why"),
    [
        ({"active": False}, "Not active"),
        ({"away_until": MONDAY}, "Away until Monday 5 January 09:00 UTC"),
        ({"open": False, "next_open": MONDAY}, "Outside working hours until Monday 5 January 09:00 UTC"),
        ({"open": False}, "Outside working hours"),
        ({"cap": 3, "load": 3}, "At the cap: 3 of 3"),
        ({"weight": 0}, "Weight 0: takes no new leads"),
    ],
)
def test_whoever_is_not_eligible_is_skipped_with_the_reason(hurdle: dict[str, object], why: str) -> None:
    hindered = replace(Candidate(1, "Ann"), **hurdle)
    choice = choose([hindered, Candidate(2, "Ben", assigned=99)])
    assert choice.user_id == 2
    assert [(row.user_id, row.eligible, row.why_skipped, row.chosen) for row in choice.rows] == [
        (2, True, "", True),
        (1, False, why, False),
    ]


def test_somebody_who_had_the_lead_is_left_out() -> None:
    choice = choose([Candidate(1, "Ann"), Candidate(2, "Ben")], exclude=frozenset({1}))
    assert choice.user_id == 2
    assert choice.rows[1].why_skipped == "Had this lead before"


def test_the_former_owner_goes_first_and_is_counted_apart() -> None:
    choice = choose([Candidate(1, "Ann"), Candidate(2, "Ben", assigned=50)], sticky=2)
    assert (choice.user_id, choice.sticky) == (2, True)
    assert choice.reason == "Ben is the former owner"


def test_a_former_owner_who_is_not_eligible_loses_the_turn_and_the_reason_says_so() -> None:
    choice = choose([Candidate(1, "Ann"), Candidate(2, "Ben", active=False)], sticky=2)
    assert (choice.user_id, choice.sticky) == (1, False)
    assert choice.reason == "Ann is the only one eligible; Ben, the former owner, was skipped: not active"


def test_nobody_eligible_names_the_next_time_to_look() -> None:
    tuesday = MONDAY.replace(day=6)
    choice = choose(
        [
            Candidate(1, "Ann", open=False, next_open=tuesday),
            Candidate(2, "Ben", away_until=MONDAY, open=False, next_open=MONDAY),
            Candidate(3, "Cat", active=False, next_open=MONDAY.replace(day=1)),
        ]
    )
    assert (choice.user_id, choice.next_check, choice.reason) == (None, MONDAY, "Nobody is eligible")


def test_without_candidates_nobody_is_chosen() -> None:
    assert choose([]).user_id is None
    assert choose([]).rows == ()


# Trap 11: inactive or absent members, newcomers.


@given(st.sets(st.integers(1, 6), min_size=1, max_size=5))
def test_members_who_cannot_take_leads_never_get_one(absent: set[int]) -> None:
    members = [replace(m, active=m.user_id not in absent) for m in pool(*[1] * 6)]
    assert not set(serve(members, 60)) & absent


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(1, 5), min_size=1, max_size=6), st.integers(0, 400), st.integers(1, 5))
def test_a_newcomer_gets_a_share_and_not_everything(weights: list[int], before: int, weight: int) -> None:
    members = pool(*weights)
    serve(members, before)
    members.append(Candidate(99, "New", weight, calibration=calibration_for(members, weight)))
    turns = 100
    got = serve(members, turns, first=before + 1)[99]
    total = sum(weights) + weight
    assert abs(got - turns * weight / total) <= 1.5 + weight * len(members) / total


def test_a_returner_is_put_level_whatever_the_count_was() -> None:
    members = pool(1, 1, 1)
    serve(members, 90)
    away, others = members[0], members[1:]
    serve(others, 200, first=91)
    back = replace(away, calibration=calibration_for(others, away.weight, had=away.assigned))
    assert serve([back, *others], 30, first=300)[away.user_id] in {9, 10, 11}


def test_a_member_who_left_long_ago_does_not_hold_the_newcomer_down() -> None:
    gone = Candidate(1, "Gone", active=False, calibration=Decimal("0.5"))
    busy = Candidate(2, "Busy", assigned=100, calibration=Decimal("0.5"))
    assert calibration_for([gone, busy], 1) == Decimal("100.5")


# Trap 12: caps count whole leads.


@settings(max_examples=30, deadline=None)
@given(st.lists(st.integers(1, 4), min_size=2, max_size=5))
def test_a_small_cap_is_filled_and_not_passed(caps: list[int]) -> None:
    members = [replace(member, cap=cap) for member, cap in zip(pool(*[1] * len(caps)), caps, strict=True)]
    counts = serve(members, sum(caps))
    assert [counts[number] for number in range(1, len(caps) + 1)] == caps
    assert choose(members).user_id is None


def test_the_candidate_table_is_read_back_as_written() -> None:
    rows = choose([*pool(1, 2, 3), Candidate(9, "Zoë “Z”", weight=0)]).rows
    assert rows_from_json(rows_to_json(rows)) == rows
