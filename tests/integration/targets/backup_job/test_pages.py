# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Jobs that move from one page of a listing to another while it is read, and answers that are no listing."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.vb365.backup.plugins.module_utils._errors import Vb365Error
from ansible_collections.vb365.backup.plugins.module_utils._reconcile.outcome import Outcome
from ansible_collections.vb365.backup.plugins.modules import backup_job
from tests.integration.harness.direct import Direct
from tests.simulator.launch import Simulator

ORGANIZATION = "contoso.onmicrosoft.com"
NEW = {"repository": "Disk 01", "backup_type": "SelectedItems", "selected_items": [{"type": "PersonalSites"}]}
NAMES = [f"Page {number}" for number in range(6)]


def run(direct: Direct, name: str, check_mode: bool = False, **options: Any) -> Outcome:
    options = {"organization": ORGANIZATION, "name": name, **options}
    return direct(backup_job, check_mode, **options)


def removing_the_first_page(direct: Direct, somebody: Direct, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have somebody remove the jobs of the first page of a listing before the second page is read."""
    page = direct.client._page

    def read(path: str, query: Any) -> Any:
        rows = page(path, query)
        if path == "/Jobs":
            monkeypatch.undo()
            for job in rows["results"]:
                run(somebody, job["name"], state="absent", remove_copy_job=True)
        return rows

    monkeypatch.setattr(direct.client, "_page", read)


@pytest.fixture
def direct(simulator: Simulator) -> Direct:
    """With six jobs beside those that there are."""
    direct = Direct(simulator)
    for name in NAMES:
        run(direct, name, **NEW)
    direct.requests()
    return direct


@pytest.mark.parametrize("cap", [1, 2, 3, 4])
@pytest.mark.parametrize("is_removed", [True, False])
def test_job_that_moves_to_a_page_that_was_read_is_found(
    simulator: Simulator, direct: Direct, monkeypatch: pytest.MonkeyPatch, cap: int, is_removed: bool
) -> None:
    organization = direct.client.find("/Jobs", limit=1)["results"][0]["organizationId"]
    second_page = [job["name"] for job in direct.client.get_all("/Jobs", organizationId=organization)][cap : 2 * cap]
    simulator.profile(page_cap=cap)
    removing_the_first_page(direct, Direct(simulator), monkeypatch)
    if is_removed:
        assert run(direct, second_page[0], state="absent", remove_copy_job=True).changed
        assert second_page[0] not in {job["name"] for job in simulator.state()["jobs"]}
    else:
        assert not run(direct, second_page[0], check_mode=True).changed


@pytest.mark.parametrize("options", [{"state": "absent"}, NEW])
@pytest.mark.parametrize("body", [{}, {"message": "busy", "errorCode": "Timeout"}])
def test_answer_that_is_no_listing_does_not_mean_that_the_job_is_not_there(
    simulator: Simulator, direct: Direct, options: dict[str, Any], body: dict[str, Any]
) -> None:
    simulator.fault("status", method="GET", path="/Jobs$", status=200, body=body, times=9)
    with pytest.raises(Vb365Error, match=r"^GET /Jobs: "):
        run(direct, NAMES[0], **options)
    assert [request for request in direct.requests() if not request.startswith("GET")] == []


def test_list_of_items_that_could_not_be_read_is_not_empty(simulator: Simulator, direct: Direct) -> None:
    items = [{"type": "User", "name": "alice@contoso.com"}]
    run(direct, NAMES[0], selected_items=items)
    direct.requests()
    simulator.fault("status", method="GET", path="/SelectedItems$", status=200, body={}, times=9)
    with pytest.raises(Vb365Error, match=r"^GET /Jobs/.*/SelectedItems: "):
        run(direct, NAMES[0], selected_items=items)
    assert [request for request in direct.requests() if not request.startswith("GET")] == []
