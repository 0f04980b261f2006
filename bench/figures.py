"""A figure, what it must be, and the table of all of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Figure:
    """`bound` says whether `must` is the least or the most that is allowed; without `must` it is only shown."""

    name: str
    measured: float
    unit: str = ""
    must: float | None = None
    bound: Literal["at least", "at most"] = "at most"

    @property
    def ok(self) -> bool:
        if self.must is None:
            return True
        return self.measured <= self.must if self.bound == "at most" else self.measured >= self.must

    def row(self) -> tuple[str, str, str, str]:
        must = "" if self.must is None else f"{self.bound} {self.must:g}{self.unit}"
        verdict = "" if self.must is None else "ok" if self.ok else "FAILED"
        return self.name, must, f"{self.measured:.2f}{self.unit}", verdict


def table(figures: Sequence[Figure]) -> str:
    rows = [("figure", "must", "measured", ""), *(figure.row() for figure in figures)]
    widths = [max(len(row[column]) for row in rows) for column in range(4)]
    return "\n".join("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in rows)
