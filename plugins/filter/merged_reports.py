# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
name: merged_reports
short_description: Merge the reports of the slices of a job
version_added: 1.0.0
description:
  - Makes one report of several C(report.json), or one artifact of several artifacts C(vb365_drift), where the slices of
    a job in AWX, or several runs, compared different tenants.
  - The report is the same as that of one run over all tenants, except its time, which is the latest.
  - Fails where the documents are of different commits of the project, and where a tenant is in several of them.
author:
  - vb365.backup contributors (@vb365)
positional: expected, sliced
options:
  _input:
    description:
      - The reports, or the artifacts.
    type: list
    elements: dict
    required: true
  expected:
    description:
      - The hosts of all tenants. A tenant without a result is in the report as not compared, and the verdict is
        V(failed).
    type: list
    elements: str
  sliced:
    description:
      - Whether O(expected) counts. A text that is no boolean is an error.
    type: bool
    default: true
"""

EXAMPLES = r"""
- name: The slices have compared all tenants
  ansible.builtin.assert:
    that: merged.verdict != 'failed'
    fail_msg: "{{ merged.text }}"
  vars:
    merged: "{{ [vb365_drift_17, vb365_drift_18] | vb365.backup.merged_reports(groups['all']) }}"
"""

RETURN = r"""
_value:
  description: The report, or the artifact.
  type: dict
"""

from ansible.errors import AnsibleFilterError

from ansible_collections.vb365.backup.plugins.module_utils._model.plain import plain
from ansible_collections.vb365.backup.plugins.plugin_utils._report.merged import NotMergeable, merged
from ansible_collections.vb365.backup.plugins.plugin_utils._switch import switch


def merged_reports(documents, expected=None, sliced=True):
    is_sliced = switch("merged_reports: sliced", sliced)
    try:
        return merged([plain(one) for one in documents], (is_sliced and expected) or None)
    except NotMergeable as error:
        raise AnsibleFilterError(f"merged_reports: {error}") from error
    except KeyError as error:
        raise AnsibleFilterError(f"merged_reports: expected complete reports; one lacks {error}") from error
    except (TypeError, AttributeError) as error:
        message = f"merged_reports: expected complete reports; one has a value of another type ({error})"
        raise AnsibleFilterError(message) from error


class FilterModule:
    def filters(self):
        return {"merged_reports": merged_reports}
