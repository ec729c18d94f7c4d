# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The pages of a report in a real browser: narrow and wide, light and dark, on paper, and without JavaScript."""

from __future__ import annotations

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe

from ansible_collections.vb365.backup.plugins.plugin_utils._report.html import page, pages
from tests.browser.conftest import Open, Shown
from tests.unit.plugin_utils.report.samples import (
    ARABIC,
    HOSTILE,
    JAPANESE,
    OTHER_SERVER,
    SERVER,
    applied,
    change,
    created,
    fleet,
    job,
    report_of,
    tenant,
)

WIDTHS = [360, 375, 900, 1440, 1600]
SCHEMES = ["light", "dark"]
LONG = "All members of the association and its affiliated cooperatives, mailboxes and archives, every night " * 2


def crowd(number: int = 300) -> list[dict[str, Any]]:
    """Tenants that all have something to say, with names that are long, foreign or hostile."""
    titles = [ARABIC, JAPANESE, HOSTILE, LONG, "x" * 120, "Board"]
    return [
        tenant(
            f"{HOSTILE}{one}" if one % 50 == 0 else f"tenant{one:03d}",
            created(titles[one % 6], [f"user{user}@{'long-' * 12}name.example" for user in range(14)]),
            job(titles[(one + 1) % 6], change("repository", LONG, "Disk"), change("description", HOSTILE, LONG)),
            organization=titles[(one + 2) % 6],
        )
        for one in range(number)
    ]


REPORTS = {
    "fleet": report_of(fleet()),
    "crowd": report_of(crowd(8), servers=[SERVER, OTHER_SERVER]),
    "applied": report_of(applied()),
    "nothing": report_of([]),
}
PAGES = {
    **{name: page(report) for name, report in REPORTS.items()},
    "customer": pages(report_of(crowd(2)))["tenant-tenant001.html"],
}


def check_access(shown: Shown) -> None:
    """WCAG 2.2 AA, as far as axe-core finds out, with all blocks open."""
    shown.open_all()
    tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
    found = Axe().run(shown.page, options={"runOnly": tags, "resultTypes": ["violations"]})
    assert [(row["id"], row["nodes"][0]["html"]) for row in found.response["violations"]] == []


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("name", PAGES)
def test_no_width_cuts_the_page(show: Open, name: str, scheme: str) -> None:
    shown = show(PAGES[name], color_scheme=scheme)
    shown.open_all()
    wider = {}
    for width in WIDTHS:
        shown.page.set_viewport_size({"width": width, "height": 900})
        wider[width] = shown.overflow()
        shown.keep(f"{name}-{width}-{scheme}")
    assert wider == dict.fromkeys(WIDTHS, 0)
    assert shown.loud == []


@pytest.mark.parametrize("width", [375, 1440])
@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("name", PAGES)
def test_everybody_can_read_it(show: Open, name: str, scheme: str, width: int) -> None:
    check_access(show(PAGES[name], width, color_scheme=scheme))


def test_300_tenants_with_hostile_names(show: Open) -> None:
    shown = show(page(report_of(crowd())), 375)
    assert shown.page.locator("details.t").count() == 300
    shown.open_all()
    assert shown.overflow() == 0
    assert shown.page.locator("script").count() == 1
    assert shown.loud == []
    shown.keep("300")


def test_what_is_open_at_first(show: Open) -> None:
    shown = show(PAGES["fleet"])
    opened = shown.page.locator("details.t[open]").evaluate_all("all => all.map(one => one.id)")
    assert sorted(opened) == [
        "tenant-almithal",
        "tenant-foods",
        "tenant-mock",
        "tenant-ost",
        "tenant-shoji",
        "tenant-sued",
    ]
    assert "'Board' differs in 4 settings." in shown.page.locator("#tenant-dental .lead").inner_text()


def test_filter(show: Open) -> None:
    shown = show(PAGES["fleet"])
    tenants = shown.page.locator("details.t:visible")
    assert tenants.count() == 8
    shown.page.fill("#q", "BOARD starts")
    assert tenants.evaluate_all("all => all.map(one => one.id)") == ["tenant-dental"]
    assert shown.page.locator("#hits").inner_text() == "1 of 8 tenants"
    assert shown.page.locator(".side li:visible").count() == 1
    shown.page.fill("#q", "no such tenant")
    assert shown.page.locator("#none").is_visible()
    shown.page.fill("#q", "")
    for lane in ("warning", "unchecked", "info"):
        shown.page.uncheck(f"input[value={lane}]")
    assert tenants.count() == 3
    assert shown.page.locator("article:visible").count() == shown.page.locator("article.critical").count() == 5
    assert shown.loud == []


def test_an_address_opens_its_block(show: Open) -> None:
    shown = show(PAGES["fleet"])
    block = shown.page.locator("#tenant-dental")
    assert block.get_attribute("open") is None
    shown.page.click(".side a[href='#tenant-dental']")
    shown.page.wait_for_selector("#tenant-dental[open]")
    assert block.locator("table").first.is_visible()


def test_open_and_close_all(show: Open) -> None:
    shown = show(PAGES["fleet"])
    shown.page.click("#fold")
    assert shown.page.locator("details.t[open]").count() == 8
    shown.page.click("#fold")
    assert shown.page.locator("details.t[open]").count() == 0


def test_without_javascript(show: Open) -> None:
    shown = show(PAGES["fleet"], java_script_enabled=False)
    assert not shown.page.locator("#filter").is_visible()
    assert not shown.page.locator("#tenant-dental table").first.is_visible()
    shown.page.click("#tenant-dental > summary")
    assert shown.page.locator("#tenant-dental table").first.is_visible()
    assert shown.loud == []


@pytest.mark.parametrize("name", ["fleet", "crowd"])
def test_paper_shows_every_finding(show: Open, name: str) -> None:
    shown = show(PAGES[name], 800, java_script_enabled=False)
    shown.page.emulate_media(media="print")
    assert shown.page.locator("article .said:visible").count() == shown.page.locator("article .said").count() > 8
    assert shown.page.locator(".people li:visible").count() == shown.page.locator(".people li").count() > 14
    assert shown.page.locator("form:visible, .side:visible").count() == 0
    shown.page.pdf(path=f"tests/output/browser/{name}.pdf")


def test_arabic_does_not_turn_the_sentence_around(show: Open) -> None:
    shown = show(page(report_of([tenant("a", job(ARABIC, change("schedule.daily_time", "05:00:00", "22:00:00")))])))
    sentence = shown.page.locator("article .said")
    name = sentence.locator("bdi").bounding_box()
    whole = sentence.bounding_box()
    assert name is not None
    assert whole is not None
    assert name["x"] - whole["x"] < 20
    assert sentence.inner_text() == f"'{ARABIC}' starts at 05:00, should be 22:00."
