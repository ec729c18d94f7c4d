# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes the report of a run of Ansible to files and to the console."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import datetime, timezone
from functools import partial
from pathlib import Path
from typing import Any, Callable

import yaml
from ansible import constants
from ansible.utils.display import Display

from ansible_collections.vb365.backup.plugins.module_utils._model.plain import plain
from ansible_collections.vb365.backup.plugins.plugin_utils._files import check_no_link, write
from ansible_collections.vb365.backup.plugins.plugin_utils._report import results as _results
from ansible_collections.vb365.backup.plugins.plugin_utils._report.console import MOST, lines
from ansible_collections.vb365.backup.plugins.plugin_utils._report.files import PAGES, files
from ansible_collections.vb365.backup.plugins.plugin_utils._report.report import Report, build
from ansible_collections.vb365.backup.plugins.plugin_utils._report.together import together
from ansible_collections.vb365.backup.plugins.plugin_utils._stale import remove
from ansible_collections.vb365.backup.plugins.plugin_utils._tenant_file.paths import shown

_COLLECTION = Path(__file__).parents[2]
_Lines = Callable[[int, Sequence[str], int], list[str]]
_WIDEST = 120
_MOST_WITHOUT_FILES = 200
"""The most lines of a report that is not written to files."""


def report_of(rows: Sequence[_results.Row], revision: str | None) -> Report:
    """The report, with the present time. ``revision``: of the project with the tenant files."""
    tenants = [_results.addressed(row) for row in together(rows)]
    return build(tenants, now(), _results.servers(tenants), version(), revision)


def now() -> str:
    """The present time in UTC, in the format of a report."""
    return datetime.now(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


def tell(report: Report, folder: str | None, width: int | None = None) -> list[str]:
    """Write the files of the report, where there is a folder, and show its lines on the console. Returns the paths of
    the files. Raises OSError, after the lines were shown."""
    texts = files(report, with_pages=True) if folder else {}
    return tell_as(texts, partial(lines, report), folder, width, with_pages=True)


def tell_as(
    texts: Mapping[str, str], lines_of: _Lines, folder: str | None, width: int | None, *, with_pages: bool = False
) -> list[str]:
    """As tell(), for a report of any kind.

    ``texts``: the files by name. ``lines_of``: the lines, from width, written pages and number. ``with_pages``: whether
    a report of this kind has a page for each tenant.
    """
    written: list[str] = []
    try:
        if texts:
            _write(texts, Path(str(folder)).expanduser(), written, with_pages=with_pages)
    finally:
        _show(lines_of, written, width)
    return written


def _write(texts: Mapping[str, str], folder: Path, written: list[str], *, with_pages: bool) -> None:
    """Write the files, and add their paths. ``with_pages``: pages that this run did not write are removed."""
    if with_pages:
        check_no_link(folder / PAGES)
    for name, text in texts.items():
        write(folder / name, text)
        written.append(str(folder / name))
    if with_pages:
        remove(folder / PAGES, written)


def display(told: Sequence[str]) -> None:
    """Show lines on the console."""
    is_for_machines = "json" in constants.DEFAULT_STDOUT_CALLBACK  # they write JSON on standard output
    Display().display("\n".join(told), stderr=is_for_machines)  # at once: each call is an event of ansible-runner


def _show(lines_of: _Lines, written: Sequence[str], width: int | None) -> None:
    pages = [path for path in written if path.endswith(("report.html", "coverage.html"))]
    most = MOST if written else _MOST_WITHOUT_FILES
    display(["", *lines_of(width or min(Display().columns, _WIDEST), pages, most)])


def described_in(file: str | None) -> dict[str, str | None]:
    """``file`` and ``file_digest`` of a tenant's file."""
    if not file:
        return {"file": None, "file_digest": None}
    path = Path(file)
    digest = None
    with suppress(OSError):
        digest = f"sha256:{hashlib.sha256(path.read_bytes()).hexdigest()}"
    return {"file": shown(path), "file_digest": digest}


def results_of(variables: Mapping[str, Any], name: str) -> Iterator[dict[str, Any]]:
    """The results that the hosts of a play registered under a name, each with its host and file. A host without a
    result was not read."""
    for host in variables["ansible_play_hosts_all"]:
        known = variables["hostvars"][host]
        value = plain(known.get(name)) if isinstance(known.get(name), Mapping) else {}
        results = value["results"] if isinstance(value.get("results"), list) else [value]
        for one in results:
            if not one.get("skipped"):
                asked = one.get(one.get("ansible_loop_var"))
                owner = one.get("organization") or (asked if isinstance(asked, str) else None)
                file = described_in(known.get("onboard_file"))["file"]
                yield {**one, "organization": owner, "host": str(host), "file": file}


def version() -> str:
    """The version of the collection, which is installed or a checkout."""
    manifest = _COLLECTION / "MANIFEST.json"
    if manifest.exists():
        information: dict[str, Any] = json.loads(manifest.read_text(encoding="utf-8"))["collection_info"]
    else:
        information = yaml.safe_load((_COLLECTION / "galaxy.yml").read_text(encoding="utf-8"))
    return str(information["version"])
