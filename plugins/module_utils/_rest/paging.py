# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A listing of several pages, read while others add and remove rows: no row is missing or occurs twice."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Callable

from ansible_collections.vb365.backup.plugins.module_utils._errors import NotUsable

PAGE = 10_000
"""The rows of one page: the most that the API allows."""
READINGS = 5
"""How often a listing is read at most, until its pages fit together. Also how many pages in a row may bring no new row:
one or two do if rows are added meanwhile."""
MOST_ROWS = 1_000_000
"""The most rows of a listing: a server that always has another page must not run a task forever."""

Row = dict[str, Any]


def all_rows(path: str, read: Callable[[int], Mapping[str, Any]]) -> list[Row]:
    """The rows of the collection ``path``; ``read`` requests the page at an offset.

    The API has no snapshot of a listing. If a row of an earlier page is deleted, a row of the next page moves to the
    earlier page. So each page begins with the last row of the page before it. If that row is missing, or if pages of
    one row cannot overlap, the listing is read again, until its pages overlap or two readings agree. Raises NotUsable.
    """
    before = None
    for _reading in range(READINGS):
        rows, is_whole = _reading_of(path, read)
        if is_whole or rows.keys() == before:
            return list(rows.values())
        before = rows.keys()
    raise _odd(path, f"rows moved between its pages in each of {READINGS} readings; run the task again")


def _reading_of(path: str, read: Callable[[int], Mapping[str, Any]]) -> tuple[dict[str, Row], bool]:
    """The rows by their ids, and whether each page begins with a row of the pages before it."""
    rows: dict[str, Row] = {}
    offset, is_whole, repeats = 0, True, 0
    while True:
        page = read(offset)
        found = {_key(row): row for row in page["results"]}
        is_whole = is_whole and (not offset or next(iter(found), None) in rows)
        repeats = repeats + 1 if found.keys() <= rows.keys() else 0
        rows.update(found)
        if not _has_more(page):
            return rows, is_whole
        if repeats == READINGS:
            raise _odd(path, "the server sends the same rows again and again")
        if len(rows) > MOST_ROWS:
            raise _odd(path, f"the server has more pages after {MOST_ROWS} rows")
        offset += max(len(page["results"]) - 1, 1)


def _has_more(page: Mapping[str, Any]) -> bool:
    """Whether another page follows. A short page is the last one unless it has a link: some servers limit pages
    further.
    """
    count = len(page["results"])
    is_full = count >= min(PAGE, page.get("limit") or PAGE)
    link = (page.get("_links") or {}).get("next")
    return count > 0 and (is_full or link not in (None, "", {"href": None}, {"href": ""}))


def _key(row: Row) -> str:
    return str(row["id"]).lower() if row.get("id") else json.dumps(row, sort_keys=True)


def _odd(path: str, what: str) -> NotUsable:
    return NotUsable(f"GET {path}: the listing cannot be read: {what}", method="GET", path=path)
