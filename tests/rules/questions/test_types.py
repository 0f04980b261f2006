"""Each question type: all its faces, what it reads, what it refuses and in which words."""

import json
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.rules.questions.answer import Value
from portal.rules.questions.key import LAYOUT, FileKind, Key, KeyKind, Option, Settings, TypeName
from portal.rules.questions.types import base
from portal.rules.questions.types.base import Column, QuestionType, ReadingContext, Unreadable
from portal.rules.questions.types.country import country_codes
from portal.rules.questions.types.file import endings, limits_in_words
from portal.rules.questions.types.hidden import HiddenType
from portal.rules.questions.types.registry import TYPES, of

OPTIONS = (
    Option("low", "Low"),
    Option("mid", "Middle, or so"),
    Option("high", "High"),
    Option("old", "Old", retired=True),
)
SPRITE = Path(__file__).parents[3] / "static" / "vendor" / "lucide" / "sprite.svg"
EVERY = pytest.mark.parametrize("kind", TYPES.values(), ids=list(TYPES))
ASKING = [name for name, kind in TYPES.items() if kind.asks]
LOCALES = ("en", "de", "fr", "en-IN", "de-CH", "ar", "nowhere", "")


TEXTS = {TypeName.TEXT, TypeName.LONG_TEXT, TypeName.EMAIL, TypeName.URL, TypeName.PHONE, TypeName.HIDDEN}


def question(type_name: TypeName, label: str = "The question", **settings: object) -> Key:
    options = OPTIONS if TYPES[type_name].has_options else ()
    return Key("asked", type_name, KeyKind.QUESTION, label, options=options, settings=Settings(**settings))


def read(
    type_name: TypeName, *posted: str, locale: str = "en", country: str | None = None, **settings: object
) -> Value:
    context = ReadingContext(locale, "US", country)
    return of(type_name).read(posted, question(type_name, **settings), context)


def refusal(type_name: TypeName, *posted: str, locale: str = "en", **settings: object) -> str:
    with pytest.raises(Unreadable) as caught:
        read(type_name, *posted, locale=locale, **settings)
    return caught.value.message


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
    kind, asked = TYPES[name], question(name, minimum=Decimal(1), maximum=Decimal(10), currency="EUR")
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


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("  Ada   Lovelace ", "Ada Lovelace"),
        ("Ada\x00\x07\u202eLovelace", "AdaLovelace"),
        ("a\tb\r\nc", "a b c"),
        ("e\u0301", "é"),
        ("0", "0"),
        ("👩‍💻", "👩‍💻"),
    ],
)
def test_text_is_trimmed_and_freed_of_control_characters(typed: str, stored: str) -> None:
    assert read(TypeName.TEXT, typed) == stored


def test_long_text_keeps_its_lines() -> None:
    assert read(TypeName.LONG_TEXT, "  one\r\ntwo  \r\n\r\n\r\n\r\nthree\x00") == "one\ntwo\n\nthree"


def test_text_has_a_limit_that_the_refusal_names() -> None:
    assert refusal(TypeName.TEXT, "x" * 201) == "Shorten this to 200 characters or fewer; it has 201"
    assert refusal(TypeName.TEXT, "x" * 11, max_length=10) == "Shorten this to 10 characters or fewer; it has 11"
    assert read(TypeName.LONG_TEXT, "x" * 5000) == "x" * 5000


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        (" Ada@Example.COM ", "Ada@example.com"),
        ("ada@bücher.example.com", "ada@bücher.example.com"),
        ("ada@xn--bcher-kva.de", "ada@bücher.de"),
        ("ada＠example.com", "ada@example.com"),
        ("o'brien+x@example.co.uk", "o'brien+x@example.co.uk"),
        ("\u200bada@example.com\x00", "ada@example.com"),
    ],
)
def test_email_is_normalised(typed: str, stored: str) -> None:
    assert read(TypeName.EMAIL, typed) == stored


