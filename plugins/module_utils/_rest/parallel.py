# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Independent reads, sent in parallel."""

from __future__ import annotations

from collections.abc import Collection
from concurrent.futures import ThreadPoolExecutor
from typing import Callable, TypeVar

from ansible_collections.vb365.backup.plugins.module_utils._errors import NotFound, Vb365Error

MOST = 32
"""The most reads in parallel."""
_READS_OF_A_CONNECTION = 3
"""A connection that is opened for fewer reads costs more than the reads."""

T = TypeVar("T")


def side_by_side(read: Callable[[str], T], paths: Collection[str], at_once: int) -> dict[str, T]:
    """The results of ``read`` by path, with up to ``at_once`` reads in parallel; an empty dict if ``at_once`` is 1.

    A path whose reading failed is missing. After a failure other than NotFound no further reading begins. The caller
    reads a missing path again when it needs it, and gets the error then.
    """
    if at_once < 2 or len(paths) < 2:
        return {}
    found: dict[str, T] = {}
    failures: list[Vb365Error] = []

    def one(path: str) -> None:
        if failures:
            return
        try:
            found[path] = read(path)
        except NotFound:
            pass
        except Vb365Error as error:
            failures.append(error)

    with ThreadPoolExecutor(min(at_once, max(2, len(paths) // _READS_OF_A_CONNECTION))) as pool:
        list(pool.map(one, paths))
    return found
