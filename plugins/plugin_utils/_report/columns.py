# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Text in columns of a terminal. Pure functions."""

from __future__ import annotations

import unicodedata


def columns(text: str) -> int:
    """The columns that a text occupies: two for a wide character, none for a combining or an invisible character."""
    return sum(map(_width, text))


def _width(one: str) -> int:
    if unicodedata.combining(one) or unicodedata.category(one) in ("Cf", "Me", "Mn"):
        return 0
    return 2 if unicodedata.east_asian_width(one) in "WF" else 1


def cut(text: str, width: int) -> tuple[str, str]:
    """The part of a text that fits, with at least one character, and the rest."""
    taken = 0
    for place, one in enumerate(text):
        taken += _width(one)
        if taken > width and place:
            return text[:place], text[place:]
    return text, ""


def wrap(text: str, width: int) -> list[str]:
    """The lines of a text. Only a word that is wider than a line is broken."""
    lines, line = [], ""
    for word in text.split(" "):
        rest = word
        if line and columns(line) + 1 + columns(rest) <= width:
            line = f"{line} {rest}"
            continue
        lines += [line] if line else []
        while columns(rest) > width:
            head, rest = cut(rest, width)
            lines.append(head)
        line = rest
    return [*lines, line]


def shortened(text: str, width: int) -> str:
    """The text; if it is too long, its beginning with an ellipsis."""
    return text if columns(text) <= width else f"{cut(text, width - 1)[0]}…"


def filled(text: str, width: int) -> str:
    """The text, padded with spaces to the width."""
    return text + " " * (width - columns(text))
