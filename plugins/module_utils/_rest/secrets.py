# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Secrets, removed from messages however a server or a library encodes them."""

from __future__ import annotations

import base64
import html
import json
import re
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any

MASK = "********"
LONGEST = 100_000
"""The most characters of a text that is searched."""
_LAYERS = 8
"""The most layers of encoding that are decoded. Two are common; the limit stops hostile texts."""
_SHORTEST_BASE64 = 8
"""The fewest characters of base64 that are searched for; fewer occur in any text."""
_ESCAPE = re.compile(
    r"""(?ix) %[c-f][0-9a-f] (?: %[89ab][0-9a-f] ){1,3} | %[0-9a-f]{2}
      | \\x[c-f][0-9a-f] (?: \\x[89ab][0-9a-f] ){1,3} | \\x[0-9a-f]{2}
      | \\ud[89ab][0-9a-f]{2} \\ud[c-f][0-9a-f]{2} | \\(?-i:U)000[0-9a-f]{5} | \\(?-i:u)[0-9a-f]{4}
      | \\(?-i:[nrtfb]) | \\["'\\/]
      | &(?: \#\d{1,7} | \#x[0-9a-f]{1,6} | amp | lt | gt | quot | apos );"""
)
_LETTERS = {"n": "\n", "r": "\r", "t": "\t", "f": "\f", "b": "\b"}


class Secrets:
    """Secrets that are found in a text plain, URL-encoded, escaped as in JSON, Python or HTML, in any mixture and up to
    _LAYERS deep, and in base64, alone or within a longer text.
    """

    def __init__(self, *secrets: str | None) -> None:
        self.texts = frozenset(filter(None, secrets))

    def masked(self, text: str) -> str:
        """The text without the secrets. A text that is too long to be searched is replaced by its number of
        characters."""
        if len(text) > LONGEST:
            return f"({len(text)} characters)"
        parts, at = [], 0
        for start, end in sorted(self._found(text)):
            if start >= at:
                parts += [text[at:start], MASK]
            at = max(at, end)
        return "".join([*parts, text[at:]])

    def without(self, value: Any) -> Any:
        """The same dicts, lists and texts, without the secrets."""
        shown = json.dumps(value, default=str)
        return self._without(value) if any(sign in shown for sign in self._signs) else value

    def _without(self, value: Any) -> Any:
        if isinstance(value, str):
            return self.masked(value)
        if isinstance(value, Mapping):
            return {self._without(key): self._without(one) for key, one in value.items()}
        if isinstance(value, (list, tuple)):
            return [self._without(one) for one in value]
        return value

    def _found(self, text: str) -> Iterator[tuple[int, int]]:
        for decoded, places in _layers(text):
            for form, before, after in self._forms:
                for start, end in _occurrences(form, decoded):
                    yield places[max(start - before, 0)][0], places[min(end + after, len(places)) - 1][1]

    @cached_property
    def _forms(self) -> frozenset[tuple[str, int, int]]:
        """The forms of a secret that are searched for, with the number of characters to remove before and after each.

        Secrets are decoded like the text, because a secret can itself look encoded.
        """
        forms = {(secret, 0, 0) for secret in self.texts}.union(*map(_base64, self.texts))
        return frozenset(
            (decoded, before, after) for form, before, after in forms for decoded, _places in _layers(form) if decoded
        )

    @cached_property
    def _signs(self) -> frozenset[str]:
        """The longest piece of each form that is written the same in every encoding."""
        return frozenset(max(re.findall("[A-Za-z0-9]*", form), key=len) for form, _before, _after in self._forms)


def _base64(secret: str) -> Iterator[tuple[str, int, int]]:
    """The base64 of the secret alone, and the base64 characters that stay the same at each position in a longer
    text."""
    raw = secret.encode("utf-8", "surrogatepass")
    yield base64.b64encode(raw).decode(), 0, 0
    for offset in range(3):
        whole = base64.b64encode(bytes(offset) + raw).decode()
        skipped = offset + 1 if offset else 0
        after = (0, 3, 2)[(offset + len(raw)) % 3]
        certain = whole[skipped : len(whole) - after]
        if len(certain) >= _SHORTEST_BASE64:
            yield certain, min(offset, 1), after
            yield certain.translate({ord("+"): "-", ord("/"): "_"}), min(offset, 1), after


def _occurrences(part: str, text: str) -> Iterator[tuple[int, int]]:
    at = text.find(part)
    while at >= 0:
        yield at, at + len(part)
        at = text.find(part, at + 1)


def _layers(text: str) -> Iterator[tuple[str, list[tuple[int, int]]]]:
    """The text with each plus as a space, then with one layer of encoding after the other decoded. With each text comes
    the original position of every character.
    """
    places = [(at, at + 1) for at in range(len(text))]
    for _layer in range(_LAYERS):
        yield text.replace("+", " "), places
        characters: list[str] = []
        stood: list[tuple[int, int]] = []
        at = 0
        for escape in _ESCAPE.finditer(text):
            start, end = escape.span()
            meant = _meant(escape[0])
            characters += [text[at:start], meant]
            stood += [*places[at:start], *[(places[start][0], places[end - 1][1])] * len(meant)]
            at = end
        if not at:
            return
        text, places = "".join([*characters, text[at:]]), [*stood, *places[at:]]


def _meant(escape: str) -> str:
    """The characters that an escape sequence encodes."""
    if escape[0] == "&":
        return html.unescape(escape)
    if escape[0] == "%" or escape[1] in "xX":
        octets = bytes.fromhex(re.sub(r"%|\\x", "", escape, flags=re.IGNORECASE))
        try:
            return octets.decode()
        except UnicodeDecodeError:
            return octets.decode("latin-1")
    if escape[1] in "uU":
        if len(escape) == 12:
            return bytes.fromhex(escape[2:6] + escape[8:]).decode("utf-16-be")
        return chr(int.from_bytes(bytes.fromhex(escape[2:].rjust(8, "0")), "big"))
    return _LETTERS.get(escape[1], escape[1])
