# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
name: report
type: aggregate
short_description: Report of all tenants of a run, on the console and as files
version_added: 1.0.0
description:
  - Collects the results of M(vb365.backup.tenant) of all plays of a run, and ends the run with one report. It shows
    totals, and a line for each finding, worst first. Tenants in sync have no line.
  - Writes the report as files if O(folder) is set.
  - A host that fails before its M(vb365.backup.tenant) task, or cannot be reached, is a tenant that was not compared.
  - Jobs that M(vb365.backup.backup_job), M(vb365.backup.backup_job_item) and M(vb365.backup.job_exclusion) change are
    jobs of the tenant that is their organization. The report has their
    RV(vb365.backup.backup_job#module:unprotected).
  - Under C(no_log), it only reports that a result is hidden.
  - It does not change the exit code of a run. The module M(vb365.backup.run_report) does.
  - It is silent in a play with M(vb365.backup.run_report), such as those of the playbooks C(vb365.backup.drift) and
    C(vb365.backup.onboard), and in a run without a tenant.
author:
  - vb365.backup contributors (@vb365)
requirements:
  - It must be enabled, with C(callbacks_enabled = vb365.backup.report) in C(ansible.cfg).
options:
  folder:
    description:
      - Folder for C(report.html), C(report.md), C(report.json), C(report.xml) (JUnit), and a page for each customer in
        its folder C(tenants). It is created if it is missing.
      - The extra variable C(report_folder) has precedence.
    type: str
    env:
      - name: VB365_REPORT_FOLDER
    ini:
      - section: callback_vb365_report
        key: folder
seealso:
  - plugin: vb365.backup.run_report
    plugin_type: module
    description: The same report as a task.
"""

EXAMPLES = r"""
# ansible.cfg
# [defaults]
# callbacks_enabled = vb365.backup.report
#
# [callback_vb365_report]
# folder = reports
"""

from ansible.plugins.callback import CallbackBase

from ansible_collections.vb365.backup.plugins.plugin_utils._collected import Collected
from ansible_collections.vb365.backup.plugins.plugin_utils._run_report import report_of, tell


class CallbackModule(CallbackBase):
    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = "aggregate"
    CALLBACK_NAME = "vb365.backup.report"
    CALLBACK_NEEDS_ENABLED = True

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self._collected = Collected()
        self._variables = {}

    def v2_playbook_on_play_start(self, play):
        self._collected.start_play()
        self._variables = play.get_variable_manager().extra_vars

    def v2_playbook_on_task_start(self, task, is_conditional):
        self._collected.start_task(task)

    def v2_runner_on_ok(self, result):
        self._collected.add(result)

    def v2_runner_on_failed(self, result, ignore_errors=False):
        self._collected.add(result, failed=True, ignored=ignore_errors)

    def v2_runner_on_skipped(self, result):
        self._collected.skip(result)

    def v2_runner_on_unreachable(self, result):
        self._collected.add(result, failed=True)

    def v2_playbook_on_stats(self, stats):
        rows = self._collected.rows()
        if not rows:
            return
        report = report_of(rows, self._variables.get("awx_project_revision"))
        folder = self._variables.get("report_folder") or self.get_option("folder")
        try:
            tell(report, folder)
        except OSError as error:
            self._display.warning(f"vb365.backup.report: folder {folder!r}: {error.strerror}")
