# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Lists of items with a client that holds them: targets, steps, refusals and what is sent."""

from __future__ import annotations

from typing import Any, cast

import pytest

from ansible_collections.vb365.backup.plugins.module_utils._errors import OptionError, Vb365Error
from ansible_collections.vb365.backup.plugins.module_utils._job.item_lists import ItemLists, ListWanted
from ansible_collections.vb365.backup.plugins.module_utils._model import items as _items
from ansible_collections.vb365.backup.plugins.module_utils._model.item_types import TYPES
from ansible_collections.vb365.backup.plugins.module_utils._reconcile.plan import IN_ONE_URL
from ansible_collections.vb365.backup.plugins.module_utils._rest.client import Client
from ansible_collections.vb365.backup.plugins.module_utils._server.directory import Directory
from ansible_collections.vb365.backup.plugins.module_utils._server.jobs import Jobs, ReadJob

JOB = ReadJob({"id": "job", "organizationId": "org"}, {"name": "Job", "organization": "contoso"}, 0)
USERS = [{"id": f"u{number:04d}", "name": f"user{number}@contoso.com", "type": "User"} for number in range(300)]


def item(number: int, **options: bool) -> dict[str, Any]:
    """A user of a list, as the API shows it."""
    return {
        "type": "User",
        "id": f"{TYPES['User'].guid}u{number:04d}".upper(),
        "user": USERS[number],
        "mailbox": True,
        **options,
    }


def asked(*numbers: int, **options: bool) -> list[dict[str, Any]]:
    """Users as options."""
    return [{"type": "User", "name": f"USER{number}@contoso.com", **options} for number in numbers]


class Server:
    """In place of a client: holds lists of items by path, and writes down what is asked of it."""

    def __init__(self, selected: list[dict[str, Any]], excluded: list[dict[str, Any]]) -> None:
        self.rows: dict[str, list[dict[str, Any]]] = {
            "/Jobs/job/SelectedItems": selected,
            "/Jobs/job/ExcludedItems": excluded,
            "/Jobs": [{"id": "job", "backupType": "SelectedItems"}],
            "/Organizations/org/Users": USERS,
        }
        self.memory: dict[str, Any] = {}
        self.asked: list[str] = []
        self.sent: list[tuple[str, str, Any]] = []

    def get_all(self, path: str, **query: Any) -> list[dict[str, Any]]:
        self.asked.append(path)
        name = query.get("userName")
        return [row for row in self.rows[path] if not name or row["name"] == str(name).lower()]

    def post(self, path: str, body: Any, **query: Any) -> None:
        self.sent.append(("POST", path, body))

    def put(self, path: str, body: Any, **query: Any) -> None:
        self.sent.append(("PUT", path, body))

    def delete(self, path: str, body: Any = None, ids: str | None = None) -> None:
        self.sent.append(("DELETE", path, body or ids))

    def lists(self, **wanted: tuple[str, list[dict[str, Any]]]) -> ItemLists:
        """The lists with what is wanted of them: a mode and items."""
        client = cast(Client, self)
        directory = Directory(client)
        return ItemLists(
            client,
            directory,
            Jobs(client, directory),
            {
                name: ListWanted(_items.from_options(given, "items", name), mode)
                for name, (mode, given) in wanted.items()
            },
            False,
        )

    def run(self, backup_type: str = "SelectedItems", **wanted: tuple[str, list[dict[str, Any]]]) -> list[str]:
        """Plan and send; the paths of the changes."""
        lists = self.lists(**wanted)
        have = lists.read(JOB)
        plan = lists.plan(JOB, backup_type, have, lists.target("org", have))
        for step in plan.steps:
            lists.apply("job", step)
        return [row["path"] for row in plan.changes]


@pytest.mark.parametrize(
    ("mode", "numbers", "paths", "methods"),
    [
        ("add", [1], [], []),
        ("add", [1, 3], ["[User user3@contoso.com]"], ["POST"]),
        ("remove", [3], [], []),
        ("remove", [1, 3], ["[User user1@contoso.com]"], ["DELETE"]),
        ("exactly", [2, 1], [], []),
        ("exactly", [3], [f"[User user{number}@contoso.com]" for number in (3, 1, 2)], ["POST", "DELETE"]),
    ],
)
def test_modes(mode: str, numbers: list[int], paths: list[str], methods: list[str]) -> None:
    server = Server([item(1), item(2)], [])
    assert server.run(selected_items=(mode, asked(*numbers))) == [f"selected_items{path}" for path in paths]
    assert [method for method, path, body in server.sent if path and body] == methods


def test_those_that_are_there_are_looked_up_nowhere() -> None:
    server = Server([item(number) for number in range(200)], [item(250)])
    assert server.run(selected_items=("exactly", asked(*range(200))), excluded_items=("add", asked(250))) == []
    assert server.asked == ["/Jobs/job/SelectedItems", "/Jobs/job/ExcludedItems"]


def test_many_are_looked_up_in_one_listing_and_added_at_once() -> None:
    server = Server([item(0)], [])
    assert len(server.run(selected_items=("add", asked(*range(300))))) == 299
    assert server.asked.count("/Organizations/org/Users") == 1
    ((method, path, body),) = server.sent
    assert (method, path, len(body)) == ("POST", "/Jobs/job/SelectedItems", 299)


