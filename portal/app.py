"""The factory: the only file that knows every room."""

from flask import Blueprint, Flask
from sqlalchemy import Engine
from werkzeug.middleware.proxy_fix import ProxyFix

from config import Config
from portal import models
from portal.cli.commands import init_commands
from portal.models.base import db
from portal.models.engine import engine_options, prepare_engine
from portal.web.admin.room import bp as admin
from portal.web.api.room import bp as api
from portal.web.auth.room import bp as auth
from portal.web.marketing.room import bp as marketing
from portal.web.public.express import init_express
from portal.web.public.room import bp as public
from portal.web.sales.room import bp as sales
from portal.web.shared.addresses import init_addresses
from portal.web.shared.assets import init_assets
from portal.web.shared.errors import init_errors
from portal.web.shared.filters import init_filters
from portal.web.shared.guards import init_guards
from portal.web.shared.headers import init_headers
from portal.web.shared.language import init_language
from portal.web.shared.lean import LeanFlask
from portal.web.shared.login import init_login
from portal.web.shared.logs import init_logs
from portal.web.shared.marked import init_marked
from portal.web.shared.nav import init_nav

__all__ = ["create_app", "models"]

ROOMS: tuple[Blueprint, ...] = (admin, api, auth, marketing, public, sales)


def create_app(config: Config) -> Flask:
    """An application over the given settings. Opens no connection and reads no file but its own code."""
    app = LeanFlask("portal", template_folder="../templates", static_folder="../static")
    app.config.from_mapping(config.flask_settings())
    app.config["BATON"] = config
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = engine_options(config.DATABASE_URL)
    init_express(app, _init_database(app))
    if config.PROXY_HOPS:  # around everything, so that nobody sees the proxy's address for the visitor's
        hops = config.PROXY_HOPS
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    init_logs(app, config)
    init_login(app)
    init_nav(app)
    init_filters(app)
    init_language(app)
    init_marked(app)
    init_assets(app)
    init_errors(app)
    init_addresses(app)
    for room in ROOMS:
        app.register_blueprint(room)
    init_guards(app)
    init_headers(app, config)
    init_commands(app, db)
    return app


def _init_database(app: Flask) -> Engine:
    db.init_app(app)
    with app.app_context():
        prepare_engine(db.engine)
        return db.engine
