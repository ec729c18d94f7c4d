# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A tenant's jobs as variables of the role: what a job inherits, and jobs that exist turned into such variables."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import event, given
from hypothesis import strategies as st

from ansible_collections.vb365.backup.plugins.module_utils._model import job as _job
from ansible_collections.vb365.backup.plugins.module_utils._model.schedule import BACKUP_JOB
from ansible_collections.vb365.backup.plugins.module_utils._tenant.variables import factored, merged, tenants
from tests.unit.module_utils.strategies import TEXTS, policies

DAILY = {"type": "Daily", "daily_time": "22:00", "daily_type": "Everyday", "retry_enabled": True}
HOURLY = {"type": "Periodically", "periodically_every": "Hours4", "periodically_offset_minutes": 30}
USERS = [{"type": "User", "name": "alice@contoso.com"}]


# ---- merged ---------------------------------------------------------------------------------------------------------


def test_own_options_win_over_defaults_and_those_over_the_repository() -> None:
    defaults = {"repository": "Second", "enabled": False, "backup_type": "SelectedItems"}
    assert merged({}, {"name": "a"}, "First") == {"name": "a", "repository": "First"}
    assert merged(defaults, {"name": "a", "enabled": True}, "First") == {**defaults, "name": "a", "enabled": True}
    assert merged(defaults, {"name": "a", "repository": "Third"}, "First")["repository"] == "Third"
    assert "repository" not in merged({}, {"name": "a"}, None)


def test_none_is_an_option_left_out() -> None:
    defaults = {"enabled": None, "description": "mail", "schedule": {"type": "Daily", "daily_type": None}}
    job = {"name": "a", "description": None, "repository": None, "schedule": {"type": None, "daily_time": "21:00"}}
    assert merged(defaults, job, "First") == {
        "name": "a",
        "repository": "First",
        "description": "mail",
        "schedule": {"type": "Daily", "daily_time": "21:00"},
    }
    assert merged({"schedule": DAILY}, {"schedule": None}, None) == {"schedule": DAILY}


def test_falsy_values_are_values() -> None:
    defaults = {"description": "mail", "excluded_items": USERS, "schedule": {"backup_window": {"allow": ["Sat"]}}}
    job = {"description": "", "excluded_items": [], "schedule": {"backup_window": {}}}
    assert merged(defaults, job, None) == job


def test_lists_and_windows_are_not_merged() -> None:
    defaults = {"selected_items": USERS, "schedule": {"backup_window": {"allow": ["Sat"], "minute_offset": 60}}}
    job = {"selected_items": [{"type": "PersonalSites"}], "schedule": {"backup_window": {"deny": ["Sun"]}}}
    assert merged(defaults, job, None) == job


@pytest.mark.parametrize(
    ("inherited", "own", "left"),
    [
        (DAILY, {}, DAILY),
        (DAILY, {"daily_time": "01:00"}, {**DAILY, "daily_time": "01:00"}),
        (DAILY, HOURLY, {**HOURLY, "retry_enabled": True}),
        (DAILY, {"type": "ManualOnly"}, {"type": "ManualOnly", "retry_enabled": True}),
        (HOURLY, {"periodically_every": "Minutes5"}, {"type": "Periodically", "periodically_every": "Minutes5"}),
        (HOURLY, {"type": "Daily"}, {"type": "Daily"}),
        ({"periodically_window": {}, **HOURLY}, {"type": "Daily"}, {"type": "Daily"}),
    ],
)
def test_inherited_keys_of_another_schedule_are_dropped(
    inherited: dict[str, Any], own: dict[str, Any], left: dict[str, Any]
) -> None:
    assert merged({"schedule": inherited}, {"schedule": own}, None)["schedule"] == left


@pytest.mark.parametrize(
    ("inherited", "own"),
    [
        ({"type": "Daily"}, {"periodically_every": "Hours4"}),
        ({"type": "Periodically", "periodically_every": "Minutes5"}, {"periodically_offset_minutes": 3}),
    ],
)
def test_what_the_job_names_itself_is_never_dropped(inherited: dict[str, Any], own: dict[str, Any]) -> None:
    assert merged({"schedule": inherited}, {"schedule": own}, None)["schedule"] == {**inherited, **own}


