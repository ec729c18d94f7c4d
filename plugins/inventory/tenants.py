# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
name: tenants
short_description: Tenants of files and organizations of a VB365 server as inventory
version_added: 1.0.0
description:
  - With O(folder), each file of a folder that describes a tenant is a host, with the variables of
    M(vb365.backup.tenant_host). A file that cannot be used is a host, too. A task of M(vb365.backup.tenant) for it, and
    the playbooks C(vb365.backup.drift) and C(vb365.backup.onboard), fail with what is wrong in the file and its line.
  - With O(server), each organization of the server is a host. This takes three requests and a login.
  - With both, an organization that a file describes is one host, with the name of the file. Hosts whose organization is
    not on the server are in the group C(described_only), organizations that no file describes are in the group
    C(server_only). A file that cannot be used describes no organization here. If several organizations have the name
    in a file, a warning shows their UUIDs, the file is in C(described_only), and they are in C(server_only).
  - The hosts need no connection.
  - If an inventory cannot be read, Ansible continues with a warning. The playbooks of this collection then fail,
    because its tenants would be missing. In plays of your own, set C(any_unparsed_is_failed) in C(ansible.cfg).
author:
  - vb365.backup contributors (@vb365)
extends_documentation_fragment:
  - vb365.backup.connection.plugin
  - constructed
  - inventory_cache
options:
  plugin:
    description:
      - The name of this plugin.
    type: str
    required: true
    choices: [vb365.backup.tenants]
  folder:
    description:
      - Folder with the files C(*.yml) and C(*.yaml) that describe tenants. A relative path starts at the folder of the
        inventory file.
    type: str
  server:
    description:
      - Whether the organizations of the server are read. Only these are in the cache.
      - Each host of an organization has the variables C(vb365_organization), a mapping with C(id), C(name),
        C(office_name), C(type) and the other keys of M(vb365.backup.organization_info), C(vb365_jobs), a list with
        C(id), C(name) and C(enabled), and C(vb365_problems), texts of why somebody is not protected. Items are not read
        for these.
    type: bool
    default: false
notes:
  - The name of the inventory file ends with C(vb365.yml) or C(vb365.yaml).
  - Templates in options are evaluated, so that C(password) can come from a lookup.
seealso:
  - module: vb365.backup.tenant_host
"""

EXAMPLES = r"""
# tenants.vb365.yml: each file of the folder tenants is a host
plugin: vb365.backup.tenants
folder: tenants
groups:
  disabling: tenant_onboarding_unmanaged_jobs | default('ignore') == 'disable'
keyed_groups:
  - key: plan
    prefix: plan

