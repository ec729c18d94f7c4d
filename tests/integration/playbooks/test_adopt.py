# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""vb365.backup.adopt writes tenants into files in which vb365.backup.onboard finds nothing to change."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from ansible.parsing.dataloader import DataLoader

from tests.integration.harness.playbook import SHELLS, Played, play_file
from tests.simulator.launch import Simulator

WRITE = "Each tenant has a file"
TELL = "Files that differ from the server"


def run(simulator: Simulator, folder: Path, name: str, *arguments: str, **options: Any) -> Played:
    return play_file(folder, simulator, Path(f"vb365.backup.{name}"), arguments=arguments, **options)


def adopt(simulator: Simulator, folder: Path, *arguments: str, **options: Any) -> Played:
    """Adopt tenants into the folder ``tenants``."""
    played = run(simulator, folder, "adopt", "-e", f"adopt_folder={folder / 'tenants'}", *arguments, **options)
    assert played.returncode == 0, played.output
    return played


def written(played: Played) -> list[str]:
    """The files that were written, or would be."""
    return [Path(path).name for task in played.tasks if task.name == WRITE for path in task.result["written"]]


def left_alone(played: Played) -> str:
    """What was said of files that differ."""
    return "".join(task.result["msg"] for task in played.tasks if task.name == TELL)


def assert_in_sync(simulator: Simulator, folder: Path) -> None:
    """The files change nothing, and nothing is written on the way."""
    before, tenants = simulator.state()["jobs"], len([*(folder / "tenants").iterdir()])
    simulator.clear_journal()
    played = run(simulator, folder, "onboard", "-e", f"onboard_folder={folder / 'tenants'}")
    assert played.returncode == 0, played.output
    assert [task.name for task in played.tasks if task.result.get("changed")] == []
    assert [entry for task in played.tasks for entry in task.writes] == []
    states = [task.result["ansible_stats"]["data"] for task in played.tasks if "ansible_stats" in task.result]
    told = [tenant for data in states for tenant in data["vb365_tenants"].values()]
    assert len(told) == tenants
    files = [path.read_text() for path in (folder / "tenants").iterdir()]
    assert told.count({"state": "unprotected"}) == sum("\njobs: []\n" in file for file in files)
    with_jobs = [one for one in told if one != {"state": "unprotected"}]
    assert with_jobs == [{**one, "state": "unprotected" if "unprotected" in one else "in sync"} for one in with_jobs]
    assert all({*one} <= {"state", "unprotected", "problems", "never_ran"} for one in told)
    assert simulator.state()["jobs"] == before


# ---- jobs of every kind ---------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def many_kinds() -> Iterator[Simulator]:
    with Simulator("--generate", "organizations=5,jobs=10,kinds=1") as simulator:
        yield simulator


def test_jobs_of_every_kind(many_kinds: Simulator, tmp_path: Path) -> None:
    first = adopt(many_kinds, tmp_path)
    assert [entry for task in first.tasks for entry in task.writes] == []
    names = [f"tenant-{number:03d}.onmicrosoft.com.yml" for number in range(1, 6)]
    assert written(first) == names
    texts = [(tmp_path / "tenants" / name).read_text(encoding="utf-8") for name in names]
    files = [yaml.safe_load(text) for text in texts]
    assert sum(len(file["jobs"]) for file in files) == 50
    assert all(file["defaults"] for file in files)
    times = re.findall(r"daily_time: (.*)", "".join(texts))
    assert len(times) > 5
    assert all(re.fullmatch(r'"\d\d:\d\d:\d\d"', time) for time in times)

    second = adopt(many_kinds, tmp_path)
    assert left_alone(second) == ""
    assert [task.name for task in second.tasks if task.result.get("changed")] == []
    assert_in_sync(many_kinds, tmp_path)


@pytest.mark.parametrize(
    "profile",
    [{"entire_items": "partial_organization"}, {"retry_numbers": "always", "daily_window": "absent"}],
    ids="-".join,
)
def test_what_only_some_servers_show(simulator: Simulator, tmp_path: Path, profile: dict[str, str]) -> None:
    simulator.profile(**profile)
    adopt(simulator, tmp_path)
    assert_in_sync(simulator, tmp_path)


def test_a_lost_tenant_is_rebuilt(tmp_path: Path) -> None:
    # An item of each type, and none in two jobs: a tenant's plan refuses new jobs with those.
    with Simulator("--generate", "jobs=8,items=1,kinds=1") as simulator:
        adopt(simulator, tmp_path)
        before = made_by_hand(simulator)
        assert len({item["type"] for job in before for item in job["selectedItems"]}) == 7
        (file,) = (tmp_path / "tenants").iterdir()
        text = file.read_text(encoding="utf-8")
        gone = {**yaml.safe_load(text), "defaults": {"state": "absent"}}
        gone["jobs"] = [{"name": job["name"]} for job in before]
        file.write_text(yaml.safe_dump(gone))
        assert run(simulator, tmp_path, "onboard", "-e", f"onboard_folder={file.parent}").returncode == 0
        assert simulator.state()["jobs"] == []
        file.write_text(text, encoding="utf-8")
        rebuilt = run(simulator, tmp_path, "onboard", "-e", f"onboard_folder={file.parent}")
        assert rebuilt.returncode == 0, rebuilt.output
        assert made_by_hand(simulator) == before


