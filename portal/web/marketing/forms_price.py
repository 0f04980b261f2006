"""What each question costs and brings, in the words that stand beside it in the builder (X9)."""

from collections.abc import Callable

from portal.reports import price
from portal.reports.form_numbers import FieldTally
from portal.reports.period import Period
from portal.reports.price import Prices
from portal.web.shared.clock import utcnow

FEW = 30
DAYS = 84


def prices_of(form_id: int) -> Callable[[str], str]:
    """The words for the question of a key; empty as long as nobody has come."""
    found = price.prices(form_id, Period.back_from(utcnow().date(), DAYS))
    return lambda key: " · ".join(filter(None, (_cost(found, key), _worth(found, key))))


def _cost(found: Prices, key: str) -> str:
    if not found.starts:
        return ""
    if found.starts < FEW:
        return f"too few began in 12 weeks to tell its price ({found.starts})"
    tally = found.tallies.get(key) or FieldTally()
    left, back = (round(100 * count / found.starts) for count in (tally.left, tally.errors))
    return f"{left} % left here, {back} % came back for it (of {found.starts:,})"


def _worth(found: Prices, key: str) -> str:
    worth = found.worth
    if not worth.sqls:
        return ""
    if worth.sqls < FEW:
        return f"too few SQLs ({worth.sqls})"
    share = round(100 * worth.lost.get(key, 0) / worth.sqls)
    return f"without it, {share} % of {worth.sqls:,} SQLs would be MQLs"
