# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The JSON objects of answers, with their types checked once, so that callers can rely on them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ansible_collections.vb365.backup.plugins.module_utils._errors import NotUnderstood, OutcomeUnknown

_NAMES = {
    bool: "a boolean",
    int: "an integer",
    float: "a number",
    str: "a text",
    list: "a list",
    dict: "an object",
}
_TEXT = [
    "archiveBackedUpTime", "backedUpTime", "backupJobId", "backupType", "creationTime", "dailyTime", "dailyType",
    "email", "endTime", "id", "jobId", "lastBackup", "lastRun", "lastStatus", "mail", "mailboxBackedUpTime",
    "mainSessionId", "name", "officeName", "oneDriveBackedUpTime", "organizationId", "periodicallyEvery",
    "personalSiteBackedUpTime", "proxyId", "proxyPoolId", "repositoryId", "retentionType", "siteBackedUpTime",
    "status", "type", "url",
]  # fmt: skip
_INTEGER = [
    "immutabilityPeriodDays", "limit", "periodicallyOffsetMinutes", "retryCount", "retryNumber", "retryWaitInterval",
]  # fmt: skip
_NUMBER = ["progress", "total"]
_FLAG = [
    "archiveMailbox", "enableImmutability", "groupSite", "isEnabled", "jobWillBeRetried", "mailbox",
    "memberArchiveMailbox", "memberMailbox", "memberOnedrive", "memberSite", "oneDrive", "personalSite", "retryEnabled",
    "scheduleEnabled", "teamsChats",
]  # fmt: skip
_OBJECT = ["_links", "objectStorage", "schedulePolicy", "statistics"]
_TYPES: Mapping[str, tuple[type, ...]] = {
    **dict.fromkeys(_TEXT, (str,)),
    **dict.fromkeys(_INTEGER, (int,)),
    **dict.fromkeys(_NUMBER, (float, int)),
    **dict.fromkeys(_FLAG, (bool,)),
    **dict.fromkeys(_OBJECT, (dict,)),
    "results": (list,),
}
"""The types of the fields with which this collection computes. Each may be null or absent."""


class Answered(dict[str, Any]):
    """An object of an answer. Use ``[]`` for a required field: it raises NotUnderstood if the field is absent, null or
    an empty id. Use ``get()`` for an optional field.
    """

    def __init__(self, fields: Mapping[str, Any], method: str, path: str) -> None:
        super().__init__(fields)
        self._request = method, path

    def __getitem__(self, name: str) -> Any:
        value = self.get(name)
        if value is None or (value == "" and name.lower().endswith("id")):
            method, path = self._request
            known = ", ".join(f"{key} {self[key]!r}" for key in ("id", "name") if self.get(key)) or "an object"
            found = "is null or empty" if name in self else "is missing"
            text = f"{method} {path}: {name} {found} in the answer of the server ({known}), expected a value"
            raise NotUnderstood(text, method=method, path=path)
        return value


def number(text: str) -> float:
    """A number of a JSON text with a decimal point or an exponent: an integer if it is whole, as in ``15.0``."""
    value = float(text)
    return int(value) if value.is_integer() else value


def answered(fields: dict[str, Any], method: str, path: str) -> Answered:
    """The answer, and its rows if it is a listing, as Answered.

    Raises NotUnderstood if a field has an unexpected type, or OutcomeUnknown if the request may have written something.
    """
    wrong = next(_wrong(fields), None)
    if wrong:
        kind = NotUnderstood if method == "GET" or path.startswith("/token") else OutcomeUnknown
        raise kind(f"{method} {path}: in the answer of the server, {wrong}", method=method, path=path)
    whole = Answered(fields, method, path)
    if whole.get("results"):
        whole["results"] = [Answered(row, method, path) for row in whole["results"]]
    return whole


def _wrong(fields: Mapping[str, Any]) -> Iterator[str]:
    """A text for each field with an unexpected type: what was found and what was expected."""
    for name, value in fields.items():
        types = _TYPES.get(name)
        if types is None or value is None:
            continue
        if type(value) not in types:
            yield f"{name} is {_NAMES[type(value)]}, expected {_NAMES[types[0]]}"
        elif isinstance(value, dict) and name != "_links":
            yield from _wrong(value)
        elif isinstance(value, list):
            yield from _wrong_rows(name, value)


def _wrong_rows(name: str, rows: list[Any]) -> Iterator[str]:
    for row in rows:
        if not isinstance(row, dict):
            yield f"a row of {name} is {_NAMES.get(type(row), 'null')}, expected {_NAMES[dict]}"
        else:
            yield from _wrong(row)