def test_many_that_a_loop_asks_for_a_few_at_a_time_are_looked_up_in_one_listing() -> None:
    server = Server([], [])
    lookups = []
    for numbers in ([1, 2, 3], [1, 4, 5], [2, 6, 7], [8], [9, 10]):
        server.asked.clear()
        server.run(selected_items=("add", asked(*numbers)))
        lookups.append(server.asked.count("/Organizations/org/Users"))
    assert lookups == [3, 2, 1, 0, 0]


def test_many_exclusions_are_removed_in_urls_of_a_length_that_servers_take() -> None:
    server = Server([item(131)], [item(number) for number in range(130)])
    server.run(excluded_items=("remove", asked(*range(120))))
    lengths = [len(ids.split(",")) for method, path, ids in server.sent if method == "DELETE" and path]
    assert lengths == [IN_ONE_URL, IN_ONE_URL, 120 - 2 * IN_ONE_URL]


def test_many_selected_items_are_removed_by_one_body() -> None:
    server = Server([item(number) for number in range(130)], [])
    server.run(selected_items=("remove", asked(*range(120))))
    ((method, path, ids),) = server.sent
    assert (method, path) == ("DELETE", "/Jobs/job/SelectedItems")
    assert ids == [item(number)["id"] for number in range(120)]


def test_each_changed_item_is_one_request_with_all_its_options() -> None:
    server = Server([item(1), item(2), item(3)], [])
    assert server.run(selected_items=("add", asked(1, 2, onedrive=True))) == [
        f"selected_items[User user{number}@contoso.com].onedrive" for number in (1, 2)
    ]
    assert [(method, path.rpartition("/")[2]) for method, path, body in server.sent if body] == [
        ("PUT", item(1)["id"]),
        ("PUT", item(2)["id"]),
    ]
    assert server.sent[0][2] == {**item(1, oneDrive=True), "archiveMailbox": False, "personalSite": False}


def test_unknown_names_of_both_lists_are_told_at_once() -> None:
    server = Server([item(1)], [])
    with pytest.raises(Vb365Error) as caught:
        server.run(selected_items=("exactly", asked(1, 901)), excluded_items=("exactly", asked(902, 903)))
    for number in (901, 902, 903):
        assert f"'USER{number}@contoso.com'" in caught.value.message
    assert caught.value.error_code == OptionError.error_code
    assert server.sent == []


@pytest.mark.parametrize(
    ("wanted", "message"),
    [
        ({"selected_items": ("remove", asked(1, 2))}, "would leave the job without any; it protects User user1@"),
        ({"selected_items": ("exactly", [])}, "would leave the job without any"),
        ({"selected_items": ("add", asked(5))}, "Both selected and excluded: User user5@contoso.com"),
        ({"excluded_items": ("add", asked(1))}, "Both selected and excluded: User user1@contoso.com"),
        (
            {"selected_items": ("add", asked(6)), "excluded_items": ("add", asked(6))},
            "Both selected and excluded: User user6@contoso.com",
        ),
        (
            {"selected_items": ("add", [*asked(7), {"type": "User", "id": "U0007"}])},
            "names the same object as another item of the list, User user7@contoso.com",
        ),
        (
            {"selected_items": ("remove", [*asked(1), {"type": "User", "id": "U0001"}])},
            "names the same object as another item of the list, User user1@contoso.com",
        ),
    ],
)
def test_refusals(wanted: Any, message: str) -> None:
    server = Server([item(1), item(2)], [item(5)])
    with pytest.raises(Vb365Error) as caught:
        server.run(**wanted)
    assert message in caught.value.message
    assert server.sent == []


def test_selected_items_of_the_entire_organization_are_refused() -> None:
    with pytest.raises(OptionError, match="go with backup_type SelectedItems"):
        Server([], []).run("EntireOrganization", selected_items=("add", asked(1)))


def test_an_object_that_changes_sides_is_on_one_at_a_time() -> None:
    server = Server([item(1), item(2)], [item(3)])
    server.run(selected_items=("exactly", asked(1, 3)), excluded_items=("exactly", asked(2)))
    assert [(method, path.rpartition("/")[2]) for method, path, body in server.sent if body] == [
        ("DELETE", "ExcludedItems"),
        ("POST", "SelectedItems"),
        ("DELETE", "SelectedItems"),
        ("POST", "ExcludedItems"),
    ]


def test_folders_that_change_sides_are_on_one_at_a_time() -> None:
    def folders(*names: str) -> list[dict[str, Any]]:
        return [{"type": "OneDriveFolders", "id": TYPES["OneDriveFolders"].guid + "org", "folders": [*names]}]

    def given(*names: str) -> tuple[str, list[dict[str, Any]]]:
        return "exactly", [{"type": "OneDriveFolders", "folders": [*names]}]

    server = Server(folders("A"), folders("B"))
    server.run(selected_items=given("B"), excluded_items=given("A"))
    assert [(method, path.split("/")[3]) for method, path, body in server.sent if body] == [
        ("DELETE", "ExcludedItems"),
        ("PUT", "SelectedItems"),
        ("POST", "ExcludedItems"),
    ]
    server = Server(folders("A"), folders("B"))
    server.run(selected_items=given("A", "C"), excluded_items=given("B", "D"))
    assert [(method, path.split("/")[3]) for method, path, body in server.sent if body] == [
        ("PUT", "SelectedItems"),
        ("PUT", "ExcludedItems"),
    ]
