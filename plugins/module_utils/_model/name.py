# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Names and ids: how they are compared, and the options that have them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any, Callable, TypeVar

from ansible_collections.vb365.backup.plugins.module_utils._errors import OptionError

IDENTITY = ("name", "new_name", "job", "organization", "repository", "id")
"""No module accepts a blank value of these options: it mostly comes from a template whose variable is empty."""

BLANK = "expected a name or an id, or the option omitted"

Named = TypeVar("Named")

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


def folded(name: str, *fields: str) -> str:
    """A name as it is compared: without regard to case, and in NFC, because macOS writes names in NFD.

    The lower case and not the case folding counts, for which "ß" is "ss". ``fields``: where the name is looked for; of
    a ``url``, a slash at the end does not count.
    """
    text = composed(name.lower())
    return text.rstrip("/") if "url" in fields else text


def composed(name: str) -> str:
    """The name in NFC."""
    return unicodedata.normalize("NFC", name)


def closest(text: str, found: Sequence[Named], name_of: Callable[[Named], str]) -> Sequence[Named]:
    """Of what has a name without regard to case, what has it letter by letter; all where nothing does."""
    exact = [one for one in found if name_of(one) == text] if len(found) > 1 else found
    return exact or [one for one in found if composed(name_of(one)) == composed(text)] or found
