"""What every page must be, whoever opens it: complete, labelled, tied together, and of this site alone."""

import re
from collections import Counter
from collections.abc import Iterator

from lxml import html
from lxml.html import HtmlElement

_LEAKS = re.compile(
    r"(?<!“)\bNone\b(?! (?:of|was|were|is|are|has|have|needed)\b)|Undefined|LazyString|lazy_gettext|<[\w.]+ object|\{\{|\}\}|%\(\w+\)[sd]|(?<!\w)l'"
)
_LOCAL = re.compile(r"/(?!/)")
_EVENT_HANDLER = re.compile(r"on[a-z]+")
_UNSEEN = frozenset({"script", "style", "template", "head"})


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
    ids = Counter(root.xpath("//@id"))
    yield from (f"id “{id_}” is used {times} times" for id_, times in ids.items() if times > 1)
    for attribute in ("aria-describedby", "aria-labelledby", "aria-controls", "for"):
        for value in root.xpath(f"//@{attribute}"):
            yield from (f"{attribute}=“{id_}” points at nothing" for id_ in value.split() if id_ not in ids)
    for target in root.xpath("//a/@href[starts-with(., '#')]"):
        if target[1:] not in ids:
            yield f"link to “{target}” points at nothing"


def _labels(root: HtmlElement) -> Iterator[str]:
    for control in root.xpath("//input | //select | //textarea"):
        kind = control.get("type", "text")
        if kind in {"hidden", "submit", "button", "reset", "image"}:
            continue
        if not _name_of(root, control):
            yield f"{control.tag} “{control.get('name')}” has no label"
        if kind == "radio" and not any(words(legend) for legend in control.xpath("ancestor::fieldset[1]/legend")):
            yield f"radio “{control.get('name')}” stands in no fieldset with a legend"


def _name_of(root: HtmlElement, control: HtmlElement) -> str:
    """Return the accessible name of a control, as far as a label gives it one."""
    if control.get("aria-label"):
        return str(control.get("aria-label"))
    sources = list(control.iterancestors("label"))
    sources += [label for label in root.iter("label") if label.get("for") and label.get("for") == control.get("id")]
    sources += [e for id_ in control.get("aria-labelledby", "").split() for e in root.xpath("//*[@id=$id]", id=id_)]
    return "".join(words(source) for source in sources)


def _errors(root: HtmlElement) -> Iterator[str]:
    described = {id_ for value in root.xpath("//@aria-describedby") for id_ in value.split()}
    links = root.xpath("//*[contains(@class, 'error-summary')]//a")
    summary = {link.get("href") for link in links}
    # One line stands for many of a kind, and leads to the first of them.
    said_once = [words(link) for link in links if "questions)" in words(link)]
    for error in root.xpath("//*[contains(concat(' ', @class, ' '), ' field__error ')]"):
        id_ = error.get("id", "")
        if id_ not in described:
            yield f"the error “{words(error)}” is tied to no field"
        is_said = any(line.startswith(words(error).removeprefix("Error: ")) for line in said_once)
        if f"#{id_.removesuffix('-error')}" not in summary and not is_said:
            yield f"the error “{words(error)}” is not in the summary"
    for control in root.xpath("//*[@aria-invalid='true']"):
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
    for element in root.iter():
        for name in element.keys() if isinstance(element.tag, str) else ():
            if name == "style" or _EVENT_HANDLER.fullmatch(name):
                yield f"<{element.tag}> has an inline {name}"
    yield from ("a <style> element" for _ in root.iter("style"))
    yield from ("an inline script" for script in root.iter("script") if (script.text or "").strip())


def _origins(root: HtmlElement) -> Iterator[str]:
    for address in root.xpath("//@src | //@srcset | //link/@href | //form/@action | //@formaction | //@poster"):
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
    for element in root.iter():
        if not isinstance(element.tag, str) or element.tag in _UNSEEN:
            continue
        for text in (element.text or "", *(child.tail or "" for child in element)):
            if found := _LEAKS.search(text):
                yield f"“{found.group()}” leaks into “{' '.join(text.split())[:80]}”"
        for name in ("value", "href", "alt", "aria-label", "content", "action"):
            if (value := element.get(name, "")) == "None" or "Undefined" in value or value.endswith("/None"):
                yield f"<{element.tag} {name}=“{value}”>"
