# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Plays the workflow of extensions/awx as AWX does, with ansible-runner in place of AWX's containers.

What AWX does between jobs: it imports the inventory, hands artifacts of parents on as extra variables, adds its own
variables, ignores what a template does not prompt for, and follows the edges of nodes.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from itertools import count
from pathlib import Path
from typing import Any

import ansible_runner
import yaml

from tests.integration.runner.credential import credential_type, inject, objects
from tests.simulator.launch import Simulator

_SCRIPT = "#! /usr/bin/env python3\n# -*- coding: utf-8 -*-\nprint(r'%s')\n"


@contextmanager
def clean_environment() -> Iterator[None]:
    """No variables of the developer, and this environment's programs."""
    before = dict(os.environ)
    for name in [name for name in os.environ if name.startswith(("ANSIBLE_", "VB365_"))]:
        del os.environ[name]
    os.environ["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


@dataclass(frozen=True)
class Job:
    """A job that has ended. ``writes``: the requests that it made, without those that only read."""

    succeeded: bool
    artifacts: Mapping[str, Any]
    output: str
    writes: list[dict[str, Any]]
    events: list[dict[str, Any]]


@dataclass
class Played:
    """A workflow that has ended, or waits. ``jobs``: by node. ``waiting``: the node of an approval."""

    jobs: dict[str, Job] = field(default_factory=dict)
    waiting: str | None = None


class Awx:
    """A controller with the objects of the example server, the example project and a credential for a simulator.

    ``revision``: the commit of the project.
    """

    def __init__(self, folder: Path, simulator: Simulator, values: Mapping[str, str | bool]) -> None:
        known = objects()
        self.templates = {one["name"].rpartition(" ")[2]: one for one in known["controller_templates"]}
        (workflow,) = known["controller_workflows"]
        self._nodes = {one["identifier"]: one for one in workflow["simplified_workflow_nodes"]}
        (self._source,) = known["controller_inventory_sources"]
        self._folder = folder
        self._simulator = simulator
        self._environment, _shown = inject(credential_type("VB365 server"), values, folder)
        self.revision = "a" * 40
        self._numbers = count(1)

    def launch(
        self,
        name: str,
        artifacts: Mapping[str, Any] | None = None,
        limit: str | None = None,
        job_type: str | None = None,
        hosts: list[str] | None = None,
        is_killed: bool = False,
    ) -> Job:
        """Launch a job template. ``hosts``: those of a slice. ``is_killed``: once its playbook has begun."""
        template = self.templates[name]
        number = next(self._numbers)
        private = self._folder / f"job-{number}"
        (private / "inventory").mkdir(parents=True)
        (private / "env").mkdir()
        (private / "project").symlink_to(self._folder / "project")
        script = private / "inventory" / "hosts"
        script.write_text(_SCRIPT % json.dumps(self._inventory(hosts)).replace("\\", "\\\\").replace("'", "\\u0027"))
        script.chmod(0o700)
        if "VB365 vienna server" in template.get("credentials", []):
            (private / "env" / "envvars").write_text(yaml.safe_dump(self._environment), encoding="utf-8")
        own = {"job_id": number, "job_launch_type": "workflow", "project_revision": self.revision}
        variables = {
            **template.get("extra_vars", {}),
            **(artifacts or {}),
            **{f"{prefix}_{key}": value for prefix in ("awx", "tower") for key, value in own.items()},
        }
        is_check = job_type == "check" and template.get("ask_job_type_on_launch")
        begun: list[Any] = []
        since = len(self._simulator.journal())
        run = ansible_runner.run(
            private_data_dir=str(private),
            playbook=template["playbook"],
            limit=limit if template.get("ask_limit_on_launch") else None,
            extravars=variables,
            cmdline="--check" if is_check else None,
            event_handler=lambda event: bool(begun.append(event)) or True,
            cancel_callback=lambda: is_killed and len(begun) > 0,
            quiet=True,
        )
        events = list(run.events)
        (stats,) = [one["event_data"] for one in events if one["event"] == "playbook_on_stats"] or [{}]
        writes = [
            entry
            for entry in self._simulator.journal()[since:]
            if entry["method"] != "GET" and not entry["path"].endswith("/token")
        ]
        artifacts = stats.get("artifact_data", {})
        return Job(run.status == "successful", artifacts, run.stdout.read(), writes, events)

    def _inventory(self, hosts: list[str] | None) -> dict[str, Any]:
        """What AWX makes of the inventory source for a job: its hosts with their variables."""
        chosen = {host: self._imported[host] for host in self._imported if hosts is None or host in hosts}
        return {"all": {"hosts": list(chosen)}, "_meta": {"hostvars": chosen}}

    @cached_property
    def _imported(self) -> dict[str, Any]:
        """The variables of the hosts of the inventory source. Nobody edits the project."""
        source = self._folder / "project" / self._source["source_path"]
        program = Path(sys.executable).with_name("ansible-inventory")
        run = subprocess.run([program, "-i", source, "--list", "--export"], capture_output=True, text=True, check=True)
        known: dict[str, Any] = json.loads(run.stdout)["_meta"]["hostvars"]
        return known

    def play(self, begin: str = "drift", artifacts: Mapping[str, Any] | None = None) -> Played:
        """The workflow from a node on, with the artifacts of the nodes before it, to its end or to an approval."""
        played = Played()
        todo: list[tuple[str, Mapping[str, Any]]] = [(begin, artifacts or {})]
        while todo:
            name, given = todo.pop(0)
            node = self._nodes[name]
            if "approval_node" in node:
                played.waiting = name
                continue
            if name in played.jobs or name == "publish":  # which has tests of its own
                continue
            job = self.launch(node["unified_job_template"].rpartition(" ")[2], given)
            played.jobs[name] = job
            edge = "success_nodes" if job.succeeded else "failure_nodes"
            todo += [(one, {**given, **job.artifacts}) for one in (*node[edge], *node["always_nodes"])]
        return played

    def approve(self, played: Played) -> Played:
        """What runs after the approval that the workflow waits for."""
        assert played.waiting
        handed: dict[str, Any] = {}
        for job in played.jobs.values():
            handed.update(job.artifacts)
        (following,) = self._nodes[played.waiting]["success_nodes"]
        return self.play(following, handed)
