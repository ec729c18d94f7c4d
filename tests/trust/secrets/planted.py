# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Secrets that occur in no other text, and the search for them in every encoding."""

from __future__ import annotations

import base64
import html
import json
import re
from collections.abc import Iterator
from functools import cache
from urllib.parse import quote, quote_plus

PASSWORD = 'pw %41+&=Zq7Marked "quoted" it\'s back\\nslash <ä€😀> Xp4Hidden'
WRONG = 'wr %41+&=Zq8Wrongly "quoted" it\'s back\\nslash <ö€😀> Xp5Guessed'


def _base64(secret: bytes) -> Iterator[bytes]:
    """The secret alone, and what is certain of it wherever it begins within something longer."""
    for encode in (base64.b64encode, base64.urlsafe_b64encode):
        yield encode(secret)
        for offset in range(3):
            end = (offset + len(secret)) // 3 * 4
            yield encode(bytes(offset) + secret)[(0, 2, 3)[offset] : end]


@cache
def forms(secret: str) -> set[bytes]:
    """The secret, and its longest piece that no escaping changes, so that any mixture of escapes is found too."""
    piece = max(re.findall(r"[A-Za-z0-9_-]+", secret), key=len)[:32]
    texts = {
        secret,
        piece,
        quote(secret),
        quote(secret, safe=""),
        quote_plus(secret),
        json.dumps(secret)[1:-1],
        json.dumps(secret, ensure_ascii=False)[1:-1],
        json.dumps(json.dumps(secret)[1:-1])[1:-1],
        repr(secret)[1:-1],
        ascii(secret)[1:-1],
        html.escape(secret),
    }
    return {text.encode() for text in texts} | {*_base64(secret.encode()), *_base64(piece.encode())}


def found(secrets: list[str], data: bytes) -> list[str]:
    """The places of the secrets, each with the text before it."""
    hits = [(data.find(form), form) for secret in secrets for form in forms(secret)]
    return [data[max(at - 80, 0) : at + len(form)].decode("utf-8", "replace") for at, form in hits if at >= 0]
