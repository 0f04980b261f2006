"""Files. The answer is one token per file: what was sent is stored and checked before a post is read.

What takes a file in (``services/intake/uploads``) puts the tokens of good files in the place of the posted ones; this
class reads tokens only, and counts them.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from portal.rules.questions.answer import Value
from portal.rules.questions.cleaning import one_line
from portal.rules.questions.key import FileKind, Settings, TypeName
from portal.rules.questions.types.base import Input, Question, ReadingContext, Unreadable
from portal.rules.questions.types.listed import ListedType, listed

TOKEN = re.compile(r"[A-Za-z0-9_-]{16,64}")
"""What names a stored file: nothing that can be guessed."""

MAX_MEGABYTES, USUAL_MEGABYTES = 25, 5
MAX_FILES = 10


@dataclass(frozen=True)
class Sort:
    """A kind of files in words, with the endings of its names and the media types of its contents."""

    words: str
    endings: tuple[str, ...]
    media: tuple[str, ...]


_OPEN_XML = "application/vnd.openxmlformats-officedocument"
SORTS: Mapping[FileKind, Sort] = {
    FileKind.PDF: Sort("PDF", (".pdf",), ("application/pdf",)),
    FileKind.IMAGES: Sort("pictures", (".png", ".jpg", ".jpeg", ".webp"), ("image/png", "image/jpeg", "image/webp")),
    FileKind.OFFICE: Sort(
        "office documents",
        (".docx", ".xlsx", ".pptx"),
        (
            f"{_OPEN_XML}.wordprocessingml.document",
            f"{_OPEN_XML}.spreadsheetml.sheet",
            f"{_OPEN_XML}.presentationml.presentation",
        ),
    ),
    FileKind.TEXT: Sort("plain text", (".txt", ".csv"), ("text/plain", "text/csv")),
}


def accepted(settings: Settings) -> tuple[FileKind, ...]:
    """The kinds that the question takes; all of them where it names none."""
    return settings.accept or tuple(FileKind)


def endings(settings: Settings) -> tuple[str, ...]:
    """The endings of names that the question takes, for the browser's file chooser."""
    return tuple(ending for kind in accepted(settings) for ending in SORTS[kind].endings)


def megabytes(settings: Settings) -> int:
    """How large one file may be."""
    return settings.max_megabytes or USUAL_MEGABYTES


def most_files(settings: Settings) -> int:
    """How many files may be sent."""
    return settings.max_files or 1


def limits_in_words(settings: Settings) -> str:
    """``PDF or pictures, at most 5 MB``, for the visitor."""
    words = " or ".join(SORTS[kind].words for kind in accepted(settings))
    many = "" if most_files(settings) == 1 else f"up to {most_files(settings)} files: "
    sentence = f"{many}{words}, at most {megabytes(settings)} MB{' each' if many else ''}"
    return f"{sentence[:1].upper()}{sentence[1:]}."


class FileType(ListedType):
    """One token per file, in the order sent."""

    name = TypeName.FILE
    title = "File"
    icon = "upload"
    settings = ("accept", "max_megabytes", "max_files")
    in_library = False
    names = "tokens"
    input = Input("file")

    def read(self, posted: Sequence[str], question: Question, context: ReadingContext) -> Value:
        tokens = tuple(dict.fromkeys(text for text in map(one_line, posted) if text))
        if not all(TOKEN.fullmatch(token) for token in tokens):
            raise Unreadable(f"Choose the file for “{question.label}” again")
        most = most_files(question.settings)
        if len(tokens) > most:
            raise Unreadable(f"Send at most {most} file{'' if most == 1 else 's'}", tokens)
        return tokens

    def missing(self, question: Question) -> str:
        return f"Choose a file for “{question.label}”"

    def friendly(self, value: Value, question: Question, locale: str = "en") -> str:
        """A token says nothing to people; whoever shows the file itself asks the store for its name."""
        count = len(listed(value))
        return "1 file" if count == 1 else f"{count} files"

    def sample(self, question: Question) -> Value:
        return ("sample-of-a-token",)
