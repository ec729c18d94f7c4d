# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Cases: backup copy jobs that come, stay and go."""

from __future__ import annotations

from typing import Any

from tests.trust.profiles.bench import Bench, Case, Play, task
from tests.trust.profiles.data import CONTOSO

COPY = "Copy of Mail"
FACTS = {
    f"{COPY}.organization": CONTOSO,
    f"{COPY}.repository": "Vault",
    f"{COPY}.name": "Mail - copy",
    f"{COPY}.isEnabled": True,
    f"{COPY}.lastStatus": "Stopped",
    f"{COPY}.schedulePolicy.type": "Immediate",
    f"{COPY}.schedulePolicy.backupCopyWindowEnabled": False,
    f"{COPY}.sessions": "",
}


def copy_job(**options: Any) -> Play:
    return task("backup_copy_job", organization=CONTOSO, job="Mail", **options)


def create(bench: Bench) -> None:
    bench.promises(copy_job(repository="Vault"), FACTS)


def edit(bench: Bench) -> None:
    bench.run(copy_job(repository="Vault"))
    daily = {"type": "DailyAtTime", "daily_time": "04:00", "daily_type": "Workdays"}
    wants = {
        f"{COPY}.isEnabled": False,
        f"{COPY}.schedulePolicy.type": "DailyAtTime",
        f"{COPY}.schedulePolicy.dailyTime": "04:00:00",
        f"{COPY}.schedulePolicy.dailyType": "Workdays",
    }
    bench.promises(copy_job(enabled=False, schedule=daily), wants)


def remove(bench: Bench) -> None:
    bench.rests(copy_job(state="absent"))
    bench.run(copy_job(repository="Vault"))
    bench.promises(copy_job(state="absent"), dict.fromkeys(FACTS))


CASES: dict[str, Case] = {
    "copy job is created": create,
    "copy job is edited": edit,
    "copy job is removed": remove,
}
