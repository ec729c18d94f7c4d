# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The playbooks of this collection that compare or write tenants: their variables, and whether Ansible runs one."""

from __future__ import annotations

from pathlib import Path

from ansible import context

COLLECTION = Path(__file__).parents[2]
_PLAYBOOKS = COLLECTION.resolve() / "playbooks"

OPTIONS = (
    "apply_report",
    "coverage_expand_groups",
    "coverage_fail_on_gaps",
    "coverage_ignore",
    "coverage_max_objects",
    "coverage_organizations",
    "coverage_types",
    "drift_sliced",
    "onboard_file",
    "onboard_folder",
    "onboard_hosts",
    "onboard_only",
    "onboard_problems",
    "report_folder",
    "report_history",
)
"""The variables that a run or one of its hosts can have, in place of a role's."""


def is_run() -> bool:
    """Whether the command line names a playbook of this collection."""
    return any(_is_ours(str(name)) for name in context.CLIARGS.get("args") or ())


def _is_ours(name: str) -> bool:
    return name.startswith("vb365.backup.") or Path(name).resolve().parent == _PLAYBOOKS
