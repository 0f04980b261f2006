"""Numbers, money and ratings: read by locale, within limits, refused in words."""

from decimal import Decimal

import pytest

from portal.rules.questions.key import TypeName
from portal.rules.questions.types.registry import of
from tests.support.types import question, read, refusal


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


@pytest.mark.parametrize(("typed", "scale", "point"), [("1", None, 1), ("5", None, 5), ("10", 10, 10), (" 3 ", 3, 3)])
def test_a_rating_is_a_point_on_its_scale(typed: str, scale: int | None, point: int) -> None:
    assert read(TypeName.RATING, typed, scale=scale) == point


@pytest.mark.parametrize("typed", ["0", "6", "-1", "3.5", "high", "1e9"])
def test_what_is_not_on_the_scale_is_refused(typed: str) -> None:
    assert "point" in refusal(TypeName.RATING, typed)
