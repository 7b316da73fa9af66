"""Serves static/ under an address that changes with its content, so that phones keep it for ever."""

import hashlib
import re
from collections.abc import Callable
from pathlib import Path
from wsgiref.headers import Headers

from flask import Blueprint, Flask, Response, abort
from whitenoise import WhiteNoise

from portal.access.guard import public
from portal.web.headers import every_answer_has

FOLDER = Path(__file__).resolve().parents[2] / "static"
_CSS_ORDER = ("css/tokens.css", "css/base.css", "css/layout.css", "css/components/*.css", "css/print.css")
_FOR_EVER = "public, max-age=31536000, immutable"

blueprint = Blueprint("static_files", __name__)


class StaticFiles:
    """The folder's content as one digest, and its stylesheets as one file."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.files = sorted(path for path in folder.rglob("*") if path.is_file())
        self._names = frozenset(path.relative_to(folder).as_posix() for path in self.files)
        whole = hashlib.sha256()
        for path in self.files:
            whole.update(str(path.relative_to(folder)).encode())
            whole.update(path.read_bytes())
        self.digest = whole.hexdigest()[:12]
        sources = [path for pattern in _CSS_ORDER for path in sorted(folder.glob(pattern))]
        self.stylesheet = _without_layout("\n".join(path.read_text() for path in sources)).encode()

    def address(self, name: str) -> str:
        """Return the address of a file; raises LookupError when there is none of that name."""
        if name not in self._names:
            raise LookupError(f"static/{name} does not exist")
        return f"/static/{self.digest}/{name}"

    def stylesheet_address(self) -> str:
        return f"/static/{self.digest}/css/portal.css"


def _without_layout(css: str) -> str:
    """Return stylesheets without what only their readers need: a sixth of what is sent, compressed."""
    spare = (r"/\*.*?\*/", ""), (r"\s+", " "), (r" ?([{};,]) ?", r"\1")
    for pattern, instead in spare:
        css = re.sub(pattern, instead, css, flags=re.DOTALL)
    return css


static_files = StaticFiles(FOLDER)


@blueprint.get("/static/<digest>/css/portal.css")
@public
def stylesheet(digest: str) -> Response:
    if digest != static_files.digest:
        abort(404)
    response = Response(static_files.stylesheet, mimetype="text/css")
    response.headers["Cache-Control"] = _FOR_EVER
    return response


def _add_headers(app: Flask) -> Callable[[Headers, str, str], None]:
    def add(headers: Headers, path: str, url: str) -> None:
        for name, value in every_answer_has(app).items():
            headers[name] = value

    return add


def init_app(app: Flask) -> None:
    server = WhiteNoise(
        app.wsgi_app,
        max_age=31_536_000,
        immutable_file_test=lambda path, url: True,
        add_headers_function=_add_headers(app),
    )
    if static_files.files:
        server.add_files(str(static_files.folder), prefix=f"static/{static_files.digest}/")
    app.wsgi_app = server  # type: ignore[method-assign]
    app.register_blueprint(blueprint)
