"""The blueprint of what prospects see: no session, no cookie."""

from flask import Blueprint

bp = Blueprint("public", __name__)
