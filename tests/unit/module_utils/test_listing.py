# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""When a listing serves its remembered rows, and when it requests them again."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.vb365.backup.plugins.module_utils._server import listing as _listing
from ansible_collections.vb365.backup.plugins.module_utils._server.listing import JobListing, Listing
from ansible_collections.vb365.backup.plugins.module_utils._server.rows import Resource

A, B = {"id": "a", "name": "Twin"}, {"id": "b", "name": "twin", "mail": "b@contoso.com"}


class Collection:
    """The rows on the server, and the count of their readings."""

    def __init__(self, *rows: Resource) -> None:
        self.rows = [*rows]
        self.readings = 0
        self.failure: Exception | None = None

    def read(self) -> list[Resource]:
        if self.failure:
            raise self.failure
        self.readings += 1
        return [*self.rows]


@pytest.mark.parametrize("kind", [Listing, JobListing])
def test_rows_are_read_once(kind: type[Listing]) -> None:
    collection = Collection(A, B)
    listing = kind(collection.read)
    assert not listing.is_current
    assert listing.rows() == listing.rows() == [A, B]
    assert listing.is_current
    assert listing.find("TWIN", "name") == [A, B]
    assert collection.readings == 1


@pytest.mark.parametrize("rows", [[], [A]])
def test_find_refreshes_once(rows: list[Any]) -> None:
    collection = Collection(*rows)
    listing = Listing(collection.read)
    assert listing.find("b", "id") == []
    assert collection.readings == 1
    collection.rows.append(B)
    assert listing.find("b", "id") == [B]
    assert collection.readings == 2
    assert listing.find("c", "id", "mail") == []
    assert collection.readings == 3


def test_find_takes_the_first_key_with_rows() -> None:
    listing = Listing(Collection(A, B).read)
    assert listing.find("b@contoso.com", "name", "mail") == [B]
    assert listing.find("b", "id", "name") == [B]


def test_asker_gets_one_refresh() -> None:
    collection = Collection(A)
    listing = Listing(collection.read)
    first, second = object(), object()
    for number, asker in enumerate((first, first, second, second)):
        assert listing.find("c", "id", asker=asker) == []
        assert collection.readings == number // 2 + 1


def test_rows_that_somebody_else_read_are_remembered() -> None:
    collection = Collection(B)
    listing = Listing(collection.read)
    listing.remember([A])
    assert listing.rows() == [A]
    assert collection.readings == 0
    assert listing.find("b", "id") == [B]


def test_failed_refresh_leaves_the_rows() -> None:
    collection = Collection(A)
    listing = Listing(collection.read)
    listing.rows()
    collection.failure = KeyError()
    with pytest.raises(KeyError):
        listing.find("b", "id")
    assert listing.rows() == [A]


def test_jobs_are_current_for_some_seconds(monkeypatch: pytest.MonkeyPatch) -> None:
    collection = Collection(A)
    listing = JobListing(collection.read)
    asker = object()
    listing.rows(asker)
    monkeypatch.setattr(_listing, "JOBS_LIFE", 0)
    assert listing.rows(asker) == [A]
    assert collection.readings == 1
    listing.rows(object())
    assert collection.readings == 2


def test_jobs_are_out_of_date_until_the_written_job_is_noted() -> None:
    collection = Collection(A, B)
    listing = JobListing(collection.read)
    asker = object()
    listing.rows(asker)
    listing.unsettle()
    listing.note("A", {"id": "a", "name": "New"})
    assert listing.rows(asker) == [B, {"id": "a", "name": "New"}]
    listing.note("b", None)
    assert listing.rows(asker) == [{"id": "a", "name": "New"}]
    assert collection.readings == 1
    listing.unsettle()
    assert listing.rows(asker) == listing.rows() == [A, B]
    assert collection.readings == 2


def test_note_does_not_make_a_listing() -> None:
    collection = Collection(A, B)
    listing = JobListing(collection.read)
    listing.note("a", A)
    assert listing.rows() == [A, B]
