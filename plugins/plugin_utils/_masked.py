# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Refuses values that Ansible masked because they contain a secret of the task."""

from __future__ import annotations

from typing import Any

from ansible.errors import AnsibleFilterError

from ansible_collections.vb365.backup.plugins.module_utils._model.masks import masks_in
from ansible_collections.vb365.backup.plugins.module_utils._model.visible import visible


def refuse_masked(owner: str, value: Any) -> None:
    """Raise AnsibleFilterError for the first masked value in options of ``owner``."""
    for option, text in masks_in(value, ""):
        message = (
            f"{visible(owner)}: {visible(option)}: {text!r} is masked by Ansible, because the server's value contains "
            "a secret of the task, such as its password. Nothing is written. Expected a value without a mask: "
            "change the password, or use ansible-core 2.22 or newer"
        )
        raise AnsibleFilterError(message)
