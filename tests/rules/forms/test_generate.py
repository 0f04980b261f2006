"""Forms from the agreement, their refresh, and their length."""

from dataclasses import replace
from decimal import Decimal

import pytest

from portal.rules.agreement.terms import AgreedKey, AllOf, Criterion, Level, Terms, Unknown
from portal.rules.forms.definition import Definition, Page, Step
from portal.rules.forms.gate import gaps
from portal.rules.forms.generate import from_terms, new_field, new_question, with_agreement
from portal.rules.forms.length import estimate_seconds, field_seconds, question_count
from portal.rules.forms.structure import structure_faults
from portal.rules.questions.key import Key, KeyKind, Option, Settings, TypeName
from portal.rules.questions.library import STARTER_LIBRARY
from portal.rules.questions.logic import Operator, Test

LIBRARY = {key.key: key for key in STARTER_LIBRARY}


def agree(*keys: str, unknown: Unknown = Unknown.NOT_OFFERED, **levels: Level) -> Terms:
    return Terms(
        "T", tuple(AgreedKey(LIBRARY[key], levels.get(key, Level.SQL), unknown) for key in keys), AllOf(), AllOf()
    )


CONTACT = "first_name last_name work_email phone job_title company".split()
LONG = agree(
    *reversed([*CONTACT, "employees", "interest", "timeframe", "consent", "budget"]),
    work_email=Level.MQL,
    budget=Level.OPTIONAL,
)


def test_one_action_makes_a_form_that_passes_the_gate() -> None:
    definition = from_terms(LONG, Page("Book a demo"), STARTER_LIBRARY)
    assert gaps(definition, LONG) == ()
    assert structure_faults(definition) == ()


def test_a_long_form_asks_who_first_and_what_second_in_the_order_of_the_library() -> None:
    definition = from_terms(LONG, Page("Book a demo"), STARTER_LIBRARY)
    first, second = ([field.key for field in step.fields] for step in definition.steps)
    assert first == CONTACT
    assert second == ["employees", "interest", "timeframe", "consent"]


def test_a_short_form_is_one_step_and_optional_keys_are_left_out() -> None:
    short = agree("work_email", "company", "employees", "budget", budget=Level.OPTIONAL)
    definition = from_terms(short, Page("Call me"), STARTER_LIBRARY)
    assert [field.key for field in definition.fields()] == ["work_email", "company", "employees"]
    assert len(definition.steps) == 1


def test_a_key_that_only_a_criterion_names_is_asked() -> None:
    named = replace(agree("work_email"), sql=AllOf((Criterion("timeframe", Operator.EQ, "now"),)))
    definition = from_terms(named, Page("Call me"), STARTER_LIBRARY)
    assert definition.find("timeframe") is not None
    assert gaps(definition, named) == ()


def test_level_and_not_knowing_yet_come_from_the_agreement() -> None:
    agreed = agree("work_email", "employees", unknown=Unknown.MISSING, work_email=Level.MQL)
    definition = from_terms(agreed, Page("Call me"), STARTER_LIBRARY)
    assert [(field.level, field.unknown) for field in definition.fields()] == [
        (Level.MQL, Unknown.MISSING),
        (Level.SQL, Unknown.MISSING),
    ]


def test_the_refresh_renews_what_belongs_to_library_and_agreement_and_keeps_the_form_s_own() -> None:
    shown = Test("work_email", Operator.IS_ANSWERED)
    mine = replace(
        new_field(LIBRARY["interest"]),
        label="What brings you here?",
        help="One is enough",
        required=True,
        show_if=shown,
    )
    free = new_question(TypeName.TEXT, "How did you find us?", ["work_email", "interest"])
    before = Definition(Page("T"), (Step("one", "One", (new_field(LIBRARY["work_email"]), mine, free)),), locale="de")
    newer = replace(
        LIBRARY["interest"], label="Interest", options=(Option("pricing", "A price"),), settings=Settings(max_length=5)
    )
    library = [newer if key.key == "interest" else key for key in STARTER_LIBRARY]
    after = with_agreement(before, agree("work_email", "interest", unknown=Unknown.COMPLETE), library)
    renewed = after.find("interest")
    assert renewed == replace(
        mine, options=newer.options, settings=newer.settings, level=Level.SQL, unknown=Unknown.COMPLETE
    )
    assert after.find(free.key) == free
    assert after.locale == "de"


def test_a_key_that_left_the_agreement_becomes_optional_and_stays() -> None:
    before = from_terms(agree("work_email", "employees"), Page("T"), STARTER_LIBRARY)
    after = with_agreement(before, agree("work_email"), STARTER_LIBRARY)
    field = after.find("employees")
    assert field is not None
    assert field.level is Level.OPTIONAL


def test_a_key_that_only_the_agreement_still_has_is_asked() -> None:
    old = Key("fleet", TypeName.WHOLE, KeyKind.SIZING, "Fleet size", settings=Settings(minimum=Decimal(0)))
    definition = from_terms(Terms("T", (AgreedKey(old, Level.SQL),)), Page("T"), STARTER_LIBRARY)
    assert [field.key for field in definition.fields()] == ["fleet"]


@pytest.mark.parametrize(
    ("label", "taken", "key"),
    [
        ("How did you find us?", (), "q_how_did_you_find_us"),
        ("Größe", (), "q_groe"),
        ("予算は？", (), "q_question"),
        ("Fleet", ("q_fleet", "q_fleet_2"), "q_fleet_3"),
    ],
)
def test_free_questions_get_a_key_of_their_own(label: str, taken: tuple[str, ...], key: str) -> None:
    assert new_question(TypeName.TEXT, label, taken).key == key


@pytest.mark.parametrize("name", TypeName)
def test_a_new_question_of_any_type_is_sound(name: TypeName) -> None:
    email = new_field(LIBRARY["work_email"])
    definition = Definition(Page("T"), (Step("one", "One", (email, new_question(name, "New question", ()))),))
    assert structure_faults(definition) == ()


def test_every_question_makes_a_form_longer() -> None:
    short = from_terms(agree("work_email", "company"), Page("T"), STARTER_LIBRARY)
    longer = from_terms(LONG, Page("T"), STARTER_LIBRARY)
    assert (question_count(short), question_count(longer)) == (2, 10)
    assert 5 < estimate_seconds(short) < 30
    assert 40 < estimate_seconds(longer) < 120
    assert all(field_seconds(field) > 1 for field in longer.fields())
    assert field_seconds(new_field(LIBRARY["message"])) > field_seconds(new_field(LIBRARY["company"]))
