# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
name: tenant_paths
short_description: List the files of a folder that describe tenants
version_added: 1.0.0
description:
  - Returns the paths of the files C(*.yml) and C(*.yaml) in a folder, and of links to such files, in the order of their
    names. Upper and lower case of the ending do not matter. Hidden files and folders are ignored.
  - A link that leads nowhere is returned too, so that the error is noticed.
  - The playbooks C(vb365.backup.onboard) and C(vb365.backup.drift) use it.
author:
  - vb365.backup contributors (@vb365)
options:
  _terms:
    description:
      - Folders on the controller.
    type: list
    elements: path
    required: true
"""

EXAMPLES = r"""
- name: Show the tenants of a folder
  ansible.builtin.debug:
    msg: "{{ query('vb365.backup.tenant_paths', '/etc/vb365/tenants') }}"
"""

RETURN = r"""
_raw:
  description: Absolute paths.
  type: list
  elements: path
"""

from pathlib import Path

from ansible.errors import AnsibleError
from ansible.plugins.lookup import LookupBase

from ansible_collections.vb365.backup.plugins.plugin_utils._tenant_file.paths import tenant_paths


class LookupModule(LookupBase):
    def run(self, terms, variables=None, **kwargs):
        return [str(path) for term in terms for path in _files(Path(str(term)).expanduser().resolve())]


def _files(folder):
    try:
        return tenant_paths(folder)
    except OSError as error:
        raise AnsibleError(f"tenant_paths: {str(folder)!r}: {error.strerror}") from error
