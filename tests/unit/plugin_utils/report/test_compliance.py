# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The files of a report on the age of backups, read with other people's parsers, whatever the names are."""

from __future__ import annotations

import json
import os
import subprocess
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from prometheus_client.parser import text_string_to_metric_families

from ansible_collections.vb365.backup.plugins.module_utils._model.protection_status import STATES
from ansible_collections.vb365.backup.plugins.plugin_utils._report.compliance.files import files
from ansible_collections.vb365.backup.plugins.plugin_utils._report.compliance.report import (
    CODES,
    SCHEMA_FILE,
    build,
    failed,
    headline,
    span,
)

MADE = "2026-11-23T06:00:00Z"
ODD = ["a|b", 'q"\\n', "<b>&", "[x](http://y)", "\u202eabc", "\ud800"]
NAMES = st.text(min_size=1, max_size=12) | st.sampled_from(ODD)


def job(state: str = "ok", name: str = "Mail", organization: str = "contoso", age: int | None = 3600) -> dict[str, Any]:
    has_backup = state != "never" and age is not None
    return {
        "id": f"3a1b9d0e-58a4-4d4e-9d7e-{abs(hash((state, name, organization))) % 10**12:012d}",
        "name": name,
        "organization": organization,
        "repository": "Disk 01",
        "backup_type": "SelectedItems",
        "enabled": True,
        "state": state,
        "running": state == "running",
        "last_good": "2026-11-23T05:00:00.1234567Z" if has_backup else None,
        "age": age if has_backup else None,
        "rpo": 86_400,
        "next_run": None,
        "last_session": None,
        "problems": [],
    }


def thing(state: str = "late", name: str = "alice@contoso.com") -> dict[str, Any]:
    return {
        "type": "User",
        "name": name,
        "display_name": "Alice",
        "id": "1",
        "organization": "contoso",
        "repositories": ["Disk 01"],
        "state": state,
        "last_good": None if state == "never" else "2026-11-20T05:00:00Z",
        "age": None if state == "never" else 200_000,
        "rpo": 86_400,
        "workloads": {},
    }


def status(
    *jobs: dict[str, Any], bare: list[str] | None = None, objects: Any = None, unread: str | None = None
) -> dict[str, Any]:
    rows = [{"repository": unread, "error": f"{unread}: offline"}] if unread else []
    more = {} if objects is None else {"objects": objects, "unread_repositories": rows}
    return {"time": MADE, "jobs": [*jobs], "organizations_without_jobs": bare or [], **more}


def report(*jobs: dict[str, Any], ignore_disabled: bool = False, **more: Any) -> dict[str, Any]:
    return build(status(*jobs, **more), "0.1.0", made="", server="vb365:4443", ignore_disabled=ignore_disabled)


@pytest.mark.parametrize(
    ("made", "verdict"),
    [
        (report(job(), job("running")), "ok"),
        (report(job(), job("failing")), "warning"),
        (report(job(), job("disabled")), "warning"),
        (report(job(), job("disabled"), ignore_disabled=True), "ok"),
        (report(job("disabled"), job("disabled"), ignore_disabled=True), "warning"),
        (report(job(), job("disabled", organization="fabrikam"), ignore_disabled=True), "warning"),
        (report(job(), job("disabled"), job(organization="b"), job("disabled", "B"), ignore_disabled=True), "ok"),
        (report(job("failing"), job("disabled"), ignore_disabled=True), "warning"),
        (report(job("late"), job("disabled"), ignore_disabled=True), "critical"),
        (report(job(), job("failing"), ignore_disabled=True), "warning"),
        (report(job(), job("late")), "critical"),
        (report(job("never"), ignore_disabled=True), "critical"),
        (report(job(), bare=["fabrikam"]), "critical"),
        (report(bare=["fabrikam"]), "critical"),
        (report(job(), objects=[thing("ok")]), "ok"),
        (report(job(), objects=[thing("late")]), "critical"),
        (report(job(), objects=[thing("disabled")]), "warning"),
        (report(job(), job("disabled"), objects=[thing("disabled")], ignore_disabled=True), "ok"),
        (report(job(organization="b"), objects=[thing("disabled")], ignore_disabled=True), "warning"),
        (report(job(), objects=[thing("late"), thing("disabled")], ignore_disabled=True), "critical"),
        (report(job(), objects=[thing("disabled")], unread="Disk 01"), "unknown"),
        (report(job(), objects=[], unread="Disk 01"), "unknown"),
        (report(job("late"), objects=[], unread="Disk 01"), "critical"),
        (report(), "unknown"),
        (failed("no answer\nfrom x", "0.1.0", made=MADE), "unknown"),
    ],
)
def test_verdict(made: dict[str, Any], verdict: str) -> None:
    assert made["verdict"] == verdict
    texts = files(made)
    jsonschema.validate(json.loads(texts["compliance.json"]), json.loads(SCHEMA_FILE.read_text(encoding="utf-8")))
    assert texts["compliance.nagios"].startswith(f"{CODES[verdict]} VB365 {verdict.upper()} - ")
    assert f"## Backups: {verdict}" in texts["compliance.md"]


