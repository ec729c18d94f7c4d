# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Options and settings of which some are omitted."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def known(values: Mapping[str, Any] | None) -> dict[str, Any]:
    """The values that are not None: Ansible sets an omitted option to None."""
    return {name: value for name, value in (values or {}).items() if value is not None}