@pytest.mark.parametrize("typed", ["ada", "ada@", "@x.com", "ada@x", "a b@x.com", "a@b@c.com", "ada@x..com", "x" * 400])
def test_what_is_no_email_is_refused_with_an_example(typed: str) -> None:
    assert "name@company.com" in refusal(TypeName.EMAIL, typed)


@pytest.mark.parametrize(
    ("typed", "country", "stored"),
    [
        ("(415) 555-2671", None, "+14155552671"),
        ("+1 415 555 0100", None, "+14155550100"),
        ("098200 12345", "IN", "+919820012345"),
        ("020 7946 0958", "GB", "+442079460958"),
        ("+49 30 901820", "IN", "+4930901820"),
        ("4155552671 x12", None, "+14155552671"),
        ("+1 111 111 1111", None, "+11111111111"),
    ],
)
def test_phone_numbers_are_read_by_the_country(typed: str, country: str | None, stored: str) -> None:
    assert read(TypeName.PHONE, typed, country=country) == stored


@pytest.mark.parametrize("typed", ["12", "call me", "098200 12345", "+999 12345678", "111 111 1111"])
def test_what_is_no_phone_number_is_refused_with_the_way_to_write_it(typed: str) -> None:
    assert "+1 415 555 0123" in refusal(TypeName.PHONE, typed)


@pytest.mark.parametrize(
    ("typed", "locale", "number"),
    [
        ("0", "en", 0),
        ("250", "en", 250),
        (" 1,200 ", "en", 1200),
        ("1 200", "en", 1200),
        ("1\u202f200", "fr", 1200),
        ("1'200", "en", 1200),
        ("1’200", "de-CH", 1200),
        ("1.200", "de", 1200),
        ("12,34,567", "en-IN", 1_234_567),
        ("+5", "en", 5),
        ("-5", "en", -5),
        ("５０", "en", 50),
        ("٢٥٠", "en", 250),
        ("250.0", "en", 250),
        ("999999999999999", "en", 999_999_999_999_999),
    ],
)
def test_whole_numbers_are_read_by_locale(typed: str, locale: str, number: int) -> None:
    assert read(TypeName.WHOLE, typed, locale=locale) == number


@pytest.mark.parametrize(
    "typed",
    [
        "250+",
        "~250",
        "200-300",
        "1k",
        "10M",
        "1,20",
        "1,2000",
        "1.5",
        "12 34",
        "1,200,30",
        "1e3",
        "Infinity",
        "nan",
        "--5",
        "1,200.5",
        "9" * 16,
        ",",
        "1 2'000",
    ],
)
def test_numbers_that_are_not_clear_are_refused_with_an_example(typed: str) -> None:
    assert refusal(TypeName.WHOLE, typed) == "Enter a whole number, like 250"


@pytest.mark.parametrize(
    ("typed", "locale", "number"),
    [
        ("12.5", "en", "12.5"),
        ("12,5", "de", "12.5"),
        ("1.234,56", "de", "1234.56"),
        ("1 234,5", "fr", "1234.5"),
        ("0.000001", "en", "0.000001"),
    ],
)
def test_decimals_are_read_by_locale(typed: str, locale: str, number: str) -> None:
    assert read(TypeName.DECIMAL, typed, locale=locale) == Decimal(number)


def test_limits_are_named_in_the_refusal() -> None:
    assert refusal(TypeName.WHOLE, "0", minimum=Decimal(1), maximum=Decimal(10000)) == "Enter a number from 1 to 10,000"
    assert refusal(TypeName.WHOLE, "0", minimum=Decimal(1)) == "Enter 1 or more"
    assert refusal(TypeName.DECIMAL, "6", maximum=Decimal("5.5")) == "Enter 5.5 or less"
    assert read(TypeName.WHOLE, "1", minimum=Decimal(1)) == 1


@pytest.mark.parametrize(
    ("typed", "currency", "amount"),
    [
        ("$1,200", "USD", "1200"),
        ("1200 USD", "USD", "1200"),
        ("usd 1,200.50", "USD", "1200.5"),
        ("€ 5", "EUR", "5"),
        ("5", "", "5"),
        ("¥500", "JPY", "500"),
    ],
)
def test_money_may_carry_the_sign_of_its_currency(typed: str, currency: str, amount: str) -> None:
    assert read(TypeName.MONEY, typed, currency=currency) == Decimal(amount)


