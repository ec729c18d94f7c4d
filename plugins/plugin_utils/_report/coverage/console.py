# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A report of coverage as lines for the console: totals, then a line for each group, in little more than a screen."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ansible_collections.vb365.backup.plugins.module_utils._model.visible import visible
from ansible_collections.vb365.backup.plugins.plugin_utils._report.columns import wrap
from ansible_collections.vb365.backup.plugins.plugin_utils._report.coverage.document import totals
from ansible_collections.vb365.backup.plugins.plugin_utils._report.coverage.groups import Group, groups
from ansible_collections.vb365.backup.plugins.plugin_utils._report.text import counted, isolated, shown

MOST = 40
_MARKS = {"critical": "!", "warning": "~", "unchecked": "?"}
_GROUPS = 5
"""The most lines of one organization."""


def lines(report: Mapping[str, Any], width: int = 80, files: Sequence[str] = (), most: int = MOST) -> list[str]:
    """About ``most`` lines, none wider than ``width``. ``files``: the written files."""
    found = wrap(totals(report), width)
    end = [line for path in files for line in wrap(visible(f"Report: {path}"), width)]
    left = [tenant for tenant in _ordered(report["tenants"]) if tenant["state"] != "covered"]
    while left:
        block = [*_block(left[0], width)]
        if len(found) + len(block) + len(end) + 2 > most:
            break
        found += block
        left.pop(0)
    more = wrap(f"… and {counted(len(left), 'more organization')} in the report", width) if left else []
    return [*found, *more, *end]


def _ordered(tenants: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """The organizations: first those that could not be read, then those with the most gaps."""
    return sorted(tenants, key=lambda one: (one["state"] != "failed", -one["gaps"]))


def _block(tenant: Mapping[str, Any], width: int) -> Iterator[str]:
    yield from wrap(isolated(tenant["organization"] or tenant["host"]), width)
    found = [group for group in groups(tenant) if group.lane in _MARKS]
    for group in found[:_GROUPS]:
        yield from _lines(group, width)
    if len(found) > _GROUPS:
        yield f"    (+{len(found) - _GROUPS} more)"


def _lines(group: Group, width: int) -> Iterator[str]:
    for place, line in enumerate(wrap(shown(group.title), width - 4)[:4]):
        yield f"  {_MARKS[group.lane] if place == 0 else ' '} {line}"
