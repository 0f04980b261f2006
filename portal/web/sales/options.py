"""Choices of a form, from pairs of value and words; a third part is the help beside a choice."""

from collections.abc import Iterable

from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs

Pair = tuple[object, str] | tuple[object, str, str]


def options(pairs: Iterable[Pair], group: str | None = None) -> list[SelectChoice]:
    """In the order given; ``group`` is the name under which they stand."""
    return [_option(pair, group) for pair in pairs]


def _option(pair: Pair, group: str | None) -> SelectChoice:
    value, words, *more = pair
    return SelectChoice(value, words, {"help": more[0]} if more else {}, group)
