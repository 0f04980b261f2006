"""Names that came after the first documents were signed or published."""

from collections.abc import Mapping
from dataclasses import field
from typing import TypeVar

T = TypeVar("T")
_MARK = "later"


def later(default: T) -> T:
    """The default of a dataclass's name that came later: it is left out of a document while it holds that default, so
    that what was signed or published before keeps its text and its hash."""
    return field(default=default, metadata={_MARK: True})


def is_silent(metadata: Mapping[object, object], value: object, default: object) -> bool:
    """Whether a name with this metadata says nothing new."""
    return _MARK in metadata and value == default
