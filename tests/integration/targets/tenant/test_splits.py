# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Jobs that fill themselves: each object that a split selects is in one of its jobs, and stays there."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.vb365.backup.plugins.module_utils._errors import TenantRefused
from tests.integration.targets.tenant.conftest import Plan, group, tenant, user
from tests.integration.targets.tenant.test_carrying_out import failed, run, states, writes
from tests.integration.targets.tenant.test_unprotected import reasons
from tests.simulator.launch import Simulator

CONTOSO = "contoso.onmicrosoft.com"
SCHEDULE = {"type": "Daily", "daily_time": "22:00"}
MAIL = {"archive_mailbox": False, "onedrive": False, "personal_site": False}
VIENNA = ["dave@contoso.com", "erin@contoso.com", "frank@contoso.com"]
ZURICH = ["grace@contoso.com", "heidi@contoso.com", "ivan@contoso.com"]


def split(*names: str, **options: Any) -> dict[str, Any]:
    """A split of the mailboxes of these users, or of those that ``from`` selects."""
    selection = {"type": "User", "include": {"names": [*names]}}
    return {
        "name": "Mail {:02d}",
        "from": selection,
        "options": MAIL,
        "max_objects": 4,
        "fill": 0.5,
        "schedule": SCHEDULE,
        **options,
    }


def splits(*entries: dict[str, Any], jobs: Any = (), **options: Any) -> dict[str, Any]:
    return tenant(*jobs, **{"splits": [*entries], "defaults": {}, "omitted": "default", **options})


def members(simulator: Simulator, prefix: str = "Mail ") -> dict[str, list[str]]:
    """The names of what the jobs of a split select."""
    found = {}
    for job in simulator.state()["jobs"]:
        if job["name"].startswith(prefix):
            found[job["name"]] = sorted(name_of(item) for item in job["selectedItems"])
    return dict(sorted(found.items()))


def name_of(item: dict[str, Any]) -> str:
    thing = item.get("user") or item.get("site") or item.get("team") or item.get("group") or {}
    return str(thing.get("url") or thing.get("mail") or thing.get("name") or thing.get("displayName"))


def gone(simulator: Simulator, *names: str) -> None:
    simulator.directory(CONTOSO, *({"type": "User", "name": name} for name in names))


def predicted_and_done(simulator: Simulator, described: dict[str, Any]) -> Any:
    """The result of a real run, which check mode has predicted without a write; a second run writes nothing."""
    simulator.clear_journal()
    predicted = run(simulator, described, check_mode=True)
    assert writes(simulator) == []
    done = run(simulator, described)
    assert predicted.result["diff"] == done.result["diff"]
    assert predicted.warnings == done.warnings
    keys = ("name", "state", "changes", "problems", "warnings")
    assert [[row[key] for key in keys] for row in predicted.result["jobs"]] == [
        [row[key] for key in keys] for row in done.result["jobs"]
    ]
    written = writes(simulator)
    again = run(simulator, described)
    assert (again.changed, again.result["diff"]) == (False, [])
    assert writes(simulator) == written
    return done


def test_jobs_are_created_filled_and_left_alone(simulator: Simulator) -> None:
    described = splits(split(*VIENNA, *ZURICH))
    done = predicted_and_done(simulator, described)
    assert states(done.result) == dict.fromkeys(["Mail 01", "Mail 02", "Mail 03"], "created")
    found = members(simulator)
    assert sorted(name for names in found.values() for name in names) == sorted([*VIENNA, *ZURICH])
    assert {len(names) for names in found.values()} == {2}
    (item, _other) = simulator.job("Mail 01")["selectedItems"]
    assert (item["mailbox"], item["archiveMailbox"], item["oneDrive"]) == (True, False, False)
    assert simulator.job("Mail 01")["schedulePolicy"]["dailyTime"] == "22:00:00"


