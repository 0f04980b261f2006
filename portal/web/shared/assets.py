"""Static files under addresses that change with their content, so that browsers may keep them for good, and packed."""

import gzip
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from flask import Flask, request
from werkzeug.wrappers import Response

YEAR = 31_536_000
FOR_GOOD = f"public, max-age={YEAR}, immutable"
"""Cache-Control of what never changes under its address."""
WORTH_PACKING = ("text/", "image/svg")
"""Style sheets, scripts and drawings; fonts and pictures are packed already."""


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
        if request.endpoint == "static" and response.status_code == 200:
            if request.args.get("v"):
                response.headers["Cache-Control"] = FOR_GOOD
            _pack(response)
        return response

    app.url_defaults(add_version)
    app.after_request(cache)


def _pack(response: Response) -> None:
    """Send it packed to whoever takes that."""
    if not (response.mimetype or "").startswith(WORTH_PACKING):
        return
    response.vary.add("Accept-Encoding")
    if request.accept_encodings.best_match(["gzip"]) is None:
        return
    response.direct_passthrough = False
    response.set_data(_packed(response.get_data()))
    response.content_encoding = "gzip"
    response.headers.pop("ETag", None)  # it names the plain bytes; the time of the last change stays


@lru_cache(maxsize=64)
def _packed(plain: bytes) -> bytes:
    return gzip.compress(plain, 9, mtime=0)