def made_by_hand(simulator: Simulator) -> list[dict[str, Any]]:
    """The jobs without what the server makes up, and the time of a schedule that is off, which it hides."""
    jobs = sorted(simulator.state()["jobs"], key=lambda job: str(job["name"]))
    for job in jobs:
        for name in ("id", "eTag", "_links", "nextRun"):
            job.pop(name)
        for name in ("selectedItems", "excludedItems"):
            items = sorted(job[name], key=lambda item: str(item["id"]))
            job[name] = [{key: value for key, value in item.items() if key != "_links"} for item in items]
        job["schedulePolicy"] = {key: value for key, value in job["schedulePolicy"].items() if value is not None}
        if job["schedulePolicy"]["type"] == "ManualOnly":
            del job["schedulePolicy"]["scheduleEnabled"]  # has no effect then
    return jobs


# ---- files that are there -------------------------------------------------------------------------------------------


def test_a_file_that_is_there_is_kept(simulator: Simulator, tmp_path: Path) -> None:
    adopt(simulator, tmp_path)
    contoso, fabrikam = (tmp_path / "tenants" / f"{name}.onmicrosoft.com.yml" for name in ("contoso", "fabrikam"))
    found = contoso.read_text(encoding="utf-8")
    contoso.write_text(f"{found}# mine\n", encoding="utf-8")
    fabrikam.unlink()

    preview = adopt(simulator, tmp_path, "--check", "--diff")
    assert written(preview) == [fabrikam.name]
    assert "+organization: fabrikam.onmicrosoft.com" in preview.output
    assert not fabrikam.exists()
    played = adopt(simulator, tmp_path)
    assert written(played) == [fabrikam.name]
    assert [left_alone(one).endswith(f": {contoso}") for one in (preview, played)] == [True, True]
    assert contoso.read_text(encoding="utf-8") == f"{found}# mine\n"

    refused = run(simulator, tmp_path, "adopt", "-e", f"adopt_folder={contoso.parent}", "-e", "adopt_overwrite=ja")
    assert refused.returncode == 2
    assert contoso.read_text(encoding="utf-8") == f"{found}# mine\n"
    overwritten = adopt(simulator, tmp_path, "-e", "adopt_overwrite=y")
    assert (written(overwritten), left_alone(overwritten)) == ([contoso.name], "")
    assert contoso.read_text(encoding="utf-8") == found


def test_check_mode_makes_no_folder(simulator: Simulator, tmp_path: Path) -> None:
    assert len(written(adopt(simulator, tmp_path, "--check"))) == 2
    assert not (tmp_path / "tenants").exists()


