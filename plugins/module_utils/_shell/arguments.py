# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The options of the connection, and the form of each module's arguments."""

from __future__ import annotations

import os
from typing import Any

from ansible.module_utils.errors import AnsibleFallbackNotFound


def _from_environment(name: str) -> str:
    """The value of an environment variable. An empty variable counts as missing: AWX sets all variables of a
    credential, also for empty fields."""
    if not os.environ.get(name):
        raise AnsibleFallbackNotFound
    return os.environ[name]


CONNECTION: dict[str, dict[str, Any]] = {
    "host": {"type": "str", "required": True, "fallback": (_from_environment, ["VB365_HOST"])},
    "port": {"type": "int", "default": 4443, "fallback": (_from_environment, ["VB365_PORT"])},
    "username": {"type": "str", "fallback": (_from_environment, ["VB365_USERNAME"])},
    "password": {"type": "str", "no_log": True, "fallback": (_from_environment, ["VB365_PASSWORD"])},
    "access_token": {"type": "str", "no_log": True, "fallback": (_from_environment, ["VB365_ACCESS_TOKEN"])},
    "validate_certs": {"type": "bool", "default": True, "fallback": (_from_environment, ["VB365_VALIDATE_CERTS"])},
    "ca_path": {"type": "path", "fallback": (_from_environment, ["VB365_CA_PATH"])},
    "timeout": {"type": "int", "default": 30, "fallback": (_from_environment, ["VB365_TIMEOUT"])},
    "api_version": {"type": "str", "default": "v8", "fallback": (_from_environment, ["VB365_API_VERSION"])},
    "parallel_reads": {"type": "int", "default": 4, "fallback": (_from_environment, ["VB365_PARALLEL_READS"])},
}


def arguments(
    argument_spec: dict[str, Any],
    required_together: tuple[tuple[str, ...], ...] = (),
    required_one_of: tuple[tuple[str, ...], ...] = (),
    **rules: Any,
) -> dict[str, Any]:
    """The keyword arguments of AnsibleModule and of ArgumentSpecValidator: a module's own options and the connection
    options."""
    return {
        "argument_spec": {**CONNECTION, **argument_spec},
        "required_together": [("username", "password"), *required_together],
        "required_one_of": [("access_token", "username"), *required_one_of],
        **rules,
    }
