"""The blueprint of marketing with all its views."""

from portal.web.marketing import (
    agreements,
    agreements_criteria,
    agreements_criterion,
    agreements_edit,
    agreements_keys,
    agreements_reasons,
    agreements_signing,
    library,
    nurture,
    reports,
    setup,
    submissions,
)
from portal.web.marketing.blueprint import bp

__all__ = [
    "agreements",
    "agreements_criteria",
    "agreements_criterion",
    "agreements_edit",
    "agreements_keys",
    "agreements_reasons",
    "agreements_signing",
    "bp",
    "library",
    "nurture",
    "reports",
    "setup",
    "submissions",
]
