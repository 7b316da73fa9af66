"""Fills in a form as a browser would: everything the page holds, and on top what the person answers."""

import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin

from lxml.html import HtmlElement

from tests.support.inspection import words

File = tuple[bytes, str]
Pairs = list[tuple[str, Any]]


class NoSuchThing(AssertionError):
    """A person could not do this on the page as it is."""


@dataclass(frozen=True)
class Filled:
    """A form as it is sent."""

    method: str
    action: str
    pairs: tuple[tuple[str, Any], ...]
    multipart: bool


def find_form(root: HtmlElement, button: str | None) -> HtmlElement:
    """Return the form with this button, or the only one in the page's main part. Raises NoSuchThing."""
    forms = [form for form in root.iter("form") if button is None or _button_of(form, button) is not None]
    if button is None:
        within = [form for form in forms if any(True for _ in form.iterancestors("main"))]
        posts = [form for form in within if form.get("method", "get").lower() == "post"]
        forms = posts or within
    if len(forms) != 1:
        found = [words(b) for form in root.iter("form") for b in form.iter("button")]
        raise NoSuchThing(f"one form with the button {button or 'any'} expected, found {len(forms)}; buttons: {found}")
    return forms[0]


def _button_of(form: HtmlElement, text: str) -> HtmlElement | None:
    named = [b for b in form.iter("button", "input") if b.tag == "button" or b.get("type") == "submit"]
    exact = [b for b in named if (words(b) or b.get("value", "")) == text]
    return (exact or [b for b in named if words(b).startswith(text)] or [None])[0]


def fill(form: HtmlElement, answers: Mapping[str, Any], *, button: str | None, url: str) -> Filled:
    """Return what is sent. Raises NoSuchThing for a field, or a choice, that the form does not offer."""
    by_name = _controls(form)
    if unknown := set(answers) - set(by_name):
        raise NoSuchThing(f"the form asks no {sorted(unknown)}; it asks {sorted(by_name)}")
    pairs: Pairs = [(c.get("name"), c.get("value", "")) for c in form.iter("input") if c.get("type") == "hidden"]
    for name, controls in by_name.items():
        values = _chosen(name, controls, answers[name]) if name in answers else _present(controls)
        pairs += [(name, value) for value in values]
    clicked = _button_of(form, button) if button else None
    if clicked is not None and clicked.get("name"):
        pairs.append((clicked.get("name"), clicked.get("value", "")))
    multipart = form.get("enctype") == "multipart/form-data"
    return Filled(form.get("method", "get").upper(), urljoin(url, form.get("action")), tuple(pairs), multipart)


def _controls(form: HtmlElement) -> dict[str, list[HtmlElement]]:
    """Return what a person can answer, by name, in the page's order."""
    found: dict[str, list[HtmlElement]] = {}
    for control in form.iter("input", "select", "textarea"):
        kind = control.get("type", "text")
        is_button = control.tag == "input" and kind in {"hidden", "submit", "button", "reset", "image"}
        if control.get("name") and not is_button and control.get("disabled") is None:
            found.setdefault(control.get("name"), []).append(control)
    return found


def _kind(control: HtmlElement) -> str:
    return str(control.get("type", "text")) if control.tag == "input" else str(control.tag)


def _present(controls: list[HtmlElement]) -> Iterable[Any]:
    """Return what is sent when the person leaves the field as it stands."""
    for control in controls:
        match _kind(control):
            case "checkbox" | "radio":
                yield from [control.get("value", "on")] if control.get("checked") is not None else []
            case "select":
                yield from _selected(control)
            case "textarea":
                yield _line_breaks((control.text or "").removeprefix("\n"))
            case "file":
                yield (io.BytesIO(), "")
            case _:
                yield control.get("value", "")


def _selected(select: HtmlElement) -> list[str]:
    options = list(select.iter("option"))
    chosen = [_value(option) for option in options if option.get("selected") is not None]
    if not chosen and options and select.get("multiple") is None:
        chosen = [_value(options[0])]
    return chosen


def _value(option: HtmlElement) -> str:
    return str(option.get("value", words(option)))


def _line_breaks(text: str) -> str:
    """A browser sends every line break of a text area as CR LF."""
    return text.replace("\r\n", "\n").replace("\n", "\r\n")


def _chosen(name: str, controls: list[HtmlElement], answer: Any) -> list[Any]:
    kind = _kind(controls[0])
    if kind == "file":
        files: list[File] = answer if isinstance(answer, list) else [answer]
        return [(io.BytesIO(content), filename) for content, filename in files]
    if kind in {"checkbox", "radio", "select"}:
        return _choices(name, controls, answer)
    given = answer if isinstance(answer, list) else [answer]
    if len(given) != len(controls):
        raise NoSuchThing(f"{name}: {len(controls)} boxes, {len(given)} answers")
    return [_line_breaks(str(text)) if kind == "textarea" else str(text) for text in given]


def _choices(name: str, controls: list[HtmlElement], answer: Any) -> list[str]:
    if controls[0].tag == "select":
        offered = [_value(option) for control in controls for option in control.iter("option")]
    else:
        offered = [control.get("value", "on") for control in controls]
    if isinstance(answer, bool) and len(offered) == 1:
        return offered if answer else []
    wanted = (
        [] if answer is None else [str(a) for a in (answer if isinstance(answer, list | tuple | set) else [answer])]
    )
    if missing := [value for value in wanted if value not in offered]:
        raise NoSuchThing(f"{name} offers {offered}, not {missing}")
    return wanted
