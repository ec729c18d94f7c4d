# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Lists of items are read side by side: the result, the requests and the login are those of reading one by one."""

from __future__ import annotations

import threading
from collections.abc import Collection
from typing import Any

import pytest

from ansible_collections.vb365.backup.plugins.module_utils._errors import Vb365Error
from ansible_collections.vb365.backup.plugins.module_utils._reconcile.outcome import Outcome
from ansible_collections.vb365.backup.plugins.module_utils._rest import parallel
from ansible_collections.vb365.backup.plugins.modules import backup_job_info, tenant
from tests.integration.harness.direct import Direct
from tests.integration.targets.tenant.conftest import CONTOSO
from tests.simulator.launch import Simulator

MANY = 8


def described(simulator: Simulator) -> dict[str, Any]:
    """The tenant as it is on the server, with one item less in one of its jobs."""
    found = Direct(simulator)(
        backup_job_info, organization=CONTOSO["organization"], include=["items", "exclusions"]
    ).result["jobs"]
    jobs = [{key: value for key, value in job["config"].items() if key != "organization"} for job in found]
    mailboxes = next(job for job in jobs if job["name"] == "Contoso Mailboxes")
    mailboxes["selected_items"] = mailboxes["selected_items"][:-1]
    return {"organization": CONTOSO["organization"], "jobs": jobs}


def run(
    simulator: Simulator, options: dict[str, Any], reads: int, check_mode: bool = True
) -> tuple[Outcome, list[str]]:
    direct = Direct(simulator, parallel_reads=reads)
    simulator.clear_journal()
    outcome = direct(tenant, check_mode, **options)
    return outcome, direct.requests()


def test_the_same_as_one_after_another(simulator: Simulator) -> None:
    options = described(simulator)
    one, requests = run(simulator, options, 1)
    side, others = run(simulator, options, MANY)
    assert [job["state"] for job in one.result["jobs"]].count("changed") == 1
    assert side == one
    assert sorted(others) == sorted(requests)
    assert len([name for name in requests if name.endswith("/SelectedItems")]) > 2


def test_a_write_rests_on_a_new_reading(simulator: Simulator) -> None:
    options = described(simulator)
    _outcome, requests = run(simulator, options, MANY, check_mode=False)
    (write,) = [number for number, name in enumerate(requests) if name.startswith("DELETE")]
    path = requests[write].removeprefix("DELETE ")
    assert f"GET {path}" in requests[:write]
    assert requests[:write].count(f"GET {path}") == 2


def test_one_login_when_the_token_is_rejected(simulator: Simulator, monkeypatch: pytest.MonkeyPatch) -> None:
    options = described(simulator)
    direct = Direct(simulator, parallel_reads=parallel.MOST)
    rejected_reads: list[str] = []
    together, token = direct.client.get_all_of, direct.client._token

    def late(paths: Collection[str]) -> dict[str, Any]:
        simulator.advance(4000)
        rejected_reads.extend(paths)
        all_have_it = threading.Barrier(len(paths), timeout=30)

        def token_of_all(rejected: str | None = None) -> str:
            known = token(rejected)
            if rejected is None:
                all_have_it.wait()
            return known

        with monkeypatch.context() as patch:
            patch.setattr(direct.client, "_token", token_of_all)
            patch.setattr(parallel, "_READS_OF_A_CONNECTION", 1)
            return together(paths)

    monkeypatch.setattr(direct.client, "get_all_of", late)
    simulator.clear_journal()
    direct(tenant, True, **options)
    logins = [entry for entry in simulator.journal() if entry["path"].endswith("/token")]
    assert [entry["status"] for entry in logins] == [200, 200]
    assert [entry["status"] for entry in simulator.journal()].count(401) == len(rejected_reads)


@pytest.mark.parametrize("name", ["Contoso Mailboxes", "Contoso Teams"])
def test_the_error_of_one_list(simulator: Simulator, name: str) -> None:
    options = described(simulator)
    path = f"/Jobs/{simulator.job(name)['id']}/SelectedItems"
    told = []
    for reads in (1, MANY):
        simulator.fault("status", path, "GET", status=500, times=10)
        with pytest.raises(Vb365Error) as error:
            run(simulator, options, reads)
        told.append((error.value.message, error.value.path))
        simulator.clear_faults()
    assert told[0] == told[1]
    assert told[0][1] == path


def test_a_dead_server_costs_no_request_for_each_list(simulator: Simulator) -> None:
    options = described(simulator)
    simulator.fault("status", "Items", "GET", status=500, times=100)
    simulator.clear_journal()
    with pytest.raises(Vb365Error):
        run(simulator, options, 2)
    assert len([entry for entry in simulator.journal() if "Items" in entry["path"]]) <= 3
