# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The files of a report: written files, removed files of an earlier run, and lines that are shown in spite of an
error."""

from __future__ import annotations

import os
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from ansible_collections.vb365.backup.plugins.action.run_report import _add, _named
from ansible_collections.vb365.backup.plugins.plugin_utils import _run_report
from ansible_collections.vb365.backup.plugins.plugin_utils._batches import later
from ansible_collections.vb365.backup.plugins.plugin_utils._files import write
from tests.unit.plugin_utils.report.samples import change, job, report_of, tenant

HOSTS = ["d", "a", "c", "b", "e"]


def told(folder: Path, *hosts: str) -> set[str]:
    """The names in the folder of pages after a report on these tenants."""
    _run_report.tell(report_of([tenant(host) for host in hosts]), str(folder), 80)
    return {path.name for path in (folder / "tenants").iterdir()}


def test_pages_of_tenants_that_are_gone_are_removed(tmp_path: Path) -> None:
    assert told(tmp_path, "contoso", "fabrikam") == {"tenant-contoso.html", "tenant-fabrikam.html"}
    ours = (tmp_path / "tenants" / "tenant-fabrikam.html").read_text(encoding="utf-8")
    foreign = {"tenant-notes.html": "<p>Ours</p>", "index.html": ours, "tenant-x.txt": ours}
    for name, text in foreign.items():
        (tmp_path / "tenants" / name).write_text(text, encoding="utf-8")
    (tmp_path / "kept.html").write_text(ours, encoding="utf-8")
    (tmp_path / "tenants" / "tenant-link.html").symlink_to(tmp_path / "kept.html")
    assert told(tmp_path, "contoso") == {"tenant-contoso.html", "tenant-link.html", *foreign}
    assert (tmp_path / "kept.html").read_text(encoding="utf-8") == ours
    assert told(tmp_path) == {"tenant-link.html", *foreign}


def test_a_link_in_place_of_the_folder_of_pages_is_refused(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "tenants").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(OSError, match="tenants is a link; expected a folder"):
        _run_report.tell(report_of([tenant("contoso")]), str(tmp_path / "out"), 80)
    assert [*(tmp_path / "elsewhere").iterdir()] == []


@pytest.mark.parametrize(("mask", "mode"), [(0o022, 0o640), (0o077, 0o600), (0o027, 0o640), (0, 0o640)])
def test_a_stricter_umask_counts(tmp_path: Path, mask: int, mode: int) -> None:
    before = os.umask(mask)
    try:
        write(tmp_path / "file", "text")
        assert os.umask(mask) == mask
    finally:
        os.umask(before)
    assert (tmp_path / "file").stat().st_mode & 0o777 == mode


def test_what_cannot_be_written_is_told_on_the_console(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "out").write_text("a file", encoding="utf-8")
    rows = [tenant(f"tenant-{number:03d}", job("Mail", change("enabled", False, True))) for number in range(60)]
    with pytest.raises(OSError, match=r"."):
        _run_report.tell(report_of(rows), str(tmp_path / "out"), 80)
    lines = capsys.readouterr().out.splitlines()
    assert "60 tenants: 0 in sync, 60 unprotected" in lines
    assert "Report: " not in "".join(lines)
    assert sum("'Mail' has been disabled." in line for line in lines) == 60  # nobody can read the others elsewhere


# ---- hosts of later batches -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("serial", "order", "host", "expected"),
    [
        ([], None, "a", []),
        ([2], None, "a", ["c", "b", "e"]),
        (["40%"], "inventory", "d", ["c", "b", "e"]),
        ([1, 3], None, "c", ["e"]),
        ([1, 3], None, "e", []),
        ([2], "sorted", "a", ["c", "d", "e"]),
        ([2], "reverse_sorted", "a", []),
        ([2], "reverse_inventory", "c", ["d"]),
        ([2], "shuffle", "a", []),
        ([0], None, "a", []),
    ],
)
def test_the_hosts_of_later_batches(serial: list[Any], order: str | None, host: str, expected: list[str]) -> None:
    play = SimpleNamespace(serial=serial, order=order)
    assert later(SimpleNamespace(_parent=SimpleNamespace(_play=play)), HOSTS, host) == expected


# ---- statistics -----------------------------------------------------------------------------------------------------


def test_two_servers_with_one_name_of_an_organization() -> None:
    stats: dict[tuple[str, str], Any] = {}
    for host, state in (("one", "in sync"), ("two", "changed"), ("hidden", "changed")):
        organization = None if host == "hidden" else "contoso"
        result = {"summary": {"stats": {"vb365_tenants": {"contoso": {"state": state}}}}}
        _add(stats, result, {"host": host, "organization": organization})
    assert _named(stats) == {
        "contoso": {"state": "in sync"},
        "contoso (two)": {"state": "changed"},
        "hidden": {"state": "failed"},
    }


def test_several_results_of_one_tenant_have_one_statistic() -> None:
    stats: dict[tuple[str, str], Any] = {}
    for one in ({"state": "unprotected", "unprotected": ["A"]}, {"state": "changed", "changed": ["B"]}):
        result = {"summary": {"stats": {"vb365_tenants": {"contoso": one}}}}
        _add(stats, result, {"host": "one", "organization": "contoso"})
    assert _named(stats) == {"contoso": {"state": "unprotected", "unprotected": ["A"], "changed": ["B"]}}
