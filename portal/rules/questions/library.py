"""The starter field library: the keys that an agreement template and the demo begin with."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import pairwise

from portal.rules.questions.key import Display, Key, KeyKind, Option, Settings, TypeName
from portal.rules.questions.types.base import Question
from portal.rules.questions.types.registry import TYPES


def _band(option_id: str, label: str, low: int | None, high: int | None) -> Option:
    """An option that stands for whole amounts from ``low`` to ``high``, both included."""
    return Option(option_id, label, None if low is None else Decimal(low), None if high is None else Decimal(high))


_NAME = Settings(max_length=80)
_COMPANY = Settings(max_length=120)

_REVENUE = (
    _band("under_1m", "Under 1 million", 0, 999_999),
    _band("1m_10m", "1 to 10 million", 1_000_000, 9_999_999),
    _band("10m_50m", "10 to 50 million", 10_000_000, 49_999_999),
    _band("50m_250m", "50 to 250 million", 50_000_000, 249_999_999),
    _band("over_250m", "Over 250 million", 250_000_000, None),
)

_BUDGET = (
    _band("under_10k", "Under 10,000", 0, 9_999),
    _band("10k_50k", "10,000 to 50,000", 10_000, 49_999),
    _band("50k_250k", "50,000 to 250,000", 50_000, 249_999),
    _band("over_250k", "250,000 or more", 250_000, None),
    Option("not_set", "No budget set yet"),
)

_INTEREST = (
    Option("evaluation", "See whether it fits us"),
    Option("pricing", "Get a price"),
    Option("migration", "Move from another product"),
    Option("partnership", "Become a partner"),
)

_TIMEFRAME = (
    Option("now", "As soon as possible"),
    Option("this_quarter", "Within three months"),
    Option("this_year", "Within a year"),
    Option("exploring", "Just looking for now"),
)

_ROLE = (
    Option("decides", "I decide"),
    Option("influences", "I have a say"),
    Option("researches", "I collect information"),
    Option("uses", "I will use it"),
)

_CONSENT = "Email me news and offers. I can stop them at any time."

STARTER_LIBRARY: tuple[Key, ...] = (
    Key("first_name", TypeName.TEXT, KeyKind.CONTACT, "First name", settings=_NAME),
    Key("last_name", TypeName.TEXT, KeyKind.CONTACT, "Last name", settings=_NAME),
    Key("work_email", TypeName.EMAIL, KeyKind.CONTACT, "Work email"),
    Key("phone", TypeName.PHONE, KeyKind.CONTACT, "Phone number"),
    Key("job_title", TypeName.TEXT, KeyKind.CONTACT, "Job title", settings=Settings(max_length=120)),
    Key("company", TypeName.TEXT, KeyKind.CONTACT, "Company", settings=_COMPANY),
    Key("country", TypeName.COUNTRY, KeyKind.CONTACT, "Country"),
    Key(
        "employees",
        TypeName.WHOLE,
        KeyKind.SIZING,
        "Number of employees",
        "A rough figure will do.",
        settings=Settings(minimum=Decimal(1), maximum=Decimal(10_000_000)),
    ),
    Key("annual_revenue", TypeName.CHOICE, KeyKind.SIZING, "Annual revenue (US dollars)", options=_REVENUE),
    Key(
        "expected_volume",
        TypeName.WHOLE,
        KeyKind.SIZING,
        "Expected volume",
        "How many units a month you would need.",
        settings=Settings(minimum=Decimal(0), maximum=Decimal(1_000_000_000)),
    ),
    Key("interest", TypeName.CHOICE, KeyKind.NEED, "What are you interested in?", options=_INTEREST),
    Key("current_solution", TypeName.TEXT, KeyKind.NEED, "What do you use today?"),
    Key("message", TypeName.LONG_TEXT, KeyKind.NEED, "What would you like to achieve?"),
    Key("timeframe", TypeName.CHOICE, KeyKind.READINESS, "When do you want to start?", options=_TIMEFRAME),
    Key(
        "budget",
        TypeName.CHOICE,
        KeyKind.READINESS,
        "Budget (US dollars a year)",
        options=_BUDGET,
        settings=Settings(display=Display.LIST),
    ),
    Key("decision_role", TypeName.CHOICE, KeyKind.READINESS, "What is your part in the decision?", options=_ROLE),
    Key("consent", TypeName.CONSENT, KeyKind.CONSENT, _CONSENT),
)
"""In the order in which a form best asks them."""

EMAIL_KEY = "work_email"
"""The key that identifies a person; every form has it."""

_AUTOCOMPLETE: Mapping[str, str] = {
    "first_name": "given-name",
    "last_name": "family-name",
    "work_email": "email",
    "phone": "tel",
    "job_title": "organization-title",
    "company": "organization",
    "country": "country",
}

_MISSING: Mapping[str, str] = {
    "first_name": "Enter your first name",
    "last_name": "Enter your last name",
    "work_email": "Enter your work email",
    "phone": "Enter your phone number",
    "job_title": "Enter your job title",
    "company": "Enter your company’s name",
    "country": "Choose your country",
    "employees": "Enter the number of employees, like 250",
    "annual_revenue": "Choose your annual revenue",
    "expected_volume": "Enter the volume that you expect, like 250",
}

_LABELS: Mapping[str, str] = {entry.key: entry.label for entry in STARTER_LIBRARY}


def autocomplete(key: str) -> str:
    """The autocomplete token that lets a browser fill the key in; empty where there is none."""
    return _AUTOCOMPLETE.get(key, "")


def missing(question: Question, type_name: TypeName) -> str:
    """What to tell a visitor who left the question empty: our own words while the label is ours, else the label."""
    if question.key in _MISSING and question.label == _LABELS[question.key]:
        return _MISSING[question.key]
    return TYPES[type_name].missing(question)


_OPTION_ID = re.compile(r"[a-z0-9][a-z0-9_]{0,39}")
MAX_OPTIONS = 100


def option_faults(options: Sequence[Option], *, before: Sequence[Option] = ()) -> list[str]:
    """What is wrong with a list of options, in words (B11). ``before`` are those already published: their ids stay."""
    faults = [] if any(not option.retired for option in options) else ["Add at least one option."]
    if len(options) > MAX_OPTIONS:
        faults.append(f"Use at most {MAX_OPTIONS} options.")
    for option_id, count in Counter(option.id for option in options).items():
        if count > 1:
            faults.append(f"Two options have the id “{option_id}”.")
        if not _OPTION_ID.fullmatch(option_id):
            faults.append(f"The id “{option_id[:40]}” may hold small letters, digits and underscores only.")
    if sum(option.own_words for option in options if not option.retired) > 1:
        faults.append("Only one option can ask for words of their own.")
    faults += _label_faults(options)
    return [*faults, *_band_faults(options), *_lost_faults(options, before)]


def _label_faults(options: Sequence[Option]) -> Iterator[str]:
    offered = Counter(option.label.strip().casefold() for option in options if not option.retired)
    for label, count in offered.items():
        if not label:
            yield "Give every option a label."
        elif count > 1:
            yield f"Two options are called “{label}”."


def _band_faults(options: Sequence[Option]) -> Iterator[str]:
    """Bands include both ends; a band without a lowest or highest value is open there. Retired ones may overlap."""
    bands = [option for option in options if not option.retired and (option.low, option.high) != (None, None)]
    ends = sorted(((_low(band), _high(band), band.label) for band in bands), key=lambda end: end[:2])
    yield from (f"“{label}” ends below its beginning." for low, high, label in ends if low > high)
    for (_, high, label), (low, _, following) in pairwise(ends):
        if low <= high:
            yield f"“{label}” and “{following}” overlap."


def _low(band: Option) -> Decimal:
    return Decimal("-Infinity") if band.low is None else band.low


def _high(band: Option) -> Decimal:
    return Decimal("Infinity") if band.high is None else band.high


def _lost_faults(options: Sequence[Option], before: Sequence[Option]) -> Iterator[str]:
    now = {option.id: option for option in options}
    for old in before:
        kept = now.get(old.id)
        if kept is None:
            yield f"“{old.label}” was published: retire it instead of deleting it, so that old answers stay readable."
        elif (kept.low, kept.high) != (old.low, old.high):
            yield f"“{old.label}” was published with other limits: add a new option and retire this one."
