"""Pictures of forms. Each stands for good under its random name; what prospects send is never served here."""

from flask import Response, abort, current_app

from portal.services.files import store
from portal.services.forms import assets
from portal.web.public.blueprint import bp
from portal.web.shared.assets import FOR_GOOD
from portal.web.shared.guards import public

NO_RIGHTS = "default-src 'none'; sandbox"


@bp.get("/f/assets/<string(length=32):name>")
@public()
def asset(name: str) -> Response:
    """The picture."""
    found = assets.named(name)
    data = None if found is None else store.fetch(current_app.config["BATON"].UPLOAD_DIR, found.name)
    if found is None or data is None:
        abort(404)
    headers = {"Cache-Control": FOR_GOOD, "Content-Security-Policy": NO_RIGHTS}
    return Response(data, mimetype=found.media_type, headers=headers)
