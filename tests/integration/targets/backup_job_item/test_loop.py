# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The loop of backup_job_item: exact requests, overlaps, ids, somebody else's edits, and writes without an answer."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from ansible_collections.vb365.backup.plugins.module_utils._errors import Conflict, OptionError, Vb365Error
from ansible_collections.vb365.backup.plugins.module_utils._reconcile.outcome import Outcome
from ansible_collections.vb365.backup.plugins.modules import backup_job, backup_job_item
from tests.integration.harness.direct import Direct
from tests.integration.targets.backup_job_item.cases import CHATS, ORGANIZATION, looked_up
from tests.simulator.launch import Simulator

MAILBOXES = {"organization": ORGANIZATION, "job": "Contoso Mailboxes"}
ALICE, BOB, DAVE, FRANK = (
    {"type": "User", "name": f"{name}@contoso.com"} for name in ("alice", "bob", "dave", "frank")
)
SALES = {"type": "Group", "name": "sales@contoso.com"}
SITE = {"type": "Site", "name": "https://contoso.sharepoint.com/sites/hr"}
NAMES = ["GET /Organizations", "GET /BackupRepositories"]
PROFILES: list[dict[str, Any]] = [
    {},
    {"etag_moves_on": "items"},
    {"etag_moves_on": "status"},
    {"etag_moves_on": "all"},
    {"id_case": "upper"},
    {"null_fields": "absent"},
    {"page_cap": 2},
    {"post_item_minimum": "id"},
    {"put_omitted_items": "clear"},
    {"edit_while_running": "conflict"},
]


class Run:
    """Runs backup_job_item on a job of the sample."""

    def __init__(self, simulator: Simulator) -> None:
        self.simulator = simulator
        self.direct = Direct(simulator)

    def __call__(self, *given: dict[str, Any], check_mode: bool = False, **options: Any) -> Outcome:
        self.direct.requests()
        return self.direct(backup_job_item, check_mode, **{**MAILBOXES, **options}, items=[*given])

    def names(self) -> list[str]:
        """Who is selected on the server."""
        job = self.simulator.job("Contoso Mailboxes")
        return [item["user"]["name"] for item in job["selectedItems"] if item["type"] == "User"]

    def options(self, name: str) -> dict[str, Any]:
        """The options of a user on the server."""
        job = self.simulator.job("Contoso Mailboxes")
        item = next(item for item in job["selectedItems"] if item.get("user", {}).get("name") == name)
        return {key: value for key, value in item.items() if isinstance(value, bool)}


@pytest.fixture
def run(simulator: Simulator) -> Run:
    return Run(simulator)


def paths(outcome: Outcome) -> list[str]:
    return [row["path"] for row in outcome.result["changes"]]


# ---- requests ------------------------------------------------------------------------------------------------------


def test_exact_requests(run: Run) -> None:
    path = f"/Jobs/{run.simulator.job('Contoso Mailboxes')['id']}"
    others = [f"GET /Jobs/{run.simulator.job(name)['id']}/SelectedItems" for name in ("Contoso Sites", "Contoso Teams")]
    read = [f"GET {path}/SelectedItems", f"GET {path}"]
    run(ALICE, SALES)
    same = run.direct.requests()
    assert same == [NAMES[0], "GET /Jobs", NAMES[1], f"GET {path}/SelectedItems"]
    run({**ALICE, "onedrive": True})
    changed = run.direct.requests()
    assert changed[:2] == ["GET /Jobs", f"GET {path}/SelectedItems"]
    item = f"{path}/SelectedItems/{run_id(run)}"
    assert changed[2:] == [f"GET {path}/ExcludedItems", *read, f"GET {item}", f"PUT {item}", *read]
    organization = run.simulator.job("Contoso Mailboxes")["organizationId"]
    run(FRANK)
    assert run.direct.requests() == [
        "GET /Jobs",
        f"GET {path}/SelectedItems",
        f"GET /Organizations/{organization}/Users",
        f"GET {path}/ExcludedItems",
        *others,
        *read,
        f"POST {path}/SelectedItems",
        *read,
    ]
    run(FRANK, state="absent")
    assert run.direct.requests()[-3:] == [f"DELETE {path}/SelectedItems", *read]


