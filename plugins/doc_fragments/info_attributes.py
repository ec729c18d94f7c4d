# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations


class ModuleDocFragment:
    # For modules that only read; named before the fragment attributes, so that these descriptions count.
    DOCUMENTATION = r"""
options: {}
attributes:
  check_mode:
    support: full
    description: Only reads, also in check mode.
  diff_mode:
    support: none
    description: There is no diff, because nothing changes.
  idempotent:
    support: full
    description: Changes nothing, however often it runs.
"""
