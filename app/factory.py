"""create_app: wires every part, knows every part, decides nothing."""

import hashlib
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

from flask import Flask
from flask_babel import Babel
from flask_login import LoginManager
from flask_migrate import Migrate
from flask_wtf.csrf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix
from whitenoise import WhiteNoise

from app.core import cli, monitor, secrets
from app.core.db import database, plain_json
from app.core.handover import Handover
from app.core.limits import set_up_limits
from app.core.logging_setup import set_up_logging
from app.core.wakeup import announce_on
from app.core.web import choose_locale, guard, protect
from app.documents.service import authority_at, use_folder, use_signing_key
from config import ROOT, Config

DOMAINS = (
    "accounts", "documents", "organisations", "events", "library", "investors", "pitches", "evaluation", "matching",
    "meetings", "roadshow", "agreements", "notifications", "reports", "home", "demo",
)  # fmt: skip


def create_app(config: Config) -> Flask:
    """Build the application for these settings."""
    set_up_logging(config.log_level, testing=config.testing)
    secrets.use_key(config.data_key.get_secret_value())
    app = Flask("app", root_path=str(ROOT / "app"), template_folder=str(ROOT / "templates"),
                static_folder=str(ROOT / "static"), instance_path=str(config.data_dir.absolute()))  # fmt: skip
    config.data_dir.mkdir(parents=True, exist_ok=True)
    app.config.update(_flask_settings(config))
    app.extensions["luyan_config"] = config
    app.extensions["page_functions"] = {"navigation": list, "unread_count": int, "may_wish_at": lambda _event: False}
    app.extensions["asset_marks"] = _asset_marks(ROOT / "static")
    import_module("app.models")
    _set_up_papers(config)
    database.bind_app(app)
    Migrate(app, database, directory=str(ROOT / "migrations"), render_as_batch=True)
    Babel(app, locale_selector=choose_locale, default_translation_directories=str(ROOT / "translations"))
    protect(app)  # first of all, so that refusals of the others have their number too
    CSRFProtect(app)
    app.extensions["login_manager"] = LoginManager()
    app.extensions["login_manager"].init_app(app)
    _attach_core(app, config)
    _attach_domains(app)
    app.extensions["login_manager"].user_loader(import_module("app.accounts.routes").load_signed_in)
    app.extensions["page_functions"]["navigation"] = import_module("app.home.routes").navigation
    app.extensions["page_functions"]["unread_count"] = import_module("app.notifications.routes").unread_count
    app.extensions["page_functions"]["may_wish_at"] = import_module("app.matching.routes").may_wish_at
    app.before_request(guard)
    if config.trusted_proxies:
        hops = config.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    app.wsgi_app = WhiteNoise(app.wsgi_app, root=str(ROOT / "static"), prefix="static/", max_age=31536000)  # type: ignore[method-assign]
    return app


def _set_up_papers(config: Config) -> None:
    """Say where files are kept, and what papers are drawn and signed with."""
    use_folder(config.data_dir)
    password = config.signing_p12_password
    own = config.data_key.get_secret_value()
    authority = authority_at(config.timestamp_url, config.timestamp_ca_path) if config.timestamp_url else None
    use_signing_key(
        config.signing_p12_path, password.get_secret_value() if password else None, own_password=own,
        authority=authority,
    )  # fmt: skip
    if config.rare_font_path:
        import_module("app.documents.logic.fonts").use_rare_font(config.rare_font_path)


def _tell_events(app: Flask) -> None:
    """Tell events, which know no domain above them, what those put on stage, lose and copy."""
    stage = import_module("app.roadshow.queries.stage")
    app.extensions["stage_parts"] = (stage.STAGE,)
    app.extensions["look_for_news"] = import_module("app.roadshow.queries.live").look_for_news
    app.extensions["session_consequences"] = (stage.count_on_stage,)
    app.extensions["event_consequences"] = (import_module("app.meetings.service.consequences").count_consequences,)
    app.extensions["event_copiers"] = {"blocks": import_module("app.meetings.service.copying").copy_ground}


def _attach_core(app: Flask, config: Config) -> None:
    set_up_limits(app, config)
    monitor.measure_requests(app)
    app.register_blueprint(monitor.bp)
    for command in cli.COMMANDS:
        app.cli.add_command(command)
    if config.redis_url:
        announce_on(config.redis_url)
    app.extensions["handover"] = Handover(config.listener_socket, config.redis_url)
    app.extensions["greeting"] = import_module("app.demo.cli").welcome
    app.extensions["counts"] = {"messages": import_module("app.notifications.queries.messages").count_by_state}


def _attach_domains(app: Flask) -> None:
    for domain in DOMAINS:
        if find_spec(f"app.{domain}.routes") and hasattr(import_module(f"app.{domain}.routes"), "bp"):
            app.register_blueprint(import_module(f"app.{domain}.routes").bp)
        if find_spec(f"app.{domain}.cli") and hasattr(import_module(f"app.{domain}.cli"), "group"):
            app.cli.add_command(import_module(f"app.{domain}.cli").group)
    _tell_events(app)


def _flask_settings(config: Config) -> dict[str, object]:
    return {
        "SECRET_KEY": config.secret_key.get_secret_value(),
        "SQLALCHEMY_DATABASE_URI": config.sqlalchemy_url,
        "SQLALCHEMY_ENGINE_OPTIONS": {
            "pool_pre_ping": not config.sqlalchemy_url.startswith("sqlite"),
            "pool_size": max(config.web_threads, config.worker_threads),
            "json_serializer": plain_json,
        },
        "SESSION_COOKIE_SECURE": config.secure_cookies,
        "SESSION_COOKIE_NAME": "luyan",
        "MAX_CONTENT_LENGTH": (config.max_upload_mb + 1) * 1024 * 1024,
        "DEMO_MODE": config.demo_mode,
        "TESTING": config.testing,
        "WTF_CSRF_ENABLED": not config.testing,
        "WTF_CSRF_TIME_LIMIT": 12 * 3600,
        "WTF_I18N_ENABLED": True,
        "BABEL_DEFAULT_LOCALE": "zh_CN",
        "BABEL_DEFAULT_TIMEZONE": "Asia/Shanghai",
    }


def _asset_marks(folder: Path) -> dict[str, str]:
    """Return a short mark of the content of each static file, for addresses that may be cached for ever."""
    files = (path for path in folder.rglob("*") if path.is_file()) if folder.is_dir() else ()
    return {path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()[:12] for path in files}
