# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import re

import yaml


def _of_plugin(documentation):
    """The options for a plugin that is no module: Ansible itself reads their environment variables."""
    options = yaml.safe_load(documentation)["options"]
    for option in options.values():
        (variable,) = {name for line in option["description"] for name in re.findall(r"E\((\w+)\)", line)}
        option.pop("required", None)
        option["env"] = [{"name": variable}]
    return yaml.safe_dump({"options": options})


class ModuleDocFragment:
    DOCUMENTATION = r"""
options:
  host:
    description:
      - Name or address of the VB365 server, without C(https://) and without port.
      - The environment variable E(VB365_HOST) is used if this option is not set.
    type: str
    required: true
  port:
    description:
      - TCP port of the REST API.
      - The environment variable E(VB365_PORT) is used if this option is not set.
    type: int
    default: 4443
  username:
    description:
      - Account to log in with, such as V(backup-admin) or V(DOMAIN\\backup-admin). Requires O(password).
      - The environment variable E(VB365_USERNAME) is used if this option is not set.
    type: str
  password:
    description:
      - Password of O(username).
      - The environment variable E(VB365_PASSWORD) is used if this option is not set.
    type: str
  access_token:
    description:
      - A bearer token that was obtained elsewhere. It is used instead of O(username) and O(password), and is not
        renewed.
      - The environment variable E(VB365_ACCESS_TOKEN) is used if this option is not set.
    type: str
  validate_certs:
    description:
      - Whether the server's certificate is verified.
      - Set O(ca_path) rather than V(false) for the self-signed certificate that VB365 installs by default.
      - The environment variable E(VB365_VALIDATE_CERTS) is used if this option is not set.
    type: bool
    default: true
  ca_path:
    description:
      - File (PEM) with the certificate of the CA that signed the server's certificate, or with a self-signed
        certificate itself, on the machine where the task runs.
      - The environment variable E(VB365_CA_PATH) is used if this option is not set.
    type: path
  timeout:
    description:
      - Time-out of one request in seconds, at most 86400. The time limit of a whole task, with repeats and pauses, is
        20 times as long. The time to wait for a session is added to this limit.
      - The environment variable E(VB365_TIMEOUT) is used if this option is not set.
    type: int
    default: 30
  api_version:
    description:
      - Version of the REST API. Only V(v8) can be used. Earlier versions show neither the organization nor the version
        number of a job.
      - The environment variable E(VB365_API_VERSION) is used if this option is not set.
    type: str
    default: v8
  parallel_reads:
    description:
      - How many independent reads are sent in parallel, 1 to 32. Only M(vb365.backup.tenant) sends reads in parallel.
      - V(1) sends one request after another. For few reads, fewer connections are opened, one for each three reads.
      - The environment variable E(VB365_PARALLEL_READS) is used if this option is not set.
    type: int
    default: 4
requirements:
  - "Python 3.9 or newer on the machine where the task runs"
  - "The Python library requests on that machine"
notes:
  - If the connection is V(local), tasks run inside the Ansible process, which is many times faster than a module, and
    share one login per run. The variable C(vb365_in_process=false), or the environment variable E(VB365_IN_PROCESS),
    makes them run as modules. Results are the same.
"""


ModuleDocFragment.PLUGIN = _of_plugin(ModuleDocFragment.DOCUMENTATION)
