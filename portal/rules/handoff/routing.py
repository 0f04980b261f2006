"""Routing rules as values: who is meant by a rule, and which rule decides (H5)."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from portal.rules.agreement.verdict import Qualification
from portal.rules.agreement.words import condition_in_words, joined
from portal.rules.canonical import Json
from portal.rules.documents import Fault
from portal.rules.forms.definition import Purpose
from portal.rules.questions.answer import Answers
from portal.rules.questions.key import Key
from portal.rules.questions.logic import (
    Condition,
    ConditionError,
    condition_from_json,
    condition_to_json,
    evaluate,
)
from portal.rules.questions.types.country import country_names

MAX_NAMES = 200
MAX_NAME = 120


class RuleKind(StrEnum):
    """Sales: an offer to a rep, with promises and credit. Nurture: kept by marketing until a review date."""

    SALES = "sales"
    NURTURE = "nurture"


class Standing(StrEnum):
    """How a lead stands for routing: its qualification, and for an MQL what keeps it from being an SQL."""

    SQL = "sql"
    MQL_INCOMPLETE = "mql_incomplete"
    MQL_FAILED = "mql_failed"
    UNQUALIFIED = "unqualified"


STANDING_WORDS: Mapping[Standing, str] = {
    Standing.SQL: "SQL",
    Standing.MQL_INCOMPLETE: "MQL with answers missing",
    Standing.MQL_FAILED: "MQL below an agreed value",
    Standing.UNQUALIFIED: "not qualified",
}

DEFAULT_STANDINGS: Mapping[RuleKind, frozenset[Standing]] = {
    RuleKind.SALES: frozenset({Standing.SQL}),
    RuleKind.NURTURE: frozenset({Standing.MQL_INCOMPLETE, Standing.MQL_FAILED, Standing.UNQUALIFIED}),
}
"""Whom a rule means that names no standing."""

_FOR_REPS = frozenset({Standing.SQL, Standing.MQL_INCOMPLETE})


@dataclass(frozen=True)
class RoutingFacts:
    """What rules may look at. ``incomplete`` and ``failed`` are the verdict's; ``purpose`` is that of the form."""

    level: Qualification
    incomplete: bool = False
    failed: bool = False
    form_slug: str = ""
    purpose: Purpose | None = None
    campaign: str = ""
    country: str = ""
    answers: Answers = field(default_factory=dict)

    @property
    def standing(self) -> Standing:
        """An MQL that failed a rule has failed, whatever else is missing."""
        if self.level is Qualification.SQL:
            return Standing.SQL
        if self.level is Qualification.UNQUALIFIED:
            return Standing.UNQUALIFIED
        return Standing.MQL_FAILED if self.failed else Standing.MQL_INCOMPLETE


@dataclass(frozen=True)
class When:
    """Every part that names something must hold; a part that names nothing means any."""

    levels: tuple[Standing, ...] = ()
    forms: tuple[str, ...] = ()
    campaigns: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    condition: Condition | None = None


@dataclass(frozen=True)
class Rule:
    """One rule in its order; ``id`` is the row's."""

    id: int
    kind: RuleKind
    when: When = When()


