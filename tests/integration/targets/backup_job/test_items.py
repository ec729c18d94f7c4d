# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The lists of items in backup_job: whole lists, at creation and later, with settings, and what is refused."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ansible_collections.vb365.backup.plugins.module_utils._errors import Conflict, Vb365Error
from ansible_collections.vb365.backup.plugins.module_utils._model.item_types import TYPES
from ansible_collections.vb365.backup.plugins.module_utils._reconcile.outcome import Outcome
from ansible_collections.vb365.backup.plugins.modules import backup_job
from tests.integration.conftest import Plays
from tests.integration.harness.direct import Direct
from tests.integration.targets.backup_job_item.cases import (
    CHATS,
    EXCLUDABLE,
    HEIDI,
    JOB,
    NEW,
    ORGANIZATION,
    Item,
    assert_four,
    assert_refused,
    four,
    in_fours,
    looked_up,
    named,
    refusals,
    rounds,
)
from tests.simulator.launch import Simulator

ALICE, BOB, CAROL, FRANK, GRACE = (
    {"type": "User", "name": f"{name}@contoso.com"} for name in ("alice", "bob", "carol", "frank", "grace")
)
SITE = {"type": "Site", "name": "https://contoso.sharepoint.com/sites/hr"}
PROFILES: list[dict[str, Any]] = [
    {},
    {"etag_moves_on": "all"},
    {"id_case": "upper"},
    {"null_fields": "absent"},
    {"page_cap": 2},
    {"post_item_minimum": "id"},
    {"put_omitted_items": "clear"},
]
MAILBOXES = {"organization": ORGANIZATION, "name": "Contoso Mailboxes"}
BOARD = {"type": "Team", "name": "boardteam@contoso.com"}


def folders(*names: str) -> Item:
    return {"type": "OneDriveFolders", "folders": [*names]}


class Run:
    """Runs backup_job."""

    def __init__(self, simulator: Simulator) -> None:
        self.simulator = simulator
        self.direct = Direct(simulator)

    def __call__(self, check_mode: bool = False, **options: Any) -> Outcome:
        self.direct.requests()
        return self.direct(backup_job, check_mode, **{**JOB, **options})

    def writes(self) -> list[str]:
        """The methods of what was written since the task began."""
        return [request.split()[0] for request in self.direct.requests() if not request.startswith("GET")]

    def items(self, side: str = "selected", job: str = "Case") -> list[str]:
        """Types and names of the job's items on the server."""
        return [
            " ".join(
                [item["type"], *(str(item[key]["displayName"]) for key in ("user", "group", "team") if key in item)]
            )
            for item in self.simulator.job(job)[f"{side}Items"]
        ]


@pytest.fixture
def run(simulator: Simulator) -> Run:
    return Run(simulator)


def without_types(items: list[Item], *types: str) -> list[Item]:
    return [item for item in items if item["type"] not in types]


# ---- each type and option, in both lists ---------------------------------------------------------------------------


def changed_items(items: list[Item], changes: list[Item]) -> list[Item]:
    """The whole list in which some items are given with options."""
    by_name = {(item["type"], item.get("name")): item for item in changes}
    return [{**item, **by_name.get((item["type"], item.get("name")), {})} for item in items]


def test_every_type_and_option_in_whole_lists(both: Plays) -> None:
    """Created with items in both lists, each option switched in both, and all but one removed."""
    selected = [CHATS, folders("Pictures"), SITE, ALICE, {"type": "Group", "name": "sales@contoso.com"}]
    changes = rounds([name for name in TYPES if name != "PartialOrganization"])
    tasks = [
        *four("create", "backup_job", **NEW, selected_items=selected, excluded_items=EXCLUDABLE),
        *(
            task
            for number, items in enumerate(changes)
            for task in four(
                f"change {number}",
                "backup_job",
                **JOB,
                selected_items=changed_items(named(selected), swapped(items)),
                excluded_items=changed_items(named(EXCLUDABLE), items),
            )
        ),
        *four("remove", "backup_job", **JOB, selected_items=[HEIDI], excluded_items=[]),
    ]
    create, *changed, remove = in_fours(both(tasks).tasks)
    assert_four(create, ["POST"])
    (write,) = create[1].writes
    assert write["path"] == "/v8/Jobs"
    assert len(write["body"]["selectedItems"]) == len(selected)
    assert len(write["body"]["excludedItems"]) == len(EXCLUDABLE)
    for four_tasks, items in zip(changed, changes, strict=True):
        assert_four(four_tasks, ["PUT"] * (len(items) + len(swapped(items))))
    assert_four(remove, ["DELETE", "POST", "DELETE"])


