# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A request without its id never reaches the server, whatever made it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from ansible_collections.vb365.backup.plugins.module_utils._errors import Vb365Error
from ansible_collections.vb365.backup.plugins.module_utils._rest.client import Client
from tests.integration.client.test_client import connection
from tests.simulator.launch import Simulator

REQUESTS: list[Callable[[Client], object]] = [
    lambda client: client.get("/Jobs", organizationId="None"),
    lambda client: client.get_all("/Jobs", organizationId="None"),
    lambda client: client.get_all("/JobSessions", jobId=""),
    lambda client: client.find(f"/Jobs/{None}"),
    lambda client: client.get(f"/Jobs/{None}/CopyJob"),
    lambda client: client.get("/Jobs/"),
    lambda client: client.put("/Jobs//SelectedItems", {}),
    lambda client: client.put(f"/Jobs/{None}", {}),
    lambda client: client.post(f"/Jobs/{None}/start"),
    lambda client: client.delete(f"/Jobs/{None}"),
]


@pytest.mark.parametrize("number", range(len(REQUESTS)))
def test_request_without_its_id_is_not_sent(simulator: Simulator, number: int) -> None:
    client = Client(connection(simulator))
    with pytest.raises(Vb365Error, match="not sent, an id is missing") as caught:
        REQUESTS[number](client)
    assert caught.value.error_code == "internal_error"
    assert client.may_have_written is False
    assert simulator.journal() == []


@pytest.mark.parametrize("blank", ["", " "])
def test_request_with_an_empty_filter_is_not_sent(simulator: Simulator, blank: str) -> None:
    client = Client(connection(simulator))
    with pytest.raises(Vb365Error, match="GET /Users: not sent, userName is empty"):
        client.get_all("/Users", userName=blank)
    assert simulator.journal() == []


def test_filter_that_is_omitted_and_a_name_that_reads_none(simulator: Simulator) -> None:
    client = Client(connection(simulator))
    assert client.get_all("/CopyJobs", organizationId=None) is not None
    owner = client.get("/Organizations")["results"][0]["id"]
    client.get(f"/Organizations/{owner}/Users", userName="None")
    assert [entry["status"] for entry in simulator.journal()] == [200, 200, 200, 200]
