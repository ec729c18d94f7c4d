# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The objects of AWX that the role awx_setup makes: which fields each accepts, from AWX's API documentation.

AWX ignores a field that it does not know, and so hides a mistake. Here such a field is an error.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

ENCRYPTED = "$encrypted$"
READ_ONLY = {"id", "type", "url", "related", "summary_fields", "created", "modified", "managed"}
"""AWX accepts these in a body, and ignores them."""

ASK = [
    f"ask_{one}_on_launch"
    for one in (
        *("variables", "limit", "tags", "skip_tags", "job_type", "verbosity", "inventory", "credential", "diff_mode"),
        *("scm_branch", "execution_environment", "forks", "instance_groups", "job_slice_count", "labels", "timeout"),
    )
]
NOTIFICATIONS = [f"notification_templates_{event}" for event in ("started", "success", "error")]

Fields = Mapping[str, Any]


@dataclass(frozen=True)
class Kind:
    """A kind of objects. ``fields``: their defaults. ``links``: fields that are an object of the kind named.
    ``one_of``: the values of a field. ``scope``: the field within which a name is unique. ``associations``: lists of
    objects of the kind named."""

    type: str
    fields: Fields
    required: tuple[str, ...] = ()
    links: Mapping[str, str] = field(default_factory=dict)
    one_of: Mapping[str, tuple[Any, ...]] = field(default_factory=dict)
    associations: Mapping[str, str] = field(default_factory=dict)
    scope: tuple[str, ...] = ("organization",)
    identity: str = "name"
    check: Callable[[Fields], dict[str, list[str]]] = lambda _fields: {}


def _texts(*names: str) -> dict[str, Any]:
    return dict.fromkeys(names, "")


def _falses(*names: str) -> dict[str, Any]:
    return dict.fromkeys(names, False)


def _rrule(fields: Fields) -> dict[str, list[str]]:
    rule = str(fields["rrule"])
    found = []
    if not re.match(r"DTSTART(;TZID=[\w/]+:\d{8}T\d{6}|:\d{8}T\d{6}Z) RRULE:", rule):
        found.append("Valid DTSTART required in rrule. Value should start with: DTSTART:YYYYMMDDTHHMMSSZ")
    if "INTERVAL=" not in rule:
        found.append("INTERVAL required in rrule.")
    return {"rrule": found} if found else {}


def _type_of_credentials(fields: Fields) -> dict[str, list[str]]:
    problems: dict[str, list[str]] = {}
    allowed = {
        "id",
        "label",
        "type",
        "help_text",
        "secret",
        "multiline",
        "choices",
        "format",
        "default",
        "ask_at_runtime",
    }
    for one in fields["inputs"].get("fields", []):
        if not {"id", "label"} <= set(one) <= allowed or one.get("type", "string") not in ("string", "boolean"):
            problems["inputs"] = [f"{one} is not valid under any of the given schemas"]
        if one.get("type") == "boolean" and {"secret", "multiline"} & set(one):
            problems["inputs"] = [f"{one}: only strings can be secret or multiline"]
    known = {one["id"] for one in fields["inputs"].get("fields", [])}
    if set(fields["inputs"].get("required", [])) - known:
        problems["inputs"] = ["required: unknown field"]
    if set(fields["injectors"]) - {"env", "file", "extra_vars"}:
        problems["injectors"] = ["Additional properties are not allowed"]
    names = {label.partition(".")[2] for label in fields["injectors"].get("file", {})}
    for templates in fields["injectors"].values():
        for template in templates.values():
            used = set(re.findall(r"(?:{{|if|not)\s+(?!not\b)([a-z_]+)", template)) - {"tower"}
            files = set(re.findall(r"tower\.filename\.(\w+)", template))
            if used - known or files - names:
                problems["injectors"] = [f"{template} uses an undefined field"]
    return problems


def _notification(fields: Fields) -> dict[str, list[str]]:
    needed = {
        "webhook": {"url", "http_method", "headers"},
        "slack": {"token", "channels"},
        "email": {"host", "port", "sender", "recipients", "username", "password", "use_tls", "use_ssl", "timeout"},
    }
    missing = needed.get(fields["notification_type"], set()) - set(fields["notification_configuration"])
    return {"notification_configuration": [f"Missing required fields: {sorted(missing)}"]} if missing else {}


