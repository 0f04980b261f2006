"""Security headers on every answer."""

from flask import Flask, g, request
from werkzeug.wrappers import Response

from config import Config
from portal.web.shared.guards import Access, policy_of

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'{onward}; base-uri 'none'; frame-ancestors {ancestors}"
)
FIXED = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}
HSTS = "max-age=31536000; includeSubDomains"


def init_headers(app: Flask, config: Config) -> None:
    """Add the headers to every answer; HSTS where browsers come by HTTPS."""

    def add(response: Response) -> Response:
        headers = response.headers
        policy = CSP.format(ancestors=g.get("frame_ancestors", "'none'"), onward=g.get("onward", ""))
        if g.get("own_frames"):
            policy += "; frame-src 'self'"
        given = {name.lower() for name, _ in headers}
        for name, value in (*FIXED.items(), ("Content-Security-Policy", policy)):
            if name.lower() not in given:
                headers.add(name, value)
        if config.secure:
            headers["Strict-Transport-Security"] = HSTS
        if not _public_answer() or response.status_code >= 400:
            # a form that is closed, or gone (410, which browsers keep for good), may open again
            headers.setdefault("Cache-Control", "no-store")
        return response

    app.after_request(add)


def allow_framing(origins: tuple[str, ...]) -> None:
    """Let these origins (and no others) show this answer in a frame."""
    g.frame_ancestors = " ".join(origins) if origins else "'none'"


def allow_onward(origin: str) -> None:
    """Let what is sent from this answer end, by a redirect, on a page of that site."""
    g.onward = f" {origin}"


def show_own_frames() -> None:
    """Let this answer show pages of the portal in frames; such a page calls ``allow_framing(("'self'",))``."""
    g.own_frames = True


def _public_answer() -> bool:
    policy = policy_of(request.endpoint) if request.endpoint else None
    return policy is not None and policy.access is Access.PUBLIC
