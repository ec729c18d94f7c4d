# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
import yaml

from ansible_collections.vb365.backup.plugins.module_utils._errors import TenantRefused
from ansible_collections.vb365.backup.plugins.module_utils._reconcile.outcome import Outcome
from ansible_collections.vb365.backup.plugins.modules import tenant as module
from tests.integration.harness.direct import Direct
from tests.simulator.launch import Simulator
from tests.simulator.seed import SAMPLE

TWIN = {"name": "twin.onmicrosoft.com", "office_name": "Twin"}
CONTOSO = {"organization": "contoso.onmicrosoft.com", "repository": "Disk 01"}
DAVE = {"type": "User", "name": "dave@contoso.com"}

Row = tuple[str, "str | None", str]
"""A problem as a test expects it: its place, its job, and a part of what is said."""


def tenant(*jobs: Any, **options: Any) -> dict[str, Any]:
    """A tenant with these jobs, of selected items unless they say otherwise. None takes an option away."""
    described = {**CONTOSO, "omitted": "keep", "defaults": {"backup_type": "SelectedItems"}, "jobs": [*jobs], **options}
    return {name: value for name, value in described.items() if value is not None}


def new(**options: Any) -> dict[str, Any]:
    """A job that is not on the server. Unless items are given it has folders, which no other job has."""
    entire = options.get("backup_type") == "EntireOrganization" or options.get("state") == "absent"
    folders = {"type": "OneDriveFolders", "folders": [f"Of {options.get('name', 'New')}"]}
    return {"name": "New", **({} if entire else {"selected_items": [folders]}), **options}


def user(name: str, **options: Any) -> dict[str, Any]:
    """An item of a user of the first tenant."""
    return {"type": "User", "name": f"{name}@contoso.com", **options}


def group(name: str, **options: Any) -> dict[str, Any]:
    """An item of a group."""
    return {"type": "Group", "name": name, **options}


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Simulator]:
    """A simulator with the sample tenants and some more that is easily mistaken."""
    data = yaml.safe_load(SAMPLE.read_text(encoding="utf-8"))
    contoso = data["organizations"][0]
    contoso["groups"] += [
        {"name": "sales-emea@contoso.com", "display_name": "Sales", "members": ["frank@contoso.com"]},
        {"name": "vienna@contoso.com", "display_name": "Vienna", "members": ["dave@contoso.com", "erin@contoso.com"]},
        {"name": "nobody@contoso.com", "display_name": "Nobody yet"},
    ]
    contoso["teams"].append({"display_name": "Sales team", "mail": "sales@contoso.com"})
    data["organizations"] += [{**TWIN, "id": f"{number * 8}-0000-4000-8000-000000000000"} for number in "12"]
    data["repositories"].append({"name": "Fabrikam Vault", "organization": "fabrikam.onmicrosoft.com"})
    data["jobs"] += [
        {**CONTOSO, "name": "Dave one", "selected_items": [{**DAVE, "mailbox": True}]},
        {**CONTOSO, "name": "Dave two", "selected_items": [{**DAVE, "mailbox": True, "oneDrive": True}]},
    ]
    file = tmp_path_factory.mktemp("simulator") / "data.yml"
    file.write_text(yaml.safe_dump(data), encoding="utf-8")
    with Simulator("--data", str(file)) as simulator:
        yield simulator


class Plan:
    """Runs the operation in check mode, without a playbook around it, and makes sure that it writes nothing."""

    def __init__(self, simulator: Simulator) -> None:
        self.simulator = simulator
        self._direct = Direct(simulator)
        self._tenant: dict[str, Any] = {}
        self.requests: list[str] = []

    def __call__(self, tenant: dict[str, Any], prefix: str = "", **options: Any) -> Outcome:
        """The outcome for a tenant that is right. Raises Vb365Error."""
        self._tenant = tenant
        self._direct.requests()
        try:
            return self._direct(module, check_mode=True, tenant=tenant, prefix=prefix, **options)
        finally:
            self.requests = self._direct.requests()
            assert [request for request in self.requests if not request.startswith("GET ")] == []

    def problems(self, tenant: dict[str, Any], prefix: str = "") -> list[dict[str, Any]]:
        """The problems of a tenant that is wrong; they are all in the one message too, one a line."""
        with pytest.raises(TenantRefused) as refused:
            self(tenant, prefix)
        problems: list[dict[str, Any]] = refused.value.details()["problems"]
        _headline, *lines = refused.value.message.split("\n")
        assert len(lines) == len(problems) > 0
        for row, line in zip(problems, lines, strict=True):
            assert line.startswith(row["place"])
            assert line.endswith(row["msg"])
            assert (f"(job '{row['job']}')" in line) == bool(row["job"])
        assert len({(row["place"], row["msg"]) for row in problems}) == len(problems)
        return problems

    def told(self, tenant: dict[str, Any], rows: list[Row]) -> None:
        """Make sure that these are the problems, and no others."""
        problems = self.problems(tenant)
        assert [(row["place"], row["job"]) for row in problems] == [(place, job) for place, job, _said in rows], (
            problems
        )
        for row, (_place, _job, said) in zip(problems, rows, strict=True):
            assert said in row["msg"], row

    def applied(self) -> Outcome:
        """What the module makes of the last tenant. Raises Vb365Error."""
        return self._direct(module, tenant=self._tenant)

    def rows(self, path: str) -> list[dict[str, Any]]:
        """A listing of the server."""
        return self._direct.client.get_all(path)

    def organization(self, name: str = CONTOSO["organization"]) -> str:
        """The id of an organization."""
        return next(str(row["id"]) for row in self.rows("/Organizations") if row["name"] == name)

    def answers(self, path: str, change: Callable[[dict[str, Any]], object]) -> None:
        """From now on a listing is answered with its rows as they are after a change of each."""
        rows = self.rows(path)
        for row in rows:
            change(row)
        self.simulator.fault("status", path=f"{path}$", status=200, body={"results": rows}, times=None)


@pytest.fixture
def plan(simulator: Simulator) -> Plan:
    return Plan(simulator)
