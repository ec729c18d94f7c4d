# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The floor: a plain script on ``requests`` that makes only the necessary requests, on one connection kept open.

``floor.py jobs DATA.json [--check] [--each]``, ``floor.py users DATA.json``, ``floor.py coverage DATA.json``. It
knows names and looks up ids. What the listing of jobs shows as wanted is not read again, unless ``--each`` has it
read job by job. Managed items and exclusions are read. What differs is read, written, and read back; what it creates
is read back with its lists.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

import requests

LISTS = ("selectedItems", "excludedItems")
PAGE = 10_000
OPTIONS = ("mailbox", "archiveMailbox", "oneDrive", "personalSite")


class Server:
    """A login, and a connection that is kept."""

    def __init__(self) -> None:
        self._base = f"https://{os.environ['VB365_HOST']}:{os.environ['VB365_PORT']}/v8"
        self._session = requests.Session()
        self._session.trust_env = False
        self._session.verify = os.environ["VB365_CA_PATH"]
        login = {
            "grant_type": "password",
            "username": os.environ["VB365_USERNAME"],
            "password": os.environ["VB365_PASSWORD"],
            "disable_antiforgery_token": "true",
        }
        answer = self._session.post(f"{self._base}/token", data=login)
        answer.raise_for_status()
        self._session.headers["Authorization"] = f"Bearer {answer.json()['access_token']}"

    def __call__(self, method: str, path: str, body: Any = None) -> Any:
        """One request; the parsed answer, if it has a body."""
        answer = self._session.request(method, self._base + path, json=body)
        answer.raise_for_status()
        return answer.json() if answer.content else None

    def rows(self, path: str) -> list[dict[str, Any]]:
        """All rows of a collection, in one page where that has room for them."""
        rows: list[dict[str, Any]] = []
        while True:
            page = self("GET", f"{path}{'&' if '?' in path else '?'}limit={PAGE}&offset={len(rows)}")["results"]
            rows += page
            if len(page) < PAGE:
                return rows

    def ids(self, path: str) -> dict[str, str]:
        """The ids of a collection by name."""
        return {row["name"]: row["id"] for row in self.rows(path)}


class Tenant:
    """One organization."""

    def __init__(self, server: Server, organization_id: str, repositories: dict[str, str]) -> None:
        self.server = server
        self.id = organization_id
        self.repositories = repositories
        self.jobs = {job["name"]: job for job in server.rows(f"/Jobs?organizationId={organization_id}")}
        self._users: dict[str, dict[str, Any]] = {}

    def match(self, wanted: dict[str, Any], is_check: bool, is_read: bool) -> bool:
        """Whether a job was, or must be, written."""
        job = self.jobs.get(wanted["name"])
        if job is None:
            if not is_check:
                body = {"name": wanted["name"], "organizationId": self.id, **self._body(wanted)}
                self._verify(self.server("POST", "/Jobs", body)["id"], wanted)
            return True
        if is_read:
            job = self.server("GET", f"/Jobs/{job['id']}")
        changes = self._changes(job, wanted)
        if changes and not is_check:
            job = job if is_read else self.server("GET", f"/Jobs/{job['id']}")
            self.server("PUT", f"/Jobs/{job['id']}", self._body(self._changes(job, wanted)))
            self._verify(job["id"], wanted)
        return bool(changes)

    def add_users(self, job: str, users: list[dict[str, Any]]) -> bool:
        """Add users to a job."""
        path = f"/Jobs/{self.jobs[job]['id']}/SelectedItems"
        missing = self._missing(path, users)
        if missing:
            self.server("POST", path, [{**self._item(user), **dict.fromkeys(OPTIONS, True)} for user in missing])
            if self._missing(path, users):
                raise SystemExit(f"{job}: not as written")
        return bool(missing)

    def in_no_job(self) -> int:
        """How many users, groups, sites and teams no job selects and does not exclude, by their ids alone."""
        kinds = ("Users", "Groups", "Sites?includePersonalSites=true", "Teams")
        listed = {row["id"] for kind in kinds for row in self.server.rows(f"/Organizations/{self.id}/{kind}")}
        covered: set[str] = set()
        for job in self.jobs.values():
            lists = [self.server.rows(f"/Jobs/{job['id']}/{name}") for name in ("SelectedItems", "ExcludedItems")]
            selected, excluded = ({item["id"][36:] for item in rows} for rows in lists)
            covered |= selected - excluded
        return len(listed - covered)

    def _missing(self, path: str, users: list[dict[str, Any]]) -> list[dict[str, Any]]:
        there = {item["user"]["name"] for item in self.server.rows(path) if item["type"] == "User"}
        return [user for user in users if user["name"] not in there]

    def _changes(self, job: dict[str, Any], wanted: dict[str, Any]) -> dict[str, Any]:
        """What differs."""
        shown = {**job, "repository": job["repositoryId"]}
        aim = {**wanted, "repository": self.repositories[wanted["repository"]]}
        changes = {name: wanted[name] for name in aim if name not in LISTS and not _holds(shown[name], aim[name])}
        for name in LISTS:
            if name in wanted:
                items = self.server.rows(f"/Jobs/{job['id']}/{name[0].upper()}{name[1:]}")
                if _keyed(_named(item) for item in items) != _keyed(wanted[name]):
                    changes[name] = wanted[name]
        return changes

    def _verify(self, job_id: str, wanted: dict[str, Any]) -> None:
        if self._changes(self.server("GET", f"/Jobs/{job_id}"), wanted):
            raise SystemExit(f"{wanted['name']}: not as written")

    def _body(self, settings: dict[str, Any]) -> dict[str, Any]:
        body = {name: value for name, value in settings.items() if name not in (*LISTS, "repository")}
        if "repository" in settings:
            body["repositoryId"] = self.repositories[settings["repository"]]
        return {**body, **{name: [self._item(item) for item in settings[name]] for name in LISTS if name in settings}}

    def _item(self, item: dict[str, Any]) -> dict[str, Any]:
        self._users = self._users or {row["name"]: row for row in self.server.rows(f"/Organizations/{self.id}/Users")}
        return {
            **{name: item[name] for name in item if name != "name"},
            "user": {"id": self._users[item["name"]]["id"]},
        }


def _holds(shown: Any, wanted: Any) -> bool:
    if isinstance(wanted, dict):
        return all(shown.get(name) == value for name, value in wanted.items())
    return bool(shown == wanted)


def _named(item: dict[str, Any]) -> dict[str, Any]:
    return {"type": item["type"], "name": item["user"]["name"], **{name: item[name] for name in OPTIONS}}


def _keyed(items: Any) -> dict[str, dict[str, Any]]:
    return {item["name"]: item for item in items}


def main() -> None:
    """Do it, and print how many jobs were not as wanted."""
    work, path, *flags = sys.argv[1:]
    told = json.loads(Path(path).read_text(encoding="utf-8"))
    server = Server()
    organizations = server.ids("/Organizations")
    changed = 0
    repositories = server.ids("/BackupRepositories") if work == "jobs" else {}
    for tenant in told:
        at = Tenant(server, organizations[tenant["organization"]], repositories)
        if work == "coverage":
            changed += at.in_no_job()
        elif work == "users":
            changed += at.add_users(tenant["job"], tenant["users"])
        else:
            changed += sum(at.match(job, "--check" in flags, "--each" in flags) for job in tenant["jobs"])
    print(changed)


if __name__ == "__main__":
    main()
