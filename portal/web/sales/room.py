"""The blueprint of sales, with all its views."""

from portal.web.sales import accepting, answers, disputing, inbox, lead, leads, moving, returning, working
from portal.web.sales.blueprint import bp

__all__ = ["accepting", "answers", "bp", "disputing", "inbox", "lead", "leads", "moving", "returning", "working"]
