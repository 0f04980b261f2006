"""Temporary folders that name the process they belong to: what a killed run left behind, the next one clears away."""

import os
import re
import shutil
import tempfile
from pathlib import Path


def own_folder(purpose: str, room: Path | None = None) -> Path:
    """A fresh folder in ``room``, or where temporary files are kept. Removes those of processes that are gone."""
    where = room or Path(tempfile.gettempdir())
    for left in where.glob(f"baton-{purpose}-*"):
        owner = re.fullmatch(rf"baton-{purpose}-(\d+)-\w+", left.name)
        if owner and not _runs(int(owner[1])):
            shutil.rmtree(left, ignore_errors=True)
    return Path(tempfile.mkdtemp(prefix=f"baton-{purpose}-{os.getpid()}-", dir=where))


def _runs(pid: int) -> bool:
    try:
        os.kill(pid, 0)  # asks, and does nothing
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    return True
