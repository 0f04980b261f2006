"""Which migration the code needs."""

from functools import lru_cache
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[2] / "migrations" / "versions"


@lru_cache(maxsize=1)
def newest() -> str:
    """The revision of the newest migration: files are named ``<number>_<what>.py``, and the numbers go up by one.

    Asking Alembic would load it into every web process.
    """
    return max((path.stem.partition("_")[0] for path in FOLDER.glob("[0-9]*_*.py")), default="")
