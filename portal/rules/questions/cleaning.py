"""What every typed text goes through first: no NUL, no control or direction-override characters, one Unicode form.

Every step takes time in proportion to the text, whatever it holds: strangers choose what is sent here.
"""

import re
import unicodedata
from collections.abc import Iterator

_UNWANTED = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff\ud800-\udfff]"
)
_UNSTORABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_SPACES = re.compile(r"\s+")
_LINE_ENDS = re.compile("\r\n?|\u2028|\u2029")
_MAYBE_MARKS = re.compile(r"[^\w\s]{31,}")
_MANY_LINES = re.compile(r"\n{3,}")


def without_controls(text: str) -> str:
    """The text in Unicode form C, without characters that no answer needs and that stores or mails choke on."""
    if text.isascii() and text.isprintable():
        return text  # as most are
    return unicodedata.normalize("NFC", few_marks(_UNWANTED.sub("", text)))


def few_marks(text: str) -> str:
    """At most 30 combining marks in a row, as UAX #15 has it for streams: normalising sorts them in quadratic time."""
    return _MAYBE_MARKS.sub(lambda run: "".join(_kept(run[0])), text)


def _kept(run: str) -> Iterator[str]:
    marks = 0
    for sign in run:
        marks = marks + 1 if unicodedata.combining(sign) else 0
        if marks <= 30:
            yield sign


def one_line(text: str) -> str:
    """The text on one line: trimmed, every run of white space one space."""
    return _SPACES.sub(" ", without_controls(text)).strip()


def many_lines(text: str) -> str:
    """The text with its line breaks as ``\\n``: trimmed, at most one empty line in a row."""
    lines = _LINE_ENDS.sub("\n", without_controls(text)).split("\n")
    return _MANY_LINES.sub("\n\n", "\n".join(line.rstrip() for line in lines)).strip()


def storable(text: str) -> bool:
    """Whether databases, JSON and mails take the text as it is; for what staff write, where nothing is cut out."""
    return _UNSTORABLE.search(text) is None
