"""Addresses for letters and e-mails, which leave the portal and so must be whole."""

from flask import current_app

from portal.config import Config


def public_address(endpoint: str, **values: object) -> str:
    """Return the full address of a page as ``PORTAL_URL`` says it is reached, never as a request's Host says."""
    config = current_app.config["PORTAL"]
    scheme, _, host = config.public_url.partition("://")
    adapter = current_app.url_map.bind(host, url_scheme=scheme)
    return adapter.build(endpoint, values, force_external=True)


def opens_here_only() -> bool:
    """Return whether those addresses open on this computer alone."""
    config: Config = current_app.config["PORTAL"]
    return config.is_loopback


def is_local_path(target: str) -> bool:
    """Return whether ``target`` stays inside the portal, so that ``next=`` cannot send people elsewhere."""
    return target.startswith("/") and not target.startswith(("//", "/\\")) and not any(ord(c) < 33 for c in target)
