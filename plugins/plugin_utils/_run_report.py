# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The report of a run of Ansible, from the rows of its tenants to the console and to files."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import yaml
from ansible import constants
from ansible.utils.display import Display

from ansible_collections.vb365.backup.plugins.plugin_utils._files import write
from ansible_collections.vb365.backup.plugins.plugin_utils._report import results as _results
from ansible_collections.vb365.backup.plugins.plugin_utils._report.console import MOST, lines
from ansible_collections.vb365.backup.plugins.plugin_utils._report.files import files
from ansible_collections.vb365.backup.plugins.plugin_utils._report.report import Report, build
from ansible_collections.vb365.backup.plugins.plugin_utils._tenant_file.paths import shown

_COLLECTION = Path(__file__).parents[2]
_WIDEST = 120
_MOST_WITHOUT_FILES = 200
"""Lines of a report that nobody can read elsewhere."""


def report_of(rows: Sequence[_results.Row], revision: str | None) -> Report:
    """The report of now. ``revision``: of the project with the tenant files."""
    tenants = [_results.addressed(row) for row in _results.together(rows)]
    made = datetime.now(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
    return build(tenants, made, _results.servers(tenants), version(), revision)


def tell(report: Report, folder: str | None, width: int | None = None) -> list[str]:
    """Write the files of the report, where there is a folder, and show its lines on the console. Returns the paths of
    the files. Raises OSError, after the lines were shown."""
    written: list[str] = []
    try:
        for name, text in files(report, with_pages=True).items() if folder else ():
            path = Path(str(folder)).expanduser() / name
            write(path, text)
            written.append(str(path))
    finally:
        _show(report, written, width)
    return written


def _show(report: Report, written: Sequence[str], width: int | None) -> None:
    shown = [path for path in written if path.endswith("report.html")]
    is_for_machines = "json" in constants.DEFAULT_STDOUT_CALLBACK  # they write JSON on standard output
    most = MOST if written else _MOST_WITHOUT_FILES
    for line in ["", *lines(report, width or min(Display().columns, _WIDEST), shown, most)]:
        Display().display(line, stderr=is_for_machines)


def described_in(file: str | None) -> dict[str, str | None]:
    """``file`` and ``file_digest`` of a tenant's file."""
    if not file:
        return {"file": None, "file_digest": None}
    path = Path(file)
    digest = None
    with suppress(OSError):
        digest = f"sha256:{hashlib.sha256(path.read_bytes()).hexdigest()}"
    return {"file": shown(path), "file_digest": digest}


def version() -> str:
    """The version of the collection, installed or as a checkout."""
    manifest = _COLLECTION / "MANIFEST.json"
    if manifest.exists():
        information: dict[str, Any] = json.loads(manifest.read_text(encoding="utf-8"))["collection_info"]
    else:
        information = yaml.safe_load((_COLLECTION / "galaxy.yml").read_text(encoding="utf-8"))
    return str(information["version"])
