"""The main jobs walked in Chromium on a phone (375×812) before a demo portal of its own, and what each costs people.

Pages are those after the first page, the confirmation among them. Taps are links, buttons, tiles, ticks and files;
a text box that is tapped and typed into counts apart. Words are those seen in the main part: without closed details,
choices of a closed list, and labels for screen readers; "words_and_folds" has the lines that open details too. KB came over the network,
headers included; "cold" with nothing in the cache. Lines read: name value unit (goal, before). The weights count
each file that a page loads; a walk's heaviest page had what the pages before it left in the cache.

    python benchmarks/journeys.py [JOB …] [--pages] [--slow] [--no-script] [--chromium PATH]
"""

import argparse
import re
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from playwright.sync_api import Browser, Error, sync_playwright  # noqa: E402

from portal.upkeep.example.people import DOMAIN, PASSWORD  # noqa: E402
from tests.browser.portal import RunningPortal  # noqa: E402

PHONE = {"width": 375, "height": 812}
LATENCY, BYTES_A_SECOND = 400, 200_000  # milliseconds, and a poor line of 1.6 Mbit/s
STEP = 30_000  # milliseconds that one step may take
PICTURE = ROOT / "portal" / "upkeep" / "example" / "screenshot.png"
_READ = """() => {
  const main = document.querySelector("main");
  const count = (hidden) => {
    const apart = [...main.querySelectorAll(hidden + ", .visually-hidden, select")];
    for (const part of apart) part.style.display = "none";
    const chosen = [...main.querySelectorAll("select")].map((list) => list.selectedOptions[0]?.text ?? "");
    const words = [main.innerText, ...chosen].join(" ").split(/\\s+/).filter((word) => /[\\p{L}\\p{N}]/u.test(word));
    for (const part of apart) part.style.display = "";
    return words.length;
  };
  const height = document.documentElement.scrollHeight;
  const folded = "details:not([open])";
  return {words: count(folded), withFolds: count(folded + " > :not(summary)"), height};
}"""


class Lost(Exception):
    """A page does not say what the end of a job says."""


@dataclass
class Page:
    """One page as somebody saw it; ``screens`` of a phone it is long, ``size`` in bytes."""

    title: str
    words: int
    words_and_folds: int
    screens: float
    size: int = 0


@dataclass
class Walk:
    """One person’s way through a job, counted step by step. Names are those that the page shows, or their beginning."""

    browser: Browser
    home: str
    login: str
    slow: bool = False
    scripts: bool = True
    taps: int = 0
    typed: int = 0
    pages: list[Page] = field(default_factory=list)
    loaded: int = 0

    def __post_init__(self) -> None:
        self.context = self.new_context()
        self.page = self.new_page()
        self.page.goto(f"{self.home}/sign-in")
        self.page.locator("[name=login]").fill(self.login if "@" in self.login else f"{self.login}@{DOMAIN}")
        self.page.locator("[name=password]").fill(PASSWORD)
        self.go(lambda: self.page.locator("main").get_by_role("button", name="Sign in", exact=True).click())
        self.first, self.pages, self.began = self.pages[0], [], time.monotonic()

    def new_context(self, state=None):
        context = self.browser.new_context(
            viewport=PHONE, java_script_enabled=self.scripts, locale="en-GB", storage_state=state, device_scale_factor=2
        )
        context.set_default_timeout(STEP)
        return context

    def new_page(self):
        page = self.context.new_page()
        network = self.context.new_cdp_session(page)
        network.send("Network.enable")
        network.on("Network.loadingFinished", self.count_bytes)
        if self.slow:
            network.send("Network.emulateNetworkConditions", {
                "offline": False, "latency": LATENCY,
                "downloadThroughput": BYTES_A_SECOND, "uploadThroughput": BYTES_A_SECOND,
            })  # fmt: skip
        return page

    def count_bytes(self, event) -> None:
        self.loaded += int(event["encodedDataLength"])

    def go(self, act: Callable[[], object]) -> None:
        """Do what leads to another page, and count that page."""
        self.loaded = 0
        with self.page.expect_navigation(wait_until="load"):
            act()
        self.page.wait_for_timeout(50)  # the last of the bytes are told after the page is there
        seen = self.page.evaluate(_READ)
        title = self.page.locator("h1").inner_text()
        self.pages.append(Page(title, seen["words"], seen["withFolds"], seen["height"] / PHONE["height"], self.loaded))

    def follow(self, link: str) -> None:
        """Tap a link in the main part."""
        self._tap_to("link", link)

    def press(self, button: str) -> None:
        """Tap a button in the main part."""
        self._tap_to("button", button)

    def _tap_to(self, role, name: str) -> None:
        self.taps += 1
        found = self.page.get_by_role("main").get_by_role(role, name=re.compile(rf"^\s*{re.escape(name)}"))
        self.go(found.first.click)

    def choose_in_menu(self, link: str) -> None:
        """Unfold the menu, and the group in it that holds the link if that is folded; tap the link."""
        menu = self.page.get_by_role("navigation", name="Main")
        self.unfold(self.page.locator("summary", has_text="Menu").first)
        found = menu.locator("a", has_text=re.compile(rf"^\s*{re.escape(link)}")).first
        if not found.is_visible():
            self.unfold(menu.locator("details", has=found).locator("summary").first)
        self.taps += 1
        self.go(found.click)

    def unfold(self, summary) -> None:
        self.taps += 1
        summary.click()

    def answer_all(self, *choices: str) -> None:
        """Choose an answer to each question that has tiles or circles, one choice after another."""
        for number, group in enumerate(self.page.get_by_role("main").locator("fieldset:has([type=radio])").all()):
            self.tap(group.get_by_role("radio", name=re.compile(rf"^\s*{choices[number % len(choices)]}")).first)

    def choose(self, question: str, choice: str) -> None:
        group = self.page.get_by_role("main").get_by_role("group", name=question).first
        self.tap(group.get_by_role("radio", name=re.compile(rf"^\s*{re.escape(choice)}")).first)

    def tick(self, label: str) -> None:
        self.tap(self.page.get_by_role("main").get_by_label(label).first)

    def tick_all(self) -> None:
        """Tick every box there is."""
        for box in self.page.get_by_role("main").get_by_role("checkbox").all():
            self.tap(box)

    def tap(self, box) -> None:
        self.taps += 1
        box.check()

    def attach(self, name: str, path: Path) -> None:
        self.taps += 1
        self.page.locator(f"main [type=file][name={name}]").set_input_files(path)

    def write(self, name: str, text: str) -> None:
        """Tap into the text box with this name in the form, and type."""
        self.typed += 1
        self.page.locator(f"main [name='{name}']").fill(text)

    def sees(self, words: str) -> None:
        """Stop unless the page says so: a walk that ended elsewhere measured nothing."""
        text = " ".join(self.page.get_by_role("main").inner_text().split())
        if words not in text:
            raise Lost(f"it does not say “{words}”:\n{text}")

    def cold_and_warm(self, path: str) -> tuple[int, int]:
        """Return the bytes of a page with nothing in the cache, and of the same page again."""
        signed_in, found = self.context.storage_state(), []
        self.context.close()
        self.context = self.new_context(signed_in)
        self.page = self.new_page()
        for _ in range(2):
            self.loaded = 0
            answer = self.page.goto(self.home + path, wait_until="networkidle")
            if answer is None or answer.status != 200:
                raise Lost(f"{path} does not answer")
            found.append(self.loaded)
        return found[0], found[1]


