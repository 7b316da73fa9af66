"""What every page that somebody meets in Chromium has to keep: axe, 320 px, no noise, no other host."""

import re
from pathlib import Path

import axe_playwright_python
from playwright.sync_api import ConsoleMessage, Page, Request

_AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text()
_RUN = """async (rules) => (await axe.run(document, {runOnly: rules, resultTypes: ["violations"]})).violations.map(
  (v) => v.id + ": " + v.nodes.map((n) => n.target.join(" ") + " " + n.html.slice(0, 160)).join("\\n    "))"""
_WCAG = {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
_CONTRAST = {"type": "rule", "values": ["color-contrast"]}
# What sticks out beyond the right edge, so that the message names it.
_TOO_WIDE = """() => {
  const edge = document.documentElement.clientWidth;
  if (document.scrollingElement.scrollWidth <= edge) return [];
  const wide = [...document.body.querySelectorAll("*")].filter((e) => e.getBoundingClientRect().right > edge + 1);
  return [`${document.scrollingElement.scrollWidth} px wide on ${edge}`, ...wide.slice(0, 4).map((e) => e.outerHTML.slice(0, 120))];
}"""
NARROWEST = 320


class Inspection:
    """Watches one page of one browser from its first request on."""

    def __init__(self, page: Page, home: str, *, runs_axe: bool) -> None:
        self._page, self._home, self._runs_axe = page, home, runs_axe
        self._seen: set[tuple[str, str]] = set()
        self._faults: list[str] = []
        self.inspected = 0
        page.on("console", self._on_console)
        page.on("pageerror", lambda error: self._faults.append(f"script error: {error}"))
        page.on("request", self._on_request)

    def _on_console(self, message: ConsoleMessage) -> None:
        # Chromium writes this line for every answer of 400 and above; the status is looked at where it is expected.
        if message.type == "error" and "the server responded with a status of" not in message.text:
            self._faults.append(f"console: {message.text}")

    def _on_request(self, request: Request) -> None:
        if not request.url.startswith((f"{self._home}/", "data:")):
            self._faults.append(f"asked another host: {request.url}")

    def look(self) -> None:
        """Inspect the page as it stands, once for each path and content. Raises AssertionError with every fault."""
        page = self._page
        path = page.url.removeprefix(self._home)
        key = (re.sub(r"\d+|[\w-]{20,}|[A-Z]+-[\w-]+", "*", path), re.sub(r"\d+", "*", page.inner_text("main")))
        if key not in self._seen:
            self._seen.add(key)
            self.inspected += 1
            if self._runs_axe:
                self._ask_axe()
            self._look_at_widths()
        assert not self._faults, f"{path}\n  " + "\n  ".join(self._faults)

    def _ask_axe(self) -> None:
        self._page.evaluate(_AXE)
        self._faults += self._page.evaluate(_RUN, _WCAG)
        self._page.emulate_media(color_scheme="dark")
        self._faults += [f"in the dark: {fault}" for fault in self._page.evaluate(_RUN, _CONTRAST)]
        self._page.emulate_media(color_scheme="light")

    def _look_at_widths(self) -> None:
        size = self._page.viewport_size
        assert size
        for width in {NARROWEST, size["width"]}:
            self._page.set_viewport_size({"width": width, "height": size["height"]})
            self._faults += self._page.evaluate(_TOO_WIDE)
        self._page.set_viewport_size(size)
