"""The publish gate: proves that every agreed key is asked on every way to submit, or names the way around it (X2)."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from portal.rules.agreement.terms import AgreedKey, Level, Terms, Unknown
from portal.rules.agreement.words import joined
from portal.rules.forms.branches import Branch, Unproven
from portal.rules.forms.definition import Definition, Field
from portal.rules.forms.names import OWN_SUFFIX
from portal.rules.forms.paths import Maze, Path, find, maze
from portal.rules.questions.types.own_words import own_option
from portal.rules.questions.types.registry import TYPES


class GapKind(StrEnum):
    """Not on the form; on it but can be gone around; asked for less strictly than agreed."""

    MISSING = "missing"
    SKIPPABLE = "skippable"
    LOOSENED = "loosened"


@dataclass(frozen=True)
class Gap:
    """An agreed key that the form does not surely ask. ``path`` says in words how, as the rest of a sentence.

    ``example`` of a skippable key is that way as posted values, for every question that decides; an empty tuple is
    a question left blank. ``steps`` are the answers that matter, one by one in words.
    """

    key: str
    label: str
    kind: GapKind
    path: str
    example: tuple[tuple[str, tuple[str, ...]], ...] = ()
    steps: tuple[str, ...] = ()


TOO_MANY = "there are too many branches to prove that it is always asked: simplify the conditions"

WORDS_BUDGET = 5_000
"""Situations looked at to shorten the words of a path; the proof itself has its own, larger limit."""

_LEVELS = {Level.OPTIONAL: 0, Level.SQL: 1, Level.MQL: 2}


def gaps(definition: Definition, terms: Terms) -> tuple[Gap, ...]:
    """Every gap, in the order of the agreement's keys; empty is the proof. Exact: nothing is sampled.

    The form must have no structure faults. Where the branches cannot be counted out, the key counts as skippable.
    """
    return tuple(gap for key in terms.must_be_asked() for gap in _gaps_of(key, definition, terms.agreed(key)))


def missing(definition: Definition, terms: Terms) -> tuple[Gap, ...]:
    """The agreed keys that the form does not ask at all, in the order of the agreement; faults do not matter."""
    found = ((key, definition.find(key), terms.agreed(key)) for key in terms.must_be_asked())
    return tuple(
        Gap(key, agreed.key.label if agreed else key, GapKind.MISSING, "the form does not ask it")
        for key, field, agreed in found
        if field is None or not field.asks
    )


def _gaps_of(key: str, definition: Definition, agreed: AgreedKey | None) -> Iterator[Gap]:
    field = definition.find(key)
    if field is None or not field.asks:
        yield Gap(key, agreed.key.label if agreed else key, GapKind.MISSING, "the form does not ask it")
        return
    if agreed is not None:
        yield from (Gap(key, field.label, GapKind.LOOSENED, words) for words in _loosened(field, agreed))
    skipped = _skipped(definition, field)
    if skipped is not None:
        yield skipped


def _loosened(field: Field, agreed: AgreedKey) -> Iterator[str]:
    """The rest of a sentence that begins with the field."""
    if field.is_free:
        yield "is a free question here: take the key from the library"
    if field.type is not agreed.key.type:
        asked, wanted = (TYPES[name].title.lower() for name in (field.type, agreed.key.type))
        yield f"is asked as {asked}, and the agreement has {wanted}"
    if _LEVELS[field.level or Level.OPTIONAL] < _LEVELS[agreed.level]:
        here = "optional" if field.level is None else field.level.value
        yield f"is {here} here, and the agreement has {agreed.level.value}"
    if field.offers_unknown and agreed.unknown is Unknown.NOT_OFFERED:
        yield "offers “I don’t know yet”, which the agreement does not allow for it"


def _skipped(definition: Definition, field: Field) -> Gap | None:
    try:
        deciding = maze(definition, field)
        path = None if deciding is None else find(deciding, asked=False)
        if deciding is None or path is None:
            return None
        essential = _essential(deciding, path)
        steps = tuple(f"“{item.label}” {branch.words}" for item, branch in essential)
        return Gap(field.key, field.label, GapKind.SKIPPABLE, _in_words(essential), _example(path), steps)
    except Unproven:
        return Gap(field.key, field.label, GapKind.SKIPPABLE, TOO_MANY)


def _essential(deciding: Maze, path: Path) -> Path:
    """The path without the answers that make no difference: the rest skips the key whatever they are."""
    kept: dict[str, Branch] = {field.key: branch for field, branch in path}
    for field, _ in path:
        without = {key: fixed for key, fixed in kept.items() if key != field.key}
        if _always_skips(deciding, without):
            kept = without
    return tuple((field, branch) for field, branch in path if field.key in kept)


def _always_skips(deciding: Maze, kept: dict[str, Branch]) -> bool:
    try:
        return find(deciding, asked=True, kept=kept, budget=WORDS_BUDGET) is None
    except Unproven:
        return False


def _in_words(path: Path) -> str:
    if not path:
        return "its condition never holds"
    return f"when {joined([f'“{field.label}” {branch.words}' for field, branch in path])}"


def _example(path: Path) -> tuple[tuple[str, tuple[str, ...]], ...]:
    return tuple(part for field, branch in path for part in _posted(field, branch))


def _posted(field: Field, branch: Branch) -> tuple[tuple[str, tuple[str, ...]], ...]:
    asking = own_option(field.options)
    own = ((field.key + OWN_SUFFIX, (asking.label,)),) if asking is not None and asking.id in branch.posted else ()
    return ((field.key, branch.posted), *own)