def swapped(changes: list[Item]) -> list[Item]:
    """The changes of excluded users and groups, for those that are selected."""
    others = {"User": ALICE["name"], "Group": "sales@contoso.com"}
    return [{**item, "name": others[item["type"]]} for item in changes if item["type"] in others]


# ---- refusals ------------------------------------------------------------------------------------------------------


def of(**options: Any) -> dict[str, Any]:
    return {**MAILBOXES, **options}


REFUSALS: list[tuple[dict[str, Any], list[str]]] = [
    (
        of(
            selected_items=[ALICE, {"type": "User", "name": "alcie@contoso.com"}], excluded_items=[{**BOB, "name": "b"}]
        ),
        ["selected_items[1].name: 'alcie@contoso.com': ", "alice@contoso.com", "excluded_items[0].name: 'b': "],
    ),
    (
        of(selected_items=[]),
        ["selected_items: 'nothing': would remove the last selected item of the job; it protects Group sales"],
    ),
    (
        of(selected_items=[ALICE], excluded_items=[ALICE]),
        ["excluded_items: 'User alice@contoso.com", "both selected and excluded by the job"],
    ),
    (
        of(selected_items=[ALICE, CAROL]),
        ["selected_items: 'User carol@contoso.com", "both selected and excluded by the job"],
    ),
    (of(excluded_items=[BOB]), ["excluded_items: 'User bob@contoso.com", "both selected and excluded by the job"]),
    (of(selected_items=[{**FRANK, "sites": True}]), ["selected_items[0].sites: True: is not an option of User"]),
    (
        {**NEW, "selected_items": [FRANK, FRANK]},
        ["selected_items[1]: 'User frank@contoso.com': refers to the same object"],
    ),
    (
        {**NEW, "backup_type": "EntireOrganization", "selected_items": [FRANK]},
        ["selected_items: [{'type': 'User', 'name': 'frank@contoso.com'}]: can only be used with backup_type "],
    ),
    (
        {"organization": "Fabrikam", "name": "Fabrikam Everything", "selected_items": [{"type": "PersonalSites"}]},
        [
            "selected_items: 'PersonalSites': can only be used with backup_type SelectedItems",
            "the job is of type EntireOrganization",
        ],
    ),
    (
        of(selected_items=[folders("Desktop"), ALICE], excluded_items=[CAROL, folders("Music", "desktop")]),
        ["excluded_items: 'OneDriveFolders", "both selected and excluded by the job"],
    ),
]


def test_refusals(both: Plays) -> None:
    assert_refused(both(refusals("backup_job", REFUSALS)).tasks, REFUSALS)


# ---- creation, backup type, settings and items ---------------------------------------------------------------------


def test_requests_of_a_run_without_changes(run: Run) -> None:
    lists = {"selected_items": [ALICE, SITE, {"type": "Group", "name": "Board"}, BOARD], "excluded_items": [FRANK]}
    lists["selected_items"].append(CHATS)
    run(**NEW, **lists)
    run(**NEW, **lists)
    requests = run.direct.requests()
    identity = run.simulator.job("Case")["id"]
    assert requests == ["GET /Jobs", f"GET /Jobs/{identity}/SelectedItems", f"GET /Jobs/{identity}/ExcludedItems"]
    assert looked_up(requests) == []


def test_exact_requests_of_settings_and_items(run: Run) -> None:
    run(**NEW, selected_items=[ALICE], excluded_items=[FRANK])
    run(description="Second", selected_items=[ALICE, BOB], excluded_items=[])
    path = f"/Jobs/{run.simulator.job('Case')['id']}"
    lists = [f"GET {path}/SelectedItems", f"GET {path}/ExcludedItems"]
    requests = run.direct.requests()
    organization = run.simulator.job("Case")["organizationId"]
    others = [job["id"] for job in run.simulator.state()["jobs"] if job["name"].startswith("Contoso ")]
    assert requests == [
        "GET /Jobs",
        *lists,
        f"GET /Organizations/{organization}/Users",
        *(f"GET /Jobs/{identity}/SelectedItems" for identity in others),
        *lists,
        f"GET {path}",
        f"PUT {path}",
        f"GET {path}/ExcludedItems",  # the edit of the settings was sent after the last reading of the list
        f"DELETE {path}/ExcludedItems",
        f"POST {path}/SelectedItems",
        *lists,
        f"GET {path}",
    ]


