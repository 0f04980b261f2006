"""The blueprint of sales: the reps' desk and the managers' routing."""

from flask import Blueprint

bp = Blueprint("sales", __name__)
