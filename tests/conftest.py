# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import gc

gc.set_threshold(20_000, 20, 50)  # a tenth of the processor time of the tests would go into looking for garbage


def pytest_collection_finish() -> None:
    """What collection has made stays: the garbage collector need not look at it again."""
    gc.collect()
    gc.freeze()
