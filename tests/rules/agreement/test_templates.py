"""What one begins with can be proposed as it stands, and makes SQLs of good leads."""

from dataclasses import replace

import pytest

from portal.rules.agreement.faults import faults
from portal.rules.agreement.judge import judge
from portal.rules.agreement.templates import TEMPLATES, Template
from portal.rules.agreement.terms import criteria
from portal.rules.agreement.verdict import Qualification
from portal.rules.questions.answer import Answer, AnswerState
from portal.rules.questions.library import STARTER_LIBRARY
from portal.rules.questions.types.registry import of
from tests.rules.agreement.examples import LIBRARY

each = pytest.mark.parametrize("template", TEMPLATES, ids=lambda template: template.id)


@each
def test_a_template_can_be_proposed_as_it_stands(template: Template) -> None:
    assert faults(template.build(STARTER_LIBRARY)) == ()


@each
def test_a_lead_with_sample_answers_is_an_mql_at_least(template: Template) -> None:
    agreed = template.build(STARTER_LIBRARY)
    samples = {item.key.key: of(item.key.type).sample(item.key) for item in agreed.keys} | {"country": "US"}
    answers = {key: Answer(key, AnswerState.ANSWERED, value) for key, value in samples.items()}
    found = judge(answers, agreed, number=1, content_hash="")
    assert found.level is Qualification.SQL, found.failed


@each
def test_a_smaller_library_leaves_out_the_rules_on_what_it_lacks(template: Template) -> None:
    library = [key for key in STARTER_LIBRARY if key.key not in {"interest", "message", "timeframe", "budget"}]
    agreed = template.build(library)
    known = {item.key.key for item in agreed.keys}
    assert known <= {key.key for key in library}
    assert {criterion.key for root in (agreed.mql, agreed.sql) for criterion in criteria(root)} <= known


def test_the_keys_are_those_of_the_library_given() -> None:
    reworded = replace(LIBRARY["phone"], label="Telephone")
    library = [reworded if key.key == "phone" else key for key in STARTER_LIBRARY]
    agreed = TEMPLATES[0].build(library).agreed("phone")
    assert agreed is not None
    assert agreed.key.label == "Telephone"


def test_ids_differ() -> None:
    assert len({template.id for template in TEMPLATES}) == len(TEMPLATES)


def test_the_first_template_asks_no_more_than_contact_sales_does() -> None:
    """The operating contract fixes that form's keys, so that crash and load tests can post to it."""
    asked = {"first_name", "last_name", "work_email", "phone", "job_title", "company", "employees", "annual_revenue",
             "interest", "message"}  # fmt: skip
    assert set(TEMPLATES[0].build(STARTER_LIBRARY).must_be_asked()) == asked
