# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from ansible.errors import AnsibleActionFail
from ansible.plugins.action import ActionBase

from ansible_collections.vb365.backup.plugins.modules.publish_report import ARGUMENTS
from ansible_collections.vb365.backup.plugins.plugin_utils._publish import delivery
from ansible_collections.vb365.backup.plugins.plugin_utils._publish.message import Message, NotAReport, message

_WAYS = {
    "mail": (delivery.by_mail, delivery.mail_target),
    "webhook": (delivery.by_webhook, delivery.webhook_target),
    "git": (delivery.by_git, delivery.git_target),
}


class ActionModule(ActionBase):  # type: ignore[misc]
    _requires_connection = False

    def run(self, tmp: Any = None, task_vars: Any = None) -> dict[str, Any]:
        result: dict[str, Any] = super().run(tmp, task_vars)
        _validated, options = self.validate_argument_spec(**ARGUMENTS)
        told = _told(options)
        if told.verdict == "in_sync" and not options["in_sync"]:
            return {
                **result,
                "changed": False,
                "msg": f"{told.title}. A report in sync is not sent.",
                "sent": [],
            }
        sent, problems = [], []
        for way, (deliver, target) in _WAYS.items():
            if not options[way]:
                continue
            try:
                name = target(options[way])
                if not self._task.check_mode:
                    deliver(told, options[way], options["timeout"])
                sent.append(name)
            except delivery.Undelivered as error:
                problems.append(str(error))
        if problems:
            done = f" Sent: {', '.join(sent)}." if sent else ""
            raise AnsibleActionFail(f"The report was not delivered. {'. '.join(problems)}.{done}")
        return {**result, "changed": True, "msg": told.title, "sent": sent}


def _told(options: dict[str, Any]) -> Message:
    """The message for these options."""
    place = "artifact"
    document: Any = options["artifact"]
    try:
        if options["file"]:
            place = f"file: {options['file']}"
            document = json.loads(Path(options["file"]).expanduser().read_text(encoding="utf-8"))
        return message(document)
    except OSError as error:
        raise AnsibleActionFail(f"{place}: {error.strerror}") from None
    except NotAReport as error:
        raise AnsibleActionFail(f"{place}: {error}") from None
    except ValueError as error:
        raise AnsibleActionFail(f"{place}: expected JSON, such as report.json ({error})") from None
