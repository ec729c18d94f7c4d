# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Coverage of the sample tenants and of generated ones: states, requests, profiles, both shells."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from ansible_collections.vb365.backup.plugins.modules import tenant_coverage_info as coverage
from tests.integration.conftest import Plays
from tests.integration.harness.direct import Direct
from tests.simulator.launch import Simulator

CONTOSO, FABRIKAM = "contoso.onmicrosoft.com", "fabrikam.onmicrosoft.com"
INFO = "vb365.backup.tenant_coverage_info"


def states(result: Any) -> dict[str, str]:
    """The state of each object by its name."""
    return {f"{row['type']} {row['name']}": row["state"] for row in result["objects"]}


def test_who_is_in_no_job(simulator: Simulator) -> None:
    result = Direct(simulator)(coverage, organization=CONTOSO, details="all").result
    found = states(result)
    assert found["User alice@contoso.com"] == "twice"  # her personal site: by her item, and by all personal sites
    assert found["User carol@contoso.com"] == "excluded"
    assert found["User dave@contoso.com"] == "in_no_job"
    assert found["Group sales@contoso.com"] == "protected"
    assert found["Site https://contoso.sharepoint.com/sites/sales"] == "protected"  # it is the site of the group
    assert found["Team Product Launch"] == "only_in_disabled_jobs"
    assert "Group VPN Users" not in found  # it has no data of its own
    assert result["summary"] == {**dict.fromkeys(result["summary"], 0), **Counter(found.values())} | {
        "in_no_job": list(found.values()).count("in_no_job") + 1  # two teams have one name
    }
    assert [job["runs"] for job in result["jobs"]] == [True, True, False]


def test_a_job_of_the_entire_organization(simulator: Simulator) -> None:
    direct = Direct(simulator)
    result = direct(coverage, organization=FABRIKAM).result
    assert states(result) == {
        "User support@fabrikam.com": "excluded",
        "Team Purchasing": "partly",  # such a job leaves out chats
        "Team Workshop": "partly",
    }
    simulator.edit("Fabrikam Everything", settings={"isEnabled": False})
    result = direct(coverage, organization=FABRIKAM, types=["User"]).result
    assert result["summary"]["only_in_disabled_jobs"] == 11


def test_requests(simulator: Simulator) -> None:
    """Five listings, two for each job but one for a job of the entire organization, one for each group; names once."""
    direct = Direct(simulator, parallel_reads=1)
    simulator.clear_journal()
    direct(coverage, organization=CONTOSO)
    requests = direct.requests()
    paths = Counter(request.rpartition("/")[2] for request in requests)
    assert paths == {
        "Organizations": 1, "BackupRepositories": 1, "Jobs": 1, "Users": 1, "Groups": 1, "Sites": 1, "Teams": 1,
        "SelectedItems": 3, "ExcludedItems": 3, "Members": 1,
    }  # fmt: skip
    direct(coverage, organization=FABRIKAM)
    assert len(direct.requests()) == 5 + 1
    direct(coverage, organization=CONTOSO, expand_groups=False)
    assert len(direct.requests()) == 5 + 2 * 3


def test_members_of_groups_that_nobody_reads(simulator: Simulator) -> None:
    simulator.edit("Contoso Mailboxes", remove_excluded=[simulator.job("Contoso Mailboxes")["excludedItems"][0]["id"]])
    found = states(Direct(simulator)(coverage, organization=CONTOSO, expand_groups=False, details="all").result)
    assert found["User carol@contoso.com"] == found["User dave@contoso.com"] == "unknown"
    assert found["Group sales@contoso.com"] == "unknown"


@pytest.mark.parametrize("anew", [False, True])
def test_objects_that_are_gone(simulator: Simulator, anew: bool) -> None:
    simulator.directory(CONTOSO, {"type": "User", "name": "alice@contoso.com"}, anew=anew)
    result = Direct(simulator)(coverage, organization=CONTOSO, details="all").result
    (dead,) = result["dead_items"]
    assert (dead["job"], dead["name"], dead["list"]) == ("Contoso Mailboxes", "alice@contoso.com", "selected_items")
    assert dead["reason"] == ("object_replaced" if anew else "object_gone")
    assert states(result).get("User alice@contoso.com") == ("partly" if anew else None)


@pytest.mark.parametrize(
    ("key", "value"),
    [("null_fields", "absent"), ("page_cap", 2), ("id_case", "upper"), ("entire_items", "partial_organization")],
)
def test_profile(simulator: Simulator, key: str, value: str | int) -> None:
    def shown() -> list[Any]:
        direct = Direct(simulator)
        results = [direct(coverage, organization=one, details="all").result for one in (CONTOSO, FABRIKAM)]
        return [(states(result), result["by_type"], result["dead_items"]) for result in results]

    before = shown()
    simulator.profile(**{key: value})
    assert shown() == before


def test_both_shells(both: Plays) -> None:
    expired = {"name": "support*", "reason": "a robot", "until": "2020-01-31"}
    tasks = [
        {"name": "listing", INFO: {"organization": "Contoso", "details": "all", "parallel_reads": 1}},
        {INFO: {"organization": FABRIKAM, "ignore": [expired]}},
        {INFO: {"organization": "contso"}},
        {INFO: {"organization": FABRIKAM, "max_objects": 0}},
        {INFO: {"organization": FABRIKAM, "types": []}},
    ]
    listing, warned, unknown, limit, nothing = both(tasks).tasks
    assert not listing.failed
    assert listing.writes == []
    assert warned.result["warnings"] == ["ignore: 'support*' was ignored until 2020-01-31. Gaps again: 1."]
    assert (unknown.failed, "contoso" in unknown.result["msg"]) == (True, True)
    assert (limit.failed, limit.result["error_code"]) == (True, "option")
    assert (nothing.failed, nothing.result["error_code"]) == (True, "option")


def test_twenty_jobs_and_many_users_take_few_requests() -> None:
    sizes = "organizations=1,jobs=20,users=2000,items=50,groups=3"
    with Simulator("--generate", sizes) as simulator:
        direct = Direct(simulator)
        result = direct(coverage, organization="tenant-001.onmicrosoft.com").result
        assert len(direct.requests()) == 7 + 2 * 20
        assert result["by_type"]["User"]["twice"] == 50
        assert result["by_type"]["User"]["in_no_job"] == 1950
