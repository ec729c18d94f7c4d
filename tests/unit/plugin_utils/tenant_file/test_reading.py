# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Files of tenants: their content, and their mistakes with the line."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
import yaml
from ansible.constants import DEFAULT_VAULT_ID_MATCH
from ansible.parsing.dataloader import DataLoader
from ansible.parsing.vault import VaultLib, VaultSecret
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.vb365.backup.plugins.plugin_utils._tenant_file import syntax
from ansible_collections.vb365.backup.plugins.plugin_utils._tenant_file.composed import (
    Unusable,
    composed,
    decoded,
    line_of,
)
from ansible_collections.vb365.backup.plugins.plugin_utils._tenant_file.reading import TenantFile, located, read

SECRETS = [(DEFAULT_VAULT_ID_MATCH, VaultSecret(b"of the vault"))]
GOOD = "organization: contoso.com\njobs:\n  - name: A\n"


def loader() -> DataLoader:
    made = DataLoader()
    made.set_vault_secrets(SECRETS)
    return made


def read_text(folder: Path, text: str | bytes) -> TenantFile:
    path = folder / "contoso.yml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read(path, loader())


LAUGHS = "".join(f"a{n + 1}: &a{n + 1} [{', '.join([f'*a{n}'] * 10)}]\n" for n in range(12))
BROKEN: dict[str, tuple[str | bytes, int | None, str]] = {
    "tab": (f"{GOOD}\tenabled: true\n", 4, "found a tab"),
    "tab after a value": (f"{GOOD}    enabled: true\n\tx: y\n", 5, "found a tab"),
    "colon": (f"{GOOD}    description: Contoso: board\n", 4, "needs quotes"),
    "indentation": ("organization: contoso.com\n  jobs: []\n", 2, "begin in the same column"),
    "no quote at the end": ("organization: 'contoso.com\njobs: []\n", 1, "a quote is opened here"),
    "no quote, and another one later": ("organization: 'a\njobs:\n  - name: 'b'\n", 1, "ends on line 3"),
    "no bracket": (f"{GOOD}    users: [a\n  - name: B\n", 4, "a bracket is opened here"),
    "template without quotes": (f"{GOOD}    name: {{{{ a\n", 4, "begins with '{{'"),
    "template before a text": (f"{GOOD}    description: {{{{ a }}}} b\n", 4, "begins with '{{'"),
    "template as a mapping": (f"{GOOD}    description: {{{{ a }}}}\n", 4, "begins with '{{'"),
    "sign": (f"{GOOD}    users: @all\n", 4, "begins with '@' needs quotes"),
    "no colon": ("organization: a\njobs\nwait: true\n", 2, "expected a colon"),
    "dash": ("jobs:\n  - name: A\n - name: B\n", 3, "in the column"),
    "alias": ("jobs: *nowhere\n", 1, "without its anchor"),
    "two anchors": ("a: &x 1\njobs: &x []\n", 2, "second anchor"),
    "alias inside of its anchor": ("organization: a\njobs: &x [*x]\n", 2, "anchor (&) that contains it"),
    "alias deep inside of its anchor": (f"{GOOD}    schedule: &x {{a: [{{b: *x}}]}}\n", 4, "that contains it"),
    "aliases of aliases": (f"a0: &a0 [1]\n{LAUGHS}", None, "more than 1,000,000 values"),
    "nested too deeply": (f"a:\n  {'[' * 60}{']' * 60}\n", 2, "more than 50 levels deep"),
    "two merges": ("a: &a {x: 1}\nb: &b {x: 2}\nc:\n  <<: *a\n  <<: *b\n", 5, "expected it once, such as"),
    "control character": (b"organization: a\njobs: \x01\n", 2, "control character"),
    "latin-1": ("organization: a\njobs: [Z\u00fcrich]\n".encode("latin-1"), 2, "0xfc is not UTF-8"),
    "utf-16": (GOOD.encode("utf-16"), 1, "UTF-16"),
    "utf-16 without a mark": (GOOD.encode("utf-16-le"), 1, "UTF-16"),
    "empty": ("", None, "is empty"),
    "only comments": ("# nothing\n---\n# yet\n", None, "is empty"),
    "list": ("# jobs\n- name: A\n", 2, "found a list"),
    "text": ("contoso\n", 1, "found a text"),
    "two documents": (f"{GOOD}---\n{GOOD}", 5, "a second YAML document"),
    "unknown tag": (f"{GOOD}    description: !secret x\n", 4, "unknown YAML tag"),
    "python": (f"{GOOD}    description: !!python/object:os.system x\n", 4, "unknown YAML tag"),
    "no date": (f"{GOOD}    description: 2026-13-45\n", 4, "an invalid value of its type"),
    "number as a name": (f"{GOOD}1: x\n", 4, "expected a text as the name"),
    "boolean as a name": (f"{GOOD}yes: 1\n", 4, "expected a text as the name"),
    "null as a name": (f"{GOOD}~: 1\n", 4, "expected a text as the name"),
    "date as a name": (f"{GOOD}2026-11-22: 1\n", 4, "expected a text as the name"),
    "hexadecimal number as a name": (f"{GOOD}0x1F: 1\n", 4, "expected a text as the name"),
    "key twice": ("organization: a\njobs: []\norganization: b\n", 3, "lines 1 and 3"),
    "key twice in a job": (f"{GOOD}    users: [a]\n    enabled: true\n    users: [b]\n", 6, "lines 4 and 6"),
    "key twice in brackets": (f"{GOOD}    schedule: {{type: Daily, type: Daily}}\n", 4, "lines 4 and 4"),
    "key twice, in quotes": (f"{GOOD}    users: [a]\n    'users': [b]\n", 5, "lines 4 and 5"),
    "with and without prefix": (f"{GOOD}tenant_onboarding_jobs: []\n", 4, "'tenant_onboarding_jobs' on line 4"),
    "option of a job": (f"{GOOD}schedule: {{type: Daily}}\n", 4, "is an option of jobs"),
    "prefix of few letters": (f"{GOOD}tenant_onbording_unmanaged_jobs: disable\n", 4, "mean tenant_onboarding_unman"),
    "prefix in the plural": (f"{GOOD}tenants_onboarding_repository: x\n", 4, "mean tenant_onboarding_repository?"),
    "prefix with dashes": (f"{GOOD}tenant-onboarding-unmanaged-jobs: disable\n", 4, "mean tenant_onboarding_unman"),
    "prefix in capitals": (f"{GOOD}Tenant_Onboarding_Fail_On_Drift: true\n", 4, "tenant_onboarding_fail_on_drift?"),
    "prefix of an option of a job": (f"{GOOD}tenants_onboarding_schedule: {{}}\n", 4, "is an option of jobs"),
    "option of a job in capitals": (f"{GOOD}Schedule: {{type: Daily}}\n", 4, "is an option of jobs"),
    "wrong vault": (b"$ANSIBLE_VAULT;1.1;AES256\n6162\n", None, "cannot be decrypted"),
}  # fmt: skip


