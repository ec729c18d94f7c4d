# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Names with a number: a pattern recognizes what it makes, and two patterns that may make one name overlap."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.vb365.backup.plugins.module_utils._errors import OptionError
from ansible_collections.vb365.backup.plugins.module_utils._model.numbered_name import NumberedName

TEXTS = st.text(st.sampled_from("aB 01{}é"), max_size=4)
PATTERNS = st.builds(
    lambda before, spec, after: f"{_escaped(before)}{{{spec}}}{_escaped(after)}",
    TEXTS.map(lambda text: f"x{text}"),
    st.sampled_from(["", ":d", ":02d", ":03"]),
    TEXTS,
)


def _escaped(text: str) -> str:
    return text.replace("{", "{{").replace("}", "}}")


def parsed(pattern: str) -> NumberedName:
    return NumberedName.parse(pattern, "name")


@given(PATTERNS, st.integers(1, 2000))
def test_a_pattern_recognizes_what_it_makes(pattern: str, number: int) -> None:
    name = pattern.format(number)
    assert parsed(pattern).name(number) == name
    assert parsed(pattern).number(name) == number
    assert parsed(pattern).number(name.upper()) == number


@given(PATTERNS, PATTERNS)
def test_patterns_that_make_one_name_overlap(one: str, two: str) -> None:
    names = {parsed(one).name(number) for number in range(1, 130)}
    if any(parsed(two).number(name) for name in names):
        assert parsed(one).overlaps(parsed(two))
        assert parsed(two).overlaps(parsed(one))


@pytest.mark.parametrize(
    ("one", "two", "expected"),
    [
        ("Mail {}", "mail {:02d}", True),
        ("Mail {}", "Mail 1{}", True),
        ("A {} 1", "A 1 {}", True),
        ("Contoso {}", "Contoso mail {}", False),
        ("Mail {} a", "Mail {} b", False),
        ("Mail {}", "Mail {} b", False),
    ],
)
def test_overlaps(one: str, two: str, expected: bool) -> None:
    assert parsed(one).overlaps(parsed(two)) is expected


@pytest.mark.parametrize(
    "name", ["Mail 1", "Mail 00", "Mail 001", "Mail 01x", "Mail", "Mail -1", "Mail \u0660\u0661", "Post 01"]
)
def test_names_of_others(name: str) -> None:
    assert parsed("Mail {:02d}").number(name) is None


def test_more_digits_than_the_format() -> None:
    assert parsed("Mail {:02d}").number("Mail 100") == 100


@pytest.mark.parametrize(
    "pattern",
    [
        "Mail",
        "Mail {} {}",
        "Mail {name}",
        "Mail {0}",
        "Mail {:x}",
        "Mail {:5d}",
        "Mail {",
        "Mail {!r}",
        "{}",
        "Mail {:00d}",
    ],
)
def test_no_pattern(pattern: str) -> None:
    with pytest.raises(OptionError, match="one field for the number"):
        parsed(pattern)
