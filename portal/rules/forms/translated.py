"""What a form's definition keeps of its other languages."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Text:
    """One text in another language. ``source`` marks the text that it was made from."""

    path: str
    source: str
    text: str


@dataclass(frozen=True)
class Translation:
    """``locale`` is a BCP 47 code."""

    locale: str
    texts: tuple[Text, ...] = ()
