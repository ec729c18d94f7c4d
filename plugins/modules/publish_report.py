#!/usr/bin/python
# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: publish_report
short_description: Send the report of a run by mail, to a chat or to a Git repository
version_added: 1.0.0
description:
  - Sends a report of M(vb365.backup.run_report), or the artifact C(vb365_drift), as a mail, to a webhook of Slack or
    Teams, or as a commit on a branch. Several ways at once are possible.
  - A failed delivery is an error that names the target without its secret. The other deliveries are still tried.
  - The playbook C(vb365.backup.publish) uses it.
author:
  - vb365.backup contributors (@vb365)
attributes:
  check_mode:
    support: full
    description: Sends nothing in check mode, and returns what a real run sends.
  diff_mode:
    support: none
    description: There is no diff.
  action:
    support: full
    description: Is an action plugin.
  async:
    support: none
    description: Runs on the controller.
options:
  file:
    description:
      - Path of a C(report.json) on the controller.
      - Exactly one of O(file) and O(artifact) is required.
    type: path
  artifact:
    description:
      - The artifact C(vb365_drift) of C(vb365.backup.drift).
    type: dict
  in_sync:
    description:
      - Whether a report in which all tenants are in sync is sent too.
    type: bool
    default: true
  timeout:
    description:
      - Time-out for the answer of a server, in seconds.
    type: int
    default: 30
  mail:
    description:
      - A mail with the text of the report. The page C(report.html) is attached if O(file) is given.
    type: dict
    suboptions:
      host:
        description:
          - The mail server.
        type: str
        required: true
      port:
        description:
          - Its port. Default is 587 with V(starttls), 465 with V(tls), and 25 with V(none).
        type: int
      security:
        description:
          - V(starttls) and V(tls) verify the certificate of the server. V(none) sends everything in clear text.
        type: str
        choices: [starttls, tls, none]
        default: starttls
      ca_path:
        description:
          - File with the certificate of the CA, in place of those of the system.
        type: path
      username:
        description:
          - User name at the mail server. If it is omitted, there is no login. Default is the environment variable
            E(VB365_MAIL_USERNAME).
        type: str
      password:
        description:
          - Its password. Default is the environment variable E(VB365_MAIL_PASSWORD).
        type: str
      sender:
        description:
          - Address of the sender.
        type: str
        required: true
      recipients:
        description:
          - Addresses of the recipients.
        type: list
        elements: str
        required: true
  webhook:
    description:
      - A message to a chat.
    type: dict
    suboptions:
      form:
        description:
          - V(slack) for Slack, Mattermost and Rocket.Chat, V(teams) for workflows of Teams.
        type: str
        choices: [slack, teams]
        required: true
      url:
        description:
          - Address of the webhook, which is a secret. Default is the environment variable E(VB365_WEBHOOK_URL).
        type: str
        required: true
      ca_path:
        description:
          - File with the certificate of the CA, in place of those of the system.
        type: path
  git:
    description:
      - A commit with the files of the report. It requires the program C(git). Without a difference, there is no commit.
    type: dict
    suboptions:
      url:
        description:
          - Address of the repository, with user and token if they are required. Default is the environment variable
            E(VB365_GIT_URL).
        type: str
        required: true
      branch:
        description:
          - Branch, which is created without history if it is missing.
        type: str
        required: true
      folder:
        description:
          - Folder in the repository. An absolute path, and V(..) or V(.git) in the path, are errors. A link on the path
            is an error, too.
        type: str
        default: report
      author:
        description:
          - Author of the commit.
        type: str
        default: vb365.backup <vb365.backup@localhost>
seealso:
  - module: vb365.backup.run_report
"""

EXAMPLES = r"""
- name: The jobs are compared
  vb365.backup.tenant:
    organization: contoso.onmicrosoft.com
    omitted: keep
    jobs:
      - name: Contoso Mailboxes
        description: Mailboxes of all
  check_mode: true
  register: compared

- name: A report as files
  vb365.backup.run_report:
    registered: compared
    folder: "{{ playbook_dir }}/reports"
  register: made

- name: The report is sent by mail
  vb365.backup.publish_report:
    file: "{{ playbook_dir }}/reports/report.json"
    timeout: 60
    mail:
      host: mail.example.com
      port: 2525
      security: starttls
      ca_path: /etc/ssl/certs/example.pem
      username: reports
      password: "{{ vb365_password }}"
      sender: vb365@example.com
      recipients: [backup@example.com]
  check_mode: true # without this line it is sent

- name: A chat hears of tenants that are not in sync, and a branch has the history
  vb365.backup.publish_report:
    artifact: "{{ made.ansible_stats.data.vb365_drift }}" # in AWX, the variable vb365_drift
    in_sync: false
    webhook:
      form: teams
      url: https://example.webhook.office.com/secret
      ca_path: /etc/ssl/certs/example.pem
    git:
      url: https://reports:token@git.example.com/backup/reports.git
      branch: reports
      folder: vienna
      author: Backup robot <backup@example.com>
  check_mode: true # without this line it is sent
"""

# Generated by `make generate` from tools/returns/publish_report.yml and shared.yml: edit those files.
RETURN = r"""
msg:
  description: The title of the message.
  returned: always
  type: str
  sample: "VB365: 300 tenants: 291 in sync, 6 drifted, 2 unprotected, 1 could not be checked"
sent:
  description: Where the report was sent, or would be sent in check mode. Without secrets.
  returned: success
  type: list
  elements: str
  sample:
    - mail server mail.example.com:587
"""

from ansible.module_utils.basic import AnsibleModule, env_fallback

ARGUMENTS = {
    "argument_spec": {
        "file": {"type": "path"},
        "artifact": {"type": "dict"},
        "in_sync": {"type": "bool", "default": True},
        "timeout": {"type": "int", "default": 30},
        "mail": {
            "type": "dict",
            "options": {
                "host": {"type": "str", "required": True},
                "port": {"type": "int"},
                "security": {"type": "str", "choices": ["starttls", "tls", "none"], "default": "starttls"},
                "ca_path": {"type": "path"},
                "username": {"type": "str", "fallback": (env_fallback, ["VB365_MAIL_USERNAME"])},
                "password": {"type": "str", "no_log": True, "fallback": (env_fallback, ["VB365_MAIL_PASSWORD"])},
                "sender": {"type": "str", "required": True},
                "recipients": {"type": "list", "elements": "str", "required": True},
            },
        },
        "webhook": {
            "type": "dict",
            "options": {
                "form": {"type": "str", "choices": ["slack", "teams"], "required": True},
                "url": {
                    "type": "str",
                    "required": True,
                    "no_log": True,
                    "fallback": (env_fallback, ["VB365_WEBHOOK_URL"]),
                },
                "ca_path": {"type": "path"},
            },
        },
        "git": {
            "type": "dict",
            "options": {
                "url": {
                    "type": "str",
                    "required": True,
                    "no_log": True,
                    "fallback": (env_fallback, ["VB365_GIT_URL"]),
                },
                "branch": {"type": "str", "required": True},
                "folder": {"type": "str", "default": "report"},
                "author": {"type": "str", "default": "vb365.backup <vb365.backup@localhost>"},
            },
        },
    },
    "required_one_of": [("file", "artifact"), ("mail", "webhook", "git")],
    "mutually_exclusive": [("file", "artifact")],
}


def main():
    AnsibleModule(**ARGUMENTS, supports_check_mode=True).fail_json(
        msg="vb365.backup.publish_report runs on the controller only, as an action."
    )


if __name__ == "__main__":
    main()
