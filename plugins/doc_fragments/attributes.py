# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations


class ModuleDocFragment:
    DOCUMENTATION = r"""
options: {}
attributes:
  check_mode:
    support: full
    description: Computes the plan of a real run, reports it, and writes nothing.
  diff_mode:
    support: full
    description: Returns only the differences, before and after.
  idempotent:
    support: full
    description: A second run with the same options changes nothing.
  action:
    support: full
    description: Has an action plugin. If the connection is local, the task runs inside the Ansible process.
  async:
    support: full
    description: Supports V(async); the task then always runs as a module.
  platform:
    support: full
    platforms: posix
    description: Operating systems on which the task can run. The VB365 server is reached by HTTPS.
  action_group:
    support: full
    membership:
      - vb365.backup.vb365
    description: The group for C(module_defaults) with the connection options.
"""
