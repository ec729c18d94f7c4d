# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
name: misspelt_variables
short_description: Find extra variables that are nearly options of a playbook of this collection
version_added: 1.0.0
description:
  - Returns extra variables (C(--extra-vars)) whose names differ in a few letters from an option of a playbook of this
    collection, or of a tenant (C(tenant_onboarding_)). Ansible ignores unknown variables, so that
    C(-e onboard_onyl=contoso) would choose all tenants.
  - Also returns options of a tenant without their prefix, such as C(fail_on_drift), because only the file of a tenant
    may omit the prefix. A name of one word, such as C(repository), may be a variable of your own templates. Of these
    names, only C(omitted) is returned.
  - Returns nothing where the command line names another playbook, which may have variables of its own.
  - The playbooks of this collection that compare or write tenants use it, and refuse these variables.
author:
  - vb365.backup contributors (@vb365)
options:
  _terms:
    description:
      - Not used.
    type: list
    elements: str
"""

EXAMPLES = r"""
- name: Show extra variables that a playbook of this collection does not know
  ansible.builtin.debug:
    msg: "{{ query('vb365.backup.misspelt_variables') }}"
"""

RETURN = r"""
_raw:
  description: A message for each variable.
  type: list
  elements: str
  sample:
    - "onboard_onyl: unknown variable; expected onboard_only"
"""

from difflib import get_close_matches

from ansible.plugins.lookup import LookupBase
from ansible.utils.vars import load_extra_vars

from ansible_collections.vb365.backup.plugins.module_utils._shell.tenant_arguments import TENANT
from ansible_collections.vb365.backup.plugins.plugin_utils._playbooks import OPTIONS, is_run
from ansible_collections.vb365.backup.plugins.plugin_utils._tenant_file.names import PREFIX

_KNOWN = [*OPTIONS, *(f"{PREFIX}{option}" for option in TENANT)]
_WITHOUT_PREFIX = {"omitted", *(option for option in TENANT if "_" in option)}
_AS_CLOSE = 0.85
"""About two wrong letters in a dozen."""


def _meant(name):
    if name in _WITHOUT_PREFIX:
        return [f"{PREFIX}{name}"]
    return get_close_matches(name, _KNOWN, 1, _AS_CLOSE)


class LookupModule(LookupBase):
    def run(self, terms, variables=None, **kwargs):
        if not is_run():
            return []
        given = map(str, load_extra_vars(self._loader))
        names = sorted(name for name in given if name not in OPTIONS and not name.startswith(PREFIX))
        nearest = {name: _meant(name.lower()) for name in names}
        return [f"{name}: unknown variable; expected {option}" for name, near in nearest.items() for option in near]
