# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Names and ids, with a client that returns given listings."""

from __future__ import annotations

import os
import sys
import time
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

import pytest

from ansible_collections.vb365.backup.plugins.module_utils._errors import OptionError
from ansible_collections.vb365.backup.plugins.module_utils._model.name import folded, is_uuid, listed
from ansible_collections.vb365.backup.plugins.module_utils._rest.client import Client
from ansible_collections.vb365.backup.plugins.module_utils._rest.run_folder import RunFolder
from ansible_collections.vb365.backup.plugins.module_utils._server.directory import Directory
from ansible_collections.vb365.backup.plugins.module_utils._server.listing import SHARED_LIFE
from ansible_collections.vb365.backup.plugins.module_utils._server.rows import Rows, named

CONTOSO, FABRIKAM, TWIN_A, TWIN_B = (f"{number}a1b9d0e-58a4-4d4e-9d7e-0d8d3c1f7a1c" for number in range(4))
ORGANIZATIONS = [
    {"id": CONTOSO, "name": "contoso.onmicrosoft.com", "officeName": "Contoso"},
    {"id": FABRIKAM, "name": "fabrikam.onmicrosoft.com", "officeName": None},
]
REPOSITORIES = [
    {"id": CONTOSO, "name": "Primary"},
    {"id": TWIN_A, "name": "Twin"},
    {"id": TWIN_B, "name": "TWIN"},
    {"id": FABRIKAM, "name": None},
]
COMPOSED, DECOMPOSED = "Café", "Cafe\u0301"


class Listings:
    """Used in place of a client: returns given rows and counts the requests."""

    def __init__(self, folder: Path | None = None) -> None:
        self.run_folder = RunFolder(folder and str(folder))
        self.rows: dict[str, list[dict[str, Any]]] = {
            "/Organizations": [*ORGANIZATIONS],
            "/BackupRepositories": [*REPOSITORIES],
        }
        self.memory: dict[type, Any] = {}
        self.asked: list[str] = []

    def get_all(self, path: str) -> list[dict[str, Any]]:
        self.asked.append(path)
        return [*self.rows[path]]

    def directory(self) -> Directory:
        return Directory(cast(Client, self))


@pytest.mark.parametrize(
    "text", ["contoso.onmicrosoft.com", "CONTOSO.onmicrosoft.com", "Contoso", "contoso", CONTOSO, CONTOSO.upper()]
)
def test_an_organization_is_known_by_name_office_name_and_id(text: str) -> None:
    assert Listings().directory().organization(text) == ORGANIZATIONS[0]


def test_a_name_counts_before_an_office_name() -> None:
    client = Listings()
    client.rows["/Organizations"].append({"id": TWIN_A, "name": "Contoso", "officeName": "x"})
    assert client.directory().organization("contoso")["id"] == TWIN_A


@pytest.mark.parametrize("text", ["Primary", "PRIMARY", CONTOSO, CONTOSO.upper()])
def test_a_repository_is_known_by_name_and_id(text: str) -> None:
    assert Listings().directory().repository(text) == REPOSITORIES[0]


def test_a_name_that_several_have_lists_their_ids() -> None:
    with pytest.raises(OptionError) as caught:
        Listings().directory().repository("twin")
    assert caught.value.message == (
        f"repository: 'twin': 2 have this name, expected an id: Twin ({TWIN_A}), TWIN ({TWIN_B})"
    )


@pytest.mark.parametrize(("text", "identity"), [("Twin", TWIN_A), ("TWIN", TWIN_B)])
def test_exact_name_counts_before_one_in_another_case(text: str, identity: str) -> None:
    assert Listings().directory().repository(text)["id"] == identity


def test_each_of_several_with_one_name_is_known_by_id() -> None:
    assert Listings().directory().repository(TWIN_B)["name"] == "TWIN"


def test_a_name_that_nobody_has_lists_those_that_are_like_it() -> None:
    with pytest.raises(OptionError) as caught:
        Listings().directory().organization("contosso.onmicrosoft.com")
    assert caught.value.message == (
        "organization: 'contosso.onmicrosoft.com': no organization has this name; "
        "expected one of the 2 on the server, such as contoso.onmicrosoft.com, fabrikam.onmicrosoft.com"
    )


@pytest.mark.parametrize("text", ["nothing like it", TWIN_A])
def test_a_name_or_id_that_is_like_none_lists_the_first_ones(text: str) -> None:
    client = Listings()
    client.rows["/BackupRepositories"] = [{"id": str(number), "name": f"R{number:02d}"} for number in range(30)]
    with pytest.raises(OptionError) as caught:
        client.directory().repository(text)
    assert caught.value.message.startswith(f"repository: {text!r}: ")
    assert caught.value.message.endswith(
        "expected one of the 30 on the server, such as " + ", ".join(f"R{n:02d}" for n in range(10))
    )


def test_a_server_that_shows_none_says_so() -> None:
    client = Listings()
    client.rows["/Organizations"] = []
    with pytest.raises(OptionError, match="the server shows none to this account"):
        client.directory().organization("contoso")


@pytest.mark.parametrize("kind", [Directory.organization, Directory.repository])
def test_no_name_is_nobodys(kind: Callable[[Directory, str], Any]) -> None:
    with pytest.raises(OptionError):
        kind(Listings().directory(), "")


def test_an_id_gets_its_name_where_nobody_else_has_it() -> None:
    directory = Listings().directory()
    assert directory.organization_name(CONTOSO.upper()) == "contoso.onmicrosoft.com"
    assert directory.repository_name(CONTOSO) == "Primary"
    assert directory.repository_name(TWIN_A) == TWIN_A
    assert directory.repository_name("unknown") == "unknown"


def test_an_id_without_a_name_stays_an_id() -> None:
    assert Listings().directory().repository_name(FABRIKAM) == FABRIKAM