@pytest.mark.parametrize("what", BROKEN)
@pytest.mark.parametrize("parser", ["C", "Python"])
def test_what_is_wrong_has_its_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, what: str, parser: str) -> None:
    if parser == "Python":
        for module in ("syntax", "composed"):
            monkeypatch.setattr(f"{syntax.__name__.rpartition('.')[0]}.{module}.LOADER", yaml.SafeLoader)
    text, line, words = BROKEN[what]
    (fault,) = read_text(tmp_path, text).faults
    assert (fault.line, words in fault.msg) == (line, True), fault


def test_all_keys_that_are_there_twice(tmp_path: Path) -> None:
    found = read_text(tmp_path, f"{GOOD}    name: B\n    users: [a]\n    users: [b]\n    users: [c]\njobs: []\n")
    assert [(fault.place, fault.line) for fault in found.faults] == [
        ("jobs[0].name", 4),
        ("jobs[0].users", 6),
        ("jobs[0].users", 7),
        ("jobs", 8),
    ]
    assert found.variables == {}


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    (tmp_path / "link.yml").symlink_to(tmp_path / "nowhere")
    (tmp_path / "folder.yml").mkdir()
    for name, words in (("gone", "No such file"), ("link", "a broken link"), ("folder", "directory")):
        (fault,) = read(tmp_path / f"{name}.yml", loader()).faults
        assert (fault.line, words in fault.msg) == (None, True)


def test_names(tmp_path: Path) -> None:
    text = """
organisation: a
job: []
default: {}
tenant_onboarding_omited: keep
repository: "{{ disk }} {{ schedule.type }}"
disk: "{{ tenants_onboarding_jobs }}"
tenants_onboarding_jobs: Disk 01
Fail_On_Drift: true
tenant_repository: x
onboarding_jobs: x
schedule: {type: Daily}
ansible_connection: local
vb365_in_process: false
repo: x
name: Contoso
"""
    found = read_text(tmp_path, text)
    assert found.faults == []
    own = [
        "disk",
        "tenants_onboarding_jobs",
        "tenant_repository",
        "onboarding_jobs",
        "schedule",
        "ansible_connection",
        "vb365_in_process",
        "repo",
        "name",
    ]
    options = ["organisation", "job", "default", "omited", "repository", "Fail_On_Drift"]
    assert sorted(found.variables) == sorted([*own, *(f"tenant_onboarding_{name}" for name in options)])


def test_merge_keys_and_anchors(tmp_path: Path) -> None:
    text = """
base: &base {backup_type: SelectedItems, enabled: true}
more: &more {enabled: false}
organization: a
jobs:
  - &first {<<: *base, name: A}
  - <<: [*more, *base]
    enabled: true
    name: B
  - {<<: *first, name: C}
"""
    found = read_text(tmp_path, text)
    assert found.faults == []
    jobs = found.variables["tenant_onboarding_jobs"]
    assert [job["name"] for job in jobs] == ["A", "B", "C"]
    assert {job["backup_type"] for job in jobs} == {"SelectedItems"}
    root = composed(text)
    assert line_of(root, "jobs[1].backup_type") == 2
    assert line_of(root, "jobs[1].enabled") == 8


