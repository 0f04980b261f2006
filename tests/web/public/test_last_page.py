"""What the button of a page says: the form's own word on the last one, and the truth where answers decide."""

from dataclasses import replace

import pytest

from portal.rules.forms.definition import Definition, Step
from portal.rules.questions.key import TypeName
from portal.rules.questions.logic import Operator, Test
from tests.support.company import CONTACT
from tests.support.visitor import Visitor
from tests.web.public.conftest import Publish
from tests.web.public.test_field_types import ADDRESS, own

pytestmark = pytest.mark.one_database
MORE = "If your answers call for more questions"


def form(last: Step) -> Definition:
    page = replace(CONTACT.page, button="Book my demo")
    return replace(CONTACT, page=page, steps=(*CONTACT.steps, last))


def test_where_a_page_surely_follows_the_visitor_goes_on(visitor: Visitor, publish: Publish) -> None:
    publish(form(Step("more", "More", (own("q_why", TypeName.TEXT),))))
    page = visitor.open(ADDRESS).html
    assert ("<span>Continue</span>" in page, "Book my demo" in page, MORE in page) == (True, False, False)


def test_where_the_answers_decide_the_button_sends_and_a_line_says_what_else_may_come(
    visitor: Visitor, publish: Publish
) -> None:
    asked = own("q_why", TypeName.TEXT, show_if=Test("interest", Operator.EQ, "pricing"))
    publish(form(Step("more", "More", (asked,))))
    page = visitor.open(ADDRESS).html
    assert ("<span>Book my demo</span>" in page, MORE in page) == (True, True)
    assert 'data-later="q_why" data-go="Continue"' in page
    assert "js/public-form" in page


def test_a_form_of_one_page_says_nothing_of_others(visitor: Visitor, publish: Publish) -> None:
    publish(replace(CONTACT, page=replace(CONTACT.page, button="Book my demo")))
    page = visitor.open(ADDRESS).html
    assert ("<span>Book my demo</span>" in page, MORE in page, "data-later" in page) == (True, False, False)
