# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The revision of a resource: one opaque string for the state that was read."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from typing import Any

from ansible_collections.vb365.backup.plugins.module_utils._errors import OptionError

ABSENT = "absent"
"""The revision of a resource that does not exist."""


def revision(etag: Any, parts: Mapping[str, Any]) -> str:
    """The eTag, and a fingerprint of each part, with the part's name."""
    return ".".join([str(etag or 0), *(f"{name}-{_fingerprint(part)}" for name, part in sorted(parts.items()))])


def _fingerprint(part: Any) -> str:
    return hashlib.sha256(json.dumps(part, sort_keys=True).encode()).hexdigest()[:16]


def parse(text: str) -> tuple[str, dict[str, str]]:
    """The eTag of a revision and the fingerprints of its parts. A bare eTag and ABSENT have no parts. Raises
    OptionError."""
    if text == ABSENT:
        return ABSENT, {}
    if not re.fullmatch(r"-?\d+(\.[a-z_]+-[0-9a-f]{16})*", text):
        raise OptionError(
            "if_match", text, "expected a revision or an eTag from a result of this collection, or absent"
        )
    etag, *marks = text.split(".")
    return etag, dict(mark.split("-") for mark in marks)


def moved(expected: str, current: str) -> list[str]:
    """The parts that differ between the expected revision and the current one; ["etag"] for a bare eTag that differs,
    and if the resource exists at one of them only.

    A part that only one revision has is ignored. If there are parts, the eTag is ignored too: a run may move it. Raises
    OptionError.
    """
    etag, parts = parse(expected)
    current_etag, current_parts = parse(current)
    if not parts or current == ABSENT:
        return [] if etag == current_etag else ["etag"]
    return [name for name, mark in parts.items() if current_parts.get(name, mark) != mark]
