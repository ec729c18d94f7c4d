# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Names with a number, such as "Mail 01": a pattern creates and recognizes them. Pure functions."""

from __future__ import annotations

import re
from dataclasses import dataclass
from string import Formatter

from ansible_collections.vb365.backup.plugins.module_utils._errors import OptionError
from ansible_collections.vb365.backup.plugins.module_utils._model.name import folded

_EXPECTED = 'expected a text with one field for the number, such as "Mail {:02d}"'
_SPEC = re.compile(r"(0[1-9])?d?", re.ASCII)


@dataclass(frozen=True)
class NumberedName:
    """A pattern: the text ``before`` and ``after`` the number, and the format of the number."""

    before: str
    after: str
    spec: str

    @classmethod
    def parse(cls, pattern: str, option: str) -> NumberedName:
        """Raises OptionError with ``option`` for a text without exactly one field for a number."""
        try:
            parts = [*Formatter().parse(pattern)]
        except ValueError as error:
            raise OptionError(option, pattern, f"{_EXPECTED}; {error}") from None
        fields = [(number, spec, conversion) for _text, number, spec, conversion in parts if number is not None]
        if len(fields) != 1 or fields[0][0] or fields[0][2] or not _SPEC.fullmatch(fields[0][1] or ""):
            raise OptionError(option, pattern, _EXPECTED)
        place = next(place for place, part in enumerate(parts) if part[1] is not None)
        before = "".join(part[0] for part in parts[: place + 1])
        after = "".join(part[0] for part in parts[place + 1 :])
        if not f"{before}{after}".strip():
            raise OptionError(option, pattern, f"{_EXPECTED}; a name needs more than the number")
        return cls(before, after, fields[0][1] or "")

    def name(self, number: int) -> str:
        """The name with this number."""
        return f"{self.before}{number:{self.spec}}{self.after}"

    def number(self, name: str) -> int | None:
        """The number in a name of the pattern, from 1 on, without regard to case; None for another name."""
        text, before, after = folded(name), folded(self.before), folded(self.after)
        digits = text[len(before) : len(text) - len(after)]
        if not re.fullmatch(r"[0-9]{1,9}", digits) or int(digits) < 1:
            return None
        return int(digits) if text == folded(self.name(int(digits))) else None

    def overlaps(self, other: NumberedName) -> bool:
        """Whether both patterns may create the same name. True if unsure: for some names with digits beside the
        number."""
        one, two = sorted((folded(self.before), folded(other.before)), key=len)
        end, tail = sorted((folded(self.after), folded(other.after)), key=len)
        starts = two.startswith(one) and (one == two or two[len(one)].isdigit())
        return starts and tail.endswith(end) and (end == tail or tail[: len(tail) - len(end)][-1].isdigit())