def test_encrypted_files_and_values(tmp_path: Path) -> None:
    vault = VaultLib(SECRETS)
    found = read_text(tmp_path, vault.encrypt(GOOD.encode()))
    assert (found.variables["tenant_onboarding_organization"], found.is_secret) == ("contoso.com", True)
    lines = "".join(f"  {line}\n" for line in vault.encrypt(b"the secret").decode().splitlines())
    found = read_text(tmp_path, f"{GOOD}note: !vault |\n{lines}plain: !unsafe '{{{{ x }}}}'\n")
    assert (found.variables["plain"], found.is_secret) == ("{{ x }}", True)
    broken = read_text(tmp_path, vault.encrypt(b"organization: a\norganization: the secret: is this\n"))
    assert [fault.line for fault in broken.faults] == [2]
    assert "is this" not in str(broken)


PLACES = {
    "organization": ("organization", 1),
    "tenant_onboarding_organization": ("organization", 1),
    "tenant_onboarding_jobs[0].schedule.daily_time": ("jobs[0].schedule.daily_time", 6),
    "tenant_onboarding_jobs[0].schedule.type": ("jobs[0].schedule.type", 5),
    "tenant_onboarding_jobs[0].users[1]": ("jobs[0].users[1]", 9),
    "tenant_onboarding_jobs[0].a.b[x]": ("jobs[0].a.b[x]", 10),
    "tenant_onboarding_jobs[1].selected_items[7].name": ("jobs[1].selected_items[7].name", 12),
    "tenant_onboarding_jobs[5].name": ("jobs[5].name", 3),
    "tenant_onboarding_wait": ("tenant_onboarding_wait", 13),
}
TEXT = """organization: contoso.com
repository: "{{ nowhere }}"
jobs:
  - name: A
    schedule:
      daily_time: 25:00
    users:
      - a
      - b
    a.b[x]: 1
  - name: B
    selected_items: "{{ list }}"
tenant_onboarding_wait: maybe
"""


def place(folder: Path, text: str, option: str, **inventory: Any) -> tuple[str, str | None, int | None]:
    path = folder / "contoso.yml"
    path.write_text(text)
    rows = [{"place": option, "job": None, "msg": "x"}]
    (row,) = located(rows, path, "tenants/contoso.yml", {"jobs": [], **inventory}, loader())
    return row["place"], row["file"], row["line"]


@pytest.mark.parametrize("option", PLACES)
def test_lines_of_options(tmp_path: Path, option: str) -> None:
    name, line = PLACES[option]
    assert place(tmp_path, TEXT, option) == (name, "tenants/contoso.yml", line)


def test_options_that_the_file_does_not_have(tmp_path: Path) -> None:
    needed = "tenant_onboarding_organization"
    assert place(tmp_path, "jobs: []\n", needed) == ("organization", "tenants/contoso.yml", None)
    assert place(tmp_path, "tenant_onboarding_jobs: []\n", needed) == (needed, "tenants/contoso.yml", None)
    assert place(tmp_path, "jobs: []\n", needed, organization="from the inventory") == (needed, None, None)


@pytest.mark.parametrize("action", ["first backup", "unmanaged jobs", "approved"])
def test_what_is_no_option_has_no_place_in_the_file(tmp_path: Path, action: str) -> None:
    assert place(tmp_path, "jobs: []\n", action) == (action, None, None)


KEYS = st.sampled_from(["a", "b", "users", "1"])
VALUES = st.recursive(
    st.sampled_from(["x", "y: z", "{{ t }}", 5, None]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3),
    max_leaves=8,
)


def places(value: Any, at: str) -> list[str]:
    if isinstance(value, dict):
        return [one for key, inner in value.items() for one in (f"{at}.{key}", *places(inner, f"{at}.{key}"))]
    if isinstance(value, list):
        return [one for n, inner in enumerate(value) for one in (f"{at}[{n}]", *places(inner, f"{at}[{n}]"))]
    return []


@given(VALUES)
def test_each_place_has_the_line_that_it_is_written_on(value: Any) -> None:
    """Where each entry is on a line of its own, the lines of places only grow, and none is that of another entry."""
    text = yaml.safe_dump({"jobs": value}, sort_keys=False, default_flow_style=False)
    root = composed(text)
    rows = text.splitlines()
    before = 1
    for one in places(value, "jobs"):
        line = line_of(root, one)
        assert line
        assert before <= line <= len(rows)
        name = one.rpartition(".")[2]
        assert name.endswith("]") or rows[line - 1].lstrip(" -").replace("'", "").startswith(f"{name}:")
        before = line


@given(st.binary(max_size=60) | st.text(max_size=60).map(str.encode))
def test_no_file_is_an_exception(data: bytes) -> None:
    with suppress(Unusable):
        assert composed(decoded(data)).value
