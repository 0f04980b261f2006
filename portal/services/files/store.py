"""The upload folder: bytes under random names, outside of what a web server may serve. Whole or not at all."""

import os
import secrets
from contextlib import suppress
from pathlib import Path

_NAME = frozenset("0123456789abcdef")


def new_name() -> str:
    """128 random bits, as a name that nobody can guess."""
    return secrets.token_hex(16)


def keep(folder: Path, name: str, data: bytes) -> None:
    """Write the file so that it is there with all its bytes, or not there at all, whatever happens meanwhile."""
    place = _place(folder, name)
    place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    unfinished = place.with_suffix(".part")
    with os.fdopen(os.open(unfinished, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "wb") as out:
        out.write(data)
        out.flush()
        os.fsync(out.fileno())
    unfinished.replace(place)


def fetch(folder: Path, name: str) -> bytes | None:
    """The bytes; None when they are gone."""
    with suppress(FileNotFoundError):
        return _place(folder, name).read_bytes()
    return None


def delete(folder: Path, name: str) -> None:
    """Take the file away; one that is gone already is as it should be."""
    _place(folder, name).unlink(missing_ok=True)


def is_there(folder: Path, name: str) -> bool:
    """Whether the bytes can be read."""
    return _place(folder, name).is_file()


def _place(folder: Path, name: str) -> Path:
    """A hundred folders or so, so that none of them grows too large."""
    if len(name) != 32 or not _NAME.issuperset(name):
        raise ValueError("no name of a stored file")
    return folder / name[:2] / name
