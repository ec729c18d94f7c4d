# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Listings of several pages, while somebody adds and removes rows between two of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pytest

from ansible_collections.vb365.backup.plugins.module_utils._errors import NotUsable
from ansible_collections.vb365.backup.plugins.module_utils._rest import paging as _paging
from ansible_collections.vb365.backup.plugins.module_utils._rest.paging import all_rows

Edit = Callable[[list[str]], None]


class Collection:
    """Rows of these ids in pages of ``cap`` rows. ``edits``: by the number of a request, what somebody does before."""

    def __init__(self, ids: Sequence[str], cap: int, edits: Mapping[int, Edit] | None = None) -> None:
        self.ids, self.cap, self.edits = list(ids), cap, edits or {}
        self.offsets: list[int] = []

    def read(self, offset: int) -> dict[str, Any]:
        self.edits.get(len(self.offsets), lambda ids: None)(self.ids)
        self.offsets.append(offset)
        end = offset + self.cap
        links = {"next": {}} if end < len(self.ids) else {}
        return {"limit": 10_000, "results": [{"id": one} for one in self.ids[offset:end]], "_links": links}


def ids(collection: Collection) -> list[str]:
    return [row["id"] for row in all_rows("/Jobs", collection.read)]


def gone(*names: str) -> Edit:
    return lambda ids: ids.__setitem__(slice(None), [one for one in ids if one not in names])


def added(*names: str, at: int = 0) -> Edit:
    return lambda ids: ids.__setitem__(slice(at, at), names)


@pytest.mark.parametrize(("cap", "requests"), [(9, 1), (4, 1), (3, 2), (2, 3), (1, 8)])
def test_all_rows_once(cap: int, requests: int) -> None:
    collection = Collection("ABCD", cap)
    assert ids(collection) == [*"ABCD"]
    assert len(collection.offsets) == requests


@pytest.mark.parametrize("cap", [1, 2, 3])
@pytest.mark.parametrize("before", [1, 2, 3])
@pytest.mark.parametrize("names", ["A", "B", "AB", "ABC"])
def test_row_that_moves_to_a_page_that_was_read_is_not_lost(cap: int, before: int, names: str) -> None:
    collection = Collection("ABCDEFG", cap, {before: gone(*names)})
    assert set("DEFG") <= set(ids(collection))


@pytest.mark.parametrize("cap", [1, 2, 3])
def test_row_that_moves_to_a_later_page_is_there_once(cap: int) -> None:
    collection = Collection("ABCD", cap, {1: added("X")})
    found = ids(collection)
    assert set("ABCD") <= set(found)
    assert len(found) == len(set(found))


def test_row_that_is_added_costs_no_request() -> None:
    collection = Collection("ABCDE", 3, {1: added("X")})
    ids(collection)
    assert collection.offsets == [0, 2, 4]


def test_full_page_may_be_the_last_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_paging, "PAGE", 2)
    collection = Collection("AB", 2)
    assert ids(collection) == ["A", "B"]
    assert collection.offsets == [0, 1]


def test_rows_without_an_id_are_all_there() -> None:
    rows = [{"login": "a"}, {"login": "b"}, {"login": "c"}]
    links = {"next": {}}
    read = {0: {"results": rows[:2], "_links": links}, 1: {"results": rows[1:]}}
    assert all_rows("/Members", read.__getitem__) == rows


def test_id_is_compared_without_regard_to_case() -> None:
    pages = {0: {"results": [{"id": "a"}, {"id": "b"}], "_links": {"next": {}}}, 1: {"results": [{"id": "B"}]}}
    assert len(all_rows("/Jobs", pages.__getitem__)) == 2


def test_page_that_repeats_is_noticed() -> None:
    page = {"results": [{"id": "a"}, {"id": "b"}], "_links": {"next": {}}}
    with pytest.raises(NotUsable, match=r"^GET /Jobs: the listing cannot be read: the server sends the same rows"):
        all_rows("/Jobs", lambda offset: page)


def test_listing_without_end_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_paging, "MOST_ROWS", 100)
    with pytest.raises(NotUsable, match="has more pages after 100 rows"):
        all_rows("/Jobs", lambda n: {"results": [{"id": str(n)}, {"id": str(n + 1)}], "_links": {"next": {}}})


def test_rows_that_never_rest_are_an_error() -> None:
    edits = {number: gone(one) for number, one in enumerate("ABCDEFGHIJKLMNOPQRST") if number}
    with pytest.raises(NotUsable, match="rows moved between its pages in each of 5 readings"):
        ids(Collection("ABCDEFGHIJKLMNOPQRSTUVWXYZ", 13, edits))


@pytest.mark.parametrize("link", [None, "", {"href": None}, {"href": ""}])
def test_an_empty_link_is_no_next_page(link: Any) -> None:
    page = {"results": [{"id": "a"}], "_links": {"next": link}}
    assert all_rows("/Jobs", {0: page}.__getitem__) == [{"id": "a"}]