def run_id(run: Run) -> str:
    """The id of Alice's item."""
    job = run.simulator.job("Contoso Mailboxes")
    return str(next(item["id"] for item in job["selectedItems"] if item.get("user", {}).get("name") == ALICE["name"]))


@pytest.fixture(scope="module")
def tenant() -> Any:
    with Simulator("--generate", "organizations=1,jobs=1,users=600") as simulator:
        yield simulator


@pytest.fixture
def many(tenant: Simulator) -> Any:
    """Runs the operation on the job of a tenant with 600 users, by numbers of users."""
    tenant.reset()
    direct = Direct(tenant)
    name = tenant.state()["organizations"][0]["name"]
    domain = f"{name.split('.')[0]}.example.com"
    job = tenant.state()["jobs"][0]["name"]

    def run(numbers: range, **options: Any) -> tuple[Outcome, list[str]]:
        direct.requests()
        given = [{"type": "User", "name": f"user{number:03d}@{domain}"} for number in numbers]
        outcome = direct(backup_job_item, False, organization=name, job=job, items=given, **options)
        return outcome, direct.requests()

    return run


def test_five_hundred_users_cost_at_most_twelve_requests(many: Any) -> None:
    outcome, requests = many(range(51, 551))
    assert len(outcome.result["changes"]) == 500
    assert len(requests) <= 12, requests
    assert len(looked_up(requests)) == 1
    assert [request.split()[0] for request in requests if not request.startswith("GET")] == ["POST"]
    outcome, requests = many(range(51, 551))
    assert outcome.changed is False
    assert len(requests) <= 3, requests
    assert looked_up(requests) == []


def test_many_are_removed_in_few_requests(many: Any) -> None:
    many(range(51, 551))
    outcome, requests = many(range(51, 551), state="absent")
    assert len(outcome.result["changes"]) == 500
    writes = [request for request in requests if not request.startswith("GET")]
    assert [write.split()[0] for write in writes] == ["DELETE"]
    outcome, requests = many(range(51, 551), state="absent")
    assert outcome.changed is False
    assert len(requests) <= 3


def test_many_unknown_names_cost_one_listing_of_each_type(run: Run) -> None:
    with pytest.raises(Vb365Error) as caught:
        run(*({"type": "User", "name": f"nobody{number}@contoso.com"} for number in range(20)))
    assert caught.value.message.count("has this name") == 20
    listings = looked_up(run.direct.requests())
    assert len(listings) == len({*listings}) == 4


@pytest.mark.parametrize(
    ("item", "message"),
    [
        (
            {"type": "User", "name": "board@contoso.com"},
            "no user has this name; a Group has this name: set type to Group",
        ),
        (
            {"type": "Group", "name": "dave@contoso.com"},
            "no group has this name; a User has this name: set type to User",
        ),
    ],
)
def test_name_of_an_object_of_another_type(run: Run, item: dict[str, Any], message: str) -> None:
    with pytest.raises(Vb365Error) as caught:
        run(item)
    assert message in caught.value.message


def test_skip_item_update_is_asked_for(run: Run) -> None:
    run({**ALICE, "onedrive": True}, FRANK, skip_item_update=True)
    queries = {entry["method"]: entry["query"] for entry in run.simulator.journal() if entry["method"] != "GET"}
    assert queries == {"POST": "skipItemUpdate=true", "PUT": "skipItemUpdate=true"}
    run(DAVE)
    queries = {entry["method"]: entry["query"] for entry in run.simulator.journal() if entry["method"] != "GET"}
    assert queries == {"POST": "skipItemUpdate=false"}


def test_exclusive(run: Run) -> None:
    checked = run({**BOB, "onedrive": False}, FRANK, exclusive=True, check_mode=True)
    done = run({**BOB, "onedrive": False}, FRANK, exclusive=True)
    assert checked.result["diff"] == done.result["diff"]
    assert paths(done) == [
        "selected_items[User frank@contoso.com]",
        "selected_items[User bob@contoso.com].onedrive",
        "selected_items[User alice@contoso.com]",
        "selected_items[Group sales@contoso.com]",
    ]
    assert [request.split()[0] for request in run.direct.requests() if not request.startswith("GET")] == [
        "POST",
        "PUT",
        "DELETE",
    ]
    assert run.names() == ["bob@contoso.com", "frank@contoso.com"]
    assert run(BOB, FRANK, exclusive=True).changed is False


