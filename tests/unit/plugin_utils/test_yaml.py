# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Variables as YAML: what was written is read, and reads well."""

from __future__ import annotations

import pytest
import yaml
from ansible.parsing.dataloader import DataLoader
from hypothesis import example, given, settings
from hypothesis import strategies as st

from ansible_collections.vb365.backup.plugins.plugin_utils._yaml import to_yaml

ODD = st.sampled_from([*"ab :-#'\"\\{}%\n\r\t\x85\u2028\u2029\ufeff0123[]|>&*!?,=~é\U0001f512\x00\x7f\xa0"])
TEXTS = st.one_of(
    st.text(ODD, max_size=20),
    st.text(max_size=12),
    st.lists(st.text(ODD, max_size=12), max_size=30).map(" ".join),
)


@settings(deadline=None, derandomize=True, max_examples=500)
@given(TEXTS)
@example("\x85")
@example("a\n\x85b")
def test_any_text_is_read_as_it_was_written(text: str) -> None:
    variables = {"text": text, "jobs": [{"name": text, "list": [text, {}], "schedule": {"window": {"allow": [text]}}}]}
    written = to_yaml(variables)
    assert written.encode("utf-8")
    assert DataLoader().load(written) == variables


@pytest.mark.parametrize("template", ["{{ 7 * 7 }}", "a {% raw %}", "{# gone #}", "b\n{{ x }}"])
def test_what_looks_like_a_template_is_none(template: str) -> None:
    written = to_yaml({"description": template})
    assert written.startswith('---\ndescription: !unsafe "')
    with pytest.raises(yaml.constructor.ConstructorError):
        yaml.safe_load(written)


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("21:00:00", '"21:00:00"'),
        ("02:30:00", '"02:30:00"'),
        ("22:00", '"22:00"'),
        ("no", "'no'"),
        ("at 22:00", "at 22:00"),
        ("Zürich", "Zürich"),
        ("{a}", "'{a}'"),
        ("two\nlines", "|-\n  two\n  lines"),
        ({}, "{}"),
        ([], "[]"),
        (["x", "x"], "\n  - x\n  - x"),
        ([{"type": "Site"}], "\n  - type: Site"),
        (True, "true"),
    ],
)
def test_how_it_reads(value: object, written: str) -> None:
    assert to_yaml({"key": value}) == f"---\nkey: {written}\n".replace(": \n", ":\n")


def test_the_order_stays_and_nothing_is_a_reference() -> None:
    window = {"allow": ["Sat"]}
    assert to_yaml({"b": window, "a": window}) == "---\nb:\n  allow:\n    - Sat\na:\n  allow:\n    - Sat\n"