class WhenError(ValueError):
    """These are no conditions of a rule; ``faults`` say what is wrong and where."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__("; ".join(f"{fault.where}: {fault.message}" for fault in faults))
        self.faults = faults


def first_match(rules: Iterable[Rule], facts: RoutingFacts) -> Rule | None:
    """The first rule, in the order given, that may take the lead and whose conditions hold."""
    return next((rule for rule in rules if may_take(rule, facts) and matches(rule.when, facts)), None)


def may_take(rule: Rule, facts: RoutingFacts) -> bool:
    """Whether leads that stand so may go where this kind of rule sends them (domain: how completeness decides).

    An MQL that failed a value rule, or an unqualified lead, never goes to reps. An incomplete MQL goes there only by a
    rule that names such leads, and only from a form on which the prospect asked to be contacted.
    """
    standing = facts.standing
    if standing not in (rule.when.levels or DEFAULT_STANDINGS[rule.kind]):
        return False
    if rule.kind is RuleKind.NURTURE or standing is Standing.SQL:
        return True
    return standing is Standing.MQL_INCOMPLETE and facts.purpose is Purpose.HAND_RAISER


def never(kind: RuleKind, when: When) -> tuple[Standing, ...]:
    """Of the standings that the rule names, those that may never go where this kind of rule sends its leads."""
    return tuple(one for one in when.levels if kind is RuleKind.SALES and one not in _FOR_REPS)


def matches(when: When, facts: RoutingFacts) -> bool:
    """Whether the conditions hold; form, campaign and country compare without regard to case."""
    return (
        (not when.levels or facts.standing in when.levels)
        and _named(facts.form_slug, when.forms)
        and _named(facts.campaign, when.campaigns)
        and _named(facts.country, when.countries)
        and (when.condition is None or evaluate(when.condition, facts.answers))
    )


def _named(value: str, names: tuple[str, ...]) -> bool:
    return not names or value.strip().casefold() in {name.strip().casefold() for name in names}


def when_to_json(when: When) -> dict[str, Json]:
    """The document that is stored with the rule; parts that name nothing are left out."""
    document: dict[str, Json] = {
        "levels": [str(level) for level in when.levels],
        "forms": list(when.forms),
        "campaigns": list(when.campaigns),
        "countries": list(when.countries),
        "condition": None if when.condition is None else condition_to_json(when.condition),
    }
    return {name: part for name, part in document.items() if part}


def when_from_json(document: object) -> When:
    """The conditions that the document holds. Raises ``WhenError`` with every fault."""
    if not isinstance(document, Mapping):
        raise WhenError((Fault("", "The conditions of a rule are an object."),))
    faults = [
        Fault(str(name), "is not known here")
        for name in document
        if name not in {"levels", "forms", "campaigns", "countries", "condition"}
    ]
    names = {part: _names(part, document.get(part, []), faults) for part in ("forms", "campaigns", "countries")}
    levels = _levels(document.get("levels", []), faults)
    condition = _condition(document.get("condition"), faults)
    if faults:
        raise WhenError(tuple(faults))
    return When(levels, names["forms"], names["campaigns"], names["countries"], condition)


def _levels(levels: object, faults: list[Fault]) -> tuple[Standing, ...]:
    names = _names("levels", levels, faults)
    known = {standing.value: standing for standing in Standing}
    if set(names) - set(known):
        faults.append(Fault("levels", f"must be among {', '.join(known)}"))
    return tuple(known[name] for name in dict.fromkeys(names) if name in known)


def _names(where: str, names: object, faults: list[Fault]) -> tuple[str, ...]:
    if isinstance(names, list | tuple) and len(names) <= MAX_NAMES:
        texts = [name for name in names if isinstance(name, str) and len(name) <= MAX_NAME and "\x00" not in name]
        if len(texts) == len(names):
            return tuple(texts)
    faults.append(Fault(where, f"must be a list of at most {MAX_NAMES} short texts"))
    return ()


def _condition(document: object, faults: list[Fault]) -> Condition | None:
    try:
        return None if document is None else condition_from_json(document)
    except ConditionError as error:
        faults.append(Fault("condition", str(error)))
        return None


def in_words(
    when: When, key_of: Callable[[str], Key | None] = lambda _: None, forms: Mapping[str, str] | None = None
) -> str:
    """The conditions in a sentence. ``key_of`` finds a key of the library, ``forms`` maps slugs to names."""
    names, countries = forms or {}, country_names()
    parts = [
        joined([STANDING_WORDS[level] for level in when.levels], " or "),
        _part("form", [names.get(slug, slug) for slug in when.forms]),
        _part("campaign", when.campaigns),
        _part("country", [countries.get(code.upper(), code) for code in when.countries]),
        "" if when.condition is None else condition_in_words(when.condition, key_of),
    ]
    return "; ".join(part for part in parts if part) or "Every lead of this kind"


def _part(name: str, values: Iterable[str]) -> str:
    listed = joined(list(values), " or ")
    return f"{name} is {listed}" if listed else ""
