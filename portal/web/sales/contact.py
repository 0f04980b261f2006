"""How to reach the prospect, and what time it is there."""

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib.resources import files
from zoneinfo import ZoneInfo

from portal.rules.agreement.words import nothing
from portal.rules.handoff.brief import Brief
from portal.rules.questions.answer import Answer
from portal.rules.questions.types.country import country_names
from portal.web.sales.words import MAILBOXES

OFFICE_HOURS = range(9, 17)
SATURDAY = 5


@dataclass(frozen=True)
class Contact:
    """``local_time`` is empty where the country leaves it open: a wrong time is worse than none. ``no_phone`` says
    which kind of nothing stands in the place of a number."""

    email: str
    phone: str
    phone_text: str
    no_phone: str
    company: str
    country: str
    local_time: str
    doubted: str


def contact(brief: Brief, country: str, now: datetime, doubted: str = "", phone: Answer | None = None) -> Contact:
    """From what was collected only. ``doubted``: what a form found doubtful about the address."""
    return Contact(
        email=brief.email,
        phone=brief.phone,
        phone_text=brief.phone_text,
        no_phone=nothing(phone)[0],
        company=brief.company,
        country=country_names().get(country, country),
        local_time=local_time(country, now),
        doubted=MAILBOXES.get(doubted, ""),
    )


def local_time(country: str, now: datetime) -> str:
    """``16:24, Tuesday``, where every part of the country has the same time now; else nothing."""
    clocks = {now.astimezone(zone).replace(tzinfo=None) for zone in _zones_of(country)}
    if len(clocks) != 1:
        return ""
    local = clocks.pop()
    at_work = local.hour in OFFICE_HOURS and local.weekday() < SATURDAY
    return f"{local:%H:%M}, {local:%A}{'' if at_work else ', outside office hours'}"


def one_zone(country: str, now: datetime) -> str:
    """A zone of the country, where every part of it has the same time now; else nothing."""
    zones = _zones_of(country)
    return str(zones[0]) if zones and local_time(country, now) else ""


@cache
def _zones_of(country: str) -> tuple[ZoneInfo, ...]:
    """The zones of the country, by the time zone database."""
    lines = files("tzdata").joinpath("zoneinfo", "zone.tab").read_text(encoding="utf-8").splitlines()
    found = (line.split("\t") for line in lines if line.startswith(f"{country}\t"))
    return tuple(ZoneInfo(parts[2]) for parts in found) if country else ()
