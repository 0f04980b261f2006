"""A stretch of days, and the one before it of the same length."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Self


@dataclass(frozen=True)
class Period:
    """Both days are included; days are UTC days, as leads are filed by them."""

    first: date
    last: date

    @classmethod
    def back_from(cls, today: date, days: int) -> Self:
        """So many days up to and with today."""
        return cls(today - timedelta(days=days - 1), today)

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.last - self.first).days + 1

    @property
    def before(self) -> "Period":
        """The same number of days just before."""
        return Period(self.first - timedelta(days=self.days), self.first - timedelta(days=1))

    @property
    def bounds(self) -> tuple[int, int]:
        """First and last day as the tables write them: yyyymmdd."""
        return int(f"{self.first:%Y%m%d}"), int(f"{self.last:%Y%m%d}")


def as_date(day: int) -> date:
    """The date of a yyyymmdd number."""
    return date(day // 10000, day // 100 % 100, day % 100)
