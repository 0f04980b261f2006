"""Limits as a visitor meets them: in the page, in the words of an error, and to the day."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from portal.rules.questions.key import Settings, TypeName
from tests.support.company import COMPLETE, NOW
from tests.support.visitor import Visitor
from tests.web.public.conftest import Publish
from tests.web.public.test_field_types import ADDRESS, own, with_fields

pytestmark = pytest.mark.one_database


def test_the_page_says_how_much_may_be_written_and_counts_with_a_script(visitor: Visitor, publish: Publish) -> None:
    publish(with_fields(own("q_why", TypeName.LONG_TEXT, settings=Settings(max_length=300))))
    page = visitor.open(ADDRESS).html
    assert 'aria-describedby="f-q_why-count"' in page
    assert 'id="f-q_why-count" data-count="300"' in page
    assert ("At most 300 characters." in page, "js/count" in page) == (True, True)


def test_a_page_without_such_a_question_loads_no_counter(visitor: Visitor, publish: Publish) -> None:
    publish(with_fields(own("q_why", TypeName.LONG_TEXT)))
    assert "js/count" not in visitor.open(ADDRESS).html


def test_fixed_days_bound_the_browser_s_own_calendar(visitor: Visitor, publish: Publish) -> None:
    publish(with_fields(own("q_day", TypeName.DATE, settings=Settings(earliest="2027-01-01", latest="today+400"))))
    page = visitor.open(ADDRESS).html
    assert ('min="2027-01-01"' in page, 'max="' in page) == (True, False)


@pytest.mark.parametrize(("days", "status"), [(-2, 422), (0, 303), (30, 303), (92, 422)])
def test_a_day_is_bounded_by_the_day_on_which_it_is_sent(
    visitor: Visitor, publish: Publish, days: int, status: int
) -> None:
    publish(with_fields(own("q_day", TypeName.DATE, settings=Settings(earliest="today", latest="today+90"))))
    now = datetime.combine(NOW.date(), datetime.min.time(), UTC) + timedelta(hours=12)
    with time_machine.travel(now, tick=False):
        page = visitor.open(ADDRESS)
        day = (now + timedelta(days=days)).date().isoformat()
        assert visitor.post(ADDRESS, {**COMPLETE, "q_day": day}, page).status == status