@pytest.mark.parametrize(
    ("typed", "currency"), [("€5", "USD"), ("EUR 5", "USD"), ("5.123", "USD"), ("5.5", "JPY"), ("5k", "USD")]
)
def test_money_of_another_currency_or_too_fine_is_refused(typed: str, currency: str) -> None:
    assert refusal(TypeName.MONEY, typed, currency=currency) == "Enter an amount in digits, like 25000"


def test_money_is_shown_in_its_currency() -> None:
    asked = question(TypeName.MONEY, currency="USD")
    assert of(TypeName.MONEY).friendly(Decimal(25000), asked) == "$25,000"
    assert of(TypeName.MONEY).friendly(Decimal("25000.5"), asked) == "$25,000.50"
    assert of(TypeName.MONEY).friendly(Decimal(25000), asked, "de") == "25.000\xa0$"
    assert of(TypeName.MONEY).csv(Decimal("25000.50"), asked) == "25000.5"


def test_an_option_is_its_id_and_never_its_label() -> None:
    assert read(TypeName.CHOICE, "mid") == "mid"
    for refused in ("Middle, or so", "MID", "old", "other"):
        assert refusal(TypeName.CHOICE, refused) == "Choose one of the answers offered for “The question”"


def test_renaming_an_option_changes_what_is_shown_and_not_what_is_stored() -> None:
    renamed = Key("asked", TypeName.CHOICE, KeyKind.QUESTION, "?", options=(Option("mid", "Medium"),))
    kind = of(TypeName.CHOICE)
    assert (kind.to_json("mid"), kind.csv("mid", renamed), kind.friendly("mid", renamed)) == ("mid", "mid", "Medium")


def test_a_removed_option_stays_readable_in_old_answers() -> None:
    assert of(TypeName.CHOICE).friendly("old", question(TypeName.CHOICE)) == "Old"
    assert of(TypeName.CHOICE).friendly("gone", question(TypeName.CHOICE)) == "gone"


def test_choices_keep_the_order_of_the_question_and_part_again() -> None:
    taken = read(TypeName.CHOICES, "high", "mid", "", "high")
    assert taken == ("mid", "high")
    kind, asked = of(TypeName.CHOICES), question(TypeName.CHOICES)
    assert kind.to_json(taken) == ["mid", "high"]
    assert kind.csv(taken, asked).split(";") == ["mid", "high"]
    assert kind.friendly(taken, asked) == "Middle, or so, High"
    assert refusal(TypeName.CHOICES, "mid", "High") == "Choose from the answers offered for “The question”"
    assert refusal(TypeName.CHOICES, "mid", minimum=Decimal(2)) == "Choose at least 2"
    assert refusal(TypeName.CHOICES, "mid", "low", maximum=Decimal(1)) == "Choose at most 1"


def test_no_is_an_answer() -> None:
    assert read(TypeName.YES_NO, "no") is False
    assert not of(TypeName.YES_NO).blank(("no",))
    assert of(TypeName.YES_NO).friendly(False, question(TypeName.YES_NO)) == "No"
    assert refusal(TypeName.YES_NO, "maybe") == "Choose yes or no for “The question”"


def test_consent_is_given_or_blank() -> None:
    kind = of(TypeName.CONSENT)
    assert read(TypeName.CONSENT, "yes") is True
    assert all(kind.blank((text,)) for text in ("", "no", "off", "0"))
    assert kind.default is None
    assert "Tick the box" in kind.missing(question(TypeName.CONSENT))


@pytest.mark.parametrize("typed", ["IN", "in", " India ", "INDIA", "ind", "Germany"])
def test_countries_are_stored_by_code(typed: str) -> None:
    assert read(TypeName.COUNTRY, typed) in {"IN", "DE"}


