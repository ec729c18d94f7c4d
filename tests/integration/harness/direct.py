# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs operations in the test's own process, because a playbook for each of many cases would be slow."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ansible.module_utils.common.arg_spec import ArgumentSpecValidator

from ansible_collections.vb365.backup.plugins.module_utils._model.masks import check_masks
from ansible_collections.vb365.backup.plugins.module_utils._model.name import check_identity
from ansible_collections.vb365.backup.plugins.module_utils._reconcile.outcome import Outcome
from ansible_collections.vb365.backup.plugins.module_utils._rest.client import Client
from ansible_collections.vb365.backup.plugins.module_utils._server.memory import Memory
from ansible_collections.vb365.backup.plugins.module_utils._shell.arguments import CONNECTION
from ansible_collections.vb365.backup.plugins.module_utils._shell.perform import connection
from tests.registry import Module
from tests.simulator.launch import Simulator


class Direct:
    """A client of the simulator, and the operations that it runs with."""

    def __init__(self, simulator: Simulator, **options: Any) -> None:
        """``options``: further connection options, beside those that every connection needs."""
        names = ("host", "port", "username", "password", "ca_path")
        self._options = {**{name: getattr(simulator, name) for name in names}, **options}
        self._simulator = simulator
        self.is_loop = False
        self.client = Client(connection(self.validated({"argument_spec": CONNECTION}, {})))

    def __call__(self, module: Module, check_mode: bool = False, **options: Any) -> Outcome:
        """The outcome of a module's operation with these options, through its argument spec. Raises Vb365Error.

        Each call is a separate task. While ``is_loop`` is true, the calls are one task with a loop.
        """
        if not self.is_loop:
            Memory.of(self.client).forget_task()
        self.client.start_task()
        params = self.validated(module.ARGUMENTS, options)
        check_masks(params)
        check_identity(params)
        return module.OPERATION(self.client, params, check_mode)

    def requests(self) -> list[str]:
        """The requests since the last call of this method, as "GET /Jobs", without those for a token."""
        entries = self._simulator.journal()
        self._simulator.clear_journal()
        return [
            f"{entry['method']} {entry['path'].removeprefix('/v8')}"
            for entry in entries
            if not entry["path"].endswith("/token")
        ]

    def validated(self, arguments: Mapping[str, Any], options: Mapping[str, Any]) -> dict[str, Any]:
        """The parameters of a task with these options, as its shell validates them."""
        validated = ArgumentSpecValidator(**arguments).validate({**self._options, **options})
        assert not validated.error_messages, validated.error_messages
        parameters: dict[str, Any] = validated.validated_parameters
        return parameters
