# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A real Chromium, without a window and without a network, and pages of reports in files."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
OUTPUT = Path("tests/output/browser")

Open = Callable[..., "Shown"]


class Shown:
    """A page in a tab. ``loud`` is what no report does: requests for anything else, dialogs, messages of errors."""

    def __init__(self, page: Page, path: Path) -> None:
        self.page, self.loud = page, list[str]()
        page.on("request", lambda request: self._asked(request.url, path.as_uri()))
        page.on("dialog", lambda dialog: (self.loud.append(dialog.message), dialog.dismiss()))
        page.on("pageerror", lambda error: self.loud.append(str(error)))
        page.on("console", lambda message: self.loud.append(message.text))
        page.goto(path.as_uri())

    def _asked(self, url: str, own: str) -> None:
        if url.partition("#")[0] != own:
            self.loud.append(url)

    def overflow(self) -> int:
        """By how many pixels the page is wider than the window."""
        width = self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        return int(width)

    def open_all(self) -> None:
        """All blocks are open."""
        self.page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true; })")

    def keep(self, name: str) -> None:
        """A screenshot, as output of the tests."""
        self.page.screenshot(path=OUTPUT / f"{name}.png")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if not CHROMIUM:
        pytest.skip("no Chromium is here (Debian: apt install chromium)")
    OUTPUT.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        yield chromium
        chromium.close()


@pytest.fixture
def show(browser: Browser, tmp_path: Path) -> Iterator[Open]:
    """show(text, width=…, color_scheme=…, …) opens a page in a window of this width."""
    contexts = []

    def shown(text: str, width: int = 1440, **options: Any) -> Shown:
        path = tmp_path / "report.html"
        path.write_text(text, encoding="utf-8")
        context = browser.new_context(viewport={"width": width, "height": 900}, **options)
        context.set_default_timeout(20_000)
        contexts.append(context)
        return Shown(context.new_page(), path)

    yield shown
    for context in contexts:
        context.close()
