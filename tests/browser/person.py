"""A person at a Chromium window: reads, presses and types by what the page says, as people do."""

import re
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Locator, Page

from tests.browser.inspection import Inspection

_FOCUS = """() => {
  const element = document.activeElement;
  if (!element || element === document.body) return null;
  const label = element.labels && element.labels[0];
  // A line of a task list is marked as a whole.
  const marked = [element, label, element.closest("li")].filter(Boolean).some((shown) => {
    const style = getComputedStyle(shown);
    return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
  });
  const box = element.getBoundingClientRect();
  const [x, y] = [box.left + Math.min(box.width, innerWidth) / 2, box.top + Math.min(box.height, innerHeight) / 2];
  const top = document.elementFromPoint(x, y);
  const isOnTop = top && (element.contains(top) || top.contains(element) || (label && label.contains(top)));
  return {name: ((label || element).innerText || element.value || "").trim(), type: element.type || "", marked,
          onTop: Boolean(isOnTop)};
}"""


# What is read in a page: no folded details, no choices of a closed list, nothing for screen readers alone.
_READ = """() => {
  const walker = document.createTreeWalker(document.querySelector("main"), NodeFilter.SHOW_TEXT);
  const read = [];
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const holder = node.parentElement;
    const option = holder.closest("option");
    const isShown = (option ? option.closest("select") : holder).checkVisibility();
    if (isShown && !holder.closest(".visually-hidden") && (!option || option.selected)) read.push(node.data);
  }
  return read.join("").split(/\\s+/).filter(Boolean).length;
}"""


