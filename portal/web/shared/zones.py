"""Time zones as people choose them: by part of the world and city."""

from functools import cache
from importlib.resources import files
from itertools import groupby
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

Choice = tuple[str, str]
UNIVERSAL: Choice = ("UTC", "UTC (universal time)")


@cache
def zone_groups() -> tuple[tuple[str, tuple[Choice, ...]], ...]:
    """Part of the world, and its cities as (zone, city); the list is the time zone database's own."""
    lines = files("tzdata").joinpath("zoneinfo", "zone.tab").read_text(encoding="utf-8").splitlines()
    names = sorted(line.split("\t")[2] for line in lines if line and not line.startswith("#"))
    parts = groupby(names, key=lambda name: name.partition("/")[0])
    cities = tuple((part, tuple((name, _city(name)) for name in zones)) for part, zones in parts)
    return (("Everywhere", (UNIVERSAL,)), *cities)


def zone_choices(current: str = "") -> tuple[tuple[str, tuple[Choice, ...]], ...]:
    """The groups, with the zone that is set now though it goes by an older name."""
    groups = zone_groups()
    if not current or any(current == name for _, cities in groups for name, _ in cities):
        return groups
    return (("Set now", ((current, current),)), *groups)


def is_zone(name: str) -> bool:
    """True for every name that the time zone database knows."""
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True


def _city(name: str) -> str:
    return name.partition("/")[2].replace("_", " ").replace("/", ", ")
