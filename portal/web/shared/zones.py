"""Time zones as people choose them: by part of the world and city."""

from functools import cache
from importlib.resources import files
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from wtforms import Field, Form, SelectField, ValidationError

Choice = tuple[str, str]
UNIVERSAL: Choice = ("UTC", "UTC (universal time)")


def known_zone(_form: Form, field: Field) -> None:
    """A validator: the field names a time zone."""
    if not is_zone(field.data or ""):
        raise ValidationError("Choose a time zone from the list.")


class ZoneField(SelectField):
    """A choice of time zone; one that is set already may go by an older name. Draw it with ``kind="select"``."""

    def __init__(self, label: str = "Time zone", description: str = "", **more: Any) -> None:
        super().__init__(label, [known_zone], validate_choice=False, description=description, **more)

    def process(self, formdata: Any, *more: Any, **facts: Any) -> None:
        """WTForms' hook: what was posted or set is known now."""
        super().process(formdata, *more, **facts)
        self.choices = zone_choices(self.data or "")


@cache
def zone_groups() -> tuple[tuple[str, tuple[Choice, ...]], ...]:
    """Part of the world, and its cities as (zone, city); the list is the time zone database's own."""
    lines = files("tzdata").joinpath("zoneinfo", "zone.tab").read_text(encoding="utf-8").splitlines()
    names = sorted(line.split("\t")[2] for line in lines if line and not line.startswith("#"))
    parts = groupby(names, key=lambda name: name.partition("/")[0])
    cities = tuple((part, tuple((name, _city(name)) for name in zones)) for part, zones in parts)
    return (("Everywhere", (UNIVERSAL,)), *cities)


def zone_choices(current: str = "") -> dict[str, list[Choice]]:
    """The groups, with the zone that is set now though it goes by an older name."""
    groups = {part: list(cities) for part, cities in zone_groups()}
    listed = any(current == name for cities in groups.values() for name, _ in cities)
    return groups if listed or not is_zone(current) else {"Set now": [(current, current)], **groups}


def is_zone(name: str) -> bool:
    """True for every name that the time zone database knows."""
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True


def _city(name: str) -> str:
    return name.partition("/")[2].replace("_", " ").replace("/", ", ")