# ---- overlaps ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("check_mode", [True, False], ids=["check", "real"])
def test_overlap_names_the_other_job_enabled_or_not(run: Run, check_mode: bool) -> None:
    launch = {"type": "Team", "name": "launch@contoso.com"}
    done = run(SITE, launch, {"type": "PersonalSites"}, check_mode=check_mode)
    sites, teams = done.warnings
    assert sites.startswith(f"The job 'Contoso Sites' already selects PersonalSites, Site {SITE['name']}. ")
    assert teams.startswith("The job 'Contoso Teams' already selects Team Product Launch. ")
    assert run.simulator.job("Contoso Teams")["isEnabled"] is False


def test_no_overlap_of_what_is_there_already(run: Run) -> None:
    run(SITE)
    assert run(SITE, {**ALICE, "onedrive": True}).warnings == []


# ---- ids -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("profile", [{}, {"id_case": "upper"}], ids=str)
@pytest.mark.parametrize("case", [str.lower, str.upper], ids=["lower", "upper"])
def test_ids_of_items_and_of_objects(run: Run, case: Any, profile: dict[str, Any]) -> None:
    run.simulator.profile(**profile)
    job = run.simulator.job("Contoso Mailboxes")
    for whole in (True, False):
        given = [
            {"type": item["type"], "id": case(item["id"] if whole else item["id"][36:])}
            for item in job["selectedItems"]
        ]
        assert run(*given, job=case(job["id"]), organization=None, exclusive=True).changed is False
    board = {"type": "Team", "name": "boardteam@contoso.com"}
    run(FRANK, board)
    added = [
        item
        for item in run.simulator.job("Contoso Mailboxes")["selectedItems"]
        if item["id"] not in [old["id"] for old in job["selectedItems"]]
    ]
    assert len(added) == 2
    run(FRANK, board, state="absent")
    for whole in (True, False):
        given = [{"type": item["type"], "id": case(item["id"] if whole else item["id"][36:])} for item in added]
        assert run(*given, check_mode=True).changed
        assert run(*given).changed
        assert run(*given).changed is False
        assert run(FRANK, board, state="absent").changed


def test_two_that_name_one_object_by_name_and_by_id(run: Run) -> None:
    identity = run_id(run)
    run(ALICE, state="absent")
    for other in (identity, identity[36:].upper()):
        for state in ("present", "absent"):
            if state == "absent":
                run(ALICE)
            with pytest.raises(Vb365Error, match="refers to the same object"):
                run(ALICE, {"type": "User", "id": other}, state=state)
            assert not [request for request in run.direct.requests() if not request.startswith("GET")]
        run(ALICE, state="absent")


def test_two_teams_of_one_name_are_told_apart(run: Run) -> None:
    first, second = ({"type": "Team", "name": name} for name in ("helpdesk@contoso.com", "helpdesk-zurich@contoso.com"))
    both = run(first, second)
    assert len(paths(both)) == 2
    config = both.result["job"]["config"]["selected_items"]
    assert [item["name"] for item in config if item["type"] == "Team"] == [first["name"], second["name"]]
    run(second, state="absent")
    by_mail = run(first)
    assert by_mail.changed is False
    swapped = run(ALICE, BOB, SALES, second, exclusive=True)
    assert swapped.changed
    assert sorted(paths(swapped)) == sorted(paths(both))
    assert [request.split()[0] for request in run.direct.requests() if not request.startswith("GET")] == [
        "POST",
        "DELETE",
    ]


def test_a_display_name_in_the_list_may_be_ambiguous(run: Run) -> None:
    run({"type": "Team", "name": "helpdesk-zurich@contoso.com"})
    for task in (
        [{"type": "Team", "name": "Help Desk"}],
        [{"type": "Team", "name": "Help Desk"}, {"type": "Team", "name": "helpdesk@contoso.com"}],
    ):
        with pytest.raises(OptionError, match="2 have this name, expected an id"):
            run(*task)
    with pytest.raises(OptionError, match="2 have this name, expected an id"):
        run({"type": "Team", "name": "Help Desk"}, state="absent")