def test_settings_and_items_in_one_task_are_told_before(run: Run) -> None:
    run(**NEW, selected_items=[ALICE], excluded_items=[FRANK])
    wanted = {
        "description": "Second",
        "new_name": "Case",
        "selected_items": [{**ALICE, "onedrive": False}, SITE],
        "excluded_items": [GRACE],
        "skip_item_update": True,
    }
    checked = run(check_mode=True, **wanted)
    assert run.writes() == []
    done = run(**wanted)
    queries = {entry["query"] for entry in run.simulator.journal() if entry["method"] in ("PUT", "POST")}
    assert queries == {"skipItemUpdate=true"}
    assert run.writes() == ["PUT", "DELETE", "POST", "PUT", "POST"]
    assert done.result["diff"] == checked.result["diff"]
    assert done.warnings == checked.warnings
    assert run(**wanted).changed is False


@pytest.mark.parametrize("profile", PROFILES, ids=str)
def test_profiles(run: Run, profile: dict[str, Any]) -> None:
    run.simulator.profile(**profile)
    for wanted, write in (
        ({**NEW, "selected_items": [ALICE, CHATS, SITE], "excluded_items": EXCLUDABLE[2:4]}, ["POST"]),
        ({"selected_items": [BOB, CHATS], "excluded_items": EXCLUDABLE}, ["POST", "DELETE", "POST"]),
    ):
        checked = run(check_mode=True, **wanted)
        done = run(**wanted)
        assert run.writes() == write
        assert done.result["diff"] == checked.result["diff"]
        assert done.warnings == checked.warnings
        assert done.result["conflicts"] == 0
        assert run(**wanted).changed is False


def test_five_hundred_users_at_creation() -> None:
    with Simulator("--generate", "organizations=1,jobs=1,users=600") as simulator:
        direct = Direct(simulator)
        job = simulator.state()["jobs"][0]
        domain = "tenant-001.example.com"
        wanted = {
            "organization": job["organizationId"],
            "name": "Case",
            "repository": job["repositoryId"],
            "backup_type": "SelectedItems",
            "selected_items": [{"type": "User", "name": f"user{number:03d}@{domain}"} for number in range(1, 501)],
            "excluded_items": [{"type": "User", "name": f"user{number:03d}@{domain}"} for number in range(501, 601)],
        }
        direct(backup_job, **wanted)
        requests = direct.requests()
        assert len(requests) <= 12, requests
        assert len(looked_up(requests)) == 1
        assert [request for request in requests if not request.startswith("GET")] == ["POST /Jobs"]
        assert direct(backup_job, **wanted).changed is False
        assert len(direct.requests()) <= 3


@pytest.mark.parametrize("check_mode", [True, False])
def test_job_without_items_is_refused(run: Run, simulator: Simulator, check_mode: bool) -> None:
    becomes = {
        "organization": "fabrikam.onmicrosoft.com",
        "name": "Fabrikam Everything",
        "backup_type": NEW["backup_type"],
    }
    for options in (NEW, {**NEW, "selected_items": []}, becomes):
        with pytest.raises(Vb365Error, match=r"^selected_items: .*add selected_items to this task"):
            run(check_mode=check_mode, **options)
    assert [entry for entry in simulator.journal() if entry["method"] in ("POST", "PUT")][1:] == []


@pytest.mark.parametrize("profile", [{}, {"put_omitted_items": "clear"}], ids=str)
def test_backup_type_there_and_back(run: Run, profile: dict[str, Any]) -> None:
    run.simulator.profile(**profile)
    run(**NEW, selected_items=[ALICE, SITE], excluded_items=[FRANK])
    entire = {"backup_type": "EntireOrganization", "selected_items": [], "excluded_items": [FRANK]}
    checked = run(check_mode=True, **entire)
    if profile:
        with pytest.raises(Conflict, match="no longer has any excluded items"):
            run(**entire)
        run(**entire)
    else:
        done = run(**entire)
        assert run.writes() == ["PUT"]
        assert done.result["diff"] == checked.result["diff"]
        assert done.warnings == checked.warnings
        assert "will not protect objects that are already in" in done.warnings[0]
    assert run(**entire).changed is False
    assert run.items() == []
    assert run.items("excluded") == ["User Frank Gardener"]
    back = {"backup_type": "SelectedItems", "selected_items": [BOB], "excluded_items": []}
    checked = run(check_mode=True, **back)
    done = run(**back)
    assert run.writes() == ["PUT"]
    assert done.result["diff"] == checked.result["diff"]
    assert run.items() == ["User Bob Baker"]
    assert run.items("excluded") == []
    assert run(**back).changed is False


