# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Explains YAML errors. The explanation contains no word of the text, which may be a secret."""

from __future__ import annotations

import re
from collections.abc import Callable

import yaml

LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

_QUOTES = "a value that begins with '{{' needs quotes around all of it"
_WORDS: tuple[tuple[str, str], ...] = (
    ("tab character", "found a tab, expected spaces"),
    (
        "mapping values are not allowed",
        "found ': ' where no option can begin. A value with ': ' in it needs quotes, and all options of a mapping "
        "begin in the same column",
    ),
    ("undefined alias", "found an alias (*) without its anchor (&)"),
    ("second occurrence", "found a second anchor (&) of this name"),
    ("expected key|block end", "expected an option in the column of the options before it"),
    ("'-' indicator", "expected '-' in the column of the entries before it"),
    ("unknown escape", "found an unknown escape: in double quotes, a backslash is written twice"),
)


def told(text: str, error: yaml.MarkedYAMLError) -> tuple[int, str]:
    """The line of an error in a text, and its explanation."""
    problem, mark, context = str(error.problem), error.problem_mark, error.context_mark or error.problem_mark
    rows = text.splitlines() or [""]
    line, begin = (min(one.line, len(rows) - 1) if one else 0 for one in (mark, context))
    if re.search("quoted scalar", str(error.context)) and "end of stream" in problem:
        return begin + 1, "a quote is opened here and not closed"
    if "cannot start any token" in problem:
        found = rows[line][mark.column : mark.column + 1] if mark else ""
        told_ = "found a tab, expected spaces" if found == "\t" else f"a value that begins with {found!r} needs quotes"
        return line + 1, told_
    if "could not find expected ':'" in problem:
        return begin + 1, "expected a colon and a space after the name of an option"
    if re.search(r"flow (mapping|sequence|node)", str(error.context)):
        is_template = "{{" in rows[begin]
        return begin + 1, _QUOTES if is_template else "a bracket is opened here and not closed, or a comma is missing"
    if re.search("expected key|block end", problem):
        quoted = _last_quoted(text)
        if quoted:
            first, last = quoted
            return first + 1, f"the quoted text that begins here ends on line {last + 1}; a quote may be missing"
        if "{{" in rows[line]:
            return line + 1, _QUOTES
    words = next((words for pattern, words in _WORDS if re.search(pattern, problem)), problem)
    return line + 1, words


def _last_quoted(text: str) -> tuple[int, int] | None:
    """The lines of the last quoted text before the error, if it has several lines."""
    last = None
    parse: Callable[..., object] = yaml.parse
    try:
        for event in parse(text, Loader=LOADER):  # type: ignore[attr-defined]
            last = event
    except yaml.YAMLError:
        pass
    if not isinstance(last, yaml.ScalarEvent) or last.style not in ("'", '"'):
        return None
    begin, end = last.start_mark, last.end_mark
    return (begin.line, end.line) if begin and end and begin.line < end.line else None