def test_what_a_task_added_the_same_task_removes(run: Run) -> None:
    dave = {"type": "User", "name": "dave@contoso.com", "mailbox": True}
    assert run(dave).changed
    assert run(dave, state="absent").changed
    assert "dave@contoso.com" not in run.names()


HIDDEN = """
organizations:
  - name: contoso.onmicrosoft.com
    groups:
      - {name: VPN Users, type: Security}
      - {name: other@contoso.com, display_name: VPN Users}
    teams:
      - {display_name: Launch, mail: launch@contoso.com}
      - {display_name: launch@contoso.com, mail: other@contoso.com}
repositories: [{name: Disk 01}]
jobs:
  - name: Contoso Mailboxes
    organization: contoso.onmicrosoft.com
    repository: Disk 01
    selected_items:
      - {type: PersonalSites}
      - {type: Group, name: other@contoso.com}
      - {type: Team, name: other@contoso.com}
"""
"""Objects whose display name is the name of another object. The job has the former."""


@pytest.mark.parametrize(("kind", "name"), [("Group", "VPN Users"), ("Team", "launch@contoso.com")])
def test_a_display_name_does_not_hide_the_object_of_this_name(tmp_path: Path, kind: str, name: str) -> None:
    (tmp_path / "data.yml").write_text(HIDDEN)
    item, other = {"type": kind, "name": name}, {"type": kind, "name": "other@contoso.com"}
    with Simulator("--data", str(tmp_path / "data.yml")) as simulator:
        run = Run(simulator)
        assert not run(item, state="absent").changed
        assert len(paths(run(item, other))) == 1
        assert not run(item, other).changed
        assert run(item, state="absent").changed
        assert not run(other).changed
        run.direct.client.close()


@pytest.mark.parametrize("profile", PROFILES, ids=str)
def test_profiles(run: Run, profile: dict[str, Any]) -> None:
    run.simulator.profile(**profile)
    given = [
        FRANK,
        {**ALICE, "onedrive": True},
        SALES,
        SITE,
        {"type": "Team", "name": "Board", "teams_chats": True},
        {"type": "OneDriveFolders", "folders": ["Desktop"]},
        CHATS,
    ]
    for options in ({}, {"exclusive": True}):
        checked = run(*given, check_mode=True, **options)
        done = run(*given, **options)
        again = run(*given, **options)
        assert done.changed
        assert checked.result["diff"] == done.result["diff"]
        assert checked.warnings == done.warnings
        assert done.result["conflicts"] == 0
        assert (again.changed, again.result["changes"]) == (False, [])


# ---- somebody else -------------------------------------------------------------------------------------------------

ETAGS = pytest.mark.parametrize("moves", ["settings", "items", "all"])
GUARD = {"method": "GET", "path": "/SelectedItems$", "skip": 1}


@ETAGS
def test_option_that_somebody_else_sets_before_the_write_is_kept(run: Run, moves: str) -> None:
    run.simulator.profile(etag_moves_on=moves)
    theirs = {**ALICE, "mailbox": True, "archiveMailbox": True, "oneDrive": True, "personalSite": False}
    run.simulator.race(**GUARD, edit={"job": "Contoso Mailboxes", "add_selected": [theirs]})
    done = run({**ALICE, "personal_site": True})
    assert done.result["conflicts"] == 1
    assert paths(done) == ["selected_items[User alice@contoso.com].personal_site"]
    assert all(run.options("alice@contoso.com").values())


@ETAGS
def test_item_that_somebody_else_adds_or_removes_is_kept(run: Run, moves: str) -> None:
    run.simulator.profile(etag_moves_on=moves)
    edit = {"job": "Contoso Mailboxes", "add_selected": [DAVE], "remove_selected": [run_id(run)]}
    run.simulator.race(**GUARD, edit=edit)
    done = run(FRANK)
    assert done.result["conflicts"] == 1
    assert run.names() == ["bob@contoso.com", "dave@contoso.com", "frank@contoso.com"]


@ETAGS
def test_object_that_somebody_else_adds_meanwhile_keeps_their_options(run: Run, moves: str) -> None:
    run.simulator.profile(etag_moves_on=moves)
    theirs = {**FRANK, "mailbox": True, "archiveMailbox": False, "oneDrive": False, "personalSite": False}
    run.simulator.race(**GUARD, edit={"job": "Contoso Mailboxes", "add_selected": [theirs]})
    done = run(FRANK)
    assert (done.changed, done.result["conflicts"]) == (False, 1)
    assert sorted(run.options("frank@contoso.com").values()) == [False, False, False, True]


