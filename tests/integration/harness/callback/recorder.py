# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import json
import os
import ssl
from http.client import HTTPSConnection
from pathlib import Path
from urllib.parse import urlsplit

from ansible.plugins.callback import CallbackBase

DOCUMENTATION = r"""
name: recorder
type: aggregate
short_description: Writes each task's result and the API requests that it cost
description:
  - One line of JSON a task, into the file that E(VB365_TEST_RECORD) names.
"""


class CallbackModule(CallbackBase):
    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = "aggregate"
    CALLBACK_NAME = "recorder"
    CALLBACK_NEEDS_ENABLED = True

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        context = ssl.create_default_context(cafile=os.environ["VB365_TEST_CA"])
        self._server = HTTPSConnection(urlsplit(os.environ["VB365_TEST_URL"]).netloc, context=context)
        self._seen = self._journal(0)[1]

    def _journal(self, since):
        path = f"/_sim/journal?since={since}"
        try:
            self._server.request("GET", path)
            answer = self._server.getresponse()
        except ConnectionError:  # idle for longer than the simulator waits
            self._server.close()
            self._server.request("GET", path)
            answer = self._server.getresponse()
        entries = json.load(answer)["entries"]
        return entries, max([since, *(entry["n"] for entry in entries)])

    def _record(self, result, failed):
        entries, self._seen = self._journal(self._seen)
        task = getattr(result, "task", None) or result._task
        value = getattr(result, "result", None) or result._result
        row = {"task": task.get_name(), "failed": failed, "result": value, "journal": entries}
        with Path(os.environ["VB365_TEST_RECORD"]).open("a", encoding="utf-8") as file:
            file.write(json.dumps(row, default=str) + "\n")

    def v2_runner_on_ok(self, result):
        self._record(result, False)

    def v2_runner_on_failed(self, result, ignore_errors=False):
        self._record(result, True)

    def v2_runner_on_unreachable(self, result):
        self._record(result, True)
