# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
name: tenant_files
short_description: Turn the jobs of tenants into files for the playbook onboard
version_added: 1.0.0
description:
  - Turns existing jobs into YAML texts, one for each tenant. With such files, the playbook C(vb365.backup.onboard)
    finds nothing to change. Nothing is written.
  - Items of users, groups, sites and teams with the default options are in short lists, such as C(users).
  - A value that Ansible has masked, because it contains a secret of the task that read it, is an error.
  - A text of the server that looks like a template is tagged C(!unsafe), so that Ansible does not evaluate it.
  - The playbook C(vb365.backup.adopt) uses it.
author:
  - vb365.backup contributors (@vb365)
options:
  _input:
    description:
      - Jobs of all organizations that are wanted, as M(vb365.backup.backup_job_info) returns them.
    type: list
    elements: dict
    required: true
  organizations:
    description:
      - All organizations of the server, as M(vb365.backup.organization_info) returns them.
    type: list
    elements: dict
    required: true
  folder:
    description:
      - The folder for the files.
    type: path
    required: true
  only:
    description:
      - The UUIDs of the organizations that get a file. The default is all organizations.
    type: list
    elements: str
seealso:
  - plugin: vb365.backup.tenant_variables
    plugin_type: filter
  - module: vb365.backup.tenant_files
"""

EXAMPLES = r"""
- name: Read the organizations
  vb365.backup.organization_info:
  register: tenants

- name: Read the jobs with their items
  vb365.backup.backup_job_info:
    include: [items, exclusions]
  register: found

- name: Write a file for each tenant
  vb365.backup.tenant_files:
    files: "{{ found.jobs | vb365.backup.tenant_files(tenants.organizations, '/etc/vb365/tenants') }}"
"""

RETURN = r"""
_value:
  description: A file for each organization, also for one without jobs.
  type: list
  elements: dict
  contains:
    path:
      description:
        - Path of the file. Its name is the name of the organization, in letters, digits, dots, dashes and underscores.
          If two organizations share that name, or it is too long, it is the UUID of the organization.
      type: str
      sample: /etc/vb365/tenants/contoso.onmicrosoft.com.yml
    content:
      description: The variables that P(vb365.backup.tenant_variables#filter) makes, without their prefix.
      type: str
    warnings:
      description:
        - If jobs are disabled or never start by their schedule, a text that names them and says why. The file describes
          them as they are, so that a comparison with it does not report them as drift.
      type: list
      elements: str
"""

import json
from pathlib import Path

from ansible.errors import AnsibleFilterError

from ansible_collections.vb365.backup.plugins.module_utils._model.job_view import JobView
from ansible_collections.vb365.backup.plugins.module_utils._model.protection_alone import alone
from ansible_collections.vb365.backup.plugins.module_utils._model.protection_status import OFF
from ansible_collections.vb365.backup.plugins.module_utils._model.visible import visible
from ansible_collections.vb365.backup.plugins.module_utils._tenant import variables as _tenant
from ansible_collections.vb365.backup.plugins.module_utils._tenant.short_items import shortened
from ansible_collections.vb365.backup.plugins.plugin_utils._masked import refuse_masked
from ansible_collections.vb365.backup.plugins.plugin_utils._tenant_file.names import PREFIX
from ansible_collections.vb365.backup.plugins.plugin_utils._yaml import to_yaml

HEAD = """\
# The backup jobs of one tenant, as they were found on the server. The options are those of vb365.backup.tenant.
# The playbook vb365.backup.onboard makes the server match this file; vb365.backup.drift reports differences.
# Each job contains only the options that differ from the defaults.
"""
_NAMED = 10
"""The most jobs in a warning."""


def tenant_files(jobs, organizations, folder, only=None):
    try:
        jobs, organizations = json.loads(json.dumps([jobs, organizations]))
        tenants = _tenant.tenants(organizations, jobs, only)
    except (KeyError, TypeError, ValueError) as error:
        message = f"tenant_files: expected jobs of backup_job_info and organizations of organization_info: {error!r}"
        raise AnsibleFilterError(message) from error
    for _name, variables in tenants:
        organization = variables["tenant_onboarding_organization"]
        refuse_masked("tenant_files: an organization", {"name": organization})
    for job in jobs:
        refuse_masked(f"tenant_files: job '{job['config']['name']}' of {job['config']['organization']}", job["config"])
    return [
        {
            "path": str(Path(folder, f"{name}.yml")),
            "content": HEAD + to_yaml(_of_file(variables)),
            "warnings": [*_warnings(f"{name}.yml", variables)],
        }
        for name, variables in tenants
    ]


def _warnings(file, variables):
    """One warning, if jobs of the tenant never start by themselves."""
    jobs = [_tenant.merged(variables[f"{PREFIX}defaults"], job, None) for job in variables[f"{PREFIX}jobs"]]
    texts = [[row["text"] for row in alone(JobView(job), None, {}) if row["reason"] in OFF] for job in jobs]
    off = [" ".join(one) for one in texts if one]
    if off:
        more = f" And {len(off) - _NAMED:,} more." if len(off) > _NAMED else ""
        number = f"{len(off):,} job{'s' * (len(off) != 1)}"
        yield visible(f"{file} describes {number} that never start by themselves: {' '.join(off[:_NAMED])}{more}")


def _of_file(variables):
    jobs = [shortened(job) for job in variables[f"{PREFIX}jobs"]]
    return {name.removeprefix(PREFIX): value for name, value in {**variables, f"{PREFIX}jobs": jobs}.items()}


class FilterModule:
    def filters(self):
        return {"tenant_files": tenant_files}
