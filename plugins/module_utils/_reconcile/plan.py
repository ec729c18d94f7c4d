# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A plan: the writes that lead from the observed to the desired state, and the changes that they make."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from ansible_collections.vb365.backup.plugins.module_utils._reconcile.diff import Change


@dataclass(frozen=True)
class Step:
    """One write. ``action``: create, edit, remove, or an action that the resource defines. ``settings``: the settings
    that it sets. ``body``: the part of the request body that the plan determines."""

    action: str
    settings: Mapping[str, Any] = field(default_factory=dict)
    body: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Plan:
    """``steps``: the ordered writes. ``changes``: their changes. ``expected``: the settings after them; None if the
    resource does not exist then. ``watch``: parts that must survive the write, by names that the resource defines."""

    steps: list[Step]
    changes: list[Change]
    expected: Mapping[str, Any] | None
    warnings: list[str] = field(default_factory=list)
    watch: Mapping[str, Collection[str]] = field(default_factory=dict)
