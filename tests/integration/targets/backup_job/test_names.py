# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Names to ids: among ten thousand jobs, of two organizations alike, and by id."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.integration.conftest import Plays
from tests.integration.harness import shells
from tests.integration.harness.playbook import SHELLS
from tests.simulator.launch import Simulator

MANY = 10_001


@pytest.mark.parametrize("shell", SHELLS)
def test_job_at_place_10001_is_found(shell: str) -> None:
    with Simulator("--generate", f"organizations=1,jobs={MANY},users=1") as simulator:
        jobs = simulator.state()["jobs"]
        assert len(jobs) == MANY
        last = jobs[-1]
        organization = simulator.state()["organizations"][0]["name"]
        options = {"organization": organization, "name": last["name"].upper(), "description": "Found"}
        (done,) = shells.run(simulator, [{"vb365.backup.backup_job": options}], shell).tasks
        assert not done.failed, done.result
        assert done.result["job"]["id"] == last["id"]
        assert done.requests.count("GET Jobs") == 2


@pytest.fixture
def twins(tmp_path: Path) -> Simulator:
    """A server with two organizations, and two repositories, of one name."""
    data = tmp_path / "twins.yml"
    organization: dict[str, Any] = {"name": "twin.onmicrosoft.com", "office_name": "Twin"}
    ids = [f"00000000-0000-4000-8000-00000000000{number}" for number in (1, 2)]
    data.write_text(
        yaml.safe_dump(
            {
                "organizations": [{**organization, "id": identity} for identity in ids],
                "repositories": [{"name": "Disk", "id": identity} for identity in ids],
            }
        )
    )
    return Simulator("--data", str(data))


@pytest.mark.parametrize("shell", SHELLS)
def test_two_of_one_name_are_an_error_that_lists_both(twins: Simulator, shell: str) -> None:
    first, second = (f"00000000-0000-4000-8000-00000000000{number}" for number in (1, 2))
    job = {"name": "Case", "backup_type": "SelectedItems", "selected_items": [{"type": "PersonalSites"}]}
    tasks = [
        {"vb365.backup.backup_job": {**job, **names}}
        for names in (
            {"organization": "Twin.onmicrosoft.com", "repository": first},
            {"organization": "twin", "repository": first},
            {"organization": second, "repository": "disk"},
            {"organization": second, "repository": first},
        )
    ]
    with twins as simulator:
        by_name, by_office_name, by_repository, by_id = shells.run(simulator, tasks, shell).tasks
    for done, option in (
        (by_name, "organization: 'Twin.onmicrosoft.com'"),
        (by_office_name, "organization: 'twin'"),
        (by_repository, "repository: 'disk'"),
    ):
        assert done.failed
        assert done.result["msg"].startswith(option)
        assert first in done.result["msg"]
        assert second in done.result["msg"]
        assert done.writes == []
    assert not by_id.failed, by_id.result
    assert by_id.result["job"]["config"]["organization"] == second
    assert by_id.result["job"]["config"]["repository"] == first


CONTOSO = "contoso.onmicrosoft.com"
COMPOSED, DECOMPOSED = "Café", "Cafe\u0301"


def task(name: str, module: str = "backup_job", **options: Any) -> dict[str, Any]:
    return {f"vb365.backup.{module}": {"organization": CONTOSO, "name": name, **options}}


def created(name: str) -> dict[str, Any]:
    return task(name, repository="Disk 01", backup_type="SelectedItems", selected_items=[{"type": "PersonalSites"}])


@pytest.mark.parametrize(
    ("there", "named"), [("Großkunde", "Grosskunde"), ("STRASSE", "straße"), ("Mail", "Mail/"), ("Mail/", "Mail")]
)
def test_similar_name_is_another_job(both: Plays, simulator: Simulator, there: str, named: str) -> None:
    done, absent, present = both([created(there), task(named, state="absent"), created(named)]).tasks
    assert not done.failed
    assert (absent.failed, absent.result["changed"], absent.writes) == (False, False, [])
    assert present.result["changed"], present.result
    assert {there, named} <= {job["name"] for job in simulator.state()["jobs"]}


@pytest.mark.parametrize(
    ("there", "named"), [("Großkunde", "GROßKUNDE"), (COMPOSED, DECOMPOSED), (DECOMPOSED, COMPOSED.upper())]
)
def test_name_in_another_form_is_the_same_job(both: Plays, simulator: Simulator, there: str, named: str) -> None:
    done, again, absent = both([created(there), created(named), task(named, state="absent")]).tasks
    assert not done.failed
    assert (again.failed, again.result["changed"], again.writes) == (False, False, [])
    assert absent.result["changed"]
    assert there not in {job["name"] for job in simulator.state()["jobs"]}


@pytest.mark.parametrize("named", [{"name": " New"}, {"name": "Contoso Teams", "new_name": "Teams\n"}])
def test_a_new_name_has_no_blanks_at_its_ends(both: Plays, named: dict[str, str]) -> None:
    items = [{"type": "User", "name": "judy@contoso.com"}]
    options = {"organization": "contoso.onmicrosoft.com", **named, "repository": "Disk 01", "selected_items": items}
    (ran,) = both([{"vb365.backup.backup_job": {**options, "backup_type": "SelectedItems"}}]).tasks
    option, name = list(named.items())[-1]
    assert ran.result["msg"].endswith(f"{option}: {name!r}: expected a name without blanks at its ends")
    assert ran.writes == []


def test_a_job_whose_name_has_blanks_is_found(simulator: Simulator) -> None:
    simulator.edit("Contoso Teams", settings={"name": " Teams "})
    options = {"organization": "contoso.onmicrosoft.com", "name": " Teams ", "description": "Found"}
    (ran,) = shells.run(simulator, [{"vb365.backup.backup_job": options}]).tasks
    assert ran.result["changed"], ran.result


@pytest.mark.parametrize(("option", "there"), [("organization", CONTOSO), ("repository", "Disk 01")])
def test_slash_at_the_end_of_a_name_counts(both: Plays, option: str, there: str) -> None:
    (done,) = both([task("Contoso Sites", **{option: f"{there}/"})]).tasks
    assert done.failed
    assert done.result["msg"].startswith(f"{option}: '{there}/': no ")
