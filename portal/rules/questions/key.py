"""What can be asked: a key of the field library, its type, its options."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from portal.rules.later import later


class TypeName(StrEnum):
    """Names of the question types; each is owned by one class in ``rules.questions.types``."""

    TEXT = "text"
    LONG_TEXT = "long_text"
    EMAIL = "email"
    PHONE = "phone"
    WHOLE = "whole"
    DECIMAL = "decimal"
    MONEY = "money"
    CHOICE = "choice"
    CHOICES = "choices"
    YES_NO = "yes_no"
    COUNTRY = "country"
    DATE = "date"
    URL = "url"
    CONSENT = "consent"
    RATING = "rating"
    FILE = "file"
    HIDDEN = "hidden"
    HEADING = "heading"
    PARAGRAPH = "paragraph"
    IMAGE = "image"


LAYOUT = frozenset({TypeName.HEADING, TypeName.PARAGRAPH, TypeName.IMAGE})
"""Types that are drawn among the questions and ask nothing."""


class KeyKind(StrEnum):
    """What a key is for (agreement vocabulary); free questions of one form are ``question``."""

    CONTACT = "contact"
    SIZING = "sizing"
    NEED = "need"
    READINESS = "readiness"
    CONSENT = "consent"
    QUESTION = "question"


class Display(StrEnum):
    """How a choice is drawn; ``auto`` takes cards for few options and a list that opens for many."""

    AUTO = "auto"
    CARDS = "cards"
    RADIOS = "radios"
    LIST = "list"


class FileKind(StrEnum):
    """Kinds of files that a question takes; ``types.file`` knows their endings and media types."""

    PDF = "pdf"
    IMAGES = "images"
    OFFICE = "office"
    TEXT = "text"


@dataclass(frozen=True)
class Option:
    """One answer of a choice. The id is stored and never changes; the label may be reworded.

    ``low`` and ``high`` make it a numeric band (inclusive, None = open end). A retired option is no longer offered
    and stays readable in old answers. Whoever chooses one with ``own_words`` is asked to say what, such as "Other".
    """

    id: str
    label: str
    low: Decimal | None = None
    high: Decimal | None = None
    retired: bool = False
    help: str = later("")
    own_words: bool = later(False)


@dataclass(frozen=True)
class Settings:
    """Limits of one question. Which of them apply is the type's business.

    ``scale`` is the highest point of a rating, with words at both of its ends. ``accept`` are the kinds of files taken,
    none for all of them. ``increment``: a number is so many of it above the least, or 0. ``earliest`` and ``latest``
    bound a date (``rules.questions.days``); ``country`` reads phone numbers without a country code. ``value`` is what a
    hidden value holds where the address says nothing; ``asset`` names an image.
    """

    minimum: Decimal | None = None
    maximum: Decimal | None = None
    max_length: int | None = None
    currency: str = ""
    display: Display = Display.AUTO
    scale: int | None = later(None)
    low_words: str = later("")
    high_words: str = later("")
    accept: tuple[FileKind, ...] = later(())
    max_megabytes: int | None = later(None)
    max_files: int | None = later(None)
    value: str = later("")
    asset: str = later("")
    min_length: int | None = later(None)
    increment: Decimal | None = later(None)
    earliest: str = later("")
    latest: str = later("")
    country: str = later("")


NO_LIMITS = Settings()


@dataclass(frozen=True)
class Key:
    """An entry of the field library: the same key means the same thing on every form and in every report."""

    key: str
    type: TypeName
    kind: KeyKind
    label: str
    help: str = ""
    options: tuple[Option, ...] = ()
    settings: Settings = NO_LIMITS