def test_selected_items_that_go_with_the_backup_type_are_in_nobodys_way(run: Run) -> None:
    run(**NEW, selected_items=[ALICE, CHATS])
    entire = {"backup_type": "EntireOrganization"}
    checked = run(check_mode=True, **entire, excluded_items=[ALICE])
    done = run(**entire, excluded_items=[ALICE])
    assert run.writes() == ["PUT", "POST"]
    assert done.result["diff"] == checked.result["diff"]
    assert run(**entire, excluded_items=[ALICE]).changed is False


def test_entire_organization_is_told_of_what_others_hold(run: Run) -> None:
    warning, shadowed = run(**{**NEW, "backup_type": "EntireOrganization"}).warnings
    assert "'Case' skips objects that 'Contoso Teams' selects" in shadowed
    assert warning.startswith(
        "'Case' (EntireOrganization) will not protect objects that are already in these jobs: Contoso Mailboxes ("
    )
    for name in ("Contoso Sites", "Contoso Teams"):
        assert f", {name} (" in warning
    assert run(**{**NEW, "backup_type": "EntireOrganization"}).warnings == []


def test_overlap_at_creation_and_later(run: Run) -> None:
    for check_mode in (True, False):
        (warning,) = run(check_mode, **NEW, selected_items=[ALICE, FRANK]).warnings
        assert warning.startswith("The job 'Contoso Mailboxes' already selects User alice@contoso.com. ")
    (warning,) = run(selected_items=[ALICE, FRANK, SITE]).warnings
    assert warning.startswith(f"The job 'Contoso Sites' already selects Site {SITE['name']}. ")


def test_item_that_changes_sides_and_back(run: Run) -> None:
    run(**NEW, selected_items=[ALICE, FRANK], excluded_items=[folders("Desktop")])
    for selected, excluded, writes in (
        ([ALICE], [FRANK], ["DELETE", "DELETE", "POST"]),
        ([FRANK], [ALICE], ["DELETE", "POST", "DELETE", "POST"]),
        ([folders("Desktop")], [folders("Music"), ALICE], ["POST", "DELETE", "POST"]),
        ([folders("Music")], [folders("Desktop"), ALICE], ["DELETE", "PUT", "POST"]),
        ([folders("Music"), ALICE], [], ["DELETE", "POST"]),
    ):
        lists = {"selected_items": selected, "excluded_items": excluded}
        checked = run(check_mode=True, **lists)
        done = run(**lists)
        assert run.writes() == writes, lists
        assert checked.result["diff"] == done.result["diff"]
        assert run(**lists).changed is False


def test_chats_and_the_teams_left_out_of_them_go_together(run: Run) -> None:
    run(**NEW, selected_items=[ALICE])
    run(selected_items=[CHATS], excluded_items=[BOARD])
    assert run.items("excluded") == ["Team Board"]
    run(selected_items=[ALICE], excluded_items=[])
    assert (run.items(), run.items("excluded")) == (["User Alice Archer"], [])


# ---- a server that clears what a PUT leaves out --------------------------------------------------------------------


def succeeds(run: Run, wanted: dict[str, Any]) -> bool:
    """Whether the task does not fail."""
    try:
        run(**wanted)
    except Vb365Error:
        return False
    return True


@pytest.mark.parametrize("more", [[], [FRANK], [{**BOB, "onedrive": False}]], ids=["same", "added", "changed"])
def test_lists_that_the_server_clears_are_no_success(run: Run, more: list[Item]) -> None:
    run.simulator.profile(put_omitted_items="clear")
    run(**NEW, selected_items=[ALICE, BOB], excluded_items=[GRACE])
    kept = [ALICE, BOB] if more != [{**BOB, "onedrive": False}] else [ALICE]
    wanted = {"description": "Second", "selected_items": [*kept, *more], "excluded_items": [GRACE]}
    if succeeds(run, wanted):
        assert run(check_mode=True, **wanted).changed is False
    run(**wanted)
    assert run(**wanted).changed is False
    assert run.items("excluded") == ["User Grace Hunter"]


