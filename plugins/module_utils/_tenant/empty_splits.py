# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Errors for a tenant that removes jobs while one of its splits, which may replace these jobs, selects nothing. Pure
functions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ansible_collections.vb365.backup.plugins.module_utils._errors import OptionError
from ansible_collections.vb365.backup.plugins.module_utils._server.rows import Resource
from ansible_collections.vb365.backup.plugins.module_utils._tenant.job import TenantJob
from ansible_collections.vb365.backup.plugins.module_utils._tenant.split import Split

_NAMED = 5
"""The most jobs in a message."""


def refusals(
    empty: Sequence[Split], jobs: Sequence[TenantJob], disabled: Sequence[Resource], root: str
) -> Iterator[OptionError]:
    """An error for each split that selects no object, if the run would remove or disable jobs. ``disabled``: the
    unmanaged jobs that must be disabled."""
    losses = [f"{job.place} removes '{job.name}'" for job in jobs if not job.is_kept and job.plan.steps]
    losses += [f"{root}unmanaged_jobs disables '{row.get('name')}'" for row in disabled if row.get("isEnabled")]
    for split in empty if losses else ():
        more = f" and {len(losses) - _NAMED} more" if len(losses) > _NAMED else ""
        expected = (
            f"the split selects no object, but {', '.join(losses[:_NAMED])}{more}; no job is removed or disabled while "
            "a split selects nothing; correct from, or remove the split"
        )
        yield OptionError(f"{split.place}.from", None, expected)