class Person:
    """Somebody with one window. Every page that a step leads to is inspected.

    ``taps`` counts what they press, tick, choose or unfold; typing counts nothing.
    """

    def __init__(self, page: Page, home: str, *, runs_axe: bool = True, status: int = 200) -> None:
        self.page, self.home = page, home
        self.inspection = Inspection(page, home, runs_axe=runs_axe)
        self.status = status
        self.taps = 0

    # What the person sees.

    @property
    def heading(self) -> str:
        return self.page.inner_text("h1")

    @property
    def text(self) -> str:
        return " ".join(self.page.inner_text("main").split())

    @property
    def path(self) -> str:
        return urlsplit(self.page.url).path

    @property
    def words(self) -> int:
        """How many words of the page there are to read as it stands."""
        return int(self.page.evaluate(_READ))

    def sees(self, *texts: str) -> None:
        """Assert that the page says each of ``texts``."""
        missing = [text for text in texts if text not in self.text]
        assert not missing, f"{self.path} does not say {missing}:\n{self.text}"

    def address_of(self, link: str) -> str:
        """Return where a link in the page leads."""
        return str(self._in_main("link", link).first.get_attribute("href"))

    def rows(self, caption: str) -> int:
        """Return how many rows the table with this caption has, folded away or not; none if there is no such table."""
        return self.page.get_by_role("table", name=caption, include_hidden=True).locator("tbody tr").count()

    # What the person does.

    def open(self, address: str, *, status: int = 200) -> None:
        """Open a path of the portal or a whole address."""
        answer = self.page.goto(address if address.startswith("http") else self.home + address)
        assert answer
        self._arrived(answer.status, status)

    def follow(self, link: str, *, status: int = 200) -> None:
        self._go(self._in_main("link", link).first, status)

    def press(self, button: str, *, status: int = 200) -> None:
        self._go(self._in_main("button", button), status)

    def choose_in_menu(self, link: str) -> None:
        self.open_menu()
        self._open_group_of(link)
        self._go(self.page.get_by_role("navigation", name="Main").get_by_role("link", name=link, exact=True), 200)

    def sign_out(self) -> None:
        self.open_menu()
        self._go(self.page.get_by_role("button", name="Sign out"), 200)

    def open_menu(self) -> None:
        """Unfold the menu where it is folded: on a phone."""
        button = self.page.locator("summary", has_text="Menu")
        if button.is_visible() and not self.page.get_by_role("button", name="Sign out").is_visible():
            self._tap(button)

    def _open_group_of(self, link: str) -> None:
        """Unfold the group of a long menu that has this link."""
        inside = self.page.get_by_role("link", name=link, exact=True, include_hidden=True)
        group = self.page.locator(".menu__fold", has=inside).locator("summary")
        if group.count() and group.is_visible() and not self.page.locator(".menu__fold[open]", has=inside).count():
            self._tap(group)

    def go_back(self) -> None:
        self.page.go_back()
        self.inspection.look()

    def unfold(self, words: str) -> None:
        self._tap(self.page.locator("main summary", has_text=words).first)

    def write(self, **answers: str) -> None:
        """Write into boxes by their names in the form."""
        for name, value in answers.items():
            self.page.locator(f"[name='{name}']").fill(value)

    def answer(self, question: str, choice: str) -> None:
        """Choose the answer to a question that reads ``choice``, or else the first that begins with it."""
        group = self.page.get_by_role("group", name=question)
        exact = group.get_by_role("radio", name=choice, exact=True)
        begins = group.get_by_role("radio", name=re.compile(rf"^\s*{re.escape(choice)}")).first
        self._tap(exact if exact.count() else begins)

    def tick(self, words: str) -> None:
        box = self.page.get_by_label(words).first
        if not box.is_checked():
            self._tap(box)

    def attach(self, name: str, *files: Path) -> None:
        self.taps += 1
        self.page.locator(f"[name='{name}']").set_input_files(list(files))

    def download(self, words: str, *, role: str = "link") -> bytes:
        """Press what hands over a file, and return the file."""
        with self.page.expect_download() as waiting:
            self._tap(self._in_main(role, words).first)
        return Path(waiting.value.path()).read_bytes()

    def sign_in(self, login: str, password: str) -> None:
        """Sign in from wherever the sign-in page was reached."""
        if not self.path.startswith("/sign-in"):
            self.open("/sign-in")
        self.write(login=login, password=password)
        self.press("Sign in")

    # With the keyboard alone.

    def tab(self) -> dict[str, str]:
        """Press Tab once and return what has the focus. It has to be marked, and nothing may cover it."""
        self.page.keyboard.press("Tab")
        focus = self.page.evaluate(_FOCUS)
        if focus is None:
            return {"name": "", "type": ""}
        assert focus["marked"], f"{self.path}: no ring shows that “{focus['name']}” has the focus"
        assert focus["onTop"], f"{self.path}: “{focus['name']}” has the focus and is covered"
        return {"name": focus["name"], "type": focus["type"]}

    def tab_to(self, words: str, *, most: int = 80) -> None:
        """Press Tab until what begins with ``words`` has the focus."""
        passed = []
        for _ in range(most):
            passed.append(self.tab()["name"])
            if passed[-1].startswith(words):
                return
        raise AssertionError(f"{self.path}: Tab never reaches “{words}”, but {passed}")

    def enter(self) -> None:
        """Press Enter on what has the focus, and wait for the page it leads to."""
        with self.page.expect_navigation() as waiting:
            self.page.keyboard.press("Enter")
        self._arrived(waiting.value.status if waiting.value else 200, 200)

    def _in_main(self, role: str, name: str) -> Locator:
        """Return what has this name, or else whatever has it in its name."""
        found = self.page.get_by_role("main").get_by_role
        exact = found(role, name=name, exact=True)  # type: ignore[arg-type]
        return exact if exact.count() else found(role, name=name)  # type: ignore[arg-type]

    def _tap(self, what: Locator) -> None:
        self.taps += 1
        what.click()

    def _go(self, what: Locator, status: int) -> None:
        with self.page.expect_navigation() as waiting:
            self._tap(what)
        # A step to another place on the same page has no answer.
        self._arrived(waiting.value.status if waiting.value else status, status)

    def _arrived(self, status: int, expected: int) -> None:
        self.status = status
        assert status == expected, f"{self.page.url} answered {status}, not {expected}:\n{self.page.inner_text('body')}"
        self.inspection.look()
