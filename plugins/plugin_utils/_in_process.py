# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs operations in the controller's process: no module is sent to a host, and no Python process is started."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType
from typing import Any

from ansible import constants, context
from ansible.errors import AnsibleError
from ansible.module_utils.common import parameters
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator
from ansible.module_utils.errors import UnsupportedError
from ansible.module_utils.parsing.convert_bool import boolean
from ansible.plugins.action.normal import ActionModule as NormalAction

from ansible_collections.vb365.backup.plugins.module_utils._errors import OptionError
from ansible_collections.vb365.backup.plugins.module_utils._model.plain import plain
from ansible_collections.vb365.backup.plugins.module_utils._reconcile.outcome import Operation
from ansible_collections.vb365.backup.plugins.module_utils._rest.client import Client
from ansible_collections.vb365.backup.plugins.module_utils._shell.given import given
from ansible_collections.vb365.backup.plugins.module_utils._shell.module import LOCK_FOLDER, TOKEN_FOLDER
from ansible_collections.vb365.backup.plugins.module_utils._shell.perform import connection, perform

REDACTS = find_spec("ansible.module_utils.secrets") is not None
"""Whether Ansible masks secrets only in its output, and keeps them in variables: since ansible-core 2.22. Before, it
also masks the secrets among a task's options in the registered result."""

_clients: dict[Any, Client] = {}
"""The clients of this worker, by connection. Their connections stay open during a loop."""


class InProcessAction(NormalAction):  # type: ignore[misc]
    """Runs the operation of ``module`` in this process if the task's connection is local, otherwise the module on its
    host."""

    module: ModuleType
    """The module of this name, with ``ARGUMENTS`` and ``OPERATION``."""

    @property
    def operation(self) -> Operation:
        """The operation that runs in this process."""
        operation: Operation = self.module.OPERATION
        return operation

    def run(self, tmp: Any = None, task_vars: Any = None) -> dict[str, Any]:
        result = self._run(tmp, task_vars)
        if context.CLIARGS.get("diff") and not self._task.diff:
            result.pop("diff", None)  # with --diff, Ansible prints every diff in a result
        return result

    def _run(self, tmp: Any, task_vars: Any) -> dict[str, Any]:
        environment: dict[str, str] = {}
        try:
            self._task.args = given(self.module.ARGUMENTS["argument_spec"], plain(self._task.args))
        except OptionError as error:
            return {"failed": True, **error.details()}
        self._compute_environment_string(environment)
        if self._is_here() and self._is_wanted(environment, task_vars or {}):
            with _environ(environment):
                return self._run_here(task_vars or {})
        if self._is_of_this_user():
            folders = {LOCK_FOLDER: str(Path(constants.DEFAULT_LOCAL_TMP).parent)}
            if not self._task.async_val:
                folders[TOKEN_FOLDER] = constants.DEFAULT_LOCAL_TMP
            self._task.environment = [*(self._task.environment or []), folders]
        result: dict[str, Any] = super().run(tmp, task_vars)
        return result

    def _is_here(self) -> bool:
        """Whether the module would run on this machine, as this user, and within this run."""
        return self._is_of_this_user() and not self._task.async_val

    def _is_of_this_user(self) -> bool:
        """Whether the module would run on this machine, as this user."""
        return self._connection.transport == "local" and not self._task.become

    def _is_wanted(self, environment: Mapping[str, str], task_vars: Mapping[str, Any]) -> bool:
        choice = environment.get("VB365_IN_PROCESS", os.environ.get("VB365_IN_PROCESS", "true"))
        choice = self._templar.template(task_vars.get("vb365_in_process", choice))
        return bool(boolean(choice))

    def _run_here(self, task_vars: Mapping[str, Any]) -> dict[str, Any]:
        validated = ArgumentSpecValidator(**self.module.ARGUMENTS).validate(self._task.args)
        params = validated.validated_parameters
        if validated.error_messages:
            message = validated.errors.msg
            if isinstance(validated.errors[0], UnsupportedError):
                message = f"Unsupported parameters for ({self._task.action}) module: {message}"
            result: dict[str, Any] = {"failed": True, "msg": message}
        else:
            result = perform(self.operation, lambda: _client(params), params, self._task.check_mode)
        if not result.get("warnings", True):
            del result["warnings"]
        if _shows_invocation(task_vars):
            result["invocation"] = {"module_args": dict(params)}
        if not REDACTS:
            result = parameters.remove_values(result, validated._no_log_values)
        return result


def _shows_invocation(task_vars: Mapping[str, Any]) -> bool:
    """Whether results show their arguments: configurable since ansible-core 2.21, always before."""
    try:
        return bool(constants.config.get_config_value("INJECT_INVOCATION", variables=task_vars))
    except AnsibleError:
        return True


def _client(params: Mapping[str, Any]) -> Client:
    key = connection(params)
    if key not in _clients:
        _clients[key] = Client(key, constants.DEFAULT_LOCAL_TMP)
    _clients[key].start_task()
    return _clients[key]


@contextmanager
def _environ(environment: Mapping[str, str]) -> Iterator[None]:
    """Sets the task's ``environment:`` during the task."""
    if not environment:
        yield
        return
    before = dict(os.environ)
    os.environ.update({name: str(value) for name, value in environment.items()})
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)
