# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A typical task of each module, and each way in which answers to a write are read."""

from __future__ import annotations

from typing import Any

from tests.trust.faults.data import CONTOSO
from tests.trust.faults.tasks import TASKS as CHANGING
from tests.trust.faults.tasks import Task

_CHOSEN = (
    "create",
    "edit settings",
    "remove",
    "edit items",
    "exactly these exclusions",
    "edit copy",
    "start wait",
    "stop",
    "disable",
    "explore restore_type",
    "tenant of an edited job",
    "tenant of a new job",
    "close restore_session",
)


def _read(module: str, **options: Any) -> Task:
    return Task(module, module, options, ())


TASKS = [
    *(task for task in CHANGING if task.name in _CHOSEN),
    _read("organization_info", name=CONTOSO),
    _read("backup_repository_info", organization=CONTOSO),
    _read("backup_job_info", organization=CONTOSO, include=["items", "exclusions", "copy_job", "last_session"]),
    _read("backup_copy_job_info", organization=CONTOSO),
    _read("tenant_coverage_info", organization=CONTOSO, details="all", parallel_reads=1),
    _read("job_session_info", organization=CONTOSO, include=["log"]),
    _read("protection_status_info", organization=CONTOSO, objects=True, parallel_reads=1),
]