def sign_consent(walk: Walk) -> None:
    walk.follow("Answer for")
    walk.follow("To the questions")
    walk.answer_all("Yes", "No")
    walk.press("Check your answers")
    walk.tick("I have parental responsibility")
    walk.write("signed_name", "Astrid Sørensen")
    walk.press("Sign for")
    walk.sees("Signed for")


def change_no_to_yes(walk: Walk) -> None:
    walk.follow("Millie")
    walk.follow("First name")
    walk.tick("I have parental responsibility")
    walk.write("signed_name", "James Thompson")
    walk.press("Say yes and sign")
    walk.sees("Signed for")


def withdraw(walk: Walk) -> None:
    walk.follow("Seán")
    walk.follow("Displays")
    walk.press("Withdraw my yes")
    walk.sees("Withdrawn for")


def sign_rules(walk: Walk) -> None:
    walk.follow("Read and sign: Our rules")
    walk.tick_all()
    walk.write("signed_name", "Luke Marsh")
    walk.press("Sign this")
    walk.sees("Signed:")


def raise_concern(walk: Walk) -> None:
    walk.choose_in_menu("Raise a concern")
    walk.press("A picture of ours was shared")
    walk.press("Nobody, or not sure")
    walk.write("what_happened", "Somebody sent on our picnic picture in a chat of another school.")
    walk.write("noticed_on", "yesterday")
    walk.attach("evidence", PICTURE)
    walk.press("Go on")
    walk.choose("How shall we answer?", "Here, on my page")
    walk.press("Check it")
    walk.press("Send it")
    walk.sees("We have your concern")


def read_news(walk: Walk) -> None:
    walk.follow("What you told us is closed")
    walk.sees("You were right to tell us.")


def remind_everybody(walk: Walk) -> None:
    walk.follow("Remind")
    walk.press("Send")
    walk.sees("Who was reminded")


def photo_list(walk: Walk) -> None:
    walk.sees("Who may be photographed now")
    walk.sees("Open this page again before you take a picture.")


@dataclass(frozen=True)
class Job:
    """A job, who does it, and its numbers: those of issue 13 as the goal and as they were before."""

    walk: Callable[[Walk], None]
    login: str
    goal: dict[str, float]
    before: dict[str, float]


