"""An option that asks for words of one's own, such as "Other". Its id is the answer; the words stand beside it."""

from collections.abc import Sequence

from portal.rules.questions.answer import Value
from portal.rules.questions.cleaning import one_line
from portal.rules.questions.key import Option
from portal.rules.questions.types.base import Question, Unreadable

LONGEST = 200


def own_option(options: Sequence[Option]) -> Option | None:
    """The option on offer that asks for words, if there is one."""
    return next((option for option in options if option.own_words and not option.retired), None)


def own_words(value: Value, question: Question, posted: Sequence[str]) -> str:
    """The words that belong to the choice; nothing where another option was taken. Raises Unreadable."""
    asking = own_option(question.options)
    if asking is None or asking.id not in (value if isinstance(value, tuple) else (value,)):
        return ""
    words = one_line(" ".join(posted))
    if not words:
        raise Unreadable(f"Say what you mean by “{asking.label}” in “{question.label}”", value)
    if len(words) > LONGEST:
        raise Unreadable(f"Shorten this to {LONGEST:,} characters or fewer; it has {len(words):,}", value)
    return words


def labelled(label: str, option: Option, words: str) -> str:
    """``Other: a fair in Lyon``, where words came with the option."""
    return f"{label}: {words}" if option.own_words and words else label
