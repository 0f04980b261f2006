"""The one byte form of a JSON document, so that equal content has an equal hash."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import TypeAlias

Json: TypeAlias = "bool | int | float | str | Sequence[Json] | Mapping[str, Json] | None"


def canonical(document: Json) -> str:
    """JSON text with sorted keys and no spaces; the same document always gives the same text."""
    return json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def digest(text: str) -> str:
    """SHA-256 of the text, as 64 hexadecimal characters."""
    return hashlib.sha256(text.encode()).hexdigest()
