"""Definitions as JSON: canonical, bounded, refused in words."""

import json
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.rules.forms.definition import Definition, Page, Step
from portal.rules.forms.document import DefinitionError, digest_of, from_json, to_json
from portal.rules.questions.logic import Not, Operator, Test
from tests.support.forms import definitions, library_field

PLAIN = Definition(
    Page("Book a demo", points=("Quick", "Free")),
    (
        Step(
            "about",
            "About you",
            (
                library_field("work_email"),
                library_field("employees", show_if=Not(Test("work_email", Operator.IS_EMPTY))),
                library_field("annual_revenue"),
            ),
        ),
    ),
)


@settings(deadline=None)
@given(definitions())
def test_a_definition_reads_back_and_its_text_is_canonical(definition: Definition) -> None:
    text = to_json(definition)
    assert from_json(text) == definition
    assert to_json(from_json(text)) == text
    assert from_json(json.dumps(json.loads(text), indent=2)) == definition


def test_the_digest_follows_the_content_only() -> None:
    assert digest_of(PLAIN) == digest_of(from_json(to_json(PLAIN)))
    assert digest_of(PLAIN) != digest_of(replace(PLAIN, locale="de"))
    assert len(digest_of(PLAIN)) == 64


def test_a_condition_is_written_as_its_rule_tree() -> None:
    second = json.loads(to_json(PLAIN))["steps"][0]["fields"][1]
    assert second["show_if"] == {"not": {"key": "work_email", "op": "is_empty"}}


def changed(path: list[object], value: object) -> str:
    document = json.loads(to_json(PLAIN))
    place = document
    for name in path[:-1]:
        place = place[name]
    place[path[-1]] = value
    return json.dumps(document)


FIELD: list[object] = ["steps", 0, "fields", 1]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "not valid JSON"),
        ("{", "not valid JSON"),
        ("[" * 100_000, "not valid JSON"),
        ("[]", "The form: must be an object"),
        ("{}", "Page: is missing"),
        ("x" * 300_001, "at most 300,000 characters"),
        (changed([*FIELD, "label"], 5), "Step 1, question 2, label: must be text"),
        (changed([*FIELD, "type"], "slider"), "Step 1, question 2, type: must be one of"),
        (changed([*FIELD, "owner"], "me"), "Step 1, question 2, owner: is not known here"),
        (changed([*FIELD, "settings", "minimum"], 1e300), "settings, minimum: has a value"),
        (
            changed([*FIELD, "show_if"], {"key": "work_email", "op": "like"}),
            "Step 1, question 2: “like” is not a comparison",
        ),
        (changed([*FIELD, "key"], "Bad Key"), "cannot name a question"),
        (changed([*FIELD, "label"], "x" * 501), "A label is longer than 500"),
        (changed([*FIELD, "label"], "a\x07b"), "cannot be shown"),
        (changed([*FIELD, "label"], "\ud800"), "cannot be stored"),
        (changed(["page", "title"], "x" * 201), "The title is longer"),
        (changed(["steps", 0, "id"], "../x"), "cannot name a step"),
        (changed(["embed_origins"], ["https://a.com; script-src *"]), "is not the address of a site"),
        (changed(["default_country"], "usa"), "two capital letters"),
        (changed(["locale"], "en'"), "must be a code like en"),
        (changed([*FIELD, "settings", "currency"], "$"), "three capital letters"),
        (changed([*FIELD, "settings", "max_length"], 0), "from 1 to 20,000"),
        (changed(["steps"], [{"id": f"s{n}", "title": ""} for n in range(21)]), "at most 20 steps"),
        (changed(["page", "points"], ["x"] * 13), "at most 12 points"),
    ],
)
def test_what_is_no_definition_is_refused_in_words(text: str, words: str) -> None:
    with pytest.raises(DefinitionError) as caught:
        from_json(text)
    assert any(words in fault for fault in caught.value.faults)


def test_every_fault_is_told_at_once() -> None:
    document = json.loads(changed([*FIELD, "label"], 5))
    document["steps"][0]["fields"][0]["show_if"] = []
    document["page"]["title"] = None
    with pytest.raises(DefinitionError) as caught:
        from_json(json.dumps(document))
    assert len(caught.value.faults) == 3


def test_what_is_left_out_takes_its_default() -> None:
    short = '{"page": {"title": "T"}, "steps": [{"id": "a", "title": ""}]}'
    assert from_json(short) == Definition(Page("T"), (Step("a", ""),))


NAMES = st.sampled_from(["page", "steps", "fields", "title", "id", "key", "show_if", "options", "locale", "all", "op"])


@settings(deadline=None)
@given(
    st.recursive(
        st.none() | st.booleans() | st.floats() | st.text(), lambda part: st.lists(part) | st.dictionaries(NAMES, part)
    )
)
def test_no_document_makes_reading_fail_otherwise(document: object) -> None:
    try:
        found = from_json(json.dumps(document))
    except DefinitionError:
        return
    digest_of(found)
