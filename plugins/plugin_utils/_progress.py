# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Actions that show the progress of long work."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from ansible.utils.display import Display

from ansible_collections.vb365.backup.plugins.module_utils._model.visible import visible
from ansible_collections.vb365.backup.plugins.module_utils._reconcile.outcome import Operation, Outcome
from ansible_collections.vb365.backup.plugins.plugin_utils._in_process import InProcessAction


class ProgressAction(InProcessAction):
    """An action whose operation has the parameter ``progress``."""

    @property
    def operation(self) -> Operation:
        """Shows progress on standard error, because callbacks for machines write JSON on standard output. A task with
        no_log shows no progress."""
        operation: Callable[..., Outcome] = super().operation
        return operation if self._task.no_log else partial(operation, progress=_show)


def _show(text: str) -> None:
    Display().display(visible(text), stderr=True)
