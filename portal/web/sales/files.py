"""Files that prospects sent, for those who may see the lead; always a download, never shown by the browser."""

import io

from flask import Response, abort, current_app, send_file

from portal.reports import lead_files
from portal.services.files import store
from portal.web.sales.blueprint import bp
from portal.web.sales.lead import READERS, seen
from portal.web.shared.guards import roles

NO_RIGHTS = "default-src 'none'; sandbox"
UNKNOWN_KIND = "application/octet-stream"


@bp.get("/leads/<int:lead_id>/files/<int:upload_id>")
@roles(*READERS)
def lead_file(lead_id: int, upload_id: int) -> Response:
    """The file as it came, under its cleaned name."""
    found = lead_files.file_of(seen(lead_id).id, upload_id)
    data = None if found is None else store.fetch(current_app.config["BATON"].UPLOAD_DIR, found.token)
    if found is None or data is None:
        abort(404)
    name = found.file_name
    answer = send_file(io.BytesIO(data), mimetype=UNKNOWN_KIND, as_attachment=True, download_name=name, etag=False)
    answer.headers["Content-Security-Policy"] = NO_RIGHTS
    answer.headers["Cache-Control"] = "no-store"
    return answer