def test_headline() -> None:
    made = report(job(), job("late"), job("never"), bare=["fabrikam"], objects=[thing("late"), thing("never")])
    assert headline(made) == (
        "1 of 3 jobs backed up in time; 1 never backed up, 1 late, 1 organization without a job, 1 object never "
        "backed up, 1 object late"
    )
    assert headline(report(job(), objects=[thing("ok"), thing("disabled")])) == (
        "1 of 1 job backed up in time; 1 object in no job that runs"
    )


@pytest.mark.parametrize("state", ["late", "never", "disabled"])
def test_an_object_is_in_every_output(state: str) -> None:
    texts = files(report(job(), objects=[thing(state, "zoe"), thing("ok", "yan")]))
    assert {name for name, text in texts.items() if "zoe" not in text} == {"compliance.prom"}
    assert not any("yan" in text for text in texts.values())
    assert f"objects_{state}=1" in texts["compliance.nagios"]
    assert f'vb365_objects{{server="vb365:4443",state="{state}"}} 1' in texts["compliance.prom"]
    words = {"late": "late", "never": "never backed up", "disabled": "in no job that runs"}[state]
    for kind in ("nagios", "md", "html"):
        assert f"1 object {words}" in texts[f"compliance.{kind}"]
        assert words in texts[f"compliance.{kind}"].partition("zoe")[2]


def test_nagios_lines() -> None:
    made = report(job(), job("late", "A|B", age=100_000), job("late", "Older", age=200_000), bare=["fabrikam"])
    first, *rest = files(made)["compliance.nagios"].splitlines()
    text, data = first.split(" | ")
    assert text == "2 VB365 CRITICAL - 1 of 3 jobs backed up in time; 2 late, 1 organization without a job"
    assert data == "jobs_never=0 jobs_late=2 jobs_failing=0 jobs_disabled=0 jobs_running=0 jobs_ok=1"
    assert rest == [
        "fabrikam: no backup job",
        "contoso: job 'Older' late, last good backup 2 d 7 h ago",
        "contoso: job 'A/B' late, last good backup 1 d 3 h ago",
    ]


def test_nagios_is_cut() -> None:
    lines = files(report(*(job("never", f"Job {number}") for number in range(100))))["compliance.nagios"].splitlines()
    assert len(lines) == 42
    assert lines[-1] == "and 60 more"


def families(made: dict[str, Any]) -> dict[str, dict[tuple[str, ...], float]]:
    """The samples of each family by the values of their labels."""
    text = files(made)["compliance.prom"]
    assert text.endswith("\n")
    names = [line.split()[2] for line in text.splitlines() if line.startswith("# TYPE")]
    assert len(names) == len(set(names))
    found = {}
    for family in text_string_to_metric_families(text):
        rows = {tuple(sample.labels.values()): sample.value for sample in family.samples}
        assert len(rows) == len(family.samples)
        found[family.name] = rows
    return found