def test_same_change_by_somebody_else_is_no_write(run: Run) -> None:
    run.simulator.race(**GUARD, edit={"job": "Contoso Mailboxes", "remove_selected": [run_id(run)]})
    done = run(ALICE, state="absent")
    assert done.changed is False
    assert done.result["conflicts"] == 1
    assert not [request for request in run.direct.requests() if not request.startswith("GET")]


def test_last_but_one_that_somebody_else_removes_makes_ours_the_last(run: Run) -> None:
    run(BOB, SALES, state="absent")
    run(FRANK)
    run.simulator.race(**GUARD, edit={"job": "Contoso Mailboxes", "remove_selected": [run_id(run)]})
    with pytest.raises(Vb365Error, match="would remove the last selected item of the job"):
        run(FRANK, state="absent")
    assert run.names() == ["frank@contoso.com"]


def test_object_that_somebody_else_excludes_meanwhile_is_refused(run: Run) -> None:
    edit = {"job": "Contoso Mailboxes", "add_excluded": [FRANK], "add_selected": [DAVE]}
    run.simulator.race(**GUARD, edit=edit)
    with pytest.raises(Vb365Error, match=r"items\[0\]: 'User frank@contoso\.com': both selected and excluded"):
        run(FRANK)


def test_settings_that_somebody_else_sets_are_kept(run: Run) -> None:
    edit = {"job": "Contoso Mailboxes", "settings": {"description": "Theirs"}}
    run.simulator.race(method="GET", path="/Jobs/[^/]+$", edit=edit)
    done = run(FRANK)
    assert done.result["conflicts"] == 1
    run.simulator.race(method="POST", path="/SelectedItems$", edit={**edit, "settings": {"isEnabled": False}})
    done = run(DAVE)
    assert "Somebody else changed enabled meanwhile" in done.warnings[0]
    job = run.simulator.job("Contoso Mailboxes")
    assert (job["description"], job["isEnabled"]) == ("Theirs", False)


def test_item_that_goes_right_after_the_write_is_a_conflict(run: Run) -> None:
    run.simulator.race(
        method="GET",
        path="/SelectedItems$",
        skip=4,
        edit={"job": "Contoso Mailboxes", "remove_selected": [run_id(run)]},
    )
    with pytest.raises(Conflict) as caught:
        run(FRANK, {**ALICE, "onedrive": True})
    assert caught.value.changed is True
    assert caught.value.columns[0]["path"] == "selected_items[User alice@contoso.com]"


def test_item_that_goes_right_before_its_change_is_added_again(run: Run) -> None:
    run.simulator.race(
        method="PUT",
        path="/SelectedItems/",
        edit={"job": "Contoso Mailboxes", "remove_selected": [run_id(run)]},
    )
    done = run({**ALICE, "onedrive": True})
    assert done.result["conflicts"] == 1
    assert "alice@contoso.com" in run.names()


BOBS = {**BOB, "mailbox": True, "archiveMailbox": True, "oneDrive": True, "personalSite": True}


@pytest.mark.parametrize("is_removed", [False, True], ids=["edited", "removed"])
@pytest.mark.parametrize(("given", "method"), [({**ALICE, "onedrive": True}, "PUT"), (FRANK, "POST")])
def test_item_that_somebody_else_changes_before_its_later_removal_is_read_again(
    run: Run, given: dict[str, Any], method: str, is_removed: bool
) -> None:
    bob = next(item for item in run.simulator.job("Contoso Mailboxes")["selectedItems"] if BOB["name"] in str(item))
    theirs = {"remove_selected": [bob["id"]]} if is_removed else {"add_selected": [BOBS]}
    run.simulator.race(method=method, path="/SelectedItems", edit={"job": "Contoso Mailboxes", **theirs})
    done = run(given, ALICE if given is FRANK else FRANK, SALES, exclusive=True)
    assert done.result["conflicts"] == 1
    removed = [row["before"] for row in done.result["changes"] if row["path"].endswith("[User bob@contoso.com]")]
    assert len(removed) == 1
    assert BOB["name"] not in run.names()
    writes = [request.split()[0] for request in run.direct.requests() if not request.startswith("GET")]
    assert ("DELETE" in writes) is not is_removed