def test_a_schedule_without_a_type_keeps_all_but_what_its_interval_excludes() -> None:
    inherited = {"daily_time": "22:00", "periodically_every": "Hours4", "periodically_offset_minutes": 30}
    assert merged({"schedule": inherited}, {"name": "a"}, None)["schedule"] == inherited
    own = {"periodically_every": "Minutes5"}
    assert merged({"schedule": inherited}, {"schedule": own}, None)["schedule"] == {"daily_time": "22:00", **own}


@pytest.mark.parametrize("wrong", ["daily", ["Daily"], "", 5])
def test_a_schedule_that_is_no_dict_is_passed_on_to_be_refused(wrong: Any) -> None:
    assert merged({"schedule": DAILY}, {"schedule": wrong}, None)["schedule"] == wrong
    assert merged({"schedule": wrong}, {"name": "a"}, None)["schedule"] == wrong


def test_the_entire_organization_inherits_no_selected_items() -> None:
    defaults = {"selected_items": USERS, "excluded_items": USERS}
    entire = {"backup_type": "EntireOrganization"}
    assert merged(defaults, entire, None) == {**entire, "excluded_items": USERS}
    assert merged({**defaults, **entire}, {}, None) == {**entire, "excluded_items": USERS}
    assert merged(entire, {"selected_items": USERS}, None)["selected_items"] == USERS
    assert merged({**defaults, **entire}, {"backup_type": "SelectedItems"}, None)["selected_items"] == USERS


def test_a_job_that_shall_not_be_there_inherits_only_whose_it_is() -> None:
    defaults = {"organization": "contoso", "schedule": DAILY, "excluded_items": USERS, "new_name": "b"}
    gone = {"name": "a", "state": "absent"}
    assert merged(defaults, gone, "First") == {**gone, "organization": "contoso"}
    assert merged({"state": "absent", "schedule": DAILY}, {"name": "a"}, "First") == gone
    assert merged({}, {**gone, "new_name": "b", "schedule": DAILY, "repository": "x"}, "First") == gone
    assert merged({}, {**gone, "remove_copy_job": True}, None) == {**gone, "remove_copy_job": True}
    assert merged({"state": "absent"}, {"name": "a", "state": "present"}, "First")["repository"] == "First"


def test_nothing_that_is_handed_in_is_changed() -> None:
    defaults, job = {"schedule": dict(DAILY), "selected_items": USERS}, {"schedule": {"type": "ManualOnly"}}
    merged(defaults, job, "First")
    assert defaults == {"schedule": DAILY, "selected_items": USERS}
    assert job == {"schedule": {"type": "ManualOnly"}}


# ---- factored -------------------------------------------------------------------------------------------------------

ITEMS = st.lists(
    st.sampled_from(
        [
            {"type": "User", "name": "alice@contoso.com", "mailbox": True, "onedrive": False},
            {"type": "User", "id": "0c6e", "mailbox": True, "onedrive": True},
            {"type": "Site", "name": "https://contoso.sharepoint.com/sites/hr"},
            {"type": "OneDriveFolders", "folders": ["Documents"]},
        ]
    ),
    max_size=3,
    unique_by=str,
)


@st.composite
def configs(draw: st.DrawFn) -> list[dict[str, Any]]:
    """Jobs of one organization, as backup_job_info shows them; many are alike, as those of a tenant are."""
    shown = draw(st.lists(policies((None, *BACKUP_JOB.types)), min_size=1, max_size=2))
    lists = draw(st.lists(ITEMS, min_size=1, max_size=2))
    jobs = []
    for number in range(draw(st.integers(0, 7))):
        policy = draw(st.one_of(st.none(), *[st.just(one) for one in shown] * 3, policies()))
        if policy and draw(st.integers(0, 3)) == 0:
            policy = {**policy, **draw(st.sampled_from([{"dailyTime": None}, {"type": "Daily"}, {"retryNumber": 5}]))}
        resource = {
            "name": f"Job {number}",
            "backupType": draw(st.sampled_from([*["SelectedItems"] * 3, "EntireOrganization"])),
            "description": draw(TEXTS),
            "isEnabled": draw(st.sampled_from([True, True, False])),
            "schedulePolicy": policy,
        }
        config = _job.from_api(resource, "contoso", draw(st.sampled_from(["First", "First", "Second"])))
        if config["backup_type"] == "SelectedItems":
            config["selected_items"] = draw(ITEMS)
        jobs.append({**config, "excluded_items": draw(st.sampled_from(lists))})
    return jobs