def test_somebody_comes_and_somebody_leaves(simulator: Simulator) -> None:
    run(simulator, splits(split(*VIENNA)))
    before = members(simulator)
    assert [len(names) for names in before.values()] == [2, 1]
    gone(simulator, before["Mail 01"][0])
    simulator.clear_journal()
    done = predicted_and_done(simulator, splits(split(*VIENNA, "heidi@contoso.com")))
    assert members(simulator) == {
        "Mail 01": sorted([before["Mail 01"][1], "heidi@contoso.com"]),
        "Mail 02": before["Mail 02"],
    }
    assert done.warnings == []


def test_additions_come_before_removals(simulator: Simulator) -> None:
    run(simulator, splits(split(*VIENNA[:2], fill=1)))
    gone(simulator, VIENNA[0])
    simulator.clear_journal()
    run(simulator, splits(split(*VIENNA, fill=1)))
    assert writes(simulator) == ["POST /Jobs/SelectedItems", "DELETE /Jobs/SelectedItems"]


def test_requests_of_a_run_that_changes_nothing(simulator: Simulator) -> None:
    described = splits(split("*@contoso.com", fill=1))
    run(simulator, described)
    number = len(members(simulator))
    simulator.clear_journal()
    run(simulator, described)
    paths = [entry["path"].removeprefix("/v8") for entry in simulator.journal() if "token" not in entry["path"]]
    assert len([path for path in paths if path.endswith("/SelectedItems")]) == number
    assert len([path for path in paths if path.endswith("/Users")]) == 1
    assert len([path for path in paths if path == "/Jobs"]) == 1
    assert len(paths) <= 5 + 2 * number  # organizations, repositories, jobs, users; both lists of each job


def test_a_job_that_was_removed_by_hand(simulator: Simulator) -> None:
    described = splits(split(*VIENNA, *ZURICH))
    run(simulator, described)
    before = members(simulator)
    simulator_remove(simulator, "Mail 02")
    done = predicted_and_done(simulator, described)
    assert states(done.result) == {"Mail 01": "in sync", "Mail 02": "created", "Mail 03": "in sync"}
    assert members(simulator) == before


def simulator_remove(simulator: Simulator, name: str) -> None:
    run(simulator, tenant({"name": name, "state": "absent"}))


# ---- the last item ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("empty_job", ["disable", "keep"])
def test_the_last_item_stays_and_the_job_is_used_again(simulator: Simulator, empty_job: str) -> None:
    described = splits(split(*VIENNA, empty_job=empty_job))
    run(simulator, described)
    (last,) = members(simulator)["Mail 02"]
    gone(simulator, last)
    done = predicted_and_done(simulator, described)
    job = simulator.job("Mail 02")
    assert [name_of(item) for item in job["selectedItems"]] == [last]
    assert job["isEnabled"] == (empty_job == "keep")
    assert states(done.result)["Mail 02"] == ("in sync" if empty_job == "keep" else "changed")
    assert [(row["reason"], row["place"]) for row in done.result["unprotected"] if row["severity"] != "info"] == (
        [] if empty_job == "keep" else [("disabled", "splits[0].empty_job")]
    )
    assert done.result["summary"]["state"] != "unprotected"
    predicted_and_done(simulator, splits(split(*VIENNA, "heidi@contoso.com", empty_job=empty_job)))
    assert members(simulator)["Mail 02"] == ["heidi@contoso.com"]
    assert simulator.job("Mail 02")["isEnabled"]


def test_the_last_item_that_another_split_selects_now(simulator: Simulator) -> None:
    run(simulator, splits(split("dave@contoso.com")))
    two = [split("nobody@contoso.com"), split("dave@contoso.com", name="Post {}")]
    done = predicted_and_done(simulator, splits(*two))
    assert members(simulator, "Post ") == {"Post 1": ["dave@contoso.com"]}
    assert members(simulator) == {"Mail 01": ["dave@contoso.com"]}
    assert not simulator.job("Mail 01")["isEnabled"]
    assert reasons(done.result, "empty_split") == [(None, "empty_split")]
    assert not any("Mail 01" in text for text in done.warnings)


# ---- a split that selects nothing ------------------------------------------------------------------------------------

OLD = [{"name": name, "state": "absent"} for name in ("Contoso Mailboxes", "Contoso Teams")]
TYPO = split("*@contso.com")