@pytest.mark.parametrize("effect", [None, "drop_after"])
@pytest.mark.parametrize(
    "lists",
    [
        {},
        {"selected_items": [ALICE, BOB]},
        {"selected_items": [BOB]},
        {"selected_items": [ALICE, BOB, FRANK]},
        {"selected_items": [{**ALICE, "onedrive": False}, BOB]},
        {"excluded_items": [GRACE, FRANK]},
        {"excluded_items": []},
    ],
    ids=["neither", "same", "removed", "added", "changed", "excluded", "no longer excluded"],
)
def test_job_whose_lists_the_server_clears_is_named(run: Run, lists: dict[str, Any], effect: str | None) -> None:
    run.simulator.profile(put_omitted_items="clear")
    run(**NEW, selected_items=[ALICE, BOB], excluded_items=[GRACE])
    if effect:
        run.simulator.fault(method="PUT", path="/Jobs/[^/]+$", effect=effect)
    with pytest.raises(Conflict, match="job 'Case' no longer has any selected items") as caught:
        run(description="Second", **lists)
    assert caught.value.changed


def test_exclusions_that_the_server_clears_while_all_selected_items_are_replaced(run: Run) -> None:
    run.simulator.profile(put_omitted_items="clear")
    run(**NEW, selected_items=[ALICE, BOB], excluded_items=[GRACE])
    with pytest.raises(Conflict, match="job 'Case' no longer has any excluded items"):
        run(description="Second", selected_items=[FRANK])


@pytest.mark.parametrize(
    ("before", "wanted"),
    [
        ({"backup_type": "EntireOrganization"}, {"backup_type": "SelectedItems", "selected_items": [ALICE]}),
        ({"selected_items": [ALICE]}, {"backup_type": "EntireOrganization"}),
        ({"selected_items": [ALICE]}, {"backup_type": "EntireOrganization", "excluded_items": [GRACE]}),
    ],
    ids=["to items", "to everything", "to everything, with exclusions"],
)
def test_exclusions_that_the_server_clears_with_the_backup_type_are_no_success(
    run: Run, before: dict[str, Any], wanted: dict[str, Any]
) -> None:
    run.simulator.profile(put_omitted_items="clear")
    run(**{**NEW, **before, "excluded_items": [GRACE]})
    with pytest.raises(Conflict, match="job 'Case' no longer has any excluded items"):
        run(**wanted)
    assert run.writes() == ["PUT"]


# ---- lost answers, other people ------------------------------------------------------------------------------------


@pytest.mark.parametrize("effect", ["drop_before", "drop_after", "truncate", "empty"])
def test_creation_with_items_without_an_answer(run: Run, effect: str) -> None:
    run.simulator.fault(method="POST", path="/Jobs$", effect=effect)
    wanted = {**NEW, "selected_items": [FRANK], "excluded_items": [GRACE]}
    done = run(**wanted)
    assert done.result["conflicts"] == 1
    assert [job["name"] for job in run.simulator.state()["jobs"]].count("Case") == 1
    assert run(**wanted).changed is False


@pytest.mark.parametrize("effect", ["drop_before", "drop_after", "html"])
@pytest.mark.parametrize(
    ("method", "path"),
    [("PUT", "/Jobs/[^/]+$"), ("POST", "/SelectedItems$"), ("POST", "/ExcludedItems$"), ("DELETE", "/ExcludedItems$")],
)
def test_write_without_an_answer(run: Run, method: str, path: str, effect: str) -> None:
    run(**NEW, selected_items=[ALICE], excluded_items=[FRANK])
    run.simulator.fault(method=method, path=path, effect=effect)
    wanted = {"description": "Second", "selected_items": [BOB, FRANK], "excluded_items": [GRACE]}
    checked = run(check_mode=True, **wanted)
    done = run(**wanted)
    assert done.result["conflicts"] == 1
    assert done.result["diff"] == checked.result["diff"]
    assert run(**wanted).changed is False


def test_exclusion_of_somebody_else_makes_the_round_anew(run: Run) -> None:
    run(**NEW, selected_items=[ALICE], excluded_items=[FRANK])
    edit = {"job": "Case", "add_excluded": [GRACE], "settings": {"isEnabled": False}}
    run.simulator.race(method="GET", path="/ExcludedItems$", skip=1, edit=edit)
    done = run(description="Second", excluded_items=[FRANK])
    assert done.result["conflicts"] == 1
    assert [row["path"] for row in done.result["changes"]] == ["description", "excluded_items[User grace@contoso.com]"]
    assert run.simulator.job("Case")["isEnabled"] is False