def told(config: dict[str, Any]) -> dict[str, Any]:
    """A job as it counts: the order of items does not."""
    lists = {name: sorted(config[name], key=str) for name in ("selected_items", "excluded_items") if name in config}
    return {**config, **lists}


def made(variables: dict[str, Any]) -> list[dict[str, Any]]:
    """The jobs that the role makes of its variables."""
    given_repository = variables.get("tenant_onboarding_repository")
    organization = {"organization": variables["tenant_onboarding_organization"]}
    return [
        {**merged(variables["tenant_onboarding_defaults"], job, given_repository), **organization}
        for job in variables["tenant_onboarding_jobs"]
    ]


@given(configs())
def test_factored_jobs_merge_into_the_same_jobs(jobs: list[dict[str, Any]]) -> None:
    variables = factored("contoso", jobs)
    event(f"{len(variables['tenant_onboarding_defaults'])} defaults, {len(jobs)} jobs")
    assert [told(job) for job in made(variables)] == [told(job) for job in jobs]


@given(configs())
def test_factored_variables_are_factored_the_same_again(jobs: list[dict[str, Any]]) -> None:
    variables = factored("contoso", jobs)
    shuffled = [told(job) for job in jobs]
    assert factored("contoso", made(variables)) == factored("contoso", shuffled) == variables


def job(name: str, **options: Any) -> dict[str, Any]:
    """A job as backup_job_info shows it."""
    return {
        "name": name,
        "backup_type": "SelectedItems",
        "description": "",
        "enabled": True,
        "organization": "contoso",
        "repository": "First",
        "schedule": {"enabled": True, "type": "Daily", "daily_type": "Everyday", "daily_time": "21:00:00"},
        "selected_items": USERS,
        "excluded_items": [],
        **options,
    }


def test_what_most_jobs_share_becomes_a_default() -> None:
    hours = {"enabled": True, "type": "Periodically", "periodically_every": "Hours4"}
    jobs = [
        job("b", repository="Second"),
        job("a"),
        job("c", schedule=hours),
        job("d", backup_type="EntireOrganization", excluded_items=USERS),
    ]
    del jobs[3]["selected_items"]
    assert factored("contoso", jobs) == {
        "tenant_onboarding_organization": "contoso",
        "tenant_onboarding_repository": "First",
        "tenant_onboarding_defaults": {
            "backup_type": "SelectedItems",
            "enabled": True,
            "schedule": jobs[0]["schedule"],
            "excluded_items": [],
        },
        "tenant_onboarding_jobs": [
            {"name": "b", "description": "", "repository": "Second", "selected_items": USERS},
            {"name": "a", "description": "", "selected_items": USERS},
            {
                "name": "c",
                "description": "",
                "schedule": {"type": "Periodically", "periodically_every": "Hours4"},
                "selected_items": USERS,
            },
            {"name": "d", "description": "", "backup_type": "EntireOrganization", "excluded_items": USERS},
        ],
    }


def test_a_default_that_would_give_a_job_more_than_it_has_is_none() -> None:
    off = {"enabled": False, "type": "Daily", "daily_type": "Everyday"}
    jobs = [job("a"), job("b"), job("c", schedule=off)]
    assert "daily_time" not in factored("contoso", jobs)["tenant_onboarding_defaults"]["schedule"]


def test_half_of_the_jobs_are_not_most() -> None:
    jobs = [job("a"), job("b", enabled=False)]
    assert "enabled" not in factored("contoso", jobs)["tenant_onboarding_defaults"]