# ---- if_match ------------------------------------------------------------------------------------------------------


@ETAGS
@pytest.mark.parametrize("check_mode", [True, False], ids=["check", "real"])
def test_if_match_of_a_list_that_moved(run: Run, moves: str, check_mode: bool) -> None:
    run.simulator.profile(etag_moves_on=moves)
    reviewed = run(FRANK, check_mode=True)
    run.simulator.edit("Contoso Mailboxes", add_selected=[DAVE])
    with pytest.raises(Conflict, match="selected_items moved") as caught:
        run(FRANK, check_mode=check_mode, if_match=reviewed.result["revision"])
    assert (caught.value.error_code, caught.value.changed) == ("conflict", False)
    (row,) = caught.value.columns
    assert (row["path"], row["read"], row["now"]) == ("selected_items[User frank@contoso.com]", None, None)
    assert row["wanted"]["mailbox"] is True
    assert not [request for request in run.direct.requests() if not request.startswith("GET")]


def test_if_match_of_a_job_that_others_create_after_it_was_seen(run: Run) -> None:
    seen = run(FRANK, job="New", check_mode=True).result["revision"]
    run.direct(
        backup_job, organization=ORGANIZATION, name="New", repository="Disk 01", backup_type="EntireOrganization"
    )
    with pytest.raises(Conflict, match="which was absent, exists at"):
        run(FRANK, job="New", if_match=seen)


def test_if_match_counts_before_what_is_impossible_now(run: Run) -> None:
    reviewed = run(ALICE, state="absent", check_mode=True)
    run.simulator.edit("Contoso Mailboxes", add_excluded=[FRANK])
    ids = [item["id"] for item in run.simulator.job("Contoso Mailboxes")["selectedItems"]]
    run.simulator.edit("Contoso Mailboxes", remove_selected=[identity for identity in ids if identity != run_id(run)])
    with pytest.raises(Vb365Error, match="would remove the last selected item of the job"):
        run(ALICE, state="absent")
    with pytest.raises(Conflict, match="selected_items moved"):
        run(ALICE, state="absent", if_match=reviewed.result["revision"])


@ETAGS
def test_if_match_of_a_list_that_stands(run: Run, moves: str) -> None:
    run.simulator.profile(etag_moves_on=moves)
    reviewed = run(FRANK, check_mode=True)
    run.simulator.edit("Contoso Mailboxes", add_excluded=[DAVE])
    run.simulator.edit("Contoso Mailboxes", status="Running")
    run.simulator.edit("Contoso Mailboxes", status="Success")
    done = run(FRANK, if_match=reviewed.result["revision"])
    assert done.result["diff"] == reviewed.result["diff"]


# ---- writes without an answer --------------------------------------------------------------------------------------

EFFECTS = pytest.mark.parametrize("effect", ["drop_before", "drop_after", "html"])


@EFFECTS
@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_write_without_an_answer_is_looked_at_again(run: Run, method: str, effect: str) -> None:
    run.simulator.fault(method=method, path="/SelectedItems", effect=effect)
    given = [FRANK, {**BOB, "onedrive": False}, SALES]
    checked = run(*given, exclusive=True, check_mode=True)
    done = run(*given, exclusive=True)
    assert done.result["conflicts"] == 1
    assert done.result["diff"] == checked.result["diff"]
    writes = [request.split()[0] for request in run.direct.requests() if not request.startswith("GET")]
    assert sorted(writes) == sorted(["POST", "PUT", "DELETE", *([] if effect == "drop_after" else [method])])
    assert run.names() == ["bob@contoso.com", "frank@contoso.com"]
    assert run.options("bob@contoso.com")["oneDrive"] is False
    assert run(*given, exclusive=True).changed is False


def test_job_that_is_busy_is_tried_again(run: Run) -> None:
    run.simulator.profile(edit_while_running="conflict")
    run.simulator.fault(
        method="POST",
        path="/SelectedItems$",
        effect="status",
        status=409,
        headers={"Retry-After": "0"},
        body={"message": "The job is busy.", "errorCode": "OperationConflict"},
    )
    assert run(FRANK).result["conflicts"] == 1
    assert "frank@contoso.com" in run.names()
