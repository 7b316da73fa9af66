"""Headers that every answer carries: what a page may load, who may frame it, what may keep it."""

from flask import Flask, Response, abort, current_app, request

from portal.web.compression import compress

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    )
)
_HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
_SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


def _refuse_other_sites() -> None:
    """A browser says where a change comes from; one that another site sent is not the person's wish."""
    if request.method not in _SAFE_METHODS and request.headers.get("Sec-Fetch-Site") in {"cross-site", "same-site"}:
        abort(403)


def _add(response: Response) -> Response:
    for name, value in every_answer_has(current_app).items():
        response.headers.setdefault(name, value)
    # Pages name children: neither a shared phone's disk nor a proxy may keep them.
    response.headers.setdefault("Cache-Control", "no-store")
    return response


def every_answer_has(app: Flask) -> dict[str, str]:
    """Return the headers of every answer, static files included."""
    transport = {"Strict-Transport-Security": "max-age=63072000; includeSubDomains"}
    return _HEADERS | (transport if app.config["PORTAL"].is_https else {})


def init_app(app: Flask) -> None:
    app.before_request(_refuse_other_sites)
    app.after_request(_add)
    app.after_request(compress)
