# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Findings about differences in a job's items. Pure functions."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from ansible_collections.vb365.backup.plugins.plugin_utils._report.finding import Finding, Row, finding
from ansible_collections.vb365.backup.plugins.plugin_utils._report.text import (
    Part,
    are_many,
    listed,
    name,
    number_of,
    sentence,
)

_PATH = re.compile(r"(selected_items|excluded_items)\[(\S+?)(?: (.*))?\](?:\.(\w+))?", re.DOTALL)
"""The path of a change to an item. A name in the brackets may contain brackets, dots and spaces."""
_OPTIONS = {
    "mailbox": "mailbox",
    "archive_mailbox": "archive mailbox",
    "onedrive": "OneDrive",
    "personal_site": "personal site",
    "member_mailbox": "mailboxes of the members",
    "member_archive_mailbox": "archive mailboxes of the members",
    "member_onedrive": "OneDrives of the members",
    "member_site": "personal sites of the members",
    "group_site": "group site",
    "teams_chats": "chats",
}
_PLURALS = ("members", "member_mailbox", "member_archive_mailbox", "member_onedrive", "member_site", "sites", "teams",
            "teams_chats", "folders")  # fmt: skip

_WORDS = {
    ("selected_items", False): ("not_selected", " no longer {} by ", "now {} by "),
    ("selected_items", True): ("also_selected", " {} by ", "no longer {} by "),
    ("excluded_items", False): ("not_excluded", " no longer excluded from ", "now excluded from "),
    ("excluded_items", True): ("excluded", " excluded from ", "no longer excluded from "),
}
"""By list, and by whether the item is only on the server: the kind, the words for check mode, and the words for a real
run. In braces, "protected"; "selected" for a job that backs up nothing."""


class _Group(NamedTuple):
    """The changes that one sentence reports: of whole items (``option`` is None), or of one option of items."""

    list: str
    option: str | None
    is_surplus: bool


def is_item(path: str) -> bool:
    """Whether the path of a change is that of an item."""
    return bool(_PATH.fullmatch(path))


def objects(paths: Iterable[str], of: str = "selected_items") -> list[dict[str, Any]]:
    """The objects in the paths of changes of one list. An item without an object has its type as name."""
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for path in paths:
        match = _PATH.fullmatch(path)
        if match and match[1] == of:
            key = (match[2], match[3] or match[2])
            found[key] = {"type": key[0], "name": key[1], "display_name": None}
    return [*found.values()]


def findings(job: str, changes: Mapping[str, Row], is_check: bool, is_off: bool, idle: str) -> Iterator[Finding]:
    """Findings for the changes of items, by their paths: one finding for all items with the same change. ``is_off``:
    the file describes a job that does not run. ``idle``: the sentence why the job backs up nothing, or ""."""
    groups: dict[_Group, list[Row]] = {}
    for path, row in changes.items():
        match = _PATH.fullmatch(path)
        if match:
            group = _Group(match[1], match[4], _is_surplus(match[1], match[4], row))
            groups.setdefault(group, []).append(row)
    for group, rows in groups.items():
        yield _finding(job, group, rows, is_check, is_off, idle)


def _is_surplus(of: str, option: str | None, row: Row) -> bool:
    """Whether the server has more than the file. If folders differ both ways, the missing folder decides."""
    if option is None:
        return row["after"] is None
    if option == "folders":
        before, after = ({*(row[side] or ())} for side in ("before", "after"))
        return not after - before if of == "selected_items" else bool(before - after)
    return bool(row["before"])


def _finding(job: str, group: _Group, rows: Sequence[Row], is_check: bool, is_off: bool, idle: str) -> Finding:
    kind, check, made = _WORDS[group.list, group.is_surplus]
    concerned = objects((row["path"] for row in rows), group.list)
    is_critical = kind in ("not_selected", "excluded") and not is_off
    subject, is_plural = _subject(group.option, concerned)
    verb = " are" if is_plural else " is"
    end = ", should not be." if is_check and kind == "also_selected" else "."
    words = (f"{verb}{check}" if is_check else f"{verb} {made}").format("selected" if idle else "protected")
    one = rows[0] if len(rows) == 1 else None
    return finding(
        kind if is_check else "changed",
        ("critical" if is_critical else "warning") if is_check else "info",
        [*sentence(*subject), words, name("job", job), end, idle],
        job=job,
        path=str(one["path"]) if one else f"{group.list}[*]{'.' + group.option if group.option else ''}",
        expected=one["after"] if one else None,
        found=one["before"] if one else None,
        objects=concerned,
    )


def _subject(option: str | None, concerned: Sequence[Mapping[str, Any]]) -> tuple[list[Part], bool]:
    if option in (None, "folders"):
        return listed(concerned), are_many(concerned)
    noun = _OPTIONS.get(str(option), str(option))
    of = [number_of(concerned)] if len(concerned) > 1 else listed(concerned)
    return [f"the {noun} of ", *of], option in _PLURALS
