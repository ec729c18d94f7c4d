# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs tasks in both shells within the test's own process: the real action plugins and modules, without
ansible-playbook.

Templates, loops, keywords and output of a play are not supported: such tasks are refused, and their tests run plays.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import sys
import tempfile
from collections.abc import Iterator, Mapping
from importlib import import_module
from typing import Any
from unittest import mock

from ansible import constants
from ansible.module_utils import basic
from ansible.module_utils.common import warnings as module_warnings
from ansible.parsing.dataloader import DataLoader
from ansible.playbook.play_context import PlayContext
from ansible.playbook.task import Task
from ansible.plugins import loader as plugins
from ansible.template import Templar

from ansible_collections.vb365.backup.plugins.plugin_utils import _in_process
from tests.integration.harness.playbook import Played, Ran, environment, is_token
from tests.simulator.launch import Simulator

PLUGINS = "ansible_collections.vb365.backup.plugins"


def run(simulator: Simulator, tasks: list[dict[str, Any]], shell: str = "in-process", **environ: str) -> Played:
    """Run tasks one after the other, as one run of ansible-playbook would. ``environ``: further environment
    variables."""
    rows = []
    logins = 0
    with _run(simulator, shell, environ):
        for task in tasks:
            since = max((entry["n"] for entry in simulator.journal()), default=0)
            name, options, check_mode = _parts(task)
            result = _result(name, options, check_mode)
            entries = simulator.journal(since)
            logins += sum(map(is_token, entries))
            journal = [entry for entry in entries if not is_token(entry)]
            rows.append(Ran(task.get("name", name), result.pop("failed", False), result, journal))
    return Played(rows, "", 0, logins)


@contextlib.contextmanager
def _run(simulator: Simulator, shell: str, environ: Mapping[str, str]) -> Iterator[None]:
    """The environment and the private folder of one run."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("VB365_", "ANSIBLE_"))}
    ours = {"VB365_IN_PROCESS": str(shell == "in-process").lower(), **environment(simulator)}
    with (
        tempfile.TemporaryDirectory() as folder,
        mock.patch.dict(os.environ, {**kept, **ours, **environ}, clear=True),
        mock.patch.object(constants, "DEFAULT_LOCAL_TMP", folder),
    ):
        yield


def _parts(task: Mapping[str, Any]) -> tuple[str, dict[str, Any], bool]:
    """The full name of the module, its options, and check mode. Raises ValueError for a task that needs a play."""
    (name,) = task.keys() - {"name", "check_mode"}
    options = task[name]
    if not name.startswith("vb365.backup.") or not isinstance(options, dict) or "{{" in json.dumps(options):
        raise ValueError(f"only a play runs this task: {task}")
    return name, options, task.get("check_mode", False)


def _result(name: str, options: Mapping[str, Any], check_mode: bool) -> dict[str, Any]:
    """The result of one task, in the form in which a callback sees it."""
    loader = DataLoader()
    task = Task()
    task.action, task.args, task.check_mode = name, json.loads(json.dumps(options)), check_mode
    templar = Templar(loader, variables={})
    connection = plugins.connection_loader.get("local", PlayContext(), os.devnull)
    action = import_module(f"{PLUGINS}.action.{name.rpartition('.')[2]}").ActionModule
    try:
        here = type("Here", (_ModuleHere, action), {})
        result = here(task, connection, PlayContext(), loader, templar, shared_loader_obj=plugins).run(task_vars={})
    finally:
        for client in _in_process._clients.values():
            client.close()
        _in_process._clients.clear()  # the worker process ends with its task
    shown: dict[str, Any] = json.loads(json.dumps({"changed": False, **result}, default=str))
    return shown


class _ModuleHere:
    """A replacement in front of an action plugin: instead of sending the module, it runs the module's own main()
    here."""

    _task: Any

    def _execute_module(self, *, task_vars: Mapping[str, Any], wrap_async: bool) -> dict[str, Any]:
        assert not wrap_async
        name = self._task.action
        arguments = dict(self._task.args)
        environment: dict[str, str] = {}
        self._update_module_args(name, arguments, task_vars)  # type: ignore[attr-defined]
        self._compute_environment_string(environment)  # type: ignore[attr-defined]
        main = import_module(f"{PLUGINS}.modules.{name.rpartition('.')[2]}").main
        sent = json.dumps({"ANSIBLE_MODULE_ARGS": arguments}).encode()
        out = io.StringIO()
        with contextlib.ExitStack() as stack:
            stack.enter_context(mock.patch.dict(os.environ, environment))
            stack.enter_context(mock.patch.multiple(basic, create=True, _ANSIBLE_ARGS=sent, _ANSIBLE_PROFILE="legacy"))
            stack.enter_context(
                mock.patch.object(module_warnings, "_global_warnings", type(module_warnings._global_warnings)())
            )
            if internal := sys.modules.get("ansible.module_utils._internal"):  # since ansible-core 2.19
                stack.enter_context(mock.patch.object(internal, "is_controller", False))
            stack.enter_context(contextlib.redirect_stdout(out))
            stack.enter_context(contextlib.suppress(SystemExit))
            main()
        result: dict[str, Any] = json.loads(out.getvalue())
        if "warnings" in result:
            result["warnings"] = [one if isinstance(one, str) else one["event"]["msg"] for one in result["warnings"]]
        return result