@pytest.mark.parametrize("jobs", [[], [{"name": "Gone", "state": "absent"}], [{"name": "Dave one"}]])
@pytest.mark.parametrize("more", [{}, {"unmanaged_jobs": "report"}])
def test_a_split_that_selects_nothing_protects_nobody(
    simulator: Simulator, jobs: list[dict[str, Any]], more: dict[str, Any]
) -> None:
    described = splits(TYPO, split("dave@contso.com", name="Post {}"), jobs=jobs, omitted="keep", **more)
    result = predicted_and_done(simulator, described).result
    found = [row for row in result["unprotected"] if row["job"] is None]
    assert [(row["place"], row["reason"], row["severity"], row["described"]) for row in found] == [
        (f"splits[{number}].from", "empty_split", "critical", False) for number in (0, 1)
    ]
    assert found[0]["msg"].startswith("The split 'Mail {:02d}' selects no object and backs up nothing: ")
    assert result["summary"]["state"] == "unprotected"


def test_a_split_whose_objects_other_jobs_select_is_not_empty(simulator: Simulator) -> None:
    described = splits(split(*VIENNA, name="Vienna {}"), split(*VIENNA), jobs=[*OLD])
    done = predicted_and_done(simulator, described)
    assert reasons(done.result, "empty_split") == []
    expected = "Other jobs of the tenant select all objects of splits[1], so its jobs back up nothing."
    assert [text for text in done.warnings if "splits" in text] == [expected]


@pytest.mark.parametrize("check_mode", [True, False])
@pytest.mark.parametrize(
    ("options", "losses"),
    [
        ({"jobs": OLD}, "jobs[0] removes 'Contoso Mailboxes', jobs[1] removes 'Contoso Teams';"),
        ({"jobs": [{"name": "Contoso Sites"}, OLD[0]]}, "jobs[1] removes 'Contoso Mailboxes';"),
        ({"unmanaged_jobs": "disable"}, "unmanaged_jobs disables 'Contoso Mailboxes', unmanaged_jobs disables "),
    ],
)
def test_nothing_is_removed_while_a_split_selects_nothing(
    simulator: Simulator, options: dict[str, Any], losses: str, check_mode: bool
) -> None:
    described = splits(split(*VIENNA), split("*@contso.com", name="Post {}"), omitted="keep", **options)
    with pytest.raises(TenantRefused) as refused:
        run(simulator, described, check_mode)
    ((place, text),) = ((row["place"], row["msg"]) for row in refused.value.problems)
    assert place == "splits[1].from"
    assert text.startswith(f"the split selects no object, but {losses}")
    assert writes(simulator) == []


def test_a_split_that_selects_nothing_refuses_only_a_removal(simulator: Simulator) -> None:
    for job in simulator.state()["jobs"]:
        simulator.edit(job["name"], settings={"isEnabled": False})
    gone = {"name": "Gone", "state": "absent"}
    described = splits(TYPO, jobs=[gone], unmanaged_jobs="disable")
    assert reasons(run(simulator, described).result) == [(None, "empty_split")]


def test_an_organization_without_teams_may_have_a_split_of_teams(simulator: Simulator) -> None:
    addresses = ("boardteam", "helpdesk", "helpdesk-zurich", "launch", "sales")
    simulator.directory(CONTOSO, *({"type": "Team", "name": f"{name}@contoso.com"} for name in addresses))
    described = splits(split(**{"from": {"type": "Team"}}, options={}), split(*VIENNA, name="Post {}"), jobs=[OLD[0]])
    done = predicted_and_done(simulator, described)
    assert reasons(done.result, "empty_split") == []
    assert "The server lists no team of the organization, so the jobs of splits[0] back up nothing." in done.warnings
    assert states(done.result)["Contoso Mailboxes"] == "removed"


