"""A translation as rows that a translator works in, and what rows that come back would change.

A row is known by its part. It carries the original that it was made from, so that a translation of a text that changed
meanwhile is taken and marked as older than the text.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from portal.rules.cells import unguarded
from portal.rules.forms.definition import Definition
from portal.rules.forms.thanks import TOKENS, tokens_in
from portal.rules.forms.translation import LONGEST, Made, missing, stale, texts, translation_of
from portal.rules.questions.cleaning import many_lines, storable

WHERE, PART, ORIGINAL, TRANSLATION, STATE = COLUMNS = ("Where", "Part", "Original", "Translation", "State")
MISSING, OLD, DONE = "missing", "older than the text", "done"
MOST_ROWS = 5000


@dataclass(frozen=True)
class Row:
    """One line of a file. ``number`` is the line as the translator's program counts it."""

    number: int
    cells: Mapping[str, str]

    def cell(self, column: str) -> str | None:
        """What stands there; None where the file has no such column."""
        found = self.cells.get(column)
        return None if found is None else many_lines(unguarded(found))


@dataclass(frozen=True)
class Fault:
    """Why a line is left out."""

    number: int
    sentence: str


@dataclass(frozen=True)
class Change:
    """What a line would change. ``before`` is empty for a text that was not translated. ``old``: it was made from an
    original that has changed since. ``confirmed``: the words stay, and somebody says that they are still right."""

    number: int
    path: str
    source: str
    before: str
    made: Made
    old: bool = False
    confirmed: bool = False


@dataclass(frozen=True)
class Look:
    """What a file would do: its changes, the lines that are left out, and how many change nothing."""

    changes: tuple[Change, ...]
    faults: tuple[Fault, ...]
    same: int

    @property
    def made(self) -> dict[str, Made]:
        """The words to save, by their places."""
        return {change.path: change.made for change in self.changes}


def rows_of(definition: Definition, locale: str, where: Mapping[str, str]) -> Iterator[tuple[str, ...]]:
    """The columns' names, then a row a text. ``where``: the place of a text → where visitors read it."""
    found = translation_of(definition, locale)
    done = {text.path: text.text for text in found.texts} if found else {}
    old = {entry.path for entry in stale(definition) if entry.locale == locale}
    lacking = set(missing(definition, locale))
    yield COLUMNS
    for path, text in texts(definition).items():
        state = MISSING if path in lacking else OLD if path in old else DONE
        yield where.get(path, ""), path, text, done.get(path, ""), state


def look(definition: Definition, locale: str, rows: Sequence[Row]) -> Look:
    """What the rows would change. An empty translation changes nothing: it takes none away."""
    desk = _Desk(definition, locale)
    changes, faults, same = [], [], 0
    for row in rows:
        outcome = desk.looked_at(row)
        if isinstance(outcome, Change):
            changes.append(outcome)
        elif outcome is not None:
            faults.append(outcome)
        else:
            same += 1
    return Look(tuple(changes), tuple(faults), same)


class _Desk:
    """The form's texts as they are, and what was seen of the file so far."""

    def __init__(self, definition: Definition, locale: str) -> None:
        self.sources = texts(definition)
        found = translation_of(definition, locale)
        self.before = {text.path: text.text for text in found.texts} if found else {}
        self.old = {entry.path for entry in stale(definition) if entry.locale == locale}
        self.seen: dict[str, int] = {}

    def looked_at(self, row: Row) -> Change | Fault | None:
        path, words = row.cell(PART) or "", row.cell(TRANSLATION) or ""
        if not words:
            return None
        fault = self._fault(path, words)
        if fault:
            return Fault(row.number, fault)
        self.seen[path] = row.number
        return self._change(row, path, words)

    def _fault(self, path: str, words: str) -> str:
        if not path:
            return "It has no part, so nobody can tell which text it translates."
        if path not in self.sources:
            return f"“{path[:80]}” is no text of this form (any more)."
        if path in self.seen:
            return f"“{path}” was translated in line {self.seen[path]} already."
        if len(words) > LONGEST or not storable(words):
            return f"The translation has more than {LONGEST:,} characters, or some that cannot be stored."
        strange = [token for token in tokens_in(words) if token not in TOKENS]
        if strange and path.startswith("page.thanks_"):
            return (
                f"“{{{strange[0]}}}” is nothing that the thank-you page can fill in; there is {_listed(tuple(TOKENS))}."
            )
        return ""

    def _change(self, row: Row, path: str, words: str) -> Change | None:
        source, before = self.sources[path], self.before.get(path, "")
        original = row.cell(ORIGINAL)
        made_from = source if not original or original == many_lines(source) else original
        is_old, was_old = made_from != source, path in self.old
        if words == before:
            right = was_old and not is_old and (row.cell(STATE) or "").casefold() == DONE
            return Change(row.number, path, source, before, Made(words, source), confirmed=True) if right else None
        return Change(row.number, path, source, before, Made(words, made_from), old=is_old)


def _listed(names: Sequence[str]) -> str:
    return ", ".join(f"{{{name}}}" for name in names)
