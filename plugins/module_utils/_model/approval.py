# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The approval of a job's changes: a fingerprint of what a run would do with the job."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any


def fingerprint(changes: Sequence[Mapping[str, Any]], starts: bool) -> str | None:
    """The fingerprint of the changes of a job and of the start of its first backup; None if there is neither."""
    if not changes and not starts:
        return None
    text = json.dumps([[*changes], starts], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]
