# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The module tenant_coverage_info: reports the objects of an organization that no job backs up."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timezone
from typing import Any

from ansible_collections.vb365.backup.plugins.module_utils._coverage.ignoring import rules
from ansible_collections.vb365.backup.plugins.module_utils._coverage.reading import read
from ansible_collections.vb365.backup.plugins.module_utils._coverage.report import report
from ansible_collections.vb365.backup.plugins.module_utils._errors import OptionError
from ansible_collections.vb365.backup.plugins.module_utils._reconcile.outcome import Outcome
from ansible_collections.vb365.backup.plugins.module_utils._rest.client import Client
from ansible_collections.vb365.backup.plugins.module_utils._rest.connection import address


def run(client: Client, params: Mapping[str, Any], check_mode: bool) -> Outcome:
    """Raises Vb365Error."""
    if params["max_objects"] < 1:
        raise OptionError("max_objects", params["max_objects"], "expected 1 or more")
    if not params["types"]:
        raise OptionError("types", params["types"], "expected one or more; omit the option for all types")
    ignored = rules(params["ignore"], datetime.now(timezone.utc).date())
    reading = read(client, params["organization"], params["expand_groups"])
    result, warnings = report(reading, ignored, params["types"], params["details"], params["max_objects"])
    return Outcome(False, {**result, "server": address(params)}, warnings)
