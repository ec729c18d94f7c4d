# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A play in which much goes well and everything else wrong, and the ways to hand it a password."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from ansible.parsing.vault import VaultLib, VaultSecret

from tests.trust.secrets.planted import PASSWORD, WRONG

CREDENTIALS = {"username": "Administrator", "password": PASSWORD}
ENVIRONMENT = {"VB365_USERNAME": "Administrator", "VB365_PASSWORD": PASSWORD}
GROUP = "group/vb365.backup.vb365"
JOB = {"organization": "contoso.onmicrosoft.com", "name": "Trust"}
IN_JOB = {"organization": JOB["organization"], "job": JOB["name"]}
NEW = {**JOB, "repository": "Disk 01", "backup_type": "SelectedItems", "selected_items": [{"type": "PersonalSites"}]}
ITEMS = [{"type": "User", "name": "alice@contoso.com"}]
TENANT_JOB = {"name": JOB["name"], "description": "Five", "omitted": "keep"}
WELL: list[dict[str, Any]] = [
    {"vb365.backup.backup_job": {**NEW, "selected_items": ITEMS, "description": "One"}, "register": "done"},
    {"vb365.backup.backup_job": {**NEW, "description": "Two"}},
    {"vb365.backup.backup_job_info": {"include": ["items", "exclusions"]}, "loop": [1, 2], "register": "read"},
    {"vb365.backup.job_action": {**IN_JOB, "action": "disable"}},
    {"vb365.backup.backup_job_item": {**IN_JOB, "items": [{"type": "User", "name": "bob@contoso.com"}]}},
    {"vb365.backup.job_exclusion": {**IN_JOB, "items": [{"type": "User", "name": "carol@contoso.com"}]}},
    {"vb365.backup.backup_copy_job": {**IN_JOB, "job": "Contoso Sites", "enabled": False}},
    {"vb365.backup.backup_job": {**NEW, "description": "Three"}, "async": 60, "poll": 1},
    {"vb365.backup.backup_job": {**NEW, "description": "Four"}, "no_log": True},
    {"vb365.backup.tenant": {"organization": JOB["organization"], "jobs": [TENANT_JOB], "unmanaged_jobs": "report"}},
    {"ansible.builtin.debug": {"var": "done"}},
    {"ansible.builtin.set_fact": {"kept": "{{ [done, read] }}", "cacheable": True}},
    {"ansible.builtin.set_stats": {"data": {"jobs": "{{ done }}"}}},
]
ECHO = {"message": "said {request}", "errorCode": "Said {request}", "stackTrace": "at {request}"}
ROW = {"id": "00000000-0000-4000-8000-000000000000", "jobId": None, "details": "said {request}", "status": "{request}"}
TOO_MUCH = {"effect": "echo", "status": 200, "body": {"results": [ROW]}}
ELSEWHERE = {"effect": "echo", "status": 302, "body": ECHO, "headers": {"Location": "https://[::1]/"}}


@dataclass(frozen=True)
class Mishap:
    """A task that reads sessions: what it says, the faults of its requests, its options and keywords."""

    name: str
    says: str
    faults: tuple[dict[str, Any], ...] = ()
    options: dict[str, Any] = field(default_factory=dict)
    keywords: dict[str, Any] = field(default_factory=dict)

    @property
    def task(self) -> dict[str, Any]:
        """The task of a playbook."""
        return {"name": self.name, "vb365.backup.job_session_info": self.options, **self.keywords}


FEW = [
    Mishap("server in trouble", "GET /JobSessions: said host: ", ({"effect": "echo", "status": 500, "body": ECHO},)),
    Mishap("success that says too much", '"details": "said host: ', (TOO_MUCH,)),
]
MANY = [
    *FEW,
    Mishap("in words", "", ({"effect": "echo", "status": 500, "body": "said {request}"},), keywords={"no_log": True}),
    Mishap("refusal", "said host: ", ({"effect": "echo", "status": 400, "body": ECHO},), keywords={"loop": [1]}),
    Mishap(
        "success that cannot be read",
        " to GET /JobSessions, expected a JSON object",
        ({"effect": "echo", "status": 200, "body": "said {request}", "times": 2},),
    ),
    Mishap("redirect", "redirects elsewhere", (ELSEWHERE,)),
    Mishap("time-out once", "", ({"effect": "stall", "seconds": 5},), {"timeout": 1}),
    Mishap("answer that breaks off", "sent no complete answer", ({"effect": "truncate", "times": 2},)),
    Mishap("nobody there", "no connection to", options={"port": 1}),
    Mishap("TLS", "is not trusted", options={"ca_path": ""}),
]
REJECTED = Mishap("rejected token", "rejects the token", ({"effect": "echo", "status": 401, "body": ECHO, "times": 2},))
WRONGLY = Mishap(
    "wrong password",
    "refuses the login of 'Somebody'",
    options={"username": "Somebody", "password": "{{ wrong }}"},
    keywords={"vars": {"wrong": WRONG}},
)


def write(folder: Path, play: dict[str, Any]) -> Path:
    """A playbook of one play in a folder that nobody searches."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "playbook.yml"
    usual = {"hosts": "localhost", "connection": "local", "gather_facts": False, "ignore_errors": True}
    path.write_text(yaml.safe_dump([{**usual, **play}], allow_unicode=True), encoding="utf-8")
    return path


def vault(folder: Path, **variables: str) -> tuple[str, ...]:
    """The arguments of ansible-playbook for variables that are encrypted one by one."""
    folder.mkdir(parents=True, exist_ok=True)
    key = folder / "key"
    key.write_text("open sesame")
    lib = VaultLib([("default", VaultSecret(b"open sesame"))])
    lines = []
    for name, value in variables.items():
        encrypted = lib.encrypt(value).decode()
        lines += [f"{name}: !vault |", *(f"  {line}" for line in encrypted.splitlines())]
    (folder / "vault.yml").write_text("\n".join(lines) + "\n")
    return ("-e", f"@{folder / 'vault.yml'}", "--vault-password-file", str(key))
