# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The batches of a play with ``serial``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Callable

from ansible.utils.helpers import pct_to_int

_ORDERS: dict[Any, Callable[[list[str]], list[str]]] = {
    None: list,
    "inventory": list,
    "reverse_inventory": lambda hosts: [*reversed(hosts)],
    "sorted": sorted,
    "reverse_sorted": lambda hosts: sorted(hosts, reverse=True),
}
"""For each ``order`` of a play: sorts the hosts of the inventory in the order of the play."""


def later(task: Any, hosts: Sequence[str], host: str) -> list[str]:
    """The hosts of the batches after the batch of a host; empty if their order is unknown."""
    play = getattr(task._parent, "_play", None)
    sizes = [*(getattr(play, "serial", None) or [])]
    order = _ORDERS.get(getattr(play, "order", None) or None)
    if not sizes or order is None or host not in hosts:
        return []
    left = order([*hosts])
    while left:
        size = pct_to_int(sizes[0], len(hosts))
        if size <= 0:
            return []
        batch, left = left[:size], left[size:]
        if host in batch:
            return left
        sizes = sizes[1:] or sizes
    return []