# ---- who is selected -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("selection", "expected"),
    [
        ({"include": {"names": ["*@CONTOSO.com"], "user_types": ["Shared"]}}, ["info", "orders"]),
        ({"include": {"groups": ["VPN Users"]}}, ["dave", "erin"]),
        ({"include": {"groups": ["sales@contoso.com"]}, "exclude": {"groups": ["Board"]}}, ["bob", "carol"]),
        ({"exclude": {"names": ["[a-h]*"], "user_types": ["Shared", "Public"]}}, ["ivan", "judy"]),
        ({"include": {"names": ["folders@*"]}}, ["folders"]),
    ],
)
def test_selection(simulator: Simulator, selection: dict[str, Any], expected: list[str]) -> None:
    run(simulator, splits(split(**{"from": {"type": "User", **selection}})))
    found = [name.split("@")[0] for names in members(simulator).values() for name in names]
    assert sorted(found) == expected


def test_what_an_object_does_not_have(simulator: Simulator) -> None:
    """A public mailbox has no OneDrive."""
    onedrive = {"mailbox": False, "archive_mailbox": False, "onedrive": True, "personal_site": False}
    run(simulator, splits(split("folders@contoso.com", "dave@contoso.com", options=onedrive)))
    assert members(simulator) == {"Mail 01": ["dave@contoso.com"]}


def test_what_another_job_of_the_tenant_selects_is_not_selected_twice(simulator: Simulator) -> None:
    board = {"name": "Board", "schedule": SCHEDULE, "selected_items": [user("dave"), user("erin", onedrive=False)]}
    whole = dict.fromkeys(("mailbox", "archive_mailbox", "onedrive", "personal_site"), True)
    described = splits(
        split(*VIENNA, options=whole), jobs=[{**board, "backup_type": "SelectedItems"}], unmanaged_jobs="report"
    )
    predicted_and_done(simulator, described)
    assert members(simulator) == {"Mail 01": ["erin@contoso.com", "frank@contoso.com"]}
    options = {
        name_of(item): item["oneDrive"] and not item["mailbox"] for item in simulator.job("Mail 01")["selectedItems"]
    }
    assert options == {"erin@contoso.com": True, "frank@contoso.com": False}


@pytest.mark.parametrize("options", [{"enabled": False}, {"schedule": {"type": "ManualOnly"}}])
def test_what_a_job_selects_that_does_not_run(simulator: Simulator, options: dict[str, Any]) -> None:
    run(simulator, splits(split(*VIENNA)))
    old = {"name": "Old", "backup_type": "SelectedItems", "schedule": SCHEDULE, "selected_items": [user("dave")]}
    expected = (
        "splits[0] omits these objects, because 'Old' selects them: dave@contoso.com. 'Old' does not start by itself"
    )
    done = predicted_and_done(simulator, splits(split(*VIENNA), jobs=[{**old, **options}]))
    assert [text for text in done.warnings if text.startswith(expected)]
    assert members(simulator)["Mail 01"] == ["erin@contoso.com"]
    done = predicted_and_done(simulator, splits(split(*VIENNA), jobs=[old]))
    assert not [text for text in done.warnings if "start by itself" in text]


def test_a_later_split_is_a_catch_all(simulator: Simulator) -> None:
    two = [split(*VIENNA, name="Vienna {}"), split("*@contoso.com", max_objects=100)]
    predicted_and_done(simulator, splits(*two))
    assert sorted(name for names in members(simulator, "Vienna").values() for name in names) == VIENNA
    rest = [name for names in members(simulator).values() for name in names]
    assert len(rest) == 10
    assert not {*rest} & {*VIENNA}


def test_an_item_of_another_job_that_the_tenant_does_not_list(simulator: Simulator) -> None:
    """ "Dave one" selects the mailbox of dave on the server."""
    jobs = [{"name": "Dave one", "omitted": "keep"}]
    predicted_and_done(simulator, splits(split("dave@contoso.com", "erin@contoso.com"), jobs=jobs))
    assert members(simulator) == {"Mail 01": ["erin@contoso.com"]}


