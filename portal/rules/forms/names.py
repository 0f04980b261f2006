"""The names under which a form's questions are answered in a post."""

from portal.rules.forms.definition import Field
from portal.rules.questions.types.own_words import own_option

UNKNOWN_SUFFIX = ".unknown"
"""``<key>.unknown=1`` is the answer "I don't know yet"."""

OWN_SUFFIX = ".own"
"""``<key>.own`` are the words that belong to an option such as "Other"."""


def parts_of(key: str) -> tuple[str, str, str]:
    """Every name that an answer to the key may come under, whatever the question offers."""
    return (key, key + UNKNOWN_SUFFIX, key + OWN_SUFFIX)


def names_of(field: Field) -> tuple[str, ...]:
    """Every name that may be posted for the question, its own key first."""
    unknown = (field.key + UNKNOWN_SUFFIX,) if field.offers_unknown else ()
    own = (field.key + OWN_SUFFIX,) if own_option(field.options) else ()
    return (field.key, *unknown, *own)
