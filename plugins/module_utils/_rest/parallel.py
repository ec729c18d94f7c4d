# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads that do not depend on each other, sent side by side."""

from __future__ import annotations

from collections.abc import Collection
from concurrent.futures import ThreadPoolExecutor
from typing import Callable, TypeVar

from ansible_collections.vb365.backup.plugins.module_utils._errors import NotFound, Vb365Error

MOST = 32
"""Reads at once at most."""

T = TypeVar("T")


def side_by_side(read: Callable[[str], T], paths: Collection[str], at_once: int) -> dict[str, T]:
    """What ``read`` returns for each path, ``at_once`` of them at a time; nothing where one at a time is asked for.

    A path whose reading fails is missing, and after a failure other than NotFound no further one begins: whoever needs
    a missing path reads it again, and gets the error.
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

    with ThreadPoolExecutor(at_once) as pool:
        list(pool.map(one, paths))
    return found
