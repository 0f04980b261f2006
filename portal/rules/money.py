"""Figures and money in words, as the portal and its mails say them."""

from decimal import Decimal

from babel.numbers import format_decimal


def figure(number: int | Decimal) -> str:
    """``20,000``, with as many places as it has."""
    return str(format_decimal(number, locale="en", decimal_quantization=False))


def money(amount: Decimal, currency: str) -> str:
    """``20,000 USD``."""
    return f"{figure(amount)} {currency}"
