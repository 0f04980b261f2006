"""The blueprint of marketing: the agreement, forms, the library, the desk, reports."""

from flask import Blueprint

bp = Blueprint("marketing", __name__)
