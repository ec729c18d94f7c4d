# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
name: compliance_files
short_description: Turn the states of backups into reports for readers and for monitoring
version_added: 1.0.0
description:
  - Makes the files of the playbook C(vb365.backup.compliance) of a result of M(vb365.backup.protection_status_info).
    Nothing is written.
  - The files are C(compliance.json), C(compliance.md), C(compliance.html), C(compliance.prom) in the text format of
    Prometheus, and C(compliance.nagios), whose first line begins with the exit code of a monitoring plugin.
author:
  - vb365.backup contributors (@vb365)
options:
  _input:
    description:
      - The result of a task, for which the option C(state) was omitted.
    type: dict
    required: true
  server:
    description:
      - The name of the server in the report.
    type: str
  error:
    description:
      - Why the server could not be read. The report says that nothing is known, and _input is ignored.
    type: str
  ignore_disabled:
    description:
      - Whether disabled jobs, and objects in no job that runs, do not make the verdict a warning. Those of an
        organization without a job that runs do.
    type: bool
    default: false
seealso:
  - module: vb365.backup.protection_status_info
"""

EXAMPLES = r"""
- name: Check the backups
  vb365.backup.protection_status_info:
    rpo:
      default: 26h
  register: status

- name: Write the metrics alone
  ansible.builtin.copy:
    content: "{{ (status | vb365.backup.compliance_files)['compliance.prom'] }}"
    dest: "{{ textfile_folder | default(playbook_dir) }}/vb365.prom"
    mode: "0644"
"""

RETURN = r"""
_value:
  description: The texts of the files by their names.
  type: dict
"""

import json
from datetime import datetime, timezone

from ansible.errors import AnsibleFilterError

from ansible_collections.vb365.backup.plugins.plugin_utils._report.compliance.files import files
from ansible_collections.vb365.backup.plugins.plugin_utils._report.compliance.report import build, failed
from ansible_collections.vb365.backup.plugins.plugin_utils._run_report import version
from ansible_collections.vb365.backup.plugins.plugin_utils._switch import switch


def compliance_files(status, server=None, error=None, ignore_disabled=False):
    is_ignored = switch("compliance_files: ignore_disabled", ignore_disabled)
    made = datetime.now(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
    if error:
        return files(failed(str(error), version(), made=made, server=server))
    try:
        plain = json.loads(json.dumps(status))
        _check_complete(plain)
        report = build(plain, version(), made=made, server=server, ignore_disabled=is_ignored)
    except (KeyError, TypeError, ValueError) as wrong:
        message = f"compliance_files: expected the result of protection_status_info: {wrong!r}"
        raise AnsibleFilterError(message) from wrong
    return files(report)


def _check_complete(status):
    """Refuse a result that omits jobs or objects of some states: its verdict would be too good."""
    for key in ("jobs", "objects"):
        total = (status["summary"].get(key) or {"total": 0})["total"]
        shown = len(status.get(key) or [])
        if shown != total:
            message = f"compliance_files: the result has {shown} of {total} {key}; omit the option state of the task"
            raise AnsibleFilterError(message)


class FilterModule:
    def filters(self):
        return {"compliance_files": compliance_files}
