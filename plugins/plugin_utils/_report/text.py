# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Sentences as parts: words, and names that each format escapes and marks up itself. Pure functions."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Union

from ansible_collections.vb365.backup.plugins.module_utils._model.visible import visible

Part = Union[str, Mapping[str, str]]
"""Words as a text, or a name as ``{"of": "job" | "object" | "repository", "name": text}``."""

LONGEST = 600
_NAMED = 3
"""The most objects that a sentence names. More objects are counted."""
_NOUNS = {"User": "user", "Group": "group", "Site": "site", "Team": "team"}
_WITHOUT_OBJECT = {
    "PartialOrganization": "the services of the organization",
    "PersonalSites": "the personal sites",
    "OneDriveFolders": "the OneDrive folders",
}
"""Items of these types have no object. They are described in words."""


def name(of: str, text: Any) -> Part:
    """A name in a sentence."""
    return {"of": of, "name": str(text)}


def is_quoted(text: str) -> bool:
    """Whether a name is in single quotes. Addresses and URLs are not."""
    return "@" not in text and "://" not in text


def pieces(parts: Sequence[Part]) -> Iterator[tuple[str, str, str]]:
    """Each part as prefix, text and suffix. The text of a name is not escaped."""
    for part in parts:
        if isinstance(part, str):
            yield part, "", ""
        else:
            quote = "'" if is_quoted(part["name"]) else ""
            yield quote, part["name"], quote


def plain(parts: Sequence[Part]) -> str:
    """The sentence as a text, with names as they are."""
    return "".join("".join(piece) for piece in pieces(parts))


def sentence(*parts: Part) -> list[Part]:
    """The parts, with a capital letter at the beginning unless a name begins the sentence."""
    first, *rest = parts
    return [first[:1].upper() + first[1:] if isinstance(first, str) else first, *rest]


def limited(parts: Sequence[Part]) -> list[Part]:
    """The parts that are not empty, cut at the length that the schema allows."""
    kept: list[Part] = []
    for part in parts:
        if not part:
            continue
        room = LONGEST - len(plain(kept))
        if len(plain([part])) > room:
            return [*kept, plain([part])[: room - 1] + "…"] if room > 1 else kept
        kept.append(part)
    return kept


def one_line(text: Any) -> str:
    """A message, on one line."""
    return " ".join(str(text).split())


def about(message: str, job: str) -> list[Part]:
    """A message of the rules of protection, which quote the job, as parts."""
    before, quoted, after = one_line(message).partition(f"'{job}'")
    return [before, name("job", job), after] if quoted else [before]


def counted(number: int, one: str, many: str | None = None) -> str:
    """A number with its noun."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def listed(objects: Sequence[Mapping[str, Any]]) -> list[Part]:
    """Objects in a sentence: a few by their names, many by their number."""
    if len(objects) > _NAMED:
        return [number_of(objects)]
    parts: list[Part] = []
    for place, one in enumerate(objects):
        parts += [" and " if place == len(objects) - 1 else ", "] if place else []
        parts.append(_WITHOUT_OBJECT.get(one["type"]) or name("object", one["name"]))
    return parts


def number_of(objects: Sequence[Mapping[str, Any]]) -> str:
    """The number of objects, such as "14 users" or "3 objects"."""
    nouns = {_NOUNS.get(one["type"], "object") for one in objects}
    return counted(len(objects), nouns.pop() if len(nouns) == 1 else "object")


def are_many(objects: Sequence[Mapping[str, Any]]) -> bool:
    """Whether the verb after listed() is in the plural."""
    return len(objects) != 1 or objects[0]["type"] in _WITHOUT_OBJECT


# ---- what is shown --------------------------------------------------------------------------------------------------


def isolated(text: Any) -> str:
    """A name on one line, without control characters. A name written from right to left is isolated, so that it does
    not reorder the sentence."""
    shown = visible(str(text))
    is_from_the_right = any(unicodedata.bidirectional(one) in ("R", "AL") for one in shown)
    return f"\u2068{shown}\u2069" if is_from_the_right else shown


def shown(parts: Sequence[Part]) -> str:
    """The sentence as a text on one line for readers."""
    return "".join(f"{visible(left)}{isolated(text)}{right}" for left, text, right in pieces(parts))
