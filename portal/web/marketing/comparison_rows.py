"""One comparison of an answer as a row of a form: which answer, how it is compared, and with what."""

from dataclasses import dataclass, replace

from portal.rules.agreement.terms import Terms
from portal.rules.agreement.words import name_of
from portal.rules.questions.key import Key, TypeName
from portal.rules.questions.logic import Operator, TestValue
from portal.services.agreement import comparisons
from portal.services.agreement.comparisons import NotAValue

BETWEEN_VALUES = ";"
OPS = tuple((op.value, words) for op, words in comparisons.LABELS.items() if op is not Operator.COMPLETE)


@dataclass(frozen=True)
class ComparisonRow:
    """One test as it was typed; a row without a key is empty."""

    key: str = ""
    op: str = OPS[0][0]
    value: str = ""
    error: str = ""


@dataclass(frozen=True)
class Typed:
    """What a row says, when it says something."""

    key: str
    op: Operator
    value: TestValue


def read_row(row: ComparisonRow, terms: Terms) -> tuple[ComparisonRow, Typed | None]:
    """The test, or None with the row telling what is wrong."""
    agreed = terms.agreed(row.key)
    if agreed is None or row.op not in dict(OPS):
        return replace(row, error="Choose an answer and how it is compared."), None
    try:
        values = [_id_of(part.strip(), agreed.key) for part in row.value.split(BETWEEN_VALUES)]
        op = Operator(row.op)
        return row, Typed(row.key, op, comparisons.value_of(agreed.key, op, values))
    except NotAValue as refusal:
        return replace(row, error=str(refusal)), None


def row_of(key: str, op: Operator, value: TestValue, terms: Terms) -> ComparisonRow:
    """The test as it would be typed."""
    agreed = terms.agreed(key)
    values = [_label_of(text, agreed.key if agreed else None) for text in comparisons.typed_of(value)]
    return ComparisonRow(key, op.value, f"{BETWEEN_VALUES} ".join(values))


def keys_of(terms: Terms) -> list[tuple[str, str]]:
    """The answers that can be tested: those that the draft agrees on."""
    return [(item.key.key, name_of(item.key)) for item in terms.keys]


def _id_of(text: str, key: Key) -> str:
    """People type an option as they read it."""
    labels = {option.label.casefold(): option.id for option in key.options}
    return labels.get(text.casefold(), text) if key.type in (TypeName.CHOICE, TypeName.CHOICES) else text


def _label_of(text: str, key: Key | None) -> str:
    return next((option.label for option in key.options if option.id == text), text) if key else text
