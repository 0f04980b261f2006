"""The blueprint of what programs call."""

from flask import Blueprint

bp = Blueprint("api", __name__)
