"""Where a visitor came from, and in which language they answered, in words."""

import pytest

from portal.rules.touches import touches

FAIR, SEARCH = {"utm_source": "fair", "first_utm_source": "fair"}, {"utm_source": "search"}


def test_one_touch_where_both_are_the_same() -> None:
    (both,) = touches(FAIR, FAIR)
    assert (both.title, both.facts) == ("First and last touch", (("Source", "fair"),))
    first, last = touches(FAIR, SEARCH)
    assert (first.facts, last.facts) == ((("Source", "fair"),), (("Source", "search"),))
    assert touches({}, {}) == ()


@pytest.mark.parametrize(("language", "told"), [("de", "German"), ("pt-BR", "Portuguese (Brazil)")])
def test_the_language_of_the_answers_is_told(language: str, told: str) -> None:
    assert touches({}, {}, language)[0].facts == (("Answered in", told),)
    assert touches(FAIR, SEARCH, language)[1].facts == (("Answered in", told), ("Source", "search"))


@pytest.mark.parametrize("language", ["", "en", "en-GB", "no language"])
def test_the_portals_own_language_is_no_news(language: str) -> None:
    assert touches({}, {}, language) == ()