# all.vb365.yml: files and organizations side by side
# plugin: vb365.backup.tenants
# folder: tenants
# server: true
# host: vb365.example.com
# username: backup-admin
# password: "{{ lookup('ansible.builtin.env', 'VB365_PASSWORD') }}"
# cache: true
# cache_plugin: ansible.builtin.jsonfile
# cache_connection: /tmp/vb365
"""

import hashlib
from pathlib import Path

from ansible import constants
from ansible.errors import AnsibleError, AnsibleParserError
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator
from ansible.plugins.inventory import BaseInventoryPlugin, Cacheable, Constructable

from ansible_collections.vb365.backup.plugins.module_utils._model.name import folded
from ansible_collections.vb365.backup.plugins.module_utils._model.plain import plain
from ansible_collections.vb365.backup.plugins.module_utils._operations import tenants
from ansible_collections.vb365.backup.plugins.module_utils._rest.client import Client
from ansible_collections.vb365.backup.plugins.module_utils._shell.arguments import CONNECTION, arguments
from ansible_collections.vb365.backup.plugins.module_utils._shell.perform import connection, perform
from ansible_collections.vb365.backup.plugins.plugin_utils._tenant_file.names import PREFIX
from ansible_collections.vb365.backup.plugins.plugin_utils._tenant_file.paths import tenant_paths
from ansible_collections.vb365.backup.plugins.plugin_utils._tenant_file.reading import host_variables, read

FAILED = "vb365_inventory_failed"
"""The group that signals to playbooks of this collection that tenants are missing."""
_ENDINGS = ("vb365.yml", "vb365.yaml")


def _shown(row):
    """The variables of an organization of the server."""
    return {f"vb365_{name}": row[name] for name in ("organization", "jobs", "problems")}


class InventoryModule(BaseInventoryPlugin, Constructable, Cacheable):
    NAME = "vb365.backup.tenants"

    def verify_file(self, path):
        return super().verify_file(path) and path.endswith(_ENDINGS)

    def parse(self, inventory, loader, path, cache=True):
        super().parse(inventory, loader, path, cache)
        try:
            self._parse(path, cache)
        except Exception:  # Ansible turns any exception into a warning and continues without the tenants
            inventory.add_group(FAILED)
            raise

    def _parse(self, path, cache):
        config = self._read_config_data(path)
        unknown = [name for name in config if name not in self.get_options()]
        if unknown:
            raise AnsibleParserError(f"{path}: {unknown[0]}: there is no such option")
        if not self.get_option("folder") and not self.get_option("server"):
            raise AnsibleParserError(f"{path}: expected folder, server: true, or both")
        described = self._of_folder(path) if self.get_option("folder") else {}
        found = self._of_server(path, cache) if self.get_option("server") else []
        hosts = self._together(described, found)
        groups = [host for host in hosts if host in (*self.inventory.groups, *(self.get_option("groups") or {}))]
        if groups:
            raise AnsibleParserError(f"{path}: {', '.join(groups)}: expected a name that no group has")
        for host, variables in hosts.items():
            self.inventory.add_host(host)
            for name, value in variables.items():
                self.inventory.set_variable(host, name, value)
        if described and self.get_option("server"):
            self._compare(hosts)
        for host, variables in hosts.items():
            self._construct(host, variables)

    def _of_folder(self, path):
        """The variables of the tenants that files describe, by host."""
        folder = Path(path).absolute().parent / Path(str(self._option("folder"))).expanduser()
        try:
            paths = tenant_paths(folder)
        except OSError as error:
            raise AnsibleParserError(f"{path}: folder: '{folder}': {error.strerror}") from error
        names = [file.stem for file in paths]
        twins = sorted({name for name in names if names.count(name) > 1})
        if twins:
            raise AnsibleParserError(
                f"{path}: folder: '{folder}': expected files of different names: {', '.join(twins)}"
            )
        return {file.stem: host_variables(file, read(file, self.loader)) for file in paths}

    def _of_server(self, path, cache):
        """The organizations of the server; from the cache if it has them."""
        server = [str(self._option(name)) for name in ("host", "port", "username", "api_version")]
        key = f"{self.get_cache_key(path)}_{hashlib.sha256(repr(server).encode()).hexdigest()[:12]}"
        is_cached = self.get_option("cache")
        if is_cached and cache:
            try:
                return self._cache[key]
            except KeyError:
                pass
        given = {name: self._option(name) for name in CONNECTION if self.get_option(name) is not None}
        validated = ArgumentSpecValidator(**arguments({})).validate(given)
        if validated.error_messages:
            raise AnsibleParserError(f"{path}: {'; '.join(validated.error_messages)}")
        clients = []

        def opened():
            clients.append(Client(connection(validated.validated_parameters), constants.DEFAULT_LOCAL_TMP))
            return clients[0]

        result = perform(tenants.run, opened, validated.validated_parameters, True)
        for client in clients:
            client.close()
        if result.get("failed"):
            raise AnsibleParserError(f"{path}: {result['msg']}")
        if is_cached:
            self._cache[key] = result["tenants"]
        return result["tenants"]

    def _option(self, name):
        value = self.get_option(name)
        return plain(self.templar.template(value)) if isinstance(value, str) else value

    def _together(self, described, found):
        """All hosts: an organization that a file describes is the host of the file."""
        named = {key: {} for key in ("id", "name", "office_name")}
        for row in found:
            for key, rows in named.items():
                rows.setdefault(folded(row["organization"][key] or ""), []).append(row)
        hosts = dict(described)
        taken = set()
        for host, variables in described.items():
            organization = self._organization(variables)
            rows = next((rows[organization] for rows in named.values() if organization in rows), [])
            if len(rows) > 1:
                ids = ", ".join(row["organization"]["id"] for row in rows)
                self.display.warning(f"{host}: several organizations have the name of its file; expected one of: {ids}")
            elif rows:
                hosts[host] = {**variables, **_shown(rows[0])}
                taken.add(rows[0]["organization"]["id"])
        for row in found:
            if row["organization"]["id"] not in taken:
                host = row["name"] if row["name"] not in hosts else row["organization"]["id"]
                hosts[host] = _shown(row)
        return hosts

    def _organization(self, variables):
        """The folded organization that a file names; None if it depends on other variables."""
        name = variables.get(f"{PREFIX}organization")
        try:
            self.templar.available_variables = variables
            name = self.templar.template(name)
        except AnsibleError:
            return None
        finally:
            self.templar.available_variables = {}
        return folded(str(name)) if name else None

    def _compare(self, hosts):
        for group, name in (("described_only", "vb365_organization"), ("server_only", "onboard_file")):
            self.inventory.add_group(group)
            for host, variables in hosts.items():
                if name not in variables and "onboard_problems" not in variables:
                    self.inventory.add_host(host, group=group)

    def _construct(self, host, variables):
        strict = self.get_option("strict")
        self._set_composite_vars(self.get_option("compose"), variables, host, strict=strict)
        self._add_host_to_composed_groups(self.get_option("groups"), variables, host, strict=strict)
        self._add_host_to_keyed_groups(self.get_option("keyed_groups"), variables, host, strict=strict)
