# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What readers need of the documentation site: each page can be reached and found, and needs no other server."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urldefrag

import pytest
from playwright.sync_api import Browser
from sphinx.search.en import SearchEnglish

OUTPUT = Path("tests/output/browser")
WORDS = ("exit code", "dry run", "excluded")


class _Links(HTMLParser):
    """The links of a page, what it loads, and its anchors."""

    def __init__(self, page: Path) -> None:
        super().__init__()
        self.links, self.loads, self.anchors = set[str](), set[str](), set[str]()
        self.feed(page.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.anchors |= {given["id"] or ""} if "id" in given else set()
        target = given.get("href") or given.get("src") or ""
        if tag == "a":
            self.links.add(target)
        elif tag in ("link", "script", "img", "iframe") and target:
            self.loads.add(target)


def _index(site: Path) -> dict[str, dict[str, list[int] | int]]:
    text = (site / "searchindex.js").read_text(encoding="utf-8")
    index: dict[str, dict[str, list[int] | int]] = json.loads(text[text.index("{") : text.rindex("}") + 1])
    return index


def test_every_link_leads_somewhere_and_every_page_is_linked(site: Path) -> None:
    pages = {page: _Links(page) for page in site.rglob("*.html") if not {"_static", "_downloads"} & {*page.parts}}
    reached = set()
    broken = []
    for page, found in pages.items():
        for link in found.links:
            path, anchor = urldefrag(unquote(link))
            target = (page.parent / path).resolve() if path else page
            if re.match(r"\w+:", link) or "_downloads" in path:
                continue
            reached |= {target} - {page}
            if not target.exists() or (anchor and target in pages and anchor not in pages[target].anchors):
                broken.append(f"{page.relative_to(site)}: {link}")
    assert len(pages) > 30
    assert not broken
    assert not {page.relative_to(site).as_posix() for page in pages if page not in reached} - {"search.html"}


def test_pages_load_nothing_from_elsewhere(site: Path) -> None:
    loaded = {load for page in site.rglob("*.html") for load in _Links(page).loads}
    assert loaded
    assert not {load for load in loaded if re.match(r"(\w+:)?//", load)}


@pytest.mark.parametrize("words", WORDS)
def test_search_index_knows_the_words_that_people_search_for(site: Path, words: str) -> None:
    index, stemmer = _index(site), SearchEnglish({})
    for word in words.split():
        assert index["terms"].get(stemmer.stem(word)), word


@pytest.mark.parametrize("words", WORDS)
def test_search_in_a_browser(site: Path, browser: Browser, words: str) -> None:
    page = browser.new_page()
    page.goto(f"{(site / 'search.html').as_uri()}?q={words.replace(' ', '+')}")
    page.wait_for_selector("#search-results ul.search li a", timeout=30_000)
    assert page.locator("#search-results ul.search li").count() > 0
    page.close()


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    "name", ["index", "docs/guides/first_tenant", "collection/backup_job_module", "what_a_run_shows"]
)
def test_page_fits_into_the_window(site: Path, browser: Browser, name: str, scheme: str, width: int) -> None:
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)  # type: ignore[arg-type]
    page = context.new_page()
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.goto((site / f"{name}.html").as_uri())
    background = page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.screenshot(path=OUTPUT / f"site-{name.replace('/', '-')}-{scheme}-{width}.png")
    assert not problems
    assert "ERROR:" not in page.inner_text("body")
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
    assert (sum(map(int, re.findall(r"\d+", background)[:3])) < 384) == (scheme == "dark")
    context.close()