def test_whatever_is_shown_is_understood() -> None:
    directory = Listings().directory()
    for row in REPOSITORIES:
        assert directory.repository(directory.repository_name(row["id"])) == row


def test_a_listing_is_remembered_with_the_client() -> None:
    client = Listings()
    client.directory().organization("contoso")
    client.directory().organization("fabrikam.onmicrosoft.com")
    client.directory().organization_name(CONTOSO)
    assert client.asked == ["/Organizations"]
    client.directory().repository("Primary")
    assert client.asked == ["/Organizations", "/BackupRepositories"]


def test_another_task_of_the_run_need_not_list_the_organizations(tmp_path: Path) -> None:
    first, second, third = (Listings(tmp_path) for _task in range(3))
    first.directory().organization("Contoso")
    assert second.directory().organization("Contoso")["id"] == CONTOSO
    assert second.asked == []
    second.rows["/Organizations"].append({"id": TWIN_A, "name": "New"})
    assert second.directory().organization("New")["id"] == TWIN_A
    assert second.asked == ["/Organizations"]
    assert third.directory().organization_name(TWIN_A) == "New"
    assert third.asked == []


def test_names_of_organizations_are_shared_for_some_minutes(tmp_path: Path) -> None:
    first, second = (Listings(tmp_path) for _task in range(2))
    first.directory().organization("Contoso")
    (file,) = tmp_path.iterdir()
    before = time.time() - SHARED_LIFE - 1
    os.utime(file, (before, before))
    second.directory().organization("Contoso")
    assert second.asked == ["/Organizations"]


def test_repositories_are_listed_once_a_run_with_all_their_fields(tmp_path: Path) -> None:
    first, second, third = (Listings(tmp_path) for _task in range(3))
    found = first.directory().repository("Primary")
    assert (second.directory().repository("Primary"), second.asked) == (found, [])
    new = {"id": TWIN_A, "name": "New", "isOutOfSync": True}
    third.rows["/BackupRepositories"].append(new)
    assert third.directory().repository("New") == new
    assert third.asked == ["/BackupRepositories"]


def test_what_is_not_in_memory_is_looked_for_once_more() -> None:
    client = Listings()
    directory = client.directory()
    directory.organization("contoso")
    new = {"id": TWIN_A, "name": "new.onmicrosoft.com"}
    client.rows["/Organizations"].append(new)
    assert directory.organization("new.onmicrosoft.com") == new
    assert directory.organization_name(TWIN_A) == "new.onmicrosoft.com"
    assert len(client.asked) == 2
    with pytest.raises(OptionError):
        directory.organization("never.onmicrosoft.com")
    assert len(client.asked) == 3


def test_the_first_look_is_not_repeated() -> None:
    client = Listings()
    with pytest.raises(OptionError):
        client.directory().organization("never")
    assert client.asked == ["/Organizations"]


def test_what_is_an_id() -> None:
    assert is_uuid(CONTOSO)
    assert is_uuid(CONTOSO.upper())
    for text in (
        "",
        "contoso",
        CONTOSO[:-1],
        CONTOSO + "0",
        CONTOSO.replace("-", ""),
        f"{{{CONTOSO}}}",
        f"{CONTOSO}\n",
    ):
        assert not is_uuid(text)


@pytest.mark.parametrize("kind", [list, Rows])
def test_rows_by_name(kind: type[list[dict[str, Any]]]) -> None:
    rows = kind([{"id": "1", "name": "Straße"}, {"id": "2", "name": None}, {"id": "3"}, {"id": "4", "name": "STRASSE"}])
    assert named(rows, "strasse") == [rows[3]]
    assert named(rows, "STRAßE") == [rows[0]]
    assert named(rows, "") == []
    assert named(rows, "None") == []
    assert named(rows, "4", "id") == [rows[3]]


@pytest.mark.parametrize(
    ("text", "found"),
    [(COMPOSED, [0]), (DECOMPOSED, [1]), (COMPOSED.upper(), [2]), (DECOMPOSED.upper(), [2]), ("cAFÉ", [0, 1, 2])],
)
def test_closest_name_counts(text: str, found: list[int]) -> None:
    rows = [{"name": name} for name in (COMPOSED, DECOMPOSED, COMPOSED.upper())]
    assert named(rows, text) == [rows[number] for number in found]


@pytest.mark.parametrize("text", [COMPOSED, DECOMPOSED, COMPOSED.upper(), DECOMPOSED.upper()])
@pytest.mark.parametrize("name", [COMPOSED, DECOMPOSED])
def test_composed_and_decomposed_letters_are_one_name(name: str, text: str) -> None:
    assert named([{"name": name}], text) == [{"name": name}]


def test_slash_at_the_end_counts_but_in_a_url() -> None:
    rows = [{"name": "Sites", "url": "https://c/sites/hr"}]
    assert named(rows, "Sites/") == []
    assert named(rows, "https://C/sites/hr/", "url") == rows


def test_every_letter_is_folded_to_one_letter_in_every_form() -> None:
    for letter in map(chr, {*range(0x20, sys.maxunicode + 1)} - {*range(0xD800, 0xE000)}):
        forms = [unicodedata.normalize(form, letter) for form in ("NFC", "NFD")]
        assert len({*map(folded, forms)}) == 1, hex(ord(letter))
        if letter != "\u0130":  # the only capital letter whose small one has two characters
            assert len(folded(letter)) == len(forms[0]), hex(ord(letter))


def test_rows_in_a_message() -> None:
    rows = [{"id": "1", "name": "a"}, {"id": "2", "displayName": "b"}, {"id": "3", "name": "c", "url": "https://c"}]
    assert listed(rows) == "a (1), b (2), https://c (3)"
