# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A plain client of the API, for the tests of the simulator."""

from __future__ import annotations

from typing import Any

import requests

from tests.simulator.launch import Simulator


class Client:
    """A logged-in caller; paths are relative to /v8."""

    def __init__(self, simulator: Simulator, login: bool = True) -> None:
        self.url = simulator.url
        self.session = requests.Session()
        self.session.trust_env = False
        self.session.verify = simulator.ca_path
        self.credentials = {"username": simulator.username, "password": simulator.password}
        if login:
            self.use(self.token().json()["access_token"])

    def token(self, **form: Any) -> requests.Response:
        """POST /token. Given values change the usual form; None removes a field."""
        usual = {"grant_type": "password", **self.credentials, "disable_antiforgery_token": "true"}
        return self.session.post(f"{self.url}/v8/token", data={**usual, **form}, timeout=10)

    def use(self, token: str) -> None:
        """Send this access token from now on."""
        self.session.headers["Authorization"] = f"Bearer {token}"

    def send(self, method: str, path: str, **more: Any) -> requests.Response:
        """One request, whatever comes of it."""
        return self.session.request(method, f"{self.url}/v8/{path}", timeout=more.pop("timeout", 10), **more)

    def get(self, path: str) -> Any:
        """The JSON of a GET that must succeed."""
        return self.ok("GET", path, 200)

    def every(self, path: str) -> list[Any]:
        """The results of a list that fits on one page."""
        results: list[Any] = self.get(path)["results"]
        return results

    def ok(self, method: str, path: str, status: int, json: Any = None) -> Any:
        """A request that must be answered with this status; its JSON, if it has a body."""
        answer = self.send(method, path, json=json)
        assert answer.status_code == status, answer.text
        return answer.json() if answer.content else None

    def refused(self, method: str, path: str, json: Any, word: str, status: int = 400) -> str:
        """A request that must be refused with a message that contains the word."""
        code = {400: "ParameterValidationFailure", 404: "ResourceNotFound", 409: "OperationConflict"}[status]
        answer = self.send(method, path, json=json)
        assert (answer.status_code, answer.json()["errorCode"]) == (status, code), answer.text
        assert set(answer.json()) == {"message", "errorCode", "stackTrace"}
        message: str = answer.json()["message"]
        assert word in message
        return message


class Tenant:
    """Contoso of the sample data, and bodies of requests about it."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self.id = self._named(client.every("Organizations"), "contoso.onmicrosoft.com")["id"]
        self.other_id = self._named(client.every("Organizations"), "fabrikam.onmicrosoft.com")["id"]
        self.repositories = {one["name"]: one["id"] for one in client.every("BackupRepositories")}
        self.disk = self.repositories["Disk 01"]

    def _named(self, things: list[Any], name: str) -> Any:
        return next(thing for thing in things if thing["name"] == name)

    def job(self, name: str) -> Any:
        """A job by name."""
        return self._named(self.client.every("Jobs"), name)

    def object(self, kind: str, name: str) -> Any:
        """A user, group, site or team, by e-mail address, name or URL."""
        found = self.client.every(f"Organizations/{self.id}/{kind}?limit=1000")
        return next(one for one in found if name in (one.get("name"), one.get("mail"), one.get("url")))

    def user(self, name: str, **options: Any) -> dict[str, Any]:
        """A User item; the mailbox unless options say otherwise."""
        user = self.object("Users", f"{name}@contoso.com")
        return {"type": "User", "user": user, **(options or {"mailbox": True})}

    def new_job(self, name: str = "New", **more: Any) -> dict[str, Any]:
        """The body of a create request; a job of selected items has personal sites unless items are given."""
        entire = more.get("backupType") == "EntireOrganization"
        items = {} if entire else {"selectedItems": [{"type": "PersonalSites"}]}
        return {
            "name": name,
            "organizationId": self.id,
            "repositoryId": self.disk,
            "backupType": "SelectedItems",
            **items,
            **more,
        }

    def create(self, name: str = "New", **more: Any) -> Any:
        """A new job, with Dave's mailbox unless items are given."""
        more.setdefault("selectedItems", [self.user("dave")])
        return self.client.ok("POST", "Jobs", 201, self.new_job(name, **more))