def test_prometheus() -> None:
    late, never = job("late", 'Mail "A"'), job("never", "B\\C")
    found = families(report(late, never, bare=["fabrikam"], objects=[thing("late"), thing("ok")]))
    where = ("vb365:4443", "contoso")
    assert found["vb365_compliance_up"] == {("vb365:4443",): 1}
    assert found["vb365_compliance_timestamp_seconds"] == {("vb365:4443",): 1795413600}
    states = found["vb365_job_state"]
    assert len(states) == 2 * len(STATES)
    assert [key for key, value in states.items() if value] == [
        (*where, late["name"], late["id"], "late"),
        (*where, never["name"], never["id"], "never"),
    ]
    times = found["vb365_job_last_good_backup_timestamp_seconds"]
    assert list(times) == [(*where, late["name"], late["id"])]
    assert next(iter(times.values())) == pytest.approx(1795410000.123456)
    assert set(found["vb365_job_rpo_seconds"].values()) == {86_400}
    assert found["vb365_organization_without_jobs"] == {("vb365:4443", "fabrikam"): 1}
    assert found["vb365_objects"]["vb365:4443", "late"] == 1
    assert families(failed("no answer", "0.1.0", made=MADE))["vb365_compliance_up"] == {("",): 0}


def test_two_organizations_of_one_name_are_one_sample() -> None:
    """The textfile collector reads nothing of a file that has a sample twice."""
    found = families(report(job(), bare=["twin", "twin"]))
    assert found["vb365_organization_without_jobs"] == {("vb365:4443", "twin"): 1}


class Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.names: list[str] = []

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        self.names.append(tag)


def tags(text: str) -> list[str]:
    parser = Tags()
    parser.feed(text)
    return parser.names


@settings(max_examples=40, deadline=None)
@given(name=NAMES, organization=NAMES, state=st.sampled_from(["late", "never", "failing", "disabled"]))
def test_no_name_is_markup(name: str, organization: str, state: str) -> None:
    made = report(job(state, name, organization), bare=[organization], objects=[thing("late", name)], unread=name)
    plain = report(job(state), bare=["x"], objects=[thing("late", "x")], unread="x")
    texts, expected = files(made), files(plain)
    families(made)
    assert tags(texts["compliance.html"]) == tags(expected["compliance.html"])
    assert len(texts["compliance.nagios"].splitlines()) == len(expected["compliance.nagios"].splitlines())
    assert texts["compliance.nagios"].count("|") == 1
    rendered = MarkdownIt("gfm-like", {"linkify": False}).render(texts["compliance.md"])
    assert tags(rendered) == tags(MarkdownIt("gfm-like", {"linkify": False}).render(expected["compliance.md"]))
    assert json.loads(texts["compliance.json"])["jobs"][0]["name"] == name


def test_span() -> None:
    spans = {None: "never", 59: "0 min", 3599: "59 min", 3600: "1 h 0 min", 90_061: "1 d 1 h"}
    assert {seconds: span(seconds) for seconds in spans} == spans


@pytest.mark.parametrize(("state", "code"), [("ok", 0), ("failing", 1), ("late", 2)])
def test_command_of_the_guide(tmp_path: Path, state: str, code: int) -> None:
    """The wrapper that docs/guides/morning_check.md shows."""
    guide = (Path(__file__).parents[4] / "docs" / "guides" / "morning_check.md").read_text(encoding="utf-8")
    script = guide.partition("# check_vb365.sh\n")[2].partition("```")[0]
    (tmp_path / "check_vb365.sh").write_text(script, encoding="utf-8")
    file = tmp_path / "compliance.nagios"

    def check() -> tuple[int, str]:
        done = subprocess.run(
            ["sh", "check_vb365.sh", str(file)], cwd=tmp_path, capture_output=True, text=True, check=False
        )
        return done.returncode, done.stdout

    assert check()[0] == 3
    file.write_text(files(report(job(state)))["compliance.nagios"], encoding="utf-8")
    found, output = check()
    assert found == code
    assert output.startswith("VB365 ")

    os.utime(file, (0, 0))
    assert check()[0] == 3
