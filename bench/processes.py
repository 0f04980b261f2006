"""What a tree of processes costs, read from /proc: processor time and memory."""

import os
import re
from pathlib import Path

TICK = os.sysconf("SC_CLK_TCK")


def children_of(pid: int) -> list[int]:
    return [int(word) for word in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def cpu_seconds(pid: int) -> float:
    """Of the process and all that it started and that still run."""
    own = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(own[11]) + int(own[12])) / TICK + sum(cpu_seconds(child) for child in children_of(pid))


def pss_megabytes(pid: int) -> float:
    """Its memory, with what it shares counted in equal parts by those that share it."""
    rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
    found = re.search(r"^Pss:\s+(\d+) kB", rollup, re.MULTILINE)
    if found is None:
        raise RuntimeError(f"the kernel tells no Pss of process {pid}")
    return int(found[1]) / 1024
