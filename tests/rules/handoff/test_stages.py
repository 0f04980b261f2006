"""The moves of the work status are those of the domain's table."""

import pytest

from portal.rules.handoff.stages import CLOSED, MOVES, WITH_REP, MoveRefused, WorkStatus, check_move

TABLE = """
new: quarantined nurture queued marketing_review
nurture: queued marketing_review
marketing_review: queued nurture
queued: offered held
held: offered
quarantined: new
offered: accepted queued rejected meeting_set
accepted: working rejected meeting_set
rejected: nurture disqualified queued
working: meeting_set rejected fit_confirmed nurture lost opportunity
meeting_set: working nurture rejected lost
fit_confirmed: nurture rejected lost opportunity
opportunity: won lost
disqualified: queued
lost: queued
won: queued
"""
ROWS = [
    (WorkStatus(source), WorkStatus(target))
    for source, targets in (line.split(":") for line in TABLE.strip().splitlines())
    for target in targets.split()
]
REFUSED = [
    ("new", "accepted"),
    ("queued", "accepted"),
    ("offered", "working"),
    ("nurture", "accepted"),
    ("rejected", "accepted"),
    ("quarantined", "queued"),
    ("opportunity", "nurture"),
    ("won", "lost"),
    ("lost", "won"),
    ("disqualified", "offered"),
]


@pytest.mark.parametrize(("source", "target"), ROWS)
def test_every_row_of_the_domain_is_allowed(source: WorkStatus, target: WorkStatus) -> None:
    check_move(source, target)


@pytest.mark.parametrize(("source", "target"), REFUSED)
def test_what_skips_a_step_is_refused_in_words(source: str, target: str) -> None:
    with pytest.raises(MoveRefused, match=f"A lead that is {source} cannot become {target}"):
        check_move(WorkStatus(source), WorkStatus(target))


@pytest.mark.parametrize("source", WorkStatus)
def test_any_lead_can_be_merged_or_erased_and_nothing_comes_back_from_there(source: WorkStatus) -> None:
    check_move(source, WorkStatus.MERGED)
    check_move(source, WorkStatus.ERASED)
    assert not {move for move in MOVES if move[0] in {WorkStatus.MERGED, WorkStatus.ERASED}}


def test_whoever_has_the_lead_has_an_open_one() -> None:
    assert not WITH_REP & CLOSED


def test_no_open_status_is_a_dead_end() -> None:
    assert {source for source, _ in MOVES} >= set(WorkStatus) - CLOSED
