"""Closed unless declared: a view that says nothing about access is shut to everyone."""

from collections.abc import Callable, Collection
from typing import Final, TypeVar

from flask import Flask, abort, current_app, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal.access.permissions import GRANTS, OPEN_TO_NEW_STARTERS, Permission, Role

View = TypeVar("View", bound=Callable[..., ResponseReturnValue])

PUBLIC: Final = "public"


def requires(permission: Permission) -> Callable[[View], View]:
    """Declare what a view needs. It only marks the view; one hook enforces it."""

    def declare(view: View) -> View:
        view.access = permission  # type: ignore[attr-defined]
        return view

    return declare


def public(view: View) -> View:
    """Declare that a view is open to people who are not signed in."""
    view.access = PUBLIC  # type: ignore[attr-defined]
    return view


def open_to_new_starters(view: View) -> View:
    """Declare that a view is open to people who work here before they have signed the staff rules (product.md §3)."""
    view.opens_before_rules = True  # type: ignore[attr-defined]
    return view


def takes_files(largest: int) -> Callable[[View], View]:
    """Declare that a view takes files, and how many bytes a request to it may hold in all."""

    def declare(view: View) -> View:
        view.largest_body = largest  # type: ignore[attr-defined]
        return view

    return declare


def declared_access(endpoint: str) -> Permission | str | None:
    """Return what the view of ``endpoint`` declared, or None when it declared nothing."""
    return getattr(current_app.view_functions[endpoint], "access", None)


def is_open_before_rules(endpoint: str, roles: Collection[Role]) -> bool:
    """Return whether somebody with these roles may open a view before they have signed the staff rules.

    What they do as a parent never waits: a no to a picture counts at once.
    """
    access = declared_access(endpoint)
    as_parent = Role.PARENT in roles and access in GRANTS[Role.PARENT]
    is_marked = getattr(current_app.view_functions[endpoint], "opens_before_rules", False)
    return access == PUBLIC or access in OPEN_TO_NEW_STARTERS or as_parent or is_marked


def largest_body() -> int | None:
    """Return how many bytes the view of this request may take, or None when it takes no files."""
    found: int | None = getattr(current_app.view_functions[request.endpoint or ""], "largest_body", None)
    return found


def _enforce() -> ResponseReturnValue | None:
    if request.endpoint is None:
        return None  # no route matched: Flask answers 404 or 405
    access = declared_access(request.endpoint)
    if access != PUBLIC and not current_user.is_authenticated:
        return current_app.login_manager.unauthorized()  # type: ignore[attr-defined,no-any-return]
    if access != PUBLIC and access not in current_user.permissions:
        abort(403)
    # Only now, for people who may send it: an anonymous request of 100 MB is refused before it is read.
    request.max_content_length = largest_body() or request.max_content_length
    return None


def init_app(app: Flask) -> None:
    app.before_request(_enforce)