KINDS: dict[str, Kind] = {
    "organizations": Kind(
        "organization",
        {**_texts("name", "description"), "max_hosts": 0, "default_environment": None},
        scope=(),
        links={"default_environment": "execution_environments"},
        associations={"galaxy_credentials": "credentials", "instance_groups": "instance_groups"},
    ),
    "credential_types": Kind(
        "credential_type",
        {**_texts("name", "description", "kind"), "inputs": {}, "injectors": {}},
        required=("kind",),
        one_of={"kind": ("cloud", "net")},
        scope=(),
        check=_type_of_credentials,
    ),
    "credentials": Kind(
        "credential",
        {**_texts("name", "description"), "organization": None, "credential_type": None, "inputs": {}},
        required=("credential_type",),
        links={"organization": "organizations", "credential_type": "credential_types"},
        scope=("organization", "credential_type"),
    ),
    "execution_environments": Kind(
        "execution_environment",
        {**_texts("name", "description", "image", "pull"), "organization": None, "credential": None},
        required=("image",),
        links={"organization": "organizations", "credential": "credentials"},
        one_of={"pull": ("", "always", "missing", "never")},
        scope=(),
    ),
    "projects": Kind(
        "project",
        {
            **_texts("name", "description", "scm_type", "scm_url", "scm_branch", "scm_refspec", "local_path"),
            **_falses("scm_clean", "scm_delete_on_update", "scm_track_submodules", "scm_update_on_launch"),
            **_falses("allow_override"),
            **dict.fromkeys(("organization", "credential", "default_environment", "signature_validation_credential")),
            **dict.fromkeys(("scm_update_cache_timeout", "timeout"), 0),
        },
        required=("organization",),
        links={
            "organization": "organizations",
            "credential": "credentials",
            "default_environment": "execution_environments",
        },
        one_of={"scm_type": ("", "git", "svn", "insights", "archive")},
        associations=dict.fromkeys(NOTIFICATIONS, "notification_templates"),
    ),
    "notification_templates": Kind(
        "notification_template",
        {
            **_texts("name", "description", "notification_type"),
            "organization": None,
            "notification_configuration": {},
            "messages": {},
        },
        required=("organization", "notification_type"),
        links={"organization": "organizations"},
        one_of={"notification_type": ("email", "slack", "webhook", "mattermost", "pagerduty", "grafana", "twilio")},
        check=_notification,
    ),
    "inventories": Kind(
        "inventory",
        {
            **_texts("name", "description", "kind", "variables"),
            "organization": None,
            "host_filter": None,
            "prevent_instance_group_fallback": False,
        },
        required=("organization",),
        links={"organization": "organizations"},
        one_of={"kind": ("", "smart", "constructed")},
        associations={"instance_groups": "instance_groups"},
    ),
    "inventory_sources": Kind(
        "inventory_source",
        {
            **_texts("name", "description", "source", "source_path", "source_vars", "scm_branch", "enabled_var"),
            **_texts("enabled_value", "host_filter", "limit"),
            **dict.fromkeys(("inventory", "source_project", "credential", "execution_environment")),
            **_falses("overwrite", "overwrite_vars", "update_on_launch"),
            "timeout": 0,
            "verbosity": 1,
            "update_cache_timeout": 0,
        },
        required=("inventory", "source"),
        links={
            "inventory": "inventories",
            "source_project": "projects",
            "credential": "credentials",
            "execution_environment": "execution_environments",
        },
        one_of={"source": ("scm", "ec2", "controller"), "verbosity": (0, 1, 2)},
        scope=("inventory",),
        associations=dict.fromkeys(NOTIFICATIONS, "notification_templates"),
    ),
    "job_templates": Kind(
        "job_template",
        {
            **_texts("name", "description", "playbook", "scm_branch", "limit", "job_tags", "skip_tags", "extra_vars"),
            **_texts("start_at_task", "host_config_key", "webhook_service"),
            **_falses(*ASK, "survey_enabled", "become_enabled", "diff_mode", "allow_simultaneous", "use_fact_cache"),
            **_falses("force_handlers", "prevent_instance_group_fallback"),
            **dict.fromkeys(("organization", "inventory", "project", "execution_environment", "webhook_credential")),
            "job_type": "run",
            "forks": 0,
            "verbosity": 0,
            "timeout": 0,
            "job_slice_count": 1,
        },
        required=("playbook", "project"),
        links={
            "inventory": "inventories",
            "project": "projects",
            "execution_environment": "execution_environments",
            "organization": "organizations",
        },
        one_of={"job_type": ("run", "check"), "verbosity": tuple(range(6))},
        associations={
            **dict.fromkeys(NOTIFICATIONS, "notification_templates"),
            "credentials": "credentials",
            "instance_groups": "instance_groups",
        },
    ),
    "workflow_job_templates": Kind(
        "workflow_job_template",
        {
            **_texts("name", "description", "extra_vars", "limit", "scm_branch", "job_tags", "skip_tags"),
            **_texts("webhook_service"),
            **_falses("survey_enabled", "allow_simultaneous"),
            **_falses(*[one for one in ASK if re.match("ask_(var|inv|lim|scm|lab|tags|skip)", one)]),
            **dict.fromkeys(("organization", "inventory", "webhook_credential")),
        },
        links={"organization": "organizations", "inventory": "inventories"},
        associations=dict.fromkeys([*NOTIFICATIONS, "notification_templates_approvals"], "notification_templates"),
    ),
    "workflow_job_template_nodes": Kind(
        "workflow_job_template_node",
        {
            **_texts("identifier"),
            **dict.fromkeys(("workflow_job_template", "unified_job_template", "inventory", "scm_branch", "job_type")),
            **dict.fromkeys(("job_tags", "skip_tags", "limit", "diff_mode", "verbosity", "execution_environment")),
            **dict.fromkeys(("forks", "job_slice_count", "timeout")),
            "extra_data": {},
            "all_parents_must_converge": False,
        },
        required=("workflow_job_template",),
        links={"workflow_job_template": "workflow_job_templates", "unified_job_template": "unified_job_templates"},
        associations={
            **dict.fromkeys(("success_nodes", "failure_nodes", "always_nodes"), "workflow_job_template_nodes"),
            "credentials": "credentials",
        },
        scope=("workflow_job_template",),
        identity="identifier",
    ),
    "workflow_approval_templates": Kind(
        "workflow_approval_template", {**_texts("name", "description"), "timeout": 0}, scope=("id",)
    ),
    "schedules": Kind(
        "schedule",
        {
            **_texts("name", "description", "rrule"),
            "unified_job_template": None,
            "enabled": True,
            "extra_data": {},
            "inventory": None,
            **dict.fromkeys(("scm_branch", "job_type", "job_tags", "skip_tags", "limit", "diff_mode", "verbosity")),
            **dict.fromkeys(("execution_environment", "forks", "job_slice_count", "timeout")),
        },
        required=("rrule", "unified_job_template"),
        links={"unified_job_template": "unified_job_templates"},
        scope=("unified_job_template",),
        associations={"credentials": "credentials"},
        check=_rrule,
    ),
}
UNIFIED = ("job_templates", "projects", "inventory_sources", "workflow_job_templates", "workflow_approval_templates")
