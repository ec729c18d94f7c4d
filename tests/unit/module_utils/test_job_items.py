# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Lists of items beside a server that has them: look-ups, steps, refusals and what is sent."""

from __future__ import annotations

from typing import Any, cast

import pytest

from ansible_collections.vb365.backup.plugins.module_utils._errors import OptionError, OptionErrors, Vb365Error
from ansible_collections.vb365.backup.plugins.module_utils._job.item_lists import IN_ONE_URL
from ansible_collections.vb365.backup.plugins.module_utils._job.item_plan import ListRequest
from ansible_collections.vb365.backup.plugins.module_utils._job.job_items import JobItems
from ansible_collections.vb365.backup.plugins.module_utils._model import items as _items
from ansible_collections.vb365.backup.plugins.module_utils._model.item_types import TYPES
from ansible_collections.vb365.backup.plugins.module_utils._reconcile.converge import Past
from tests.unit.module_utils.server import JOB_ID, Server, item_row, job_row
from tests.unit.module_utils.strategies import ORGANIZATION_ID

PARAMS: dict[str, Any] = {
    "job": JOB_ID,
    "organization": None,
    "items": [],
    "state": "present",
    "exclusive": False,
    "skip_item_update": False,
    "if_match": None,
}
SELECTED, EXCLUDED = f"/Jobs/{JOB_ID}/SelectedItems", f"/Jobs/{JOB_ID}/ExcludedItems"
USERS = f"/Organizations/{ORGANIZATION_ID}/Users"
NAMES = ("/Organizations", "/BackupRepositories")
"""Listings that the title of a job needs."""
BOTH = "both selected and excluded by the job"


def asked(*numbers: int, **options: bool) -> list[dict[str, Any]]:
    """Users as options."""
    return [{"type": "User", "name": f"USER{number}@contoso.com", **options} for number in numbers]


def server_of(selected: list[dict[str, Any]], excluded: list[dict[str, Any]], **job: Any) -> Server:
    return Server(job_row(**job), selected=selected, excluded=excluded)


def job_items(server: Server, **wanted: tuple[str, list[dict[str, Any]]]) -> JobItems:
    """The resource with what is asked of the lists: a mode and items."""
    resource = JobItems(server.client, PARAMS, "selected_items", False)
    resource.requests = {}
    for name, (mode, rows) in wanted.items():
        items, errors = _items.from_options(rows, name)
        assert errors == []
        resource.requests[name] = ListRequest(items, cast(Any, mode))
    return resource


def run(server: Server, **wanted: tuple[str, list[dict[str, Any]]]) -> list[str]:
    """Plan and send; the paths of the changes."""
    resource = job_items(server, **wanted)
    state = resource.read(Past())
    plan = resource.plan(state)
    for step in plan.steps:
        resource.write(state, step)
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
    server = server_of([item_row(1), item_row(2)], [])
    assert run(server, selected_items=(mode, asked(*numbers))) == [f"selected_items{path}" for path in paths]
    assert [method for method, path, body in server.sent if path and body] == methods


def test_those_that_are_there_are_looked_up_nowhere() -> None:
    server = server_of([item_row(number) for number in range(200)], [item_row(250)])
    assert run(server, selected_items=("exactly", asked(*range(200))), excluded_items=("add", asked(250))) == []
    assert [path for path in server.asked if path not in NAMES] == [SELECTED, EXCLUDED]


def test_many_are_looked_up_in_one_listing_and_added_at_once() -> None:
    server = server_of([item_row(0)], [])
    assert len(run(server, selected_items=("add", asked(*range(300))))) == 299
    assert server.asked.count(USERS) == 1
    ((method, path, body),) = server.sent
    assert (method, path, len(body)) == ("POST", SELECTED, 299)


def test_many_that_a_loop_asks_for_a_few_at_a_time_are_looked_up_in_one_listing() -> None:
    server = server_of([], [])
    lookups = []
    for numbers in ([1, 2, 3], [1, 4, 5], [2, 6, 7], [8], [9, 10]):
        server.asked.clear()
        server.lists[SELECTED] = []
        run(server, selected_items=("add", asked(*numbers)))
        lookups.append(server.asked.count(USERS))
    assert lookups == [3, 2, 1, 0, 0]


def test_many_exclusions_are_removed_in_urls_of_a_length_that_servers_take() -> None:
    server = server_of([item_row(131)], [item_row(number) for number in range(130)])
    run(server, excluded_items=("remove", asked(*range(120))))
    lengths = [len(ids.split(",")) for method, path, ids in server.sent if method == "DELETE" and path]
    assert lengths == [IN_ONE_URL, IN_ONE_URL, 120 - 2 * IN_ONE_URL]


def test_many_selected_items_are_removed_by_one_body() -> None:
    server = server_of([item_row(number) for number in range(130)], [])
    run(server, selected_items=("remove", asked(*range(120))))
    ((method, path, ids),) = server.sent
    assert (method, path) == ("DELETE", SELECTED)
    assert ids == [item_row(number)["id"] for number in range(120)]


def test_each_changed_item_is_one_request_with_all_its_options() -> None:
    server = server_of([item_row(1), item_row(2), item_row(3)], [])
    assert run(server, selected_items=("add", asked(1, 2, onedrive=True))) == [
        f"selected_items[User user{number}@contoso.com].onedrive" for number in (1, 2)
    ]
    assert [(method, path.rpartition("/")[2]) for method, path, body in server.sent if body] == [
        ("PUT", item_row(1)["id"]),
        ("PUT", item_row(2)["id"]),
    ]
    assert server.sent[0][2] == {**item_row(1, oneDrive=True), "archiveMailbox": False, "personalSite": False}


