# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Text from a server, made safe for a terminal: the name of a team could contain line breaks and control characters."""

from __future__ import annotations

import re

_INVISIBLE = re.compile(
    "[\x00-\x1f\x7f-\x9f\xad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff\U000e0000-\U000e007f]"
)
"""Control characters (C0, C1), line and paragraph separators, marks that change the direction of writing, surrogates,
and characters without a width, except those that join letters in Persian or in emoji (U+200C, U+200D)."""


def visible(text: str) -> str:
    """The text on one line, with escapes such as ``\x1b`` in place of characters that a terminal obeys or hides."""
    return _INVISIBLE.sub(lambda found: found[0].encode("unicode_escape").decode(), text)
