# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A report as lines for the console: totals, then the worst findings, in little more than a screen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ansible_collections.vb365.backup.plugins.module_utils._model.visible import visible
from ansible_collections.vb365.backup.plugins.plugin_utils._report.columns import columns, filled, shortened, wrap
from ansible_collections.vb365.backup.plugins.plugin_utils._report.headline import (
    headline,
    matching,
    time,
    totals,
    where,
    written,
)
from ansible_collections.vb365.backup.plugins.plugin_utils._report.kinds import LANES, lane
from ansible_collections.vb365.backup.plugins.plugin_utils._report.text import Part, counted, isolated, shown
from ansible_collections.vb365.backup.plugins.plugin_utils._report.view import Tenant, sections, tenants

MOST = 40
_MARKS = {"critical": "!", "warning": "~", "unchecked": "?", "made": "+"}
"""Lanes that the console shows; of notes it shows only the number."""
_LONGEST_NAME = 40
_WIDEST_HOST = 24
_HIGHEST = 6
"""The most lines of one finding."""


def lines(report: Mapping[str, Any], width: int = 80, files: Sequence[str] = (), most: int = MOST) -> list[str]:
    """At most ``most`` lines, none wider than ``width``, which is at least 40. ``files``: the written files."""
    told = [visible(f"Report: {', '.join(files)}")] if files else []
    tail = [line for text in told for line in wrap(text, width)]
    parts = [(key, title, those) for key, title, _note, those in sections(tenants(report)) if key != "info"]
    first = wrap(totals(report), width)
    if not parts:
        return [*first, *wrap(_quiet(report), width), *tail]
    end = ["", *wrap(_end(report), width), *tail]
    page = _Page(parts, width, first, end)
    rest = [part for part in parts if part[0] != "made"]
    if rest and not page.is_whole(most):
        page = _Page(rest, width, first, end)
    return page.lines(most)


def _quiet(report: Mapping[str, Any]) -> str:
    """The lines for a run without drift, or without tenants."""
    if report["verdict"] == "failed":
        return headline(report).rest
    return visible(f"{matching(report)}. {written(report)}{_notes(report)}")


def _end(report: Mapping[str, Any]) -> str:
    return visible(f"{where(report)}, {time(report)}. {written(report)}{_notes(report)}")


def _notes(report: Mapping[str, Any]) -> str:
    number = sum(lane(one) == "info" for tenant in report["tenants"] for one in tenant["findings"])
    verb = "is" if number == 1 else "are"
    return f" {counted(number, 'note')} {verb} in the report only." if number else ""


class _Page:
    """The lines of all sections, shortened if they are too many.

    First, changes that the run made are omitted: their numbers are at the end. Then the longest tenants are shortened
    to their worst finding. Then the last tenants are only counted.
    """

    def __init__(
        self, parts: Sequence[tuple[str, str, Sequence[Tenant]]], width: int, first: list[str], tail: list[str]
    ) -> None:
        shown_tenants = [one for _key, _title, those in parts for one in those]
        self._parts, self._width, self._first, self._tail = parts, width, first, tail
        self._hosts = {one.id: isolated(shortened(visible(one.data["host"]), _WIDEST_HOST)) for one in shown_tenants}
        self._indent = max(map(columns, self._hosts.values())) + 4
        self._blocks = {one.id: _said(one, width - self._indent - 2) for one in shown_tenants}
        self._visible = {key: len(blocks) for key, blocks in self._blocks.items()}

    def is_whole(self, most: int) -> bool:
        """Whether all findings are shown."""
        number = sum(len(self._block(key)) for key in self._blocks)
        return number + len(self._first) + len(self._tail) + len(self._parts) <= most

    def lines(self, most: int) -> list[str]:
        most -= len(self._first) + len(self._tail)
        heights = {key: len(self._block(key)) for key in self._blocks}
        room = most - 2 * len(self._parts)
        while sum(heights.values()) > room and max(self._visible.values()) > 1:
            longest = max((key for key in heights if self._visible[key] > 1), key=lambda key: heights[key])
            self._visible[longest] -= 1
            heights[longest] = len(self._block(longest))
        is_airy = sum(heights.values()) <= room
        body = self._body(is_airy) if sum(heights.values()) <= room + len(self._parts) else self._cut(most)
        return [*self._first, *body, *self._tail]

    def _body(self, is_airy: bool) -> list[str]:
        found: list[str] = []
        for _key, title, those in self._parts:
            found += [""] if is_airy else []
            found += [_heading(title, those), *(line for one in those for line in self._block(one.id))]
        return found

    def _cut(self, most: int) -> list[str]:
        found: list[str] = []
        left = 0
        for _key, title, those in self._parts:
            for place, one in enumerate(those):
                more = [*([_heading(title, those)] if place == 0 else []), *self._block(one.id)]
                if left or len(found) + len(more) >= most:
                    left += 1
                else:
                    found += more
        return [*found, f"  … and {counted(left, 'more tenant')} in the report"]

    def _block(self, key: str) -> list[str]:
        blocks, number = self._blocks[key], self._visible[key]
        found = [line for block in blocks[:number] for line in block]
        if len(blocks) > number:
            more = f"(+{len(blocks) - number} more)"
            is_room = columns(f"{found[-1]} {more}") <= self._width - self._indent
            found[-1:] = [f"{found[-1]} {more}"] if is_room else [found[-1], f"  {more}"]
        host = self._hosts[key]
        return [f"  {filled(host if place == 0 else '', self._indent - 4)}  {line}" for place, line in enumerate(found)]


def _heading(title: str, those: Sequence[Tenant]) -> str:
    return f"{title.upper()} ({len(those)})"


def _said(tenant: Tenant, width: int) -> list[list[str]]:
    """The lines of each finding on the console, worst first."""
    found = sorted(
        ((lane(one), one["parts"]) for one in tenant.data["findings"] if lane(one) in _MARKS),
        key=lambda row: LANES.index(row[0]),
    )
    return [
        [f"{_MARKS[key] if place == 0 else ' '} {line}" for place, line in enumerate(_few(wrap(_short(parts), width)))]
        for key, parts in found
    ]


def _few(those: list[str]) -> list[str]:
    return those if len(those) <= _HIGHEST else [*those[: _HIGHEST - 1], "…"]


def _short(parts: Sequence[Part]) -> str:
    """The sentence, with the middle of long names removed, so that the end of the sentence is kept."""
    return shown([part if isinstance(part, str) else {**part, "name": _shortened(part["name"])} for part in parts])


def _shortened(text: str) -> str:
    return text if len(text) <= _LONGEST_NAME else f"{text[:24].rstrip()} … {text[-12:].lstrip()}"