PARENT = "{}@example.org"
JOBS: dict[str, Job] = {
    job.walk.__name__: job
    for job in (
        Job(sign_consent, PARENT.format("astrid.sorensen"), {"pages": 4, "taps": 14, "words": 400, "longest": 3.2},
            {"pages": 6, "taps": 15, "words": 1285, "screens": 13}),
        Job(change_no_to_yes, PARENT.format("james.thompson"), {"pages": 3, "words": 150}, {"pages": 6, "words": 1550}),
        Job(withdraw, PARENT.format("tomas.nunez"), {"pages": 3, "words": 150}, {"pages": 4, "words": 380}),
        Job(sign_rules, PARENT.format("luke.marsh"), {"pages": 2, "words": 220}, {"pages": 4, "words": 523}),
        Job(raise_concern, PARENT.format("hannah.bennett"), {"pages": 6, "taps": 10, "words": 380},
            {"words": 321, "longest": 4.3}),
        Job(read_news, PARENT.format("siobhan.oconnor"), {"taps": 1}, {"taps": 4}),
        Job(remind_everybody, "manager", {"pages": 2}, {"pages": 4}),
        Job(photo_list, "aoife", {"taps": 0}, {"taps": 6}),
    )
}  # fmt: skip
# Bytes that count: what, who, path, goals of cold and warm in KB, and how it was.
WEIGHTS = (
    ("first_page", PARENT.format("astrid.sorensen"), "/", 42, 66),
    ("managers_first_page", "manager", "/", 42),
    ("register", "manager", "/consents/", 52, 187),
)
WARM_GOAL, WARM_BEFORE = 5, 118


def line(name: str, value: float, unit: str, goal: float | None = None, before: float | None = None) -> None:
    shown = f"{value:.1f}" if isinstance(value, float) else str(value)
    beside = [f"{'OVER ' if value > goal else ''}goal {goal}"] if goal is not None else []
    beside += [f"before {before}"] if before is not None else []
    print(f"journeys.{name} {shown} {unit}", *[f"({', '.join(beside)})"] * bool(beside), flush=True)


def measure(job: Job, walk: Walk, *, each_page: bool) -> None:
    """Walk a job and print what it cost, or where it ended."""
    try:
        job.walk(walk)
    except (Error, Lost) as problem:
        print(f"journeys: {job.walk.__name__} ended at {walk.page.url}: {problem}", file=sys.stderr)
        return
    finally:
        walk.context.close()
    seconds, name = time.monotonic() - walk.began, job.walk.__name__
    found = {
        "pages": (len(walk.pages), "pages"),
        "taps": (walk.taps, "taps"),
        "typed": (walk.typed, "boxes"),
        "words": (sum(page.words for page in walk.pages), "words"),
        "words_and_folds": (sum(page.words_and_folds for page in walk.pages), "words"),
        "screens": (sum(page.screens for page in walk.pages), "screens"),
        "longest": (max((page.screens for page in walk.pages), default=0.0), "screens"),
        "heaviest": (max((page.size for page in walk.pages), default=0) / 1000, "KB"),
        "first_page_words": (walk.first.words, "words"),
    }
    for what, (value, unit) in found.items():
        line(f"{name}.{what}", value, unit, job.goal.get(what), job.before.get(what))
    if walk.slow:
        line(f"{name}.time", seconds, "s")
    for page in [walk.first, *walk.pages] if each_page else []:
        print(f"    {page.words:4} words {page.screens:4.1f} screens {page.size / 1000:6.1f} KB  {page.title}")


def weigh(new_walk: Callable[[str], Walk]) -> None:
    """Print the KB of the pages that are opened with nothing in the cache, and opened again."""
    for name, login, path, goal, *before in WEIGHTS:
        walk = new_walk(login)
        cold, warm = walk.cold_and_warm(path)
        walk.context.close()
        line(f"{name}.cold", cold / 1000, "KB", goal, *before)
        line(f"{name}.warm", warm / 1000, "KB", WARM_GOAL, WARM_BEFORE)


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description="What the main jobs cost people, walked in Chromium on a phone.")
    parser.add_argument("job", nargs="*", help=f"weights, or some of: {', '.join(JOBS)}; otherwise all")
    parser.add_argument("--pages", action="store_true", help="print each page as well")
    parser.add_argument("--slow", action="store_true", help=f"a network of {LATENCY} ms")
    parser.add_argument("--no-script", action="store_true", help="with JavaScript off")
    parser.add_argument("--chromium", default=shutil.which("chromium"), help="the program, if it is elsewhere")
    wanted = parser.parse_args(arguments)
    names = wanted.job or [*JOBS, "weights"]
    if unknown := set(names) - {*JOBS, "weights"}:
        parser.error(f"there is no job {', '.join(sorted(unknown))}")
    if not wanted.chromium:
        print("journeys: no Chromium here; install the package chromium, or name one with --chromium", file=sys.stderr)
        return
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        portal = RunningPortal(Path(folder) / "portal", command="demo").start()
        try:
            browser = playwright.chromium.launch(
                executable_path=wanted.chromium, args=["--no-sandbox", "--disable-dev-shm-usage"]
            )

            def new_walk(login: str) -> Walk:
                return Walk(browser, portal.url, login, slow=wanted.slow, scripts=not wanted.no_script)

            for name in names:
                if name == "weights":
                    weigh(new_walk)
                else:
                    measure(JOBS[name], new_walk(JOBS[name].login), each_page=wanted.pages)
            browser.close()
        finally:
            portal.stop()


if __name__ == "__main__":
    main(sys.argv[1:])