def test_the_folder_is_one_of_the_caller(simulator: Simulator, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    played = run(simulator, tmp_path, "adopt", "-e", "adopt_folder=some/tenants", "-e", "adopt_organizations=Contoso")
    assert played.returncode == 0, played.output
    assert [path.name for path in (tmp_path / "some" / "tenants").iterdir()] == ["contoso.onmicrosoft.com.yml"]


def test_jobs_that_are_off_are_named(simulator: Simulator, tmp_path: Path) -> None:
    """A file describes them as they are, so that drift is in sync: adopt is the last to say so."""
    daily = {"type": "Daily", "scheduleEnabled": True}
    simulator.edit("Contoso Mailboxes", settings={"schedulePolicy": {"type": "ManualOnly"}})
    played = adopt(simulator, tmp_path, "--check")
    ((said,),) = [task.result["warnings"] for task in played.tasks if task.name == WRITE]
    assert said.startswith("contoso.onmicrosoft.com.yml describes 2 jobs that never start by themselves: 'Contoso Mail")
    assert "'Contoso Mailboxes' never starts by itself, because its schedule is off: " in said
    assert "'Contoso Teams' is disabled and backs up nothing: set enabled to true." in said
    adopt(simulator, tmp_path)
    again = adopt(simulator, tmp_path)
    assert written(again) == []
    assert "describes 2 jobs that never start by themselves" in " ".join(again.output.split())
    simulator.edit("Contoso Mailboxes", settings={"schedulePolicy": daily})
    simulator.edit("Contoso Teams", settings={"isEnabled": True, "schedulePolicy": daily})
    played = adopt(simulator, tmp_path, "-e", "adopt_overwrite=true")
    assert not any(task.result.get("warnings") for task in played.tasks if task.name == WRITE)


# ---- organizations --------------------------------------------------------------------------------------------------

TWINS = """
organizations:
  - {name: twin.onmicrosoft.com, id: 11111111-2222-4333-8444-555555555501}
  - {name: Twin.onmicrosoft.com, id: 11111111-2222-4333-8444-555555555502, users: [{name: a@twin.com}]}
  - {name: "New & Empty / Ltd"}
repositories: [{name: Disk}]
jobs:
  - name: Mail
    organization: 11111111-2222-4333-8444-555555555502
    repository: Disk
    selected_items: [{type: User, name: a@twin.com}]
"""


def test_organizations_of_one_name_and_without_jobs(tmp_path: Path) -> None:
    (tmp_path / "seed.yml").write_text(TWINS)
    with Simulator("--data", str(tmp_path / "seed.yml")) as simulator:
        adopt(simulator, tmp_path)
        files = {path.name: yaml.safe_load(path.read_text()) for path in (tmp_path / "tenants").iterdir()}
        assert {name: [job["name"] for job in file["jobs"]] for name, file in files.items()} == {
            "11111111-2222-4333-8444-555555555501.yml": [],
            "11111111-2222-4333-8444-555555555502.yml": ["Mail"],
            "New___Empty___Ltd.yml": [],
        }
        assert files["New___Empty___Ltd.yml"]["organization"] == "New & Empty / Ltd"
        assert_in_sync(simulator, tmp_path)


def test_a_server_without_organizations_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "seed.yml").write_text("organizations: []")
    with Simulator("--data", str(tmp_path / "seed.yml")) as simulator:
        played = run(simulator, tmp_path, "adopt", "-e", f"adopt_folder={tmp_path / 'tenants'}")
    assert played.returncode != 0
    assert "The server shows no organization to this account" in played.output
    assert not (tmp_path / "tenants").exists()


@pytest.mark.parametrize(
    ("variables", "words"),
    [
        ("{}", ["adopt_folder: expected the folder"]),
        ("{adopt_folder: ''}", ["adopt_folder: expected the folder"]),
        ("{adopt_folder: x, adopt_organizations: []}", ["adopt_organizations: expected a list of one or more names"]),
        ("{adopt_folder: x, adopt_organizations: ''}", ["adopt_organizations: expected a list of one or more names"]),
        (
            "{adopt_folder: x, adopt_organizations: [contoso, Contso, 'No, body']}",
            [
                "organization: 'Contso': no organization has this name",
                "contoso.onmicrosoft.com",
                "organization: 'No, body'",
            ],
        ),
        ("{adopt_folder: x, adopt_organizations: 'contoso, Nobody'}", ["organization: 'Nobody'"]),
    ],
)
def test_what_is_refused(
    simulator: Simulator, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, variables: str, words: list[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    played = run(simulator, tmp_path, "adopt", "-e", variables)
    assert played.returncode != 0
    assert [word for word in words if word not in played.output] == []
    assert not (tmp_path / "x").exists()


# ---- what others wrote on the server --------------------------------------------------------------------------------


@pytest.mark.parametrize("shell", SHELLS)
def test_templates_on_the_server_are_texts(simulator: Simulator, tmp_path: Path, shell: str) -> None:
    trap = f"{{{{ lookup('pipe', 'touch {tmp_path}/run') }}}}"
    simulator.edit("Contoso Sites", settings={"description": f"{trap}\n{{% raw %}}", "name": "Sites {{ 7 * 7 }}"})
    adopt(simulator, tmp_path, shell=shell)
    file = tmp_path / "tenants" / "contoso.onmicrosoft.com.yml"
    jobs = DataLoader().load_from_file(str(file))["jobs"]
    (sites,) = [job for job in jobs if job["name"].startswith("Sites")]
    assert (sites["name"], sites["description"]) == ("Sites {{ 7 * 7 }}", f"{trap}\n{{% raw %}}")
    assert_in_sync(simulator, tmp_path)
    assert not (tmp_path / "run").exists()


# ---- symbolic links -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("exists", [True, False])
def test_a_link_in_place_of_a_file_is_not_followed(simulator: Simulator, tmp_path: Path, exists: bool) -> None:
    target = tmp_path / "target"
    if exists:
        target.write_text("theirs\n")
    (tmp_path / "tenants").mkdir()
    for name in ("contoso", "fabrikam"):
        (tmp_path / "tenants" / f"{name}.onmicrosoft.com.yml").symlink_to(target)
    adopt(simulator, tmp_path, "-e", "adopt_overwrite=true")
    assert [file.is_symlink() for file in (tmp_path / "tenants").iterdir()] == [False, False]
    assert target.read_text() == "theirs\n" if exists else not target.exists()
