# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A simulated AWX: as much of its REST API as the modules of awx.awx use for the objects in kinds.py."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import uvicorn
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, Response

from tests.awx.kinds import ENCRYPTED, KINDS, READ_ONLY, UNIFIED

TOKEN = "token-of-the-tests"
API = "/api/v2"
HEADERS = {"X-API-Product-Name": "AWX", "X-API-Product-Version": "24.6.1"}

Object = dict[str, Any]


@dataclass
class Refused(Exception):
    """A request that AWX refuses. ``detail``: by field."""

    detail: Mapping[str, Any]
    status: int = 400


class Controller:
    """The objects of a controller, and a journal of the requests that write. It starts with what AWX has."""

    def __init__(self, playbooks: set[str]) -> None:
        self.objects: dict[str, dict[int, Object]] = {kind: {} for kind in [*KINDS, "instance_groups"]}
        self.lists: dict[tuple[str, int, str], list[int]] = {}
        self.surveys: dict[int, Object] = {}
        self.journal: list[tuple[str, str, Object]] = []
        self._playbooks = playbooks
        self._last = 0
        galaxy = {"name": "Ansible Galaxy/Automation Hub API Token", "kind": "cloud"}
        galaxy_type = self._store("credential_types", {**KINDS["credential_types"].fields, **galaxy, "kind": "galaxy"})
        self._store("organizations", {**KINDS["organizations"].fields, "name": "Default"})
        fields = {"name": "Ansible Galaxy", "credential_type": galaxy_type["id"]}
        self._store("credentials", {**KINDS["credentials"].fields, **fields})

    def named(self, kind: str, name: str) -> Object:
        """The object of this name, as it is stored."""
        key = KINDS[kind].identity
        (found,) = [one for one in self.objects[kind].values() if one[key] == name]
        return found

    def linked(self, kind: str, name: str, association: str) -> list[str]:
        """The names of the objects in an association."""
        other = KINDS[kind].associations[association]
        ids = self.lists.get((kind, self.named(kind, name)["id"], association), [])
        return [self.objects[other][one][KINDS[other].identity] for one in ids]

    # ---- requests ---------------------------------------------------------------------------------------------------

    def get(self, kind: str, query: Mapping[str, str]) -> Object:
        """A list."""
        kinds = UNIFIED if kind == "unified_job_templates" else (kind,)
        rows = [self.shown(one, row) for one in kinds for row in self.objects[one].values()]
        query = {key: value for key, value in query.items() if key not in ("page_size", "page")}
        either = {key[4:]: value for key, value in query.items() if key.startswith("or__")}
        for key, value in query.items():
            name, _separator, lookup = key.removeprefix("or__").partition("__")
            if rows and name not in rows[0] and kind != "unified_job_templates":
                raise Refused({"detail": f"{kind} has no field named '{name}'"})
            if lookup == "startswith":
                rows = [row for row in rows if str(row[name]).startswith(value)]
            elif key not in ("or__id", "or__name"):
                rows = [row for row in rows if str(row.get(name)) == value]
        if either:
            rows = [row for row in rows if any(str(row.get(key)) == value for key, value in either.items())]
        return {"count": len(rows), "next": None, "previous": None, "results": rows}

    def one(self, kind: str, number: int) -> Object:
        """An object as it is stored."""
        try:
            return self.objects[kind][number]
        except KeyError:
            raise Refused({"detail": "Not found."}, 404) from None

    def create(self, kind: str, body: Object) -> Object:
        """A new object."""
        spec = KINDS[kind]
        missing = [name for name in (*spec.required, spec.identity) if not body.get(name)]
        if missing:
            raise Refused({name: ["This field is required."] for name in missing})
        return self._store(kind, self._checked(kind, {**spec.fields}, body))

    def change(self, kind: str, number: int, body: Object) -> Object:
        """An object with other fields."""
        self.objects[kind][number] = self._checked(kind, self.one(kind, number), body)
        return self.objects[kind][number]

    def associate(self, kind: str, number: int, association: str, body: Object) -> None:
        """Add to a list, or remove from it."""
        other = KINDS[kind].associations[association]
        self.one(other, body["id"])
        if association == "galaxy_credentials" and self._type_of(body["id"])["kind"] != "galaxy":
            raise Refused({"msg": "Credential must be a Galaxy credential, not Machine."})
        ids = self.lists.setdefault((kind, number, association), [])
        if body.get("disassociate"):
            ids.remove(body["id"])
        else:
            ids.append(body["id"])

    def approval(self, number: int, body: Object) -> Object:
        """The template of a node that waits for somebody."""
        node = self.one("workflow_job_template_nodes", number)
        if unknown := set(body) - {"name", "description", "timeout"}:
            raise Refused({name: ["Unknown field."] for name in unknown})
        made = self._store("workflow_approval_templates", {**KINDS["workflow_approval_templates"].fields, **body})
        node["unified_job_template"] = made["id"]
        return made

    def set_survey(self, number: int, body: Object) -> None:
        """The questions of a job template."""
        if set(body) != {"name", "description", "spec"}:
            raise Refused({"error": "Survey spec needs name, description and spec."})
        for place, one in enumerate(body["spec"]):
            missing = {"type", "question_name", "variable", "required"} - set(one)
            if missing or one["type"] not in ("text", "textarea", "integer", "multiplechoice", "password"):
                raise Refused({"error": f"'{missing or one['type']}' in survey question {place}."})
        self.surveys[number] = body

    # ---- checks -----------------------------------------------------------------------------------------------------

    def _checked(self, kind: str, now: Object, body: Object) -> Object:
        spec = KINDS[kind]
        body = {name: value for name, value in body.items() if name not in READ_ONLY}
        problems: dict[str, Any] = {}
        for name, value in body.items():
            default = spec.fields.get(name)
            if name not in spec.fields:
                problems[name] = ["Unknown field."]
            elif default is not None and value is not None and type(value) is not type(default):
                problems[name] = [f"{value!r} is no {type(default).__name__}."]
            elif name in spec.one_of and value not in (*spec.one_of[name], None):
                problems[name] = [f'"{value}" is not a valid choice.']
            elif name in spec.links and value is not None and not self._exists(spec.links[name], value):
                problems[name] = [f'Invalid pk "{value}" - object does not exist.']
        if problems:
            raise Refused(problems)
        after = {**now, **{name: "" if value is None and name == "kind" else value for name, value in body.items()}}
        if kind == "credentials":
            after["inputs"] = self._inputs(now, after)
        problems = {**spec.check(after), **self._of_others(kind, after)}
        if problems:
            raise Refused(problems)
        return after

    def _of_others(self, kind: str, after: Object) -> dict[str, list[str]]:
        spec = KINDS[kind]
        key = [after.get(name) for name in (spec.identity, *spec.scope)]
        for other in self.objects[kind].values():
            if other["id"] != after.get("id") and key == [other.get(name) for name in (spec.identity, *spec.scope)]:
                return {"__all__": [f"{spec.type} with this {spec.identity} already exists."]}
        if kind == "job_templates":
            if after["playbook"] not in self._playbooks:
                return {"playbook": ["Playbook not found for project."]}
            project = self.one("projects", after["project"])
            if after["ask_scm_branch_on_launch"] and not project["allow_override"]:
                return {"ask_scm_branch_on_launch": ["Project does not allow overriding branch."]}
            if not after["inventory"] and not after["ask_inventory_on_launch"]:
                return {"inventory": ["Job Template must either have a default inventory or allow prompting for one."]}
        if kind == "inventory_sources" and after["source"] == "scm" and not after["source_project"]:
            return {"source_project": ["Project required for scm type sources."]}
        return {}

    def _inputs(self, now: Object, after: Object) -> Object:
        """The values of a credential. A secret that is sent as it was shown is the one that is stored."""
        known = {
            one["id"]: one for one in self.one("credential_types", after["credential_type"])["inputs"].get("fields", [])
        }
        values = {}
        for name, value in after["inputs"].items():
            if name not in known:
                raise Refused({"inputs": [f"Additional properties are not allowed ('{name}' was unexpected)"]})
            if not isinstance(value, bool if known[name].get("type") == "boolean" else str):
                raise Refused({"inputs": {name: [f"{value!r} is not of type '{known[name]['type']}'"]}})
            if value == ENCRYPTED and name not in now["inputs"]:
                raise Refused({"inputs": {name: [f"{ENCRYPTED} is a reserved keyword, and cannot be used."]}})
            values[name] = now["inputs"][name] if value == ENCRYPTED else value
        return values

    def _exists(self, kind: str, number: int) -> bool:
        kinds = UNIFIED if kind == "unified_job_templates" else (kind,)
        return any(number in self.objects[one] for one in kinds)

    def _type_of(self, credential: int) -> Object:
        return self.one("credential_types", self.one("credentials", credential)["credential_type"])

    # ---- objects ----------------------------------------------------------------------------------------------------

    def _store(self, kind: str, fields: Object) -> Object:
        self._last += 1
        self.objects[kind][self._last] = {**fields, "id": self._last}
        return self.objects[kind][self._last]

    def shown(self, kind: str, row: Object) -> Object:
        """An object as an answer has it: without secrets."""
        url = f"{API}/{kind}/{row['id']}/"
        related = {"survey_spec": f"{url}survey_spec/", "update": f"{url}update/"}
        if row.get("unified_job_template"):
            place = next(one for one in UNIFIED if row["unified_job_template"] in self.objects[one])
            related["unified_job_template"] = f"{API}/{place}/{row['unified_job_template']}/"
        shown = {**row, "type": KINDS[kind].type, "url": url, "related": related, "summary_fields": {}}
        if kind == "credential_types":
            shown["managed"] = False
        if kind == "projects":
            shown.update(scm_revision="", summary_fields={"current_update": {"id": row["id"]}})
        if kind == "credentials":
            fields = self.one("credential_types", row["credential_type"])["inputs"].get("fields", [])
            secret = {one["id"] for one in fields if one.get("secret")}
            shown["inputs"] = {key: ENCRYPTED if key in secret else value for key, value in row["inputs"].items()}
        if kind == "notification_templates":
            configuration = row["notification_configuration"]
            shown["notification_configuration"] = {
                key: ENCRYPTED if key in ("password", "token") and value else value
                for key, value in configuration.items()
            }
        return shown


