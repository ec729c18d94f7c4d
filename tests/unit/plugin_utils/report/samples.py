# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Results of tenants, and reports of them, for the tests of the report."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ansible_collections.vb365.backup.plugins.plugin_utils._report.report import Report, build

Data = dict[str, Any]

MADE = "2026-03-02T02:15:07Z"
SERVER = {"host": "vb365.example", "port": 4443, "api_version": "v8"}
OTHER_SERVER = {"host": "vb365-2.example", "port": 9419, "api_version": "v7"}
ARABIC = "النسخ الاحتياطي الليلي"
JAPANESE = "役員メールボックス"
HOSTILE = "<script>alert(1)</script>'\"&|`*_[x](y)\r\n\x1b[2K\x00\u202e@all #1 www.evil.example https://evil.example"


def change(path: str, before: Any, after: Any) -> Data:
    return {"path": path, "before": before, "after": after}


def user(name: str, display_name: str | None = None) -> Data:
    return {"type": "User", "name": name, "display_name": display_name}


def problem(reason: str, job: str = "Board", objects: Sequence[Data] = (), **others: Any) -> Data:
    return {"reason": reason, "msg": f"'{job}' has a reason, {reason}.", "objects": [*objects], **others}


def job(name: str = "Board", *changes: Data, **others: Any) -> Data:
    return {
        "name": name,
        "id": f"00000000-0000-4000-8000-{sum(map(ord, name)):012d}",
        "state": "present",
        "changes": [*changes],
        "problems": [],
        "warnings": [],
        "revision": "7.items-0123456789abcdef.settings-fedcba9876543210",
        "error": None,
        **others,
    }


def created(name: str = "Board", users: Sequence[str] = (), **settings: Any) -> Data:
    rows = {"name": name, "repository": "Disk 01", "backup_type": "SelectedItems", "enabled": True, **settings}
    changes = [change("state", "absent", "present"), *(change(path, None, value) for path, value in rows.items())]
    changes += [change(f"selected_items[User {one}]", None, {"mailbox": True}) for one in users]
    return job(name, *changes, id=None, revision="absent")


def removed(name: str = "Board") -> Data:
    return job(name, change("state", "present", "absent"), change("name", name, None), state="absent")


def tenant(host: str = "contoso", *jobs: Data, **others: Any) -> Data:
    return {
        "host": host,
        "organization": f"{host}.example",
        "file": f"tenants/{host}.yml",
        "file_digest": f"sha256:{'0' * 64}",
        "changed": False,
        "check_mode": True,
        "failed": False,
        "jobs": [*jobs],
        "unmanaged": [],
        "started": [],
        "problems": [],
        **others,
    }


def mistake(**others: Any) -> Data:
    row = {"place": "jobs[0].repository", "option": "repository", "value": "Dsik 01", "file": "tenants/mock.yml"}
    return {**row, "msg": "No repository 'Dsik 01' on the server. Did you mean 'Disk 01'?", "line": 3, **others}


def fleet(in_sync: int = 292) -> list[Data]:
    """Tenants of all states, with the kinds of findings that a check has."""
    return [
        *(tenant(f"tenant{number:03d}", job("Mail"), job("Sites"), job("Teams")) for number in range(in_sync)),
        tenant(
            "sued",
            created("Süd Verkauf", [f"user{number:03d}@sued.example" for number in range(14)]),
            job("Süd gesamt", change("excluded_items[User joerg@sued.example]", {"mailbox": True}, None)),
            job("Archiv", change("enabled", False, True), change("schedule.retry_number", 1, 3)),
            unmanaged=[{"id": "1", "name": "Süd Test (alt)", "enabled": True}],
        ),
        tenant(
            "almithal",
            job(
                ARABIC,
                *(change(f"selected_items[User user{one:03d}@almithal.example]", None, {}) for one in (2, 17, 31, 44)),
                change("schedule.daily_time", "05:00:00", "22:00:00"),
            ),
        ),
        tenant("shoji", job(JAPANESE, problems=[problem("never_starts", JAPANESE)]), organization="サンプル商事"),
        tenant(
            "dental",
            job(
                "Board",
                change("schedule.daily_time", "05:00:00", "22:00:00"),
                change("schedule.backup_window", {"allow": ["Mon-Fri"], "minute_offset": 0}, {}),
                change("repository", "Vault 02", "Disk 01"),
                change("description", "test, remove me", "Board members"),
            ),
        ),
        tenant(HOSTILE, job(HOSTILE, change("description", HOSTILE, HOSTILE), change("repository", HOSTILE, "Disk"))),
        tenant("mock", failed=True, problems=[mistake(), mistake(place="jobs[1]", line=22)]),
        tenant("ost", organization=None, failed=True, problems=[mistake(place=None, option=None, value=None)]),
        tenant("foods", job("Nightly", error="503 Service Unavailable", id=None, revision=None), failed=True),
    ]


def applied() -> list[Data]:
    """Tenants of a real run."""
    real: Data = {"check_mode": False, "changed": True}
    return [
        tenant("a", created("New", ["a@a.example"], id="1"), job("Old", change("enabled", False, True)), **real),
        tenant("b", removed("Gone"), started=["Gone"], **real),
        tenant("c", job("Board", error="if_match: …", error_code="conflict"), failed=True, **real),
        tenant("d", job("Board", error="The server refused it."), failed=True, **real),
        tenant("e", job("Quiet"), **{**real, "changed": False}),
    ]


def report_of(results: Sequence[Data], **others: Any) -> Report:
    options = {"made": MADE, "servers": [SERVER], "version": "1.0.0", "revision": "4f2c9e17b0a35d6c8e91", **others}
    return build(results, **options)