def test_one_job_shares_only_its_repository() -> None:
    variables = factored("contoso", [job("a")])
    assert variables["tenant_onboarding_defaults"] == {}
    expected = {key: value for key, value in job("a").items() if key not in ("organization", "repository")}
    assert variables["tenant_onboarding_jobs"] == [expected]


def test_options_and_items_stand_in_the_order_in_which_people_read_them() -> None:
    items = [
        {"type": "Site", "name": "https://contoso.sharepoint.com"},
        {"type": "User", "id": "0c6e"},
        {"type": "User", "name": "bob@contoso.com"},
        {"type": "User", "name": "Alice@contoso.com"},
    ]
    (only,) = factored("contoso", [job("a", repository="Second", selected_items=items)])["tenant_onboarding_jobs"]
    assert list(only) == [
        "name", "description", "backup_type", "enabled", "schedule", "selected_items", "excluded_items",
    ]  # fmt: skip
    assert only["selected_items"] == [items[1], items[3], items[2], items[0]]


# ---- tenants --------------------------------------------------------------------------------------------------------


def organizations(**names: str) -> list[dict[str, str]]:
    return [{"id": uuid(key), "name": name} for key, name in names.items()]


def uuid(key: str) -> str:
    return f"00000000-0000-4000-8000-{ord(key):012d}"


def test_each_organization_gets_its_own_jobs() -> None:
    jobs = [{"id": "1", "config": job("a")}, {"id": "2", "config": job("b", organization="Fabrikam")}]
    found = tenants(organizations(x="contoso", y="Fabrikam", z="Empty"), jobs)
    assert [name for name, variables in found] == ["contoso", "Fabrikam", "Empty"]
    assert [[one["name"] for one in variables["tenant_onboarding_jobs"]] for name, variables in found] == [
        ["a"],
        ["b"],
        [],
    ]
    assert found[2][1] == {
        "tenant_onboarding_organization": "Empty",
        "tenant_onboarding_defaults": {},
        "tenant_onboarding_jobs": [],
    }


def test_organizations_of_one_name_go_by_id() -> None:
    jobs = [{"id": "1", "config": job("a", organization=uuid("y").upper())}]
    wanted = [uuid("y"), uuid("z")]
    found = dict(tenants(organizations(x="contoso", y="Contoso", z=""), jobs, wanted))
    assert list(found) == wanted
    assert found[uuid("y")]["tenant_onboarding_organization"] == uuid("y")
    assert [one["name"] for one in found[uuid("y")]["tenant_onboarding_jobs"]] == ["a"]


def test_names_of_files_are_safe_and_unlike() -> None:
    names = {"a": "../etc/passwd", "b": "-rf Ltd", "c": "A b", "d": "a/B", "e": "Zoë", "f": "...", "g": "x.com"}
    found = tenants(organizations(**names), [])
    assert [name for name, variables in found] == [
        "etc_passwd", "rf_Ltd", uuid("c"), uuid("d"), "Zo_", uuid("f"), "x.com"
    ]  # fmt: skip
    assert [variables["tenant_onboarding_organization"] for name, variables in found] == [*names.values()]


@pytest.mark.parametrize("identity", ["../../x", "x", "", "/etc/passwd", f"{uuid('a')}\n"])
@pytest.mark.parametrize("name", ["東京", "...", "x" * 201])
def test_id_that_is_no_uuid_is_never_the_name_of_a_file(identity: str, name: str) -> None:
    rows = [{"id": identity, "name": name}, {"id": uuid("b"), "name": "B"}]
    with pytest.raises(ValueError, match=r"id .* of an organization: expected a UUID"):
        tenants(rows, [])
    assert [file for file, variables in tenants(rows, [], [uuid("b")])] == ["B"]


def test_id_in_place_of_an_empty_name_is_made_safe() -> None:
    assert [file for file, variables in tenants([{"id": "../../x", "name": ""}], [])] == ["x"]


def test_name_that_is_the_id_of_another_organization_is_not_the_name_of_a_file() -> None:
    found = tenants(organizations(a=uuid("b"), b="東京"), [])
    assert [file for file, variables in found] == [uuid("a"), uuid("b")]