def test_if_match_tells_lists_apart(run: Run) -> None:
    run(**NEW, selected_items=[ALICE], excluded_items=[FRANK])
    reviewed = run(check_mode=True, selected_items=[BOB]).result["revision"]
    run.simulator.edit("Case", add_excluded=[GRACE])
    assert run(check_mode=True, selected_items=[BOB], excluded_items=[], if_match=reviewed).changed
    run.simulator.edit("Case", add_selected=[BOB])
    for check_mode in (True, False):
        with pytest.raises(Conflict, match="selected_items moved"):
            run(check_mode, selected_items=[BOB], excluded_items=[], if_match=reviewed)
        assert run.writes() == []


# ---- any lists -----------------------------------------------------------------------------------------------------

USERS = [{"type": "User", "name": f"{name}@contoso.com"} for name in ("alice", "bob", "frank", "folders", "info")]
GROUPS = [{"type": "Group", "name": name} for name in ("Sales", "board@contoso.com", "VPN Users")]
OTHERS = [SITE, {"type": "Site", "name": "https://contoso.sharepoint.com/"}, {"type": "PersonalSites"}, CHATS]
FOLDERS = ["Desktop", "Music", "Pictures", "Videos"]
EITHER = [*USERS, *GROUPS, *OTHERS, BOARD]
WITHOUT_SITE = {"folders@contoso.com", "VPN Users"}


@st.composite
def switched(draw: st.DrawFn, item: Item) -> Item:
    """The item with some of its options given, one of them on."""
    options = [option for option in TYPES[item["type"]].options if option != "folders"]
    if item.get("name") == "folders@contoso.com":
        options = ["mailbox"]
    elif item.get("name") == "VPN Users":
        options = [option for option in options if option not in ("mailbox", "group_site")]
    chosen = {option: draw(st.sampled_from([None, True, False])) for option in options}
    if options:
        chosen["teams_chats" if item == CHATS else options[0]] = True
    return {**item, **{option: value for option, value in chosen.items() if value is not None}}


@st.composite
def lists(draw: st.DrawFn) -> dict[str, list[Item]]:
    """Two lists that a job may have."""
    sides = draw(st.lists(st.sampled_from([None, "selected", "excluded"]), min_size=len(EITHER), max_size=len(EITHER)))
    both: dict[str, list[Item]] = {"selected": [], "excluded": []}
    for item, side in zip(EITHER, sides, strict=True):
        if side and (side == "selected" or item["type"] != "PartialOrganization"):
            both[side].append(draw(switched(item)))
    where = draw(
        st.lists(st.sampled_from([None, "selected", "excluded"]), min_size=len(FOLDERS), max_size=len(FOLDERS))
    )
    for side, items in both.items():
        names = [name for name, place in zip(FOLDERS, where, strict=True) if place == side]
        if names:
            items.append(folders(*names))
    if not both["selected"]:
        both["selected"].append({"type": "User", "name": "judy@contoso.com"})
    return {f"{side}_items": draw(st.permutations(items)) for side, items in both.items()}


@settings(
    deadline=None,
    max_examples=25,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(first=lists(), second=lists())
def test_any_lists_are_reached_in_one_run(run: Run, first: dict[str, Any], second: dict[str, Any]) -> None:
    run.simulator.reset()
    for wanted in ({**NEW, **first}, second):
        checked = run(check_mode=True, **wanted)
        assert run.writes() == []
        done = run(**wanted)
        assert done.result["diff"] == checked.result["diff"]
        assert done.result["changes"] == checked.result["changes"]
        assert done.warnings == checked.warnings
        assert done.result["conflicts"] == 0
        again = run(**wanted)
        assert (again.changed, again.result["changes"]) == (False, [])
        config = again.result["job"]["config"]
        fed_back = run(**{**JOB, **{name: config[name] for name in ("selected_items", "excluded_items")}})
        assert fed_back.changed is False


@pytest.mark.parametrize("rule", ["any", "item_chats", "job_chats"])
def test_a_team_of_the_entire_organization_is_the_servers_to_refuse(run: Run, simulator: Simulator, rule: str) -> None:
    simulator.profile(team_exclusion=rule)
    options = {**NEW, "backup_type": "EntireOrganization", "excluded_items": [BOARD]}
    assert run(check_mode=True, **options).changed
    if rule == "any":
        assert run(**options).changed
        assert not run(**options).changed
    else:
        with pytest.raises(Vb365Error, match=r"^POST /Jobs: ") as caught:
            run(**options)
        assert "(check mode cannot predict this answer" in caught.value.message
        assert not caught.value.changed
