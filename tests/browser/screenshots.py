"""Makes the README's two pictures from the example setting: ``python -m tests.browser.screenshots``."""

import re
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.conftest import PHONE
from tests.browser.portal import ROOT, RunningPortal
from tests.conftest import CHROMIUMS

IMAGES = ROOT / "docs" / "images"
HEIGHT = 800
_MANAGER = re.compile(r"^  (\S+@\S+)\s.*, manager$", re.MULTILINE)
_PARENT = re.compile(r"^  (\S+@\S+)\s.*, parent$", re.MULTILINE)
_PASSWORD = re.compile(r"Sign in with the password “(.+)”")


def main() -> int:
    """Start the example setting on a database of its own, and picture both first pages."""
    path = next((path for path in CHROMIUMS if Path(path).exists()), "")
    if not path:
        print("No Chromium here; install the package chromium.")
        return 1
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-dev-shm-usage"])
        portal = RunningPortal(Path(folder), command="demo").start()
        try:
            _picture(browser, portal, _MANAGER, "manager.png", width=1280)
            _picture(browser, portal, _PARENT, "parent.png", width=PHONE["width"])
        finally:
            portal.stop()
            browser.close()
    return 0


def _picture(browser: Browser, portal: RunningPortal, who: re.Pattern[str], name: str, *, width: int) -> None:
    page = browser.new_page(viewport={"width": width, "height": HEIGHT}, locale="en-GB", reduced_motion="reduce")
    _sign_in(page, portal, who)
    IMAGES.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=IMAGES / name)
    page.close()


def _sign_in(page: Page, portal: RunningPortal, who: re.Pattern[str]) -> None:
    """Sign in as the last person of this kind whom the terminal names: the parent with most left to do."""
    login, password = who.findall(portal.printed)[-1], _PASSWORD.findall(portal.printed)[0]
    page.goto(f"{portal.url}/sign-in")
    page.fill("[name=login]", login)
    page.fill("[name=password]", password)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(f"{portal.url}/")
    page.evaluate("document.fonts.ready")


if __name__ == "__main__":
    sys.exit(main())
