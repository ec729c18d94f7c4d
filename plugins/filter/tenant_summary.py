# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
name: tenant_summary
short_description: Sum up what a run did, or would do, with the backup jobs of a tenant
version_added: 0.1.0
description:
  - Makes lines for the console, statistics and a full report out of the results of M(vb365.backup.tenant_preflight), of
    M(vb365.backup.backup_job) in a loop over the jobs of P(vb365.backup.tenant_options#filter), and of
    M(vb365.backup.job_action) in loops.
  - A job of the preflight that has no result has failed. So it can stand in the C(always) section of a block.
  - The role P(vb365.backup.tenant_onboarding#role) uses it; a playbook of your own can, too.
author:
  - vb365.backup contributors (@vb365)
options:
  _input:
    description:
      - What M(vb365.backup.tenant_preflight) returned, also where it failed. Where it succeeded, with the C(jobs) of
        P(vb365.backup.tenant_options#filter).
    type: dict
    required: true
  jobs:
    description:
      - What the loop of M(vb365.backup.backup_job) registered, over jobs as options with their C(name).
      - An empty dict, or nothing, where the task was not reached.
    type: dict
  disabled:
    description:
      - The same of the loop of M(vb365.backup.job_action) that disables jobs, over the C(unmanaged) ones of the
        preflight.
    type: dict
  started:
    description:
      - The same of the loop of M(vb365.backup.job_action) that starts jobs, over their names or their options.
    type: dict
  to_start:
    description:
      - The jobs that must be in O(started), as options or as names. One that is not there is a problem.
    type: list
    elements: raw
    default: []
  unmanaged:
    description:
      - What is said of jobs that the tenant does not name. V(ignore) is nothing; with V(disable) those that are enabled
        must be in O(disabled).
    type: str
    choices: [ignore, report, disable]
    default: ignore
  check_mode:
    description:
      - Whether the results are those of check mode. Then the headline says what would be.
    type: bool
    default: false
  tenant:
    description:
      - Name of the tenant where the preflight does not tell it.
    type: str
"""

EXAMPLES = r"""
- name: Sum up
  ansible.builtin.set_fact:
    summary: >-
      {{ preflight | combine({'jobs': (tenant | vb365.backup.tenant_options).jobs}) | vb365.backup.tenant_summary(
           jobs=jobs, disabled=disabled, started=started, unmanaged='disable', check_mode=ansible_check_mode) }}

- name: Tell
  ansible.builtin.debug:
    msg: "{{ summary.lines }}"

# "contoso.onmicrosoft.com: 2 of 4 jobs would change"
# "Contoso nightly: created"
# "Contoso Mailboxes: schedule.daily_time '21:00:00' → '22:00:00'; selected_items +2 -1 ~1"
# "unmanaged: Contoso test"

- name: Hand the statistics to AWX
  ansible.builtin.set_stats:
    data: "{{ summary.stats }}"
"""

RETURN = r"""
_value:
  description: The summary.
  type: dict
  contains:
    tenant:
      description: Name of the organization.
      type: str
      sample: contoso.onmicrosoft.com
    changed:
      description: Whether anything was changed, or would be in check mode.
      type: bool
    failed:
      description: Whether anything failed or was not reached.
      type: bool
    lines:
      description:
        - A headline, and a line for everything that is not in sync, failures first. Items are counted, C(+) those
          added, C(-) those removed and C(~) those edited.
        - At most 20 jobs, 50 problems, 5 settings of a job and 10 names in a line; long values are cut. Where the
          preflight failed, the problems.
      type: list
      elements: str
    stats:
      description:
        - For M(ansible.builtin.set_stats), C(vb365_tenants) with the C(state) of the tenant and, where they are not
          empty, lists of names, C(created), C(changed), C(removed), C(failed), C(disabled), C(unmanaged),
          C(started), C(unprotected), and C(problems) for jobs that the description itself switches off, or whose last
          session failed.
        - After 50 names a list ends with C(and 12 more).
      type: dict
      sample:
        vb365_tenants:
          contoso.onmicrosoft.com:
            state: changed
            created: [Contoso nightly]
            changed: [Contoso Mailboxes]
    report:
      description: All of it.
      type: dict
      contains:
        tenant:
          description: Name of the organization.
          type: str
        check_mode:
          description: Whether nothing was written.
          type: bool
        state:
          description: V(in sync), V(unprotected), V(changed) or V(failed). It is V(unprotected) where nothing changed
            and O(_input) has a job that protects nobody, although the description does not say so.
          type: str
        jobs:
          description:
            - The jobs by C(name), each with its C(state), which is V(in sync), V(created), V(changed), V(removed) or
              V(failed), in check mode what it would be; its C(changes) and C(revision) as M(vb365.backup.backup_job)
              returns them; C(warnings); C(problems), each with its C(reason), C(text) and C(objects); C(unwatched), the
              settings that are not compared, because the description omits them; and C(msg), which says why it failed.
          type: list
          elements: dict
        unmanaged:
          description:
            - Jobs that the tenant does not name, with C(name), C(id), whether they were C(enabled), and C(state), which
              is V(unmanaged) where the job was left as it was, V(disabled) or V(failed).
          type: list
          elements: dict
        started:
          description: Names of jobs that were started.
          type: list
          elements: str
        problems:
          description:
            - What the preflight found, with C(place), C(job) and C(msg). After the preflight, why jobs were not
              disabled (place V(unmanaged jobs)) or not started (V(first backup)), or why a loop failed before its first
              job.
          type: list
          elements: dict
        unprotected:
          description:
            - Why somebody is not protected, as M(vb365.backup.tenant_preflight) returns it.
          type: list
          elements: dict
        warnings:
          description: Warnings of the preflight and of the loops.
          type: list
          elements: str
"""

from ansible_collections.vb365.backup.plugins.module_utils._tenant import summary as _tenant_summary


class FilterModule:
    def filters(self):
        return {"tenant_summary": _tenant_summary.summary}