def application(controller: Controller) -> FastAPI:
    """The REST API of a controller."""
    app = FastAPI()

    @app.middleware("http")
    async def answer(request: Request, _next: Any) -> Response:
        if request.headers.get("Authorization") != f"Bearer {TOKEN}":
            return JSONResponse({"detail": "Authentication credentials were not provided."}, 401, HEADERS)
        body = json.loads(await request.body() or b"{}")
        if request.method != "GET":
            controller.journal.append((request.method, request.url.path.removeprefix(API), body))
        try:
            content, status = _route(controller, request, body)
        except Refused as refused:
            content, status = dict(refused.detail), refused.status
        return JSONResponse(content, status, HEADERS) if status != 204 else Response(status_code=204, headers=HEADERS)

    return app


def _route(controller: Controller, request: Request, body: Object) -> tuple[Object, int]:
    method = request.method
    match request.url.path.removeprefix(API).strip("/").split("/"):
        case ["project_updates", _number]:
            return {"status": "successful", "finished": "now"}, 200
        case [kind] if method == "GET":
            return controller.get(kind, request.query_params), 200
        case [kind]:
            return controller.shown(kind, controller.create(kind, body)), 201
        case [kind, number] if method == "GET":
            return controller.shown(kind, controller.one(kind, int(number))), 200
        case [kind, number] if method == "PATCH":
            return controller.shown(kind, controller.change(kind, int(number), body)), 200
        case [_kind, number, "survey_spec"] if method == "GET":
            return controller.surveys.get(int(number), {}), 200
        case [_kind, number, "survey_spec"] if method == "POST":
            controller.set_survey(int(number), body)
            return {}, 200
        case [_kind, number, "create_approval_template"]:
            return controller.shown("workflow_approval_templates", controller.approval(int(number), body)), 201
        case [kind, number, association] if association in KINDS[kind].associations:
            other = KINDS[kind].associations[association]
            if method == "GET":
                ids = controller.lists.get((kind, int(number), association), [])
                rows = [controller.shown(other, controller.one(other, one)) for one in ids]
                return {"count": len(rows), "next": None, "previous": None, "results": rows}, 200
            controller.associate(kind, int(number), association, body)
            return {}, 204
    raise Refused({"detail": "Not found."}, 404)


class Serving:
    """Serves a controller on a free port of this machine while the block runs."""

    def __init__(self, controller: Controller) -> None:
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}"
        self._server = uvicorn.Server(uvicorn.Config(application(controller), log_level="error"))
        self._thread = threading.Thread(target=self._server.run, kwargs={"sockets": [self._socket]}, daemon=True)

    def __enter__(self) -> Serving:
        self._thread.start()
        while not self._server.started:
            time.sleep(0.01)
        return self

    def __exit__(self, *_error: object) -> None:
        self._server.should_exit = True
        self._thread.join()
