"""Where a visitor came from (P10): a closed list of names, cleaned and capped, because all of it is the visitor's."""

from collections.abc import Mapping, Sequence

from portal.rules.forms.reading import SOURCE_NAMES
from portal.rules.questions.cleaning import one_line

FIRST = "first_"
LAST_TOUCH = tuple(name for name in SOURCE_NAMES if not name.startswith(FIRST))
ADDRESSES = frozenset({"referrer", "landing_url", "embed_url"})
LONGEST_WORD = 120
LONGEST_ADDRESS = 500


def clean(posted: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """The known names that hold something, each short, on one line; addresses only of web pages."""
    found = {name: _clean(name, posted[name]) for name in SOURCE_NAMES if posted.get(name)}
    return {name: value for name, value in found.items() if value}


def with_first_touch(source: Mapping[str, str]) -> dict[str, str]:
    """The last touch with the first beside it; where no page told the first touch, the last is the first."""
    if any(name.startswith(FIRST) for name in source):
        return dict(source)
    return {**source, **{FIRST + name: source[name] for name in LAST_TOUCH if name in source}}


def _clean(name: str, values: Sequence[str]) -> str:
    if name.removeprefix(FIRST) not in ADDRESSES:
        return one_line(values[0][: 4 * LONGEST_WORD])[:LONGEST_WORD]
    address = one_line(values[0][: 4 * LONGEST_ADDRESS])[:LONGEST_ADDRESS]
    return address if address.lower().startswith(("http://", "https://")) else ""
