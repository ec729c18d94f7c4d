# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
name: visible
short_description: Escape the control characters of a text that a terminal shows
version_added: 1.0.0
description:
  - Replaces control characters, line separators, characters that turn the direction of writing, and some without a
    width, by escapes such as C(\x1b).
  - The owner of a team or a group chooses its name. With control characters in it, such a name could look like other
    lines of a run. So use this filter in labels of loops and in messages, and never for values that are written.
author:
  - vb365.backup contributors (@vb365)
options:
  _input:
    description:
      - The text.
    type: raw
    required: true
"""

EXAMPLES = r"""
- name: Show the jobs
  ansible.builtin.debug:
    msg: "{{ item.config.name | vb365.backup.visible }}"
  loop: "{{ found.jobs }}"
  loop_control:
    label: "{{ item.config.name | vb365.backup.visible }}"
"""

RETURN = r"""
_value:
  description: The text on one line.
  type: str
"""

from ansible_collections.vb365.backup.plugins.module_utils._model import visible as _visible


def visible(text):
    return _visible.visible(str(text))


class FilterModule:
    def filters(self):
        return {"visible": visible}
