"""Static files under addresses that change with their content, so that browsers may keep them for good."""

from hashlib import sha256
from pathlib import Path

from flask import Flask, request
from werkzeug.wrappers import Response

YEAR = 31_536_000
FOR_GOOD = f"public, max-age={YEAR}, immutable"
"""Cache-Control of what never changes under its address."""


def init_assets(app: Flask) -> None:
    """Add ``?v=`` to every static address, and let an address that has it be cached for a year."""
    digests: dict[str, str] = {}
    folder = Path(app.static_folder or "")

    def digest(name: str) -> str:
        if app.debug or name not in digests:
            path = folder / name
            digests[name] = sha256(path.read_bytes()).hexdigest()[:10] if path.is_file() else ""
        return digests[name]

    def add_version(endpoint: str, values: dict[str, str]) -> None:
        if endpoint == "static" and values.get("filename"):
            values["v"] = digest(values["filename"])

    def cache(response: Response) -> Response:
        if request.endpoint == "static" and request.args.get("v") and response.status_code == 200:
            response.headers["Cache-Control"] = FOR_GOOD
        return response

    app.url_defaults(add_version)
    app.after_request(cache)
