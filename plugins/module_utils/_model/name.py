# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Names and ids: how they are compared, and which options contain them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from fnmatch import translate
from functools import lru_cache
from typing import Any, Callable, TypeVar

from ansible_collections.vb365.backup.plugins.module_utils._errors import OptionError

IDENTITY = ("name", "new_name", "job", "organization", "repository", "id")
"""Options that must not be blank: a blank value mostly comes from a template with an empty variable."""

BLANK = "expected a name or an id; omit the option otherwise"

Named = TypeVar("Named")

_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)


def is_uuid(text: str) -> bool:
    """Whether the text has the form of a UUID."""
    return bool(_UUID.fullmatch(text))


def is_blank(option: str, value: Any) -> bool:
    """Whether the option must not be blank and its value is blank."""
    return option in IDENTITY and isinstance(value, str) and not value.strip()


def check_identity(params: Mapping[str, Any]) -> None:
    """Refuse a blank name and an id that is not a UUID. Raises OptionError."""
    for option, value in params.items():
        if is_blank(option, value):
            raise OptionError(option, value, BLANK)
    if params.get("id") and not is_uuid(params["id"]):
        raise OptionError("id", params["id"], "expected a UUID")


def folded(name: str, *fields: str) -> str:
    """A name in the form that is compared: lower case, and NFC, because macOS writes names in NFD.

    Lower case is used and not case folding, which treats "ß" as "ss". ``fields``: the fields in which the name is
    searched; a slash at the end of a ``url`` is ignored.
    """
    text = composed(name.lower())
    return text.rstrip("/") if "url" in fields else text


def composed(name: str) -> str:
    """The name in NFC."""
    return unicodedata.normalize("NFC", name)


@lru_cache(maxsize=1024)
def glob(name: str, *fields: str) -> re.Pattern[str]:
    """A pattern that matches folded names, with *, ? and [...]. A name without * and ? is literal, because names often
    have brackets.

    ``fields``: as in folded().
    """
    text = folded(name, *fields)
    return re.compile(translate(text if "*" in text or "?" in text else text.replace("[", "[[]")))


def home_of(user: str) -> str:
    """The end of the address of a user's personal site: the sign-in name, in which Microsoft replaces all characters
    except letters and digits by an underscore."""
    return re.sub(r"[^a-z0-9]", "_", folded(user))


def closest(text: str, found: Sequence[Named], name_of: Callable[[Named], str]) -> Sequence[Named]:
    """The candidates with exactly this name; all candidates if none has it in the same case."""
    exact = [one for one in found if name_of(one) == text] if len(found) > 1 else found
    return exact or [one for one in found if composed(name_of(one)) == composed(text)] or found


def listed(rows: Sequence[Mapping[str, Any]]) -> str:
    """Rows as messages list them; mail addresses distinguish teams of the same name."""
    return ", ".join(
        f"{label(row)} ({', '.join(str(row[key]) for key in ('mail', 'id') if row.get(key))})" for row in rows
    )


def label(row: Mapping[str, Any]) -> str:
    """The row as messages show it: its URL or its name."""
    return str(row.get("url") or row.get("name") or row.get("displayName") or "")
