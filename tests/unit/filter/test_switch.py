# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A text in place of a boolean counts as in an argument spec, and another text is no false."""

from __future__ import annotations

import pytest
from ansible.errors import AnsibleFilterError

from ansible_collections.vb365.backup.plugins.filter.compliance_files import compliance_files
from ansible_collections.vb365.backup.plugins.filter.merged_reports import merged_reports
from ansible_collections.vb365.backup.plugins.plugin_utils._switch import switch


@pytest.mark.parametrize("text", ["y", "Y", "t", "yes", "on", "1", "True", True, 1])
def test_true(text: object) -> None:
    assert switch("x", text)


@pytest.mark.parametrize("text", ["n", "F", "no", "off", "0", "false", False, 0])
def test_false(text: object) -> None:
    assert not switch("x", text)


@pytest.mark.parametrize("text", ["treu", "ja", "", None, []])
def test_no_boolean(text: object) -> None:
    with pytest.raises(AnsibleFilterError, match=r"merged_reports: sliced: .*: expected true or false"):
        merged_reports([], ["contoso"], text)
    with pytest.raises(AnsibleFilterError, match=r"compliance_files: ignore_disabled: .*: expected true or false"):
        compliance_files({}, ignore_disabled=text)
