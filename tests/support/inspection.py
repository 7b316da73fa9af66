"""What every page must be, whoever opens it: complete, labelled, tied together, and of this site alone."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator

from lxml import html
from lxml.etree import XPath
from lxml.html import HtmlElement

# What leaks, by what a page then holds for certain: that is looked for first.
_LEAKING = {
    "None": r"(?<!“)\bNone\b(?! (?:of|was|were|is|are|has|have|needed)\b)",
    "Undefined": "Undefined",
    "LazyString": "LazyString",
    "lazy_gettext": "lazy_gettext",
    " object": r"<[\w.]+ object",
    "{{": r"\{\{",
    "}}": r"\}\}",
    "%(": r"%\(\w+\)[sd]",
    "l'": r"(?<!\w)l'",
}
_LEAKS = re.compile("|".join(_LEAKING.values()))
_BARE = re.compile(r"(?:^|/)None$|Undefined", re.MULTILINE)
_LOCAL = re.compile(r"/(?!/)")
_EVENT_HANDLER = re.compile(r"on[a-z]+")
_UNSEEN = frozenset({"script", "style", "template", "head"})


def _all(path: str) -> XPath:
    """Return a search that is compiled once and hands over plain texts: each page that any test opens is searched."""
    return XPath(path, smart_strings=False)


_IDS = _all("//@id")
_REFERENCES = {name: _all(f"//@{name}") for name in ("aria-describedby", "aria-labelledby", "aria-controls", "for")}
_ANCHORS, _CONTROLS = _all("//a/@href[starts-with(., '#')]"), _all("//input | //select | //textarea")
_ERRORS = _all("//*[contains(concat(' ', @class, ' '), ' field__error ')]")
_WRONG = _all("//*[@aria-invalid or contains(@class, 'field__error')]")
_SUMMARY, _INVALID = _all("//*[contains(@class, 'error-summary')]//a"), _all("//*[@aria-invalid='true']")
_SUSPECTS = _all("//*[@style or @*[starts-with(name(), 'on')]]")
_LOADED = _all("//@src | //@srcset | //link/@href | //form/@action | //@formaction | //@poster")
_TEXTS = _all("//text()")
_SPOKEN = _all("//@value | //@href | //@alt | //@aria-label | //@content | //@action")


class PageFault(AssertionError):
    """A page breaks a promise that all pages keep."""


def words(element: HtmlElement) -> str:
    """Return the text that a person meets in ``element``, its white space evened out."""
    return " ".join("".join(_seen(element)).split())


def _seen(element: HtmlElement) -> Iterator[str]:
    if not isinstance(element.tag, str) or element.tag in _UNSEEN or element.get("hidden") is not None:
        return
    yield element.text or ""
    for child in element:
        yield from _seen(child)
        yield child.tail or ""
    # Blocks and cells end a word; inline tags do not.
    yield "" if element.tag in {"a", "span", "strong", "em", "b", "i", "abbr", "svg", "use", "path"} else " "


def inspect(page: str, where: str) -> None:
    """Raise PageFault with everything that is wrong with ``page``."""
    faults = list(faults_of(html.document_fromstring(page)))
    if faults:
        raise PageFault(f"{where}\n" + "\n".join(f"  - {fault}" for fault in faults))


def faults_of(root: HtmlElement) -> Iterator[str]:
    """Return each broken promise as a sentence."""
    for check in (_outline, _ids, _labels, _errors, _controls, _inline, _origins, _tables, _leaks):
        yield from check(root)


def _outline(root: HtmlElement) -> Iterator[str]:
    if not root.get("lang"):
        yield "<html> says no language"
    headings = [words(h1) for h1 in root.iter("h1")]
    title = " ".join(root.findtext(".//title", "").split())
    is_wrong = bool(root.find_class("error-summary"))
    if is_wrong != title.startswith("Error: "):
        yield f"title “{title}” does not say whether something is wrong"
    if len(headings) != 1:
        yield f"one h1 expected, found {headings}"
    elif not headings[0] or not title.removeprefix("Error: ").startswith(headings[0]):
        yield f"title “{title}” does not start with the h1 “{headings[0]}”"


def _ids(root: HtmlElement) -> Iterator[str]:
    ids = Counter(_IDS(root))
    yield from (f"id “{id_}” is used {times} times" for id_, times in ids.items() if times > 1)
    for attribute, found in _REFERENCES.items():
        for value in found(root):
            yield from (f"{attribute}=“{id_}” points at nothing" for id_ in value.split() if id_ not in ids)
    for target in _ANCHORS(root):
        if target[1:] not in ids:
            yield f"link to “{target}” points at nothing"


def _labels(root: HtmlElement) -> Iterator[str]:
    labels = defaultdict(list)
    for label in root.iter("label"):
        labels[label.get("for")].append(label)
    for control in _CONTROLS(root):
        kind = control.get("type", "text")
        if kind in {"hidden", "submit", "button", "reset", "image"}:
            continue
        if not _name_of(root, control, labels):
            yield f"{control.tag} “{control.get('name')}” has no label"
        if kind == "radio" and not any(words(legend) for legend in control.xpath("ancestor::fieldset[1]/legend")):
            yield f"radio “{control.get('name')}” stands in no fieldset with a legend"


def _name_of(root: HtmlElement, control: HtmlElement, labels: dict[str | None, list[HtmlElement]]) -> str:
    """Return the accessible name of a control, as far as a label gives it one."""
    if control.get("aria-label"):
        return str(control.get("aria-label"))
    sources = list(control.iterancestors("label"))
    sources += labels.get(control.get("id"), []) if control.get("id") else []
    sources += [e for id_ in control.get("aria-labelledby", "").split() for e in root.xpath("//*[@id=$id]", id=id_)]
    return "".join(words(source) for source in sources)


def _errors(root: HtmlElement) -> Iterator[str]:
    if not _WRONG(root):
        return
    described = {id_ for value in _REFERENCES["aria-describedby"](root) for id_ in value.split()}
    links = _SUMMARY(root)
    summary = {link.get("href") for link in links}
    # One line stands for many of a kind, and leads to the first of them.
    said_once = [words(link) for link in links if "questions)" in words(link)]
    for error in _ERRORS(root):
        id_ = error.get("id", "")
        if id_ not in described:
            yield f"the error “{words(error)}” is tied to no field"
        is_said = any(line.startswith(words(error).removeprefix("Error: ")) for line in said_once)
        if f"#{id_.removesuffix('-error')}" not in summary and not is_said:
            yield f"the error “{words(error)}” is not in the summary"
    for control in _INVALID(root):
        if not any(id_.endswith("-error") for id_ in control.get("aria-describedby", "").split()):
            yield f"“{control.get('name')}” is invalid and does not say why"


def _controls(root: HtmlElement) -> Iterator[str]:
    for button in root.iter("button"):
        if not (_shown_anywhere(button) or button.get("aria-label")):
            yield "a button has no text"
    for link in root.iter("a"):
        if link.get("href") is not None and not (_shown_anywhere(link) or link.get("aria-label")):
            yield f"the link to {link.get('href')} has no text"
    for image in root.iter("img"):
        if image.get("alt") is None:
            yield f"the image {image.get('src')} has no alt"
    for form in root.iter("form"):
        if not form.get("action"):
            yield "a form has no action"
        if form.get("method", "get").lower() == "post" and not form.xpath(".//input[@name='csrf_token']/@value"):
            yield f"the form to {form.get('action')} carries no token"


def _shown_anywhere(element: HtmlElement) -> str:
    """Return the text of an element that may wait, hidden, for a script to show it."""
    return "".join(element.itertext()).strip()


def _inline(root: HtmlElement) -> Iterator[str]:
    for element in _SUSPECTS(root):
        for name in element.attrib:
            if name == "style" or _EVENT_HANDLER.fullmatch(name):
                yield f"<{element.tag}> has an inline {name}"
    yield from ("a <style> element" for _ in root.iter("style"))
    yield from ("an inline script" for script in root.iter("script") if (script.text or "").strip())


def _origins(root: HtmlElement) -> Iterator[str]:
    for address in _LOADED(root):
        if not _LOCAL.match(address) and not address.startswith("data:image/"):
            yield f"“{address}” is not a local address"
    for address in root.xpath("//a/@href"):
        if address.strip().lower().startswith(("javascript:", "data:", "vbscript:")):
            yield f"the link “{address}” runs something"


def _tables(root: HtmlElement) -> Iterator[str]:
    for table in root.iter("table"):
        if not any(words(caption) for caption in table.iter("caption")):
            yield "a table has no caption"
        if not list(table.iter("th")):
            yield "a table has no heading cells"


def _leaks(root: HtmlElement) -> Iterator[str]:
    # Most pages hold nothing of the kind, not even where nobody sees it; only of another each element is looked at.
    text = "\n".join(_TEXTS(root))
    if not any(sign in text for sign in _LEAKING) and not _BARE.search("\n".join(_SPOKEN(root))):
        return
    for element in root.iter():
        if not isinstance(element.tag, str) or element.tag in _UNSEEN:
            continue
        for text in (element.text or "", *(child.tail or "" for child in element)):
            if found := _LEAKS.search(text):
                yield f"“{found.group()}” leaks into “{' '.join(text.split())[:80]}”"
        for name in ("value", "href", "alt", "aria-label", "content", "action"):
            if (value := element.get(name, "")) == "None" or "Undefined" in value or value.endswith("/None"):
                yield f"<{element.tag} {name}=“{value}”>"
