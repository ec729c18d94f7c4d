# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A secret is found in whatever way it is written, and nothing else is taken for one."""

from __future__ import annotations

import base64
import html
import json
import time
from collections.abc import Callable
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ansible_collections.vb365.backup.plugins.module_utils._rest.secrets import LONGEST, MASK, Secrets

PASSWORD = 'p%41ss+w0rd "it\'s" back\\slash & pä<ss>€ 😀'
WAYS: dict[str, Callable[[str], str]] = {
    "as it is": str,
    "URL": lambda text: quote(text, safe=""),
    "path": quote,
    "form": quote_plus,
    "URL in lower case": lambda text: quote(text, safe="").replace("%C3", "%c3").replace("%5C", "%5c"),
    "JSON": lambda text: json.dumps(text)[1:-1],
    "JSON in UTF-8": lambda text: json.dumps(text, ensure_ascii=False)[1:-1],
    "JSON of .NET": lambda text: "".join(one if one.isalnum() and one.isascii() else escaped(one) for one in text),
    "repr": lambda text: repr(text)[1:-1],
    "ascii": lambda text: ascii(text)[1:-1],
    "bytes": lambda text: repr(text.encode())[2:-1],
    "HTML": html.escape,
    "XML": lambda text: text.encode("ascii", "xmlcharrefreplace").decode(),
}


def escaped(character: str) -> str:
    units = character.encode("utf-16-be").hex().upper()
    return "".join(rf"\u{units[at : at + 4]}" for at in range(0, len(units), 4))


def in_base64(secret: str, before: str, after: str, urlsafe: bool) -> tuple[str, str]:
    """A longer text around a secret in base64, and the characters of it that depend only on the secret."""
    encode = base64.urlsafe_b64encode if urlsafe else base64.b64encode
    whole = encode((before + secret + after).encode()).decode()
    start, end = len(before.encode()), len((before + secret).encode())
    return whole, whole[-(-start * 4 // 3) : end * 4 // 3]


@pytest.mark.parametrize("first", WAYS)
@pytest.mark.parametrize("second", WAYS)
def test_a_secret_is_found_however_it_is_written(first: str, second: str) -> None:
    form = WAYS[second](WAYS[first](PASSWORD))
    assert Secrets(PASSWORD).masked(f"Bad {form}, sorry") == f"Bad {MASK}, sorry"


@given(
    st.text("abcXYZ019%+&=/\"'\\ uxn;#äß€😀\n", min_size=5),
    st.lists(st.sampled_from([*WAYS]), max_size=3),
    st.text("<>-.,: \n", max_size=3),
)
@example("000\\", ["URL"], "|")
def test_a_secret_is_found_after_several_encodings(secret: str, ways: list[str], around: str) -> None:
    form = secret
    for way in ways:
        form = WAYS[way](form)
    assert form not in Secrets(secret).masked(f"{around}{form}{around}")


@given(st.text("abcXYZ019%+/äß€", min_size=9), st.text(max_size=5), st.text(max_size=5), st.booleans())
def test_a_secret_is_found_within_base64(secret: str, before: str, after: str, urlsafe: bool) -> None:
    whole, telling = in_base64(secret, before, after, urlsafe)
    assert telling not in Secrets(secret).masked(f"({whole})")


def test_what_stands_around_a_secret_is_kept() -> None:
    text = "C:\\new\\table 100 % of 3 + 4 &amp; %41 \\u0041 dXNlcjpwYXNz"
    assert Secrets("hunter2!").masked(f"{text} hunter2! {text}") == f"{text} {MASK} {text}"


def test_secrets_that_overlap_are_one() -> None:
    assert Secrets("abcdef", "defghi").masked("<abcdefghi>") == f"<{MASK}>"
    assert Secrets("abcdefghi", "cd").masked("<abcdefghi>") == f"<{MASK}>"


def test_a_text_without_end_is_only_counted() -> None:
    text = f"{'%25' * LONGEST} secret"
    assert Secrets("secret").masked(text) == f"({len(text)} characters)"
    started = time.monotonic()
    Secrets("secret", "s" * 3000).masked(("%" + "25" * LONGEST)[:LONGEST])
    Secrets("secret", "s" * 3000).masked("\\" * LONGEST)
    assert time.monotonic() - started < 30


def test_a_value_shows_no_secret_at_any_depth() -> None:
    secrets = Secrets("hunter2!", "pass")
    assert secrets.without({"a": ["my pass", {"hunter2%21": (1, None, "cGFzcw==")}], "b": True}) == {
        "a": [f"my {MASK}", {MASK: [1, None, MASK]}],
        "b": True,
    }


def test_a_value_without_a_secret_is_handed_on() -> None:
    value = {"a": [1, "hunter", object()]}
    assert Secrets("hunter2!").without(value) is value
    assert Secrets().without(value) is value


@given(st.text("abcXYZ019%+&=/\"'\\ äß€", min_size=8), st.lists(st.sampled_from([*WAYS]), max_size=3))
def test_no_value_with_a_secret_is_overlooked(secret: str, ways: list[str]) -> None:
    form = secret
    for way in ways:
        form = WAYS[way](form)
    assert form not in Secrets(secret).without([f"({form})"])[0]
