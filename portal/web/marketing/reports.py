"""Reports: the funnel, and speed to lead. Every number opens its rows."""

from typing import Any

from flask import render_template
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from portal.models.base import db
from portal.models.forms.form import Form
from portal.models.team.user import Role
from portal.reports import funnel as funnels
from portal.reports import speed as speeds
from portal.reports.funnel import Counts, Funnel, Part, Stage
from portal.reports.speed import Speed
from portal.rules.moments import duration
from portal.web.marketing.blueprint import bp
from portal.web.marketing.report_filter import PERIODS, Filter, chosen
from portal.web.shared.guards import roles

STAGE_WORDS = {Stage.LEAD: "Leads", Stage.MQL: "MQL", Stage.SQL: "SQL", Stage.ACCEPTED: "Accepted"}
FEW = 30


@bp.get("/reports")
@roles(Role.MARKETING, Role.MANAGER)
def reports() -> ResponseReturnValue:
    """The funnel of a cohort, by form and by source."""
    picked = chosen()
    found = funnels.funnel(picked.cohort)
    return render_template(
        "marketing/reports/funnel.html",
        **_frame(picked),
        found=found,
        figures=_figures(picked, found),
        stages=_stages(picked, found.total),
        chart=_chart(found),
        by_form=[_line(picked, part, form=part.key) for part in found.by_form],
        by_source=[_line(picked, part, source=part.key) for part in found.by_source],
    )


@bp.get("/reports/speed")
@roles(Role.MARKETING, Role.MANAGER)
def speed() -> ResponseReturnValue:
    """How soon the SQLs of the cohort were answered, all together and by owner."""
    picked = chosen()
    found = speeds.speed(picked.cohort)
    unanswered = picked.rows(Stage.SQL, answered="no")
    return render_template(
        "marketing/reports/speed.html",
        **_frame(picked),
        total=_in_words(found.total),
        rows=[_in_words(owner) for owner in found.by_owner],
        all_rows=picked.rows(Stage.SQL),
        unanswered=unanswered,
    )


def _frame(picked: Filter) -> dict[str, Any]:
    forms = db.session.execute(select(Form.id, Form.name).order_by(Form.name))
    return {"picked": picked, "periods": list(PERIODS.items()), "forms": [(row.id, row.name) for row in forms]}


def _figures(picked: Filter, found: Funnel) -> list[dict[str, Any]]:
    figures = [{"label": "Submissions", "value": f"{found.submissions:,}", "note": "without spam and tests"}]
    for stage in Stage:
        now, before = found.total.of(stage), found.before.of(stage)
        figures.append(
            {"label": STAGE_WORDS[stage], "value": f"{now:,}", "href": picked.rows(stage), **_trend(now, before)}
        )
    return figures


def _trend(now: int, before: int) -> dict[str, str]:
    """Against the same number of days before; a change of few is only told as numbers."""
    if before < FEW:
        return {"note": f"{before:,} in the days before"}
    change = round(100 * (now - before) / before)
    tone = "ok" if change > 0 else "warn" if change < 0 else ""
    return {"trend": f"{change:+d} %", "tone": tone, "note": "against the days before"}


def _stages(picked: Filter, total: Counts) -> list[dict[str, Any]]:
    rows, before = [], None
    for stage in Stage:
        count = total.of(stage)
        rows.append(
            {
                "label": STAGE_WORDS[stage],
                "count": f"{count:,}",
                "href": picked.rows(stage),
                "share": count / total.lead if total.lead else 0,
                "of_previous": _percent(count, before) if before is not None else None,
            }
        )
        before = count
    return rows


def _line(picked: Filter, part: Part, **more: str) -> dict[str, Any]:
    """One form or source: its counts with their rows, and the share that became SQLs."""
    cells = [
        {"count": f"{part.counts.of(stage):,}", "href": picked.rows(stage, **more) if part.key else None}
        for stage in Stage
    ]
    return {"label": part.label, "cells": cells, "rate": _percent(part.counts.sql, part.counts.lead)}


def _chart(found: Funnel) -> dict[str, Any]:
    highest = max((counts.lead for _, counts in found.weeks), default=0)
    step = next(size for size in (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 10**6) if size * 5 >= highest)
    rows = [
        {"label": f"{monday.day} {monday:%b}", "figures": [counts.lead, counts.sql]} for monday, counts in found.weeks
    ]
    ticks = list(range(0, highest + step, step))
    summary = f"{found.total.lead:,} leads came in {len(rows)} weeks, {found.total.sql:,} of them became SQLs."
    return {"rows": rows, "top": ticks[-1], "ticks": ticks, "summary": summary}


def _in_words(speed: Speed) -> dict[str, str]:
    return {
        "name": speed.name,
        "sqls": f"{speed.sqls:,}",
        "answered": f"{speed.answered:,}",
        "unanswered": f"{speed.sqls - speed.answered:,}",
        "within_five": _percent(speed.within_five, speed.sqls),
        "median": duration(speed.median) if speed.median is not None else "no call yet",
        "ninth": duration(speed.ninth) if speed.ninth is not None else "no call yet",
        "kept": _percent(speed.kept, speed.promised),
    }


def _percent(part: int, whole: int) -> str:
    return f"{round(100 * part / whole)} %" if whole else "–"
