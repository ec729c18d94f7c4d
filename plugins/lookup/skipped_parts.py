# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
name: skipped_parts
short_description: Find out why a playbook of this collection would skip its plays or tasks
version_added: 1.0.0
description:
  - Returns the options of the command line because of which a playbook of this collection would do only a part of its
    work, or nothing at all, and end with exit code 0. These are C(--tags), C(--skip-tags), C(--start-at-task), and
    C(--limit) without a host that the play needs.
  - Returns nothing where the command line names another playbook, which imports one of this collection. There such
    options are meant for the playbook as a whole.
  - The playbooks of this collection that compare or write use it, and refuse these options.
author:
  - vb365.backup contributors (@vb365)
options:
  _terms:
    description:
      - Hosts that the play needs.
    type: list
    elements: str
"""

EXAMPLES = r"""
- name: Show why a playbook of this collection would skip its plays
  ansible.builtin.debug:
    msg: "{{ query('vb365.backup.skipped_parts', 'localhost') }}"
"""

RETURN = r"""
_raw:
  description: The options with their values, such as C(--tags mail).
  type: list
  elements: str
"""

from contextlib import suppress

from ansible import context
from ansible.plugins.loader import lookup_loader
from ansible.plugins.lookup import LookupBase

from ansible_collections.vb365.backup.plugins.plugin_utils._playbooks import COLLECTION, is_run

_WHOLE = {"all", "untagged"}
"""Tags that choose tasks without tags, as all tasks of this collection are."""


class LookupModule(LookupBase):
    def run(self, terms, variables=None, **kwargs):
        _keep_variables(self._loader)
        given = context.CLIARGS
        if not is_run():
            return []
        tags, skipped = ({*(given.get(option) or ())} for option in ("tags", "skip_tags"))
        found = [f"--tags {','.join(sorted(tags))}"] if tags and not tags & _WHOLE else []
        found += [f"--skip-tags {','.join(sorted(skipped))}"] if skipped & _WHOLE else []
        found += [f"--start-at-task '{given['start_at_task']}'"] if given.get("start_at_task") else []
        limit = (variables or {}).get("ansible_limit")
        if terms and limit and "@" not in limit:
            names = lookup_loader.get("ansible.builtin.inventory_hostnames", loader=self._loader)
            if not {*terms} & {*names.run([limit], variables=variables)}:
                found.append(f"--limit '{limit}'")
        return found


def _keep_variables(loader):
    """Have Ansible parse the variables of the playbooks once. It parses a file of vars_files again for each task of
    each host: for a hundred tenants some 8 % of the processor time of drift. From ansible-core 2.19 on, it does not if
    its loader has the file.
    """
    with suppress(TypeError):  # before ansible-core 2.19
        loader.load_from_file(
            str(COLLECTION / "playbooks" / "vars" / "tenants.yml"), cache="all", unsafe=True, trusted_as_template=True
        )
