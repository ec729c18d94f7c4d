# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The bar of a page: the number of tenants in each state."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_WIDTH = 1000
_GAP = 3
_LEAST = 14
_ORDER = ("unprotected", "drifted", "failed", "in_sync")


def segments(counts: Mapping[str, int]) -> list[dict[str, Any]]:
    """Segments of ``key``, ``number``, ``x`` and ``width``. A small segment stays visible, so the bar is not exactly to
    scale. The numbers are beside it."""
    shown = [(key, counts[key]) for key in _ORDER if counts[key]]
    total = sum(number for _key, number in shown)
    room = _WIDTH - _GAP * (len(shown) - 1)
    widths = [max(_LEAST, room * number / total) for _key, number in shown]
    if widths:
        widths[widths.index(max(widths))] -= sum(widths) - room
    found, x = [], 0.0
    for (key, number), width in zip(shown, widths):
        found.append({"key": key, "number": number, "x": round(x, 2), "width": round(width, 2)})
        x += width + _GAP
    return found
