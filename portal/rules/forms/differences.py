"""What changed between two definitions of a form, in words for those who publish it (B5)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from portal.rules.agreement.words import condition_in_words
from portal.rules.forms.behaviour import BEHAVIOUR_WORDS
from portal.rules.forms.definition import Definition, Field, Step
from portal.rules.forms.dressing import dressing
from portal.rules.questions.key import Display, Key, KeyKind, Option, Settings
from portal.rules.questions.types.registry import TYPES


@dataclass(frozen=True)
class Difference:
    """One line: ``kind`` is added, removed or changed; ``before`` and ``after`` are empty where there is none."""

    kind: str
    label: str
    before: str = ""
    after: str = ""


_PAGE = (
    ("title", "Title of the page"),
    ("intro", "Introduction"),
    ("points", "Points"),
    ("button", "Button"),
    ("privacy_note", "Privacy note"),
    ("thanks_title", "Title of the thank-you page"),
    ("thanks_text", "Text of the thank-you page"),
    ("quote", "Quote"),
    ("quote_by", "Who said the quote"),
    ("error_title", "Words over errors"),
)
_SETTINGS = (
    ("purpose", "What the form is for"),
    ("locale", "Language"),
    ("default_country", "Country for phone numbers"),
    ("embed_origins", "Sites that may show the form"),
    ("plain_post", "Takes posts of plain HTML"),
)
_LIMITS = (
    ("minimum", "least"),
    ("maximum", "most"),
    ("increment", "steps of"),
    ("min_length", "shortest text"),
    ("max_length", "longest text"),
    ("earliest", "earliest day"),
    ("latest", "latest day"),
    ("country", "country for numbers"),
    ("currency", "currency"),
    ("display", "display"),
    ("scale", "points"),
    ("low_words", "words at the low end"),
    ("high_words", "words at the high end"),
    ("accept", "files"),
    ("max_megabytes", "megabytes"),
    ("max_files", "number of files"),
    ("value", "value"),
    ("asset", "picture"),
)


def differences(before: Definition, after: Definition) -> tuple[Difference, ...]:
    """Every difference, in the order in which the form is read; empty for equal forms only."""
    found = (*_page(before, after), *_steps(before, after), *_gone(before, after), *_questions(before, after))
    moved = tuple(_moved(before, after))
    if found or moved or before == after:
        return (*found, *moved)
    return (
        Difference("changed", "Details", "", "Details without words of their own, such as levels from the agreement"),
    )


def _page(before: Definition, after: Definition) -> Iterator[Difference]:
    for name, label in _PAGE:
        yield from _texts(label, _text(getattr(before.page, name)), _text(getattr(after.page, name)))
    for name, label in _SETTINGS:
        yield from _texts(label, _text(getattr(before, name)), _text(getattr(after, name)))
    for change in dressing(before, after):
        yield from _texts(*change)
    for name, label in BEHAVIOUR_WORDS:
        yield from _texts(label, _text(getattr(before.behaviour, name)), _text(getattr(after.behaviour, name)))


def _steps(before: Definition, after: Definition) -> Iterator[Difference]:
    old, new = ({step.id: step.title for step in form.steps} for form in (before, after))
    yield from (
        Difference("removed", "Step", title or "without a title") for name, title in old.items() if name not in new
    )
    for name, title in new.items():
        if name not in old:
            yield Difference("added", "Step", "", title or "without a title")
        else:
            yield from _texts("Title of a step", old[name], title)
            yield from _step_conditions(name, before, after)
    if [name for name in old if name in new] != [name for name in new if name in old]:
        yield Difference("changed", "Steps", "", "come in another order")


def _step_conditions(name: str, before: Definition, after: Definition) -> Iterator[Difference]:
    old, new = (next(step for step in form.steps if step.id == name) for form in (before, after))
    title = new.title or "without a title"
    yield from _texts(f"Step “{title}”: shown", shown_in_words(old, before), shown_in_words(new, after))


def _gone(before: Definition, after: Definition) -> Iterator[Difference]:
    for field in before.items():
        if after.find(field.key) is None:
            yield Difference("removed", noun(field), field.label)


def _questions(before: Definition, after: Definition) -> Iterator[Difference]:
    for field in after.items():
        known = before.find(field.key)
        if known is None:
            when = "" if field.show_if is None else f", shown {shown_in_words(field, after)}"
            yield Difference("added", noun(field), "", f"{field.label}{when}")
        else:
            yield from _field(known, field, before, after)


def _field(old: Field, new: Field, before: Definition, after: Definition) -> Iterator[Difference]:
    yield from _texts(noun(new), old.label, new.label)
    name = f"“{new.label}”"
    yield from _texts(f"{name}: help", old.help, new.help)
    yield from _texts(f"{name}: why we ask", old.why, new.why)
    yield from _texts(f"{name}: type of answer", TYPES[old.type].title, TYPES[new.type].title)
    yield from _texts(f"{name}: must be answered", _yes(old.must_answer), _yes(new.must_answer))
    yield from _texts(f"{name}: offers “I don’t know yet”", _yes(old.offers_unknown), _yes(new.offers_unknown))
    yield from _texts(f"{name}: options", _options(old.options), _options(new.options))
    yield from _texts(f"{name}: limits", _limits(old.settings), _limits(new.settings))
    yield from _texts(f"{name}: answers are deleted after", _days(old.keep_days), _days(new.keep_days))
    yield from _texts(f"{name}: filled in from the address by", old.prefill, new.prefill)
    yield from _texts(f"{name}: shown", shown_in_words(old, before), shown_in_words(new, after))


def noun(field: Field) -> str:
    """What it is called in a list of changes."""
    return "Question" if field.asks else TYPES[field.type].title


def _moved(before: Definition, after: Definition) -> Iterator[Difference]:
    """Fields that changed their step, and steps whose fields stand in another order."""
    old, new = _homes(before), _homes(after)
    titles = {step.id: step.title or "a step" for form in (before, after) for step in form.steps}
    for key, home in new.items():
        if key in old and old[key] != home:
            label = (after.find(key) or next(after.items())).label
            yield Difference("changed", f"“{label}” moved", titles[old[key]], titles[home])
    stayed = [key for key in new if old.get(key) == new[key]]
    if stayed != [key for key in old if key in stayed]:
        yield Difference("changed", "Questions", "", "come in another order")


def _homes(form: Definition) -> dict[str, str]:
    return {field.key: step.id for step in form.steps for field in step.fields}


def shown_in_words(field: Field | Step, form: Definition) -> str:
    """``always``, or ``when Interest is Pricing``."""
    if field.show_if is None:
        return "always"
    return f"when {condition_in_words(field.show_if, lambda key: key_of(form.find(key)))}"


def key_of(field: Field | None) -> Key | None:
    """The field as a key, whose label names it in sentences."""
    if field is None:
        return None
    kind = KeyKind.NEED if field.is_free else field.kind
    return Key(field.key, field.type, kind, field.label, field.help, field.options, field.settings)


def _options(options: Sequence[Option]) -> str:
    return " · ".join(_option(option) for option in options)


def _option(option: Option) -> str:
    ends = (option.low, option.high)
    band = (
        ""
        if ends == (None, None)
        else f" [{'' if ends[0] is None else ends[0]} to {'' if ends[1] is None else ends[1]}]"
    )
    told = f" – {option.help}" if option.help else ""
    told += " (in their own words)" if option.own_words else ""
    return f"{option.label}{told}{band}{' (no longer offered)' if option.retired else ''}"


def _limits(settings: Settings) -> str:
    shown = ((words, getattr(settings, name)) for name, words in _LIMITS)
    return ", ".join(f"{words} {_text(value)}" for words, value in shown if value not in (None, "", (), Display.AUTO))


def _texts(label: str, before: str, after: str) -> Iterator[Difference]:
    if before != after:
        kind = "added" if not before else "removed" if not after else "changed"
        yield Difference(kind, label, before, after)


def _text(value: object) -> str:
    if isinstance(value, bool):
        return _yes(value)
    if isinstance(value, tuple):
        return " · ".join(str(part) for part in value)
    return "" if value is None else str(value).replace("_", " ")


def _days(days: int | None) -> str:
    return "" if days is None else "1 day" if days == 1 else f"{days:,} days"


def _yes(holds: bool) -> str:
    return "yes" if holds else "no"
