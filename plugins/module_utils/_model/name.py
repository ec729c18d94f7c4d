# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Names and ids: how they are compared, and the options that have them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from ansible_collections.vb365.backup.plugins.module_utils._errors import OptionError

IDENTITY = ("name", "new_name", "job", "organization", "repository", "id")
"""No module accepts a blank value of these options: it mostly comes from a template whose variable is empty."""

BLANK = "expected a name or an id, or the option omitted"

_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)


def is_uuid(text: str) -> bool:
    """Whether a text that may be a name or an id is an id."""
    return bool(_UUID.fullmatch(text))


def is_blank(option: str, value: Any) -> bool:
    """Whether the option names a resource, and its value is given and blank."""
    return option in IDENTITY and isinstance(value, str) and not value.strip()


def check_identity(params: Mapping[str, Any]) -> None:
    """Refuse a blank name and an id that is no UUID. Raises OptionError."""
    for option, value in params.items():
        if is_blank(option, value):
            raise OptionError(option, value, BLANK)
    if params.get("id") and not is_uuid(params["id"]):
        raise OptionError("id", params["id"], "expected a UUID")


def folded(name: str) -> str:
    """A name as it is compared: without regard to case or a slash at the end."""
    return name.casefold().rstrip("/")
