"""The starter library and what makes options sound."""

from decimal import Decimal

import pytest

from portal.rules.questions.key import Key, KeyKind, Option, TypeName
from portal.rules.questions.library import STARTER_LIBRARY, autocomplete, missing, option_faults
from portal.rules.questions.types.registry import TYPES

BY_KEY = {key.key: key for key in STARTER_LIBRARY}


def band(name: str, low: int | None, high: int | None, *, retired: bool = False) -> Option:
    ends = [None if end is None else Decimal(end) for end in (low, high)]
    return Option(name, name.title(), *ends, retired=retired)


def test_the_library_has_the_keys_that_the_contract_names() -> None:
    assert (
        list(BY_KEY)
        == (
            "first_name last_name work_email phone job_title company country "
            "employees annual_revenue expected_volume interest current_solution message "
            "timeframe budget decision_role consent"
        ).split()
    )
    assert [option.id for option in BY_KEY["annual_revenue"].options] == (
        "under_1m 1m_10m 10m_50m 50m_250m over_250m".split()
    )
    assert [option.id for option in BY_KEY["interest"].options] == "evaluation pricing migration partnership".split()
    assert BY_KEY["employees"].type is TypeName.WHOLE
    assert BY_KEY["decision_role"].kind is KeyKind.READINESS


@pytest.mark.parametrize("key", STARTER_LIBRARY, ids=lambda key: key.key)
def test_every_key_of_the_library_is_sound(key: Key) -> None:
    assert not (option_faults(key.options) if TYPES[key.type].has_options else list(key.options))
    assert missing(key, key.type)


def test_bands_of_the_library_leave_no_gap() -> None:
    for name in ("annual_revenue", "budget"):
        bands = [option for option in BY_KEY[name].options if option.low is not None]
        ends = [option.high for option in bands]
        assert [option.low for option in bands[1:]] == [None if end is None else end + 1 for end in ends[:-1]]
        assert ends[-1] is None


def test_known_keys_tell_the_browser_what_to_fill_in() -> None:
    tokens = [autocomplete(key) for key in ("first_name", "work_email", "phone", "company", "job_title", "country")]
    assert tokens == ["given-name", "email", "tel", "organization", "organization-title", "country"]
    assert autocomplete("message") == ""


def test_a_reworded_question_is_asked_for_by_its_own_label() -> None:
    assert missing(BY_KEY["work_email"], TypeName.EMAIL) == "Enter your work email"
    reworded = Key("work_email", TypeName.EMAIL, KeyKind.CONTACT, "Where can we write to you?")
    assert missing(reworded, TypeName.EMAIL) == "Enter an answer to “Where can we write to you?”"


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ((), "Add at least one option"),
        ((Option("a", "A", retired=True),), "Add at least one option"),
        ((Option("a", "A"), Option("a", "B")), "Two options have the id “a”"),
        ((Option("a", "Same"), Option("b", " same ")), "Two options are called"),
        ((Option("a", " "),), "Give every option a label"),
        ((Option("A b", "A"),), "may hold small letters"),
        ((band("a", 0, 10), band("b", 10, 20)), "“A” and “B” overlap"),
        ((band("a", 0, None), band("b", 10, 20)), "“A” and “B” overlap"),
        ((band("a", None, 5), band("b", None, 3)), "overlap"),
        ((band("a", 5, 1),), "ends below its beginning"),
        (tuple(Option(f"o{n}", f"O{n}") for n in range(101)), "at most 100"),
    ],
)
def test_unsound_options_are_named(options: tuple[Option, ...], words: str) -> None:
    assert any(words in fault for fault in option_faults(options))


def test_bands_that_touch_do_not_overlap_and_retired_ones_may() -> None:
    assert not option_faults((band("a", 0, 9), band("b", 10, None), band("old", 5, 15, retired=True)))


def test_a_published_option_is_retired_and_never_deleted() -> None:
    before = (band("small", 0, 9), band("large", 10, None))
    assert not option_faults((band("small", 0, 9, retired=True), before[1]), before=before)
    assert not option_faults((Option("small", "Tiny", Decimal(0), Decimal(9)), before[1]), before=before)
    assert "retire it instead of deleting it" in option_faults(before[1:], before=before)[0]
    assert "other limits" in option_faults((band("small", 0, 8), before[1]), before=before)[0]
