"""Names of files as people may read them: no folders, no marks that turn or break a line, an ending that fits."""

import unicodedata

from portal.rules.files.contents import CSV, ENDINGS, TEXT

LONGEST = 120
_FORBIDDEN = frozenset('<>:"|?*;')


def clean_name(name: str, media: str) -> str:
    """The last part of the name, without what could mislead or break a header; ``file.png`` where nothing is left."""
    last = name.replace("\\", "/").rpartition("/")[2]
    plain = "".join(sign for sign in unicodedata.normalize("NFC", last) if _may_stay(sign)).strip(" .")
    stem, dot, ending = plain.rpartition(".")
    if not dot:
        stem, ending = plain, ENDINGS[media][0].removeprefix(".")
    return f"{stem.strip(' .')[:LONGEST] or 'file'}.{ending}"


def fits(name: str, media: str) -> bool:
    """Whether a name ends as files of that kind do; a name without an ending gets one."""
    return name.lower().endswith(ENDINGS[media]) or "." not in name


def media_by_name(name: str, media: str) -> str:
    """Text that is named ``.csv`` is a table."""
    return CSV if media == TEXT and name.lower().endswith(".csv") else media


def _may_stay(sign: str) -> bool:
    return sign not in _FORBIDDEN and not unicodedata.category(sign).startswith("C")
