# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Names and ids as they are compared."""

from __future__ import annotations

import re

_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)


def is_uuid(text: str) -> bool:
    """Whether a text that may be a name or an id is an id."""
    return bool(_UUID.fullmatch(text))


def folded(name: str) -> str:
    """A name as it is compared: without regard to case or a slash at the end."""
    return name.casefold().rstrip("/")
