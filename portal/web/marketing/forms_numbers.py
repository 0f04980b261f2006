"""The numbers of a form: how many saw it, began, got how far, and what stopped them; by version, source and day."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from flask import render_template, request
from flask.typing import ResponseReturnValue

from portal.models.base import db
from portal.models.forms.form import Form
from portal.models.forms.version import FormVersion, versions_of
from portal.models.team.user import FormRight
from portal.reports import form_numbers as report
from portal.reports.form_numbers import Chosen, Numbers, Tally
from portal.rules.forms.definition import Definition
from portal.rules.moments import duration
from portal.services.forms import drafting
from portal.web.marketing.blueprint import bp
from portal.web.marketing.forms_reading import form_or_404, tabs_of
from portal.web.marketing.report_filter import PERIODS, Filter, chosen
from portal.web.shared.guards import forms_right

FEW = 30
TOO_FEW = "too few"


@dataclass(frozen=True)
class Line:
    """One question: ready words, and the share of its bar."""

    label: str
    left: int
    errors: int
    share: float
    left_share: str
    error_rate: str


@bp.get("/forms/<int:form_id>/numbers")
@forms_right(FormRight.VIEWER)
def form_numbers(form_id: int) -> ResponseReturnValue:
    """Counted without cookies; rates of fewer than thirty are not told."""
    form, picked = form_or_404(form_id), chosen()
    version_id = request.args.get("version", type=int)
    found = report.numbers(Chosen(form.id, picked.cohort.period, version_id, picked.cohort.source))
    definition = drafting.draft_of(form)
    return render_template(
        "marketing/forms/numbers.html",
        form=form,
        tabs=tabs_of(form, "form_numbers"),
        picked=picked,
        periods=list(PERIODS.items()),
        versions=_versions(form),
        version_id=version_id,
        found=found,
        figures=_figures(found),
        stages=list(_stages(found, definition)),
        chart=_chart(picked, found),
        lines=_lines(found, definition),
        by_version=[(f"Version {number}", *_cells(part)) for number, part in sorted(found.by_version.items())],
        by_source=[(name or "Direct", *_cells(part)) for name, part in _by_views(found)],
    )


def _versions(form: Form) -> list[tuple[int, str]]:
    query = versions_of(form.id).with_only_columns(FormVersion.id, FormVersion.number)
    return [(version_id, f"Version {number}") for version_id, number in db.session.execute(query)]


def _by_views(found: Numbers) -> list[tuple[str, Tally]]:
    return sorted(found.by_source.items(), key=lambda item: (-item[1].views, item[0]))


def _figures(found: Numbers) -> list[dict[str, Any]]:
    total = found.total
    took = _time(found.median) if found.median is not None and found.timed >= FEW else TOO_FEW
    unseen = max(total.loads - total.views, 0)
    return [
        {"label": "Views", "value": f"{total.views:,}", "note": f"{unseen:,} more loads by bots or without JavaScript"},
        {"label": "Began", "value": f"{total.starts:,}", "note": _rate(total.starts, total.views, "of the views")},
        {
            "label": "Sent",
            "value": f"{total.submits:,}",
            "note": _rate(total.finished, total.starts, "of those who began"),
        },
        {"label": "Median time", "value": took, "note": f"of {found.timed:,} sent"},
    ]


def _stages(found: Numbers, definition: Definition) -> Iterator[dict[str, Any]]:
    """Only visitors whose browser ran the script, so that each stage is a part of the one before."""
    total = found.total
    named = {number: step.title for number, step in enumerate(definition.steps)}
    counts: list[tuple[str, int]] = [("Views", total.views), ("Began", total.starts)]
    counts += [(f"Reached “{named.get(page) or page + 1}”", count) for page, count in sorted(found.pages.items())]
    counts.append(("Sent", total.finished))
    before: int | None = None
    for label, count in counts:
        share = count / total.views if total.views else 0
        of_previous = None if before is None else _percent(count, before)
        yield {"label": label, "count": f"{count:,}", "share": min(share, 1), "of_previous": of_previous}
        before = count


def _lines(found: Numbers, definition: Definition) -> list[Line]:
    """Questions in the order of the form; those that are gone last."""
    labels = {item.key: item.label for item in definition.fields()}
    keys = [*(key for key in labels if key in found.fields), *sorted(found.fields.keys() - labels.keys())]
    starts, most = found.total.starts, max((part.left for part in found.fields.values()), default=0)
    return [
        Line(
            label=labels.get(key, f"{key} (not on the form now)"),
            left=part.left,
            errors=part.errors,
            share=part.left / most if most else 0,
            left_share=_percent(part.left, starts),
            error_rate=_percent(part.errors, starts),
        )
        for key, part in ((key, found.fields[key]) for key in keys)
    ]


def _chart(picked: Filter, found: Numbers) -> dict[str, Any]:
    """By day, or by week where the days are many."""
    period = picked.cohort.period
    width = 1 if period.days <= 31 else 7
    rows: list[dict[str, Any]] = []
    day = period.first
    while day <= period.last:
        days = [day + timedelta(days=offset) for offset in range(width)]
        parts = [found.by_day[one] for one in days if one in found.by_day]
        figures = [sum(getattr(part, name) for part in parts) for name in ("views", "starts", "finished")]
        rows.append({"label": f"{day.day} {day:%b}", "figures": figures})
        day += timedelta(days=width)
    highest = max(max(row["figures"]) for row in rows)
    step = next(size for size in (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 10**7) if size * 5 >= highest)
    ticks = list(range(0, highest + step, step))
    total = found.total
    summary = f"{total.views:,} views, {total.starts:,} began, {total.finished:,} sent it."
    return {"rows": rows, "top": ticks[-1], "ticks": ticks, "summary": summary}


def _time(seconds: int) -> str:
    """The class of the middle visitor, by its upper end."""
    return f"under {seconds} seconds" if seconds <= 90 else f"under {duration(timedelta(seconds=seconds))}"


def _cells(part: Tally) -> tuple[str, str, str, str]:
    return f"{part.views:,}", f"{part.starts:,}", f"{part.submits:,}", _percent(part.finished, part.views)


def _rate(count: int, whole: int, words: str) -> str:
    share = _percent(count, whole)
    return f"{share} {words}" if share != TOO_FEW else f"{TOO_FEW} for a rate"


def _percent(part: int, whole: int) -> str:
    return f"{round(100 * part / whole)} %" if whole >= FEW else TOO_FEW