def test_unknown_names_of_both_lists_are_told_at_once() -> None:
    server = server_of([item_row(1)], [])
    with pytest.raises(OptionErrors) as caught:
        run(server, selected_items=("exactly", asked(1, 901)), excluded_items=("exactly", asked(902, 903)))
    for number in (901, 902, 903):
        assert f"'USER{number}@contoso.com'" in caught.value.message
    assert caught.value.error_code == OptionError.error_code
    assert server.sent == []


@pytest.mark.parametrize(
    ("wanted", "message"),
    [
        (
            {"selected_items": ("remove", asked(1, 2))},
            "would remove the last selected item of the job; it protects User user1@",
        ),
        ({"selected_items": ("exactly", [])}, "would remove the last selected item of the job"),
        (
            {"selected_items": ("add", asked(5))},
            f"[0]: 'User USER5@contoso.com': {BOTH}",
        ),
        (
            {"excluded_items": ("add", asked(1))},
            f"[0]: 'User USER1@contoso.com': {BOTH}",
        ),
        (
            {"selected_items": ("add", asked(6)), "excluded_items": ("add", asked(6))},
            f"items: 'User user6@contoso.com': {BOTH}",
        ),
        (
            {"selected_items": ("add", [*asked(7), {"type": "User", "id": "U0007"}])},
            "refers to the same object as another item of the list, User user7@contoso.com",
        ),
        (
            {"selected_items": ("remove", [*asked(1), {"type": "User", "id": "U0001"}])},
            "refers to the same object as another item of the list, User user1@contoso.com",
        ),
    ],
)
def test_refusals(wanted: Any, message: str) -> None:
    server = server_of([item_row(1), item_row(2)], [item_row(5)])
    with pytest.raises(Vb365Error) as caught:
        run(server, **wanted)
    assert message in caught.value.message
    assert server.sent == []


def test_an_item_of_a_type_that_nobody_knows_stays_in_an_exact_list() -> None:
    server = server_of([item_row(1), item_row(2), {"type": "CopilotData", "id": "X1"}], [])
    resource = job_items(server, selected_items=("exactly", asked(1)))
    state = resource.read(Past())
    target, errors = resource.target(state)
    assert [each.type for each in target["selected_items"]] == ["User", "CopilotData"]
    assert errors == []
    assert resource.list_warnings(state) == ["Items of unknown types are not changed: CopilotData X1."]
    assert resource.plan(state).warnings == resource.list_warnings(state)


def test_selected_items_of_the_entire_organization_are_refused() -> None:
    with pytest.raises(OptionError, match="can only be used with backup_type SelectedItems"):
        run(server_of([], [], backupType="EntireOrganization"), selected_items=("add", asked(1)))


def test_an_object_that_changes_sides_is_on_one_at_a_time() -> None:
    server = server_of([item_row(1), item_row(2)], [item_row(3)])
    run(server, selected_items=("exactly", asked(1, 3)), excluded_items=("exactly", asked(2)))
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

    server = server_of(folders("A"), folders("B"))
    run(server, selected_items=given("B"), excluded_items=given("A"))
    assert [(method, path.split("/")[3]) for method, path, body in server.sent if body] == [
        ("DELETE", "ExcludedItems"),
        ("PUT", "SelectedItems"),
        ("POST", "ExcludedItems"),
    ]
    server = server_of(folders("A"), folders("B"))
    run(server, selected_items=given("A", "C"), excluded_items=given("B", "D"))
    assert [(method, path.split("/")[3]) for method, path, body in server.sent if body] == [
        ("PUT", "SelectedItems"),
        ("PUT", "ExcludedItems"),
    ]


# ---- the task -------------------------------------------------------------------------------------------------------


def test_all_mistakes_of_a_task_are_reported_at_once() -> None:
    server = server_of([item_row(1)], [])
    items = [{"type": "User"}, {"type": "Site", "name": "x", "mailbox": True}]
    params = {**PARAMS, "job": "Nightly", "items": items, "state": "absent", "exclusive": True}
    with pytest.raises(OptionErrors) as caught:
        JobItems(server.client, params, "selected_items", False).run(check_mode=True)
    assert [error.option for error in caught.value.errors] == [
        "items[0]",
        "items[1].mailbox",
        "exclusive",
        "organization",
    ]
    assert (server.asked, server.sent) == ([], [])


@pytest.mark.parametrize("name", ["selected_items", "excluded_items"])
def test_a_job_that_an_earlier_task_may_create_is_a_warning_in_check_mode_alone(name: str) -> None:
    params = {**PARAMS, "job": "New", "organization": "contoso", "items": asked(1)}
    outcome = JobItems(server_of([], []).client, params, name, True).run(check_mode=True)
    assert [row["path"] for row in outcome.result["changes"]] == [f"{name}[User user1@contoso.com]"]
    assert outcome.warnings == ["The job 'New' does not exist yet: the result shows the changes to a new job."]
    with pytest.raises(OptionError, match=r"^job: 'New': the server has no backup job with this name or id$"):
        JobItems(server_of([], []).client, params, name, False).run(check_mode=False)


def test_what_another_job_has_already_is_a_warning() -> None:
    server = server_of([item_row(1)], [])
    server.jobs["other"] = job_row(id="other", name="Weekly")
    server.lists["/Jobs/other/SelectedItems"] = [item_row(1), item_row(2)]
    params = {**PARAMS, "items": asked(1, 2, 3)}
    (warning,) = JobItems(server.client, params, "selected_items", False).run(check_mode=False).warnings
    assert warning.startswith("The job 'Weekly' already selects User user2@contoso.com. ")
    assert JobItems(server.client, params, "selected_items", False).run(check_mode=False).warnings == []
