# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Booleans that no argument spec checks: options of filters, and variables."""

from __future__ import annotations

from typing import Any

from ansible.errors import AnsibleFilterError
from ansible.module_utils.parsing.convert_bool import boolean


def switch(option: str, value: Any) -> bool:
    """The boolean of a value as an option of a module has it; AnsibleFilterError for another text. Ansible's filter
    ``bool`` takes "y" for false, and in older versions each unknown text."""
    try:
        return bool(boolean(value))
    except TypeError:
        raise AnsibleFilterError(f"{option}: {value!r}: expected true or false") from None