@pytest.mark.parametrize("kind", ["Site", "Team"])
def test_a_site_and_its_team_share_a_job(simulator: Simulator, kind: str) -> None:
    """The team of sales@contoso.com belongs to the group of this mail, which names the site."""
    described = splits(
        split(
            **{"from": {"type": kind}},
            options={"teams_chats": True},
            pair_teams_with_sites=True,
            max_objects=8,
            fill=0.5,
        )
    )
    predicted_and_done(simulator, described)
    found = members(simulator)
    assert ["https://contoso.sharepoint.com/sites/sales", "sales@contoso.com"] in found.values()
    names = [name for names in found.values() for name in names]
    assert len(names) == len({*names}) == (5 if kind == "Site" else 6)
    assert not any("-my.sharepoint" in name for name in names)


@pytest.mark.parametrize(
    ("rest", "is_said"),
    [
        ({}, True),
        ({"splits": [split(name="Teams {}", **{"from": {"type": "Team"}}, options={"teams_chats": True})]}, False),
        ({"jobs": [{"name": "All", "backup_type": "EntireOrganization", "schedule": SCHEDULE}]}, False),
    ],
)
def test_teams_without_a_site_are_named(plan: Plan, rest: dict[str, Any], is_said: bool) -> None:
    paired = split(**{"from": {"type": "Site"}}, options={}, pair_teams_with_sites=True, max_objects=20)
    described = splits(paired, *rest.get("splits", ()), jobs=rest.get("jobs", ()))
    found = plan(described).warnings
    said = [text for text in found if "no site for these teams" in text]
    assert bool(said) == is_said
    assert not is_said or "Product Launch" in said[0]


def test_repositories(simulator: Simulator) -> None:
    two = ["Disk 01", "Contoso Vault"]
    run(simulator, splits(split(*VIENNA, *ZURICH, repositories=two, place="spread")))
    used = {job["name"]: job["repositoryId"] for job in simulator.state()["jobs"] if job["name"].startswith("Mail ")}
    assert len({*used.values()}) == 2
    done = predicted_and_done(simulator, splits(split(*VIENNA, *ZURICH, repositories=["Contoso Vault"])))
    assert not done.changed
    assert len([text for text in done.warnings if "stays in its repository" in text]) == 2
    assert used == {
        job["name"]: job["repositoryId"] for job in simulator.state()["jobs"] if job["name"].startswith("Mail ")
    }


# ---- refusals --------------------------------------------------------------------------------------------------------


def test_mistakes(plan: Plan) -> None:
    wrong = splits(
        split("a", name="Mail"),
        split("a", name="Post {}", options={"teams_chats": True}, max_objects=0),
        split("a", name="Web {}", **{"from": {"type": "Site", "include": {"groups": ["x"]}, "personl_sites": True}}),
        split("a", name="Chats {}", pair_teams_with_sites=True, weights={"User": 9}),
        split("a", name="Fill {}", fill=0.1, place="somewhere"),
        split("a", name="post 1{}"),
    )
    plan.told(
        wrong,
        [
            ("splits[0].name", None, "expected a text with one field"),
            ("splits[1].max_objects", None, "expected 1 or more"),
            ("splits[1].options.teams_chats", None, "is not an option of User"),
            ("splits[2].from.personl_sites", None, "did you mean personal_sites?"),
            ("splits[3].pair_teams_with_sites", None, "expected from.type Site or Team"),
            ("splits[3].weights.User", None, "expected 1 to max_objects"),
            ("splits[4].place", None, "value of place must be one of"),
        ],
    )


def test_names_that_are_taken(plan: Plan) -> None:
    jobs = [{"name": "MAIL 07", "state": "absent"}, {"name": "Dave one", "new_name": "Mail 08"}]
    plan.told(
        splits(split("a"), split("a", name="mail {}"), jobs=jobs, omitted="keep"),
        [
            ("jobs[0].name", "MAIL 07", "is also a name of splits[0]"),
            ("jobs[1].new_name", "Dave one", "is also a name of splits[0]"),
            ("splits[1].name", None, "may create the same names as splits[0].name"),
        ],
    )


def test_names_that_nobody_knows(plan: Plan) -> None:
    unknown = {"type": "User", "include": {"groups": ["Salse"]}, "exclude": {"groups": ["zurich@contoso.com"]}}
    plan.told(
        splits(split(repositories=["Disk 01", "Disk 9"], schedule={"daily_time": "25:00"}, **{"from": unknown})),
        [
            ("splits[0].from.exclude.groups[0]", None, "expected a group whose members are known"),
            ("splits[0].from.include.groups[0]", None, "has this name"),
            ("splits[0].repositories[1]", None, "has this name"),
        ],
    )


