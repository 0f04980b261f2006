"""The picture of docs/forms/embedding.md: the demo page as another site's, with a form of the portal in its frame."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

from playwright.sync_api import Page, expect

from scripts.repack_png import repack
from tests.support.every_type import publish_like_contact_sales
from tests.support.portal import ROOT, RunningPortal

DEMO = ROOT / "docs" / "embedding" / "demo.html"


def take(visitor: Page, portal: RunningPortal, picture: Path) -> Path:
    """With the height that the frame takes by itself."""
    html = DEMO.read_text().replace("http://127.0.0.1:8000", portal.url).replace("contact-sales", "embedded")
    with _site(html.encode()) as origin:
        publish_like_contact_sales(
            portal, "embedded", "Embedded", lambda _form, like, _mia: replace(like, embed_origins=(origin,))
        )
        visitor.goto(f"{origin}/demo.html?utm_source=demo-page")
        expect(visitor.frame_locator("iframe").get_by_label("Work email")).to_be_visible()
        visitor.wait_for_function("document.querySelector('iframe').style.height")
        visitor.screenshot(path=picture, animations="disabled")
    repack(picture)
    return picture


@contextmanager
def _site(page: bytes) -> Iterator[str]:
    """Another origin that shows this page at every address."""

    class Site(BaseHTTPRequestHandler):
        def do_GET(self) -> None:  # the name that the server calls
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(page)

        def log_message(self, *_words: object) -> None:
            """Nothing."""

    server = HTTPServer(("127.0.0.1", 0), Site)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://localhost:{server.server_port}"
    server.shutdown()
    server.server_close()
