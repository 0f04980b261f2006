"""The filter above every report: period, form, source."""

from dataclasses import dataclass
from datetime import date, timedelta

from flask import request, url_for

from portal.reports.funnel import Cohort, Stage
from portal.reports.period import Period
from portal.web.shared.addresses import held, plain_text
from portal.web.shared.clock import utcnow

PERIODS = {"7": "Last 7 days", "28": "Last 4 weeks", "84": "Last 12 weeks", "365": "Last 12 months"}
USUAL = "28"
OWN = "own"
EARLIEST = date(2000, 1, 1)
LONGEST = 3 * 366


@dataclass(frozen=True)
class Filter:
    """What the reader chose: ``days`` is a key of PERIODS or empty for dates of their own; ``fault`` says what was
    wrong with the dates, which were not used then."""

    days: str
    cohort: Cohort
    fault: str = ""

    def rows(self, stage: Stage | None = None, **more: str | int | None) -> str:
        """The address of the leads behind a number."""
        period = self.cohort.period
        chosen: dict[str, str | int | None] = {
            "from": period.first.isoformat(),
            "to": period.last.isoformat(),
            "reached": stage.value if stage else None,
            "form": self.cohort.form_id,
            "source": self.cohort.source,
        }
        return url_for("sales.leads", **{**chosen, **more})  # type: ignore[arg-type]  # None leaves a part out


def chosen() -> Filter:
    """Read the filter from the address; what makes no sense gives the usual four weeks, with a sentence."""
    today = utcnow().date()
    asked = request.args.get("days", USUAL)
    days = asked if asked in (OWN, *PERIODS) else USUAL
    period, fault = _period(days, today)
    form = request.args.get("form", type=held)
    source = request.args.get("source", type=plain_text) or None
    shown = USUAL if fault else "" if days == OWN else days
    return Filter(shown, Cohort(period, form, source), fault)


def _period(days: str, today: date) -> tuple[Period, str]:
    usual = Period.back_from(today, int(USUAL if days == OWN else days))
    if days != OWN:
        return usual, ""
    try:
        first, last = (date.fromisoformat(request.args.get(name, "")) for name in ("from", "to"))
    except ValueError:
        return usual, "Give both dates as year-month-day, like 2026-11-01."
    if first < EARLIEST:
        return usual, f"There is nothing from before {EARLIEST.year}."
    if not first <= last:
        return usual, "The first day must not come after the last."
    if last - first > timedelta(days=LONGEST):
        return usual, "Choose at most three years."
    return Period(first, last), ""