def test_an_option_that_all_jobs_inherit_is_told_once(plan: Plan) -> None:
    plan.told(
        splits(split(*VIENNA, schedule={"daily_time": "25:00"})),
        [("splits[0].schedule.daily_time", None, "expected HH:MM")],
    )
    plan.told(
        splits(split(*VIENNA, schedule=None)),
        [("splits[0].schedule", None, "required with omitted: default")],
    )


def test_a_job_of_the_entire_organization_under_the_name(simulator: Simulator, plan: Plan) -> None:
    run(simulator, tenant({"name": "Mail 02", "backup_type": "EntireOrganization"}))
    plan.told(splits(split(*VIENNA)), [("splits[0].name", None, "expected a job of type SelectedItems")])


def test_an_empty_directory_is_refused(simulator: Simulator, plan: Plan) -> None:
    run(simulator, splits(split(*VIENNA)))
    path = f"/Organizations/{plan.organization()}/Users"
    simulator.fault("status", path=f"{path}$", status=200, body={"results": []}, times=None)
    described = splits(split(*VIENNA, max_removed=1))
    plan.told(described, [("splits[0].from.type", None, "the server lists no user of the organization")])


def test_many_that_vanish_at_once_are_refused(simulator: Simulator, plan: Plan) -> None:
    run(simulator, splits(split("*@contoso.com", max_objects=100)))
    fewer = split("a*", max_objects=100)
    plan.told(splits(fewer), [("splits[0].max_removed", "Mail 01", "12 of the 13 objects in the jobs of the split")])
    predicted_and_done(simulator, splits({**fewer, "max_removed": 1}))
    assert members(simulator) == {"Mail 01": ["alice@contoso.com"]}


def test_nothing_leaves_after_a_failure(simulator: Simulator) -> None:
    run(simulator, splits(split(*VIENNA)))
    (last,) = members(simulator)["Mail 02"]
    gone(simulator, members(simulator)["Mail 01"][0])
    simulator.fault("status", "/Jobs$", "POST", status=400)
    result = failed(simulator, splits(split(*VIENNA, *ZURICH)))
    assert len([row for row in result["jobs"] if row["state"] == "failed"]) >= 2
    assert last in members(simulator)["Mail 02"]
    predicted_and_done(simulator, splits(split(*VIENNA, *ZURICH)))


# ---- months ----------------------------------------------------------------------------------------------------------


def test_months_of_churn(simulator: Simulator, plan: Plan) -> None:
    """The server lists other users each month: nobody moves, and what is written is what check mode said."""
    users = sorted(plan.rows(f"/Organizations/{plan.organization()}/Users"), key=lambda row: str(row["name"]))
    described = splits(split(max_removed=1, max_objects=3, fill=0.7, **{"from": {"type": "User"}}))
    home: dict[str, str] = {}
    for month in range(6):
        listed = [users[(month + place) % len(users)] for place in range(9)]
        path = f"/Organizations/{plan.organization()}/Users$"
        simulator.clear_faults()
        simulator.fault("status", path=path, status=200, body={"results": listed}, times=None)
        predicted_and_done(simulator, described)
        jobs = members(simulator)
        now = {name: job for job, names in jobs.items() for name in names}
        assert {*now} == {str(row["name"]) for row in listed}
        assert sum(map(len, jobs.values())) == len(now)
        assert max(map(len, jobs.values())) <= 3
        assert all(now[name] == job for name, job in home.items() if name in now)
        home = now
    simulator.clear_faults()


def test_a_group_split(simulator: Simulator) -> None:
    described = splits(split(**{"from": {"type": "Group", "exclude": {"names": ["zurich*"]}}}, options={}))
    predicted_and_done(simulator, described)
    assert len([name for names in members(simulator).values() for name in names]) == 7
    assert group("board")["type"] == "Group"