def test_countries_are_shown_in_the_reader_s_language() -> None:
    asked = question(TypeName.COUNTRY)
    assert of(TypeName.COUNTRY).friendly("DE", asked) == "Germany"
    assert of(TypeName.COUNTRY).friendly("DE", asked, "de") == "Deutschland"
    assert refusal(TypeName.COUNTRY, "Atlantis") == "Choose a country from the list"


@pytest.mark.parametrize("typed", ["31/03/2027", "2027-02-30", "20270331", "2027-W01-1", "tomorrow", "0001-01-01"])
def test_only_days_in_the_iso_form_are_read(typed: str) -> None:
    assert read(TypeName.DATE, "2027-03-31") == date(2027, 3, 31)
    assert "2027-03-31" in refusal(TypeName.DATE, typed)


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("acme.com", "https://acme.com"),
        ("HTTP://Acme.COM/A?b=1#c", "http://acme.com/A?b=1#c"),
        ("bücher.de/ä", "https://xn--bcher-kva.de/ä"),
        ("acme.com:8080/x", "https://acme.com:8080/x"),
    ],
)
def test_web_addresses_get_their_scheme_and_an_ascii_host(typed: str, stored: str) -> None:
    assert read(TypeName.URL, typed) == stored


@pytest.mark.parametrize(
    "typed",
    [
        "javascript:alert(1)",
        "ftp://acme.com",
        "https://a@acme.com",
        "acme",
        "https://[::1",
        "https://a b.com",
        "data:text/html,x",
        "https://<b>.com",
        "//acme.com",
    ],
)
def test_other_addresses_are_refused_with_an_example(typed: str) -> None:
    assert refusal(TypeName.URL, typed) == "Enter a web address, like https://company.com"


@pytest.mark.parametrize(("typed", "scale", "point"), [("1", None, 1), ("5", None, 5), ("10", 10, 10), (" 3 ", 3, 3)])
def test_a_rating_is_a_point_on_its_scale(typed: str, scale: int | None, point: int) -> None:
    assert read(TypeName.RATING, typed, scale=scale) == point


@pytest.mark.parametrize("typed", ["0", "6", "-1", "3.5", "high", "1e9"])
def test_what_is_not_on_the_scale_is_refused(typed: str) -> None:
    assert "point" in refusal(TypeName.RATING, typed)


def test_a_file_is_a_token_and_never_a_name_or_a_path() -> None:
    assert read(TypeName.FILE, "a" * 20, "b" * 20, max_files=2) == ("a" * 20, "b" * 20)
    assert "again" in refusal(TypeName.FILE, "../../etc/passwd")
    assert refusal(TypeName.FILE, "a" * 20, "b" * 20) == "Send at most 1 file"


def test_the_limits_of_files_are_told_in_words() -> None:
    asked = question(TypeName.FILE, accept=(FileKind.PDF, FileKind.IMAGES), max_megabytes=3, max_files=2)
    assert limits_in_words(asked.settings) == "Up to 2 files: PDF or pictures, at most 3 MB each."
    assert endings(asked.settings) == (".pdf", ".png", ".jpg", ".jpeg", ".webp")


def test_a_hidden_value_counts_only_where_the_form_declares_it_and_is_never_refused() -> None:
    kind, asked = HiddenType(), question(TypeName.HIDDEN, value="fixed")
    assert kind.given(["sent"], asked, declared=False) == ("fixed",)
    assert kind.given(["sent", "twice"], asked, declared=True) == ["sent"]
    assert kind.given([" "], asked, declared=True) == ("fixed",)
    assert read(TypeName.HIDDEN, "x" * 500) == "x" * 200


@pytest.mark.parametrize("name", sorted(LAYOUT))
def test_what_is_only_drawn_has_no_answer(name: TypeName) -> None:
    assert refusal(name, "anything")
    with pytest.raises(ValueError, match="no answer"):
        TYPES[name].from_json("anything")


def test_a_ligature_is_no_country_code() -> None:
    assert refusal(TypeName.COUNTRY, "ﬁ") == "Choose a country from the list"
