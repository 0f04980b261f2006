"""What changed between two terms, in the words of the agreement."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from portal.rules.agreement.fit_modes import fit_in_words
from portal.rules.agreement.plausible import rule_in_words
from portal.rules.agreement.terms import AgreedKey, AllOf, Criterion, Node, NoneOf, OnFail, Terms
from portal.rules.agreement.words import asked_in_words, joined, name_of
from portal.rules.questions.key import Key, Option
from portal.services.agreement import wording
from portal.services.agreement.trees import parts_of


@dataclass(frozen=True)
class Change:
    """One difference. ``kind``: added, removed or changed; ``before`` and ``after`` are empty where there is none."""

    kind: str
    label: str
    before: str = ""
    after: str = ""


@dataclass(frozen=True)
class _Line:
    """A sentence about something that keeps its ``name`` while its words change."""

    name: str
    label: str
    words: str


def changes(before: Terms, after: Terms) -> tuple[Change, ...]:
    """Every difference, in the order in which the agreement is read."""
    shared = {item.key.key for item in before.keys} & {item.key.key for item in after.keys}
    found = tuple(_differences(tuple(_lines(before, shared)), tuple(_lines(after, shared))))
    if found or before == after:
        return found
    return (Change("changed", "Order", "", "The same content in another order."),)


def _differences(before: tuple[_Line, ...], after: tuple[_Line, ...]) -> Iterator[Change]:
    old = {line.name: line for line in before}
    new = {line.name: line for line in after}
    for line in before:
        if line.name not in new:
            yield Change("removed", line.label, before=line.words)
    for line in after:
        known = old.get(line.name)
        if known is None:
            yield Change("added", line.label, after=line.words)
        elif known.words != line.words:
            yield Change("changed", line.label, known.words or "nothing", line.words or "nothing")


def _lines(terms: Terms, shared: set[str]) -> Iterator[_Line]:
    """``shared`` are the keys that both terms have: of those the question itself is compared too."""
    yield _Line("name", "Name", terms.name)
    yield _Line("note", "Note", terms.note)
    for item in terms.keys:
        yield _Line(f"key {item.key.key}", name_of(item.key), wording.key_in_words(item))
        if item.key.key in shared:
            yield from _question(item)
    yield from _criteria("MQL", terms.mql, terms)
    yield from _criteria("SQL", terms.sql, terms)
    for rule in terms.plausibility:
        yield _Line(f"doubt {rule.name}", f"Plausibility, “{rule.name}”", rule_in_words(rule, terms))
    yield _Line("fit call", "Fit call", " ".join(fit_in_words(terms)))
    yield _Line("follow-up", "Follow-up", wording.playbook_in_words(terms.playbook))
    promises = wording.sales_promises(terms.promises) + wording.marketing_promises(terms.promises)
    yield from (_Line(f"promise {label}", label, sentence) for label, sentence in promises)
    for reason in terms.reject_reasons:
        words = f"{reason.label}: {wording.reason_in_words(reason)}"
        yield _Line(f"reason {reason.code}", f"Reason to return a lead, “{reason.label}”", words)
    for label, words in wording.targets_in_words(terms.targets):
        yield _Line(label, label, words)
    yield _Line("budget", "Budget", wording.budget_in_words(terms.budget))
    yield _Line("review", "Review", wording.review_in_words(terms.review_every_months))


def _question(item: AgreedKey) -> Iterator[_Line]:
    key, label = item.key, name_of(item.key)
    yield _Line(f"question {key.key}", f"{label}, the question", f"{key.label} {key.help}".strip())
    yield _Line(f"options {key.key}", f"{label}, the options", joined([_option(option) for option in key.options]))
    yield _Line(f"limits {key.key}", f"{label}, the limits", _limits(key))


def _option(option: Option) -> str:
    span = "" if (option.low, option.high) == (None, None) else f" [{option.low or '…'} to {option.high or '…'}]"
    return f"{option.label}{span}{' (retired)' if option.retired else ''}"


def _limits(key: Key) -> str:
    limits = key.settings
    parts: Iterable[tuple[str, object]] = (
        ("from", limits.minimum),
        ("to", limits.maximum),
        ("at most characters:", limits.max_length),
        ("in", limits.currency or None),
    )
    return ", ".join(f"{word} {value}" for word, value in parts if value is not None)


def _criteria(level: str, root: AllOf, terms: Terms) -> Iterator[_Line]:
    """Criteria are known by their key and group; the second one of the same key in the same group is another."""
    keys = {item.key.key: item.key for item in terms.keys}
    seen: Counter[str] = Counter()
    for context, criterion in _flat(root, ""):
        name = f"{level} {context} {criterion.key}"
        seen[name] += 1
        key = keys.get(criterion.key)
        label = f"{level}{context}: {name_of(key) if key else criterion.key}"
        yield _Line(f"{name} {seen[name]}", label, _criterion(criterion, key))


def _flat(node: Node, context: str) -> Iterator[tuple[str, Criterion]]:
    for part in parts_of(node):
        if isinstance(part, Criterion):
            yield context, part
        elif isinstance(part, AllOf):
            yield from _flat(part, context)
        else:
            inner = "none of" if isinstance(part, NoneOf) else "at least one of"
            yield from _flat(part, f"{context}, {inner}")


def _criterion(criterion: Criterion, key: Key | None) -> str:
    brought = {"Both": "agreed by both"}.get(wording.SIDES[criterion.owner], f"from {criterion.owner}")
    fatal = ", disqualifies" if criterion.on_fail is OnFail.DISQUALIFY else ""
    return f"{asked_in_words(criterion.op, criterion.value, key)} ({brought}{fatal})"
