"""Every question type: all its faces, and that what it gives reads back the same."""

import json
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.rules.questions.answer import Value
from portal.rules.questions.key import LAYOUT, Key, Settings, TypeName
from portal.rules.questions.types import base
from portal.rules.questions.types.base import Column, QuestionType, ReadingContext, Unreadable
from portal.rules.questions.types.country import country_codes
from portal.rules.questions.types.registry import TYPES
from tests.support.types import question

SPRITE = Path(__file__).parents[3] / "static" / "vendor" / "lucide" / "sprite.svg"
EVERY = pytest.mark.parametrize("kind", TYPES.values(), ids=list(TYPES))
LIMITS = {
    "minimum": Decimal(1),
    "maximum": Decimal(10),
    "increment": Decimal(3),
    "currency": "EUR",
    "min_length": 2,
    "earliest": "2026-01-01",
    "latest": "today+9",
    "country": "DE",
}
ASKING = [name for name, kind in TYPES.items() if kind.asks]
LOCALES = ("en", "de", "fr", "en-IN", "de-CH", "ar", "nowhere", "")


TEXTS = {TypeName.TEXT, TypeName.LONG_TEXT, TypeName.EMAIL, TypeName.URL, TypeName.PHONE, TypeName.HIDDEN}


def values_of(type_name: TypeName) -> st.SearchStrategy[Value]:
    """Values that the type's own reader gives."""
    kind, asked = TYPES[type_name], question(type_name)
    made = {
        TypeName.WHOLE: st.integers(-(10**15) + 1, 10**15 - 1),
        TypeName.DECIMAL: st.decimals(-999_999_999, 999_999_999, places=6),
        TypeName.MONEY: st.decimals(-9_999_999_999_999, 9_999_999_999_999, places=2),
        TypeName.CHOICE: st.sampled_from(["low", "mid", "high"]),
        TypeName.CHOICES: st.sampled_from([("low",), ("low", "high"), ("low", "mid", "high")]),
        TypeName.YES_NO: st.booleans(),
        TypeName.CONSENT: st.just(True),
        TypeName.COUNTRY: st.sampled_from(sorted(country_codes())),
        TypeName.DATE: st.dates(date(1000, 1, 1), date(2999, 12, 31)),
        TypeName.RATING: st.integers(1, 5),
        TypeName.FILE: st.sampled_from([("a" * 20,), ("b-_" * 8,)]),
        TypeName.HIDDEN: st.text(min_size=1, max_size=250),
        TypeName.TEXT: st.text(min_size=1, max_size=100),
        TypeName.LONG_TEXT: st.text(min_size=1, max_size=300),
        TypeName.EMAIL: st.emails(),
        TypeName.URL: st.sampled_from(["acme.com", "http://bücher.de/a?b=c#d", "https://x.io:8443/é"]),
        TypeName.PHONE: st.sampled_from(["+14155552671", "+91 98200 12345", "+49 30 901820", "0044 20 7946 0958"]),
    }[type_name]
    if type_name not in TEXTS:
        return made
    return made.map(lambda text: _read_or_none(kind, asked, text)).filter(lambda value: value is not None)


def _read_or_none(kind: QuestionType, asked: Key, text: str) -> Value | None:
    if kind.blank((text,)):
        return None
    try:
        return kind.read((text,), asked, ReadingContext())
    except Unreadable:
        return None


def test_the_registry_has_every_type_under_its_own_name() -> None:
    assert set(TYPES) == set(TypeName)
    assert all(kind.name is name for name, kind in TYPES.items())


@EVERY
def test_every_type_has_every_face(kind: QuestionType) -> None:
    faces = [name for name in vars(QuestionType) if not name.startswith("_")] + list(QuestionType.__annotations__)
    assert not [face for face in faces if not hasattr(kind, face)]
    assert kind.title
    assert isinstance(kind.column, Column)
    assert kind.asks is (kind.name not in LAYOUT)
    assert kind.operators >= base.EVERY_TYPE if kind.asks else not kind.operators
    assert set(kind.settings) <= set(Settings.__dataclass_fields__)
    assert f'id="{kind.icon}"' in SPRITE.read_text()
    assert kind.missing(question(kind.name)).endswith("“The question”") or kind.name is TypeName.COUNTRY


@pytest.mark.parametrize("kind", [TYPES[name] for name in ASKING], ids=ASKING)
def test_the_sample_is_a_value_that_reads_back_from_what_a_form_would_post(kind: QuestionType) -> None:
    asked = question(kind.name)
    sample = kind.sample(asked)
    assert kind.read(kind.posted(sample), asked, ReadingContext()) == sample


@pytest.mark.parametrize("name", ASKING)
@settings(deadline=None)
@given(data=st.data())
def test_values_survive_json_and_the_form(name: TypeName, data: st.DataObject) -> None:
    kind, value, asked = TYPES[name], data.draw(values_of(name)), question(name)
    locale = data.draw(st.sampled_from(LOCALES))
    assert kind.from_json(json.loads(json.dumps(kind.to_json(value)))) == value
    assert kind.read(kind.posted(value, locale), asked, ReadingContext(locale)) == value


@pytest.mark.parametrize("name", ASKING)
@settings(deadline=None)
@given(data=st.data())
def test_friendly_mail_and_csv_never_raise(name: TypeName, data: st.DataObject) -> None:
    strange: st.SearchStrategy[Value] = st.one_of(
        st.text(), st.booleans(), st.integers(), st.decimals(), st.dates(), st.lists(st.text()).map(tuple)
    )
    value, asked, kind = data.draw(st.one_of(values_of(name), strange)), question(name, currency="USD"), TYPES[name]
    locale = data.draw(st.sampled_from(LOCALES))
    words = [kind.friendly(value, asked, locale), kind.mail(value, asked, locale), kind.csv(value, asked)]
    assert all(isinstance(text, str) for text in words)


@pytest.mark.parametrize("name", ASKING)
@settings(deadline=None)
@given(
    posted=st.lists(st.one_of(st.text(), st.characters(), st.text("0123456789.,'  -+eE$€")), min_size=1, max_size=3),
    locale=st.sampled_from(LOCALES),
    country=st.sampled_from([None, "IN", "ZZ", "??"]),
)
def test_reading_any_text_gives_a_value_or_a_refusal_in_words(
    name: TypeName, posted: list[str], locale: str, country: str | None
) -> None:
    kind, asked = TYPES[name], question(name, **LIMITS)
    posted = posted if kind.multiple else posted[:1]
    if kind.blank(posted):
        return
    kind.raw(posted).encode()
    try:
        value = kind.read(posted, asked, ReadingContext(locale, "DE", country))
    except Unreadable as refused:
        words = refused.message
    else:
        words = kind.friendly(value, asked)
        assert kind.from_json(kind.to_json(value)) == value
        assert "\x00" not in str(kind.to_json(value))
    assert words


@pytest.mark.parametrize("name", ASKING)
@settings(deadline=None)
@given(document=st.recursive(st.none() | st.booleans() | st.floats() | st.text(), st.lists))
def test_a_document_that_is_no_answer_is_refused(name: TypeName, document: object) -> None:
    try:
        value = TYPES[name].from_json(document)
    except ValueError:
        return
    assert TYPES[name].from_json(TYPES[name].to_json(value)) == value
