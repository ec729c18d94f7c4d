# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Names to ids: organizations and backup repositories."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Sequence
from typing import Any

from ansible_collections.vb365.backup.plugins.module_utils._client import Client
from ansible_collections.vb365.backup.plugins.module_utils._errors import OptionError

Resource = dict[str, Any]

_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)


def is_uuid(text: str) -> bool:
    """Whether a text that may be a name or an id is an id."""
    return bool(_UUID.fullmatch(text))


class Directory:
    """What the server calls things. Listings of organizations and repositories are remembered with the client."""

    def __init__(self, client: Client) -> None:
        self._client = client

    def organization(self, text: str) -> Resource:
        """The organization of this name, Office name or id. Raises OptionError that lists the candidates."""
        return self._one("organization", "/Organizations", text, ("name", "officeName"))

    def repository(self, text: str) -> Resource:
        """The backup repository of this name or id. Raises OptionError that lists the candidates."""
        return self._one("repository", "/BackupRepositories", text, ("name",))

    def organization_name(self, identity: str) -> str:
        """The name of an organization where it is the only one of it, else its id."""
        return self._name("/Organizations", identity)

    def repository_name(self, identity: str) -> str:
        """The name of a repository where it is the only one of it, else its id."""
        return self._name("/BackupRepositories", identity)

    def _one(self, option: str, path: str, text: str, keys: Sequence[str]) -> Resource:
        rows: list[Resource] = []
        for rows in self._listings(path):
            for key in ("id",) if is_uuid(text) else keys:
                found = named(rows, text, key)
                if len(found) > 1:
                    raise OptionError(option, text, f"{len(found)} have this name, expected an id: {listed(found)}")
                if found:
                    return found[0]
        raise OptionError(option, text, f"the server knows none of this name; {_candidates(rows, text, keys[0])}")

    def _name(self, path: str, identity: str) -> str:
        for rows in self._listings(path):
            for row in named(rows, identity, "id"):
                name = str(row.get("name") or "")
                return name if len(named(rows, name, "name")) == 1 else identity
        return identity

    def _listings(self, path: str) -> Iterator[list[Resource]]:
        """The remembered listing, if there is one, then a new one."""
        if path in self._client.memory:
            yield self._client.memory[path]
        self._client.memory[path] = self._client.get_all(path)
        yield self._client.memory[path]


def named(rows: Sequence[Resource], text: str, key: str = "name") -> list[Resource]:
    """The rows that bear this name, without regard to case: none for an empty one."""
    wanted = text.casefold()
    return [row for row in rows if row.get(key) and str(row[key]).casefold() == wanted]


def listed(rows: Sequence[Resource]) -> str:
    """Resources for an error message."""
    return ", ".join(f"{row.get('name')} ({row.get('id')})" for row in rows)


def _candidates(rows: Sequence[Resource], text: str, key: str) -> str:
    names = sorted({str(row.get(key)) for row in rows if row.get(key)})
    if not names:
        return "it shows none to this account"
    close = difflib.get_close_matches(text, names, n=5, cutoff=0.5) or names[:10]
    return f"expected one of the {len(names)} it shows, such as {', '.join(close)}"
