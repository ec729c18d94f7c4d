# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Ansible finds each host by its pattern, whatever its name is, and no other host."""

from __future__ import annotations

from ansible.inventory.manager import InventoryManager
from ansible.parsing.dataloader import DataLoader
from hypothesis import example, given
from hypothesis import strategies as st

from ansible_collections.vb365.backup.plugins.filter.host_patterns import host_patterns

NAMES = st.text(st.sampled_from("aB.:,[]!&~*? \n1é|()$\\^-_@"), min_size=1, max_size=6)


@given(names=st.sets(NAMES, min_size=2, max_size=6), data=st.data())
@example(names={"a b", "a b\n"}, data=None)
@example(names={"a", "~a", "a[1]", "!a", "&a", "a:b", "a,b"}, data=None)
def test_each_host_is_found_and_no_other(names: set[str], data: st.DataObject | None) -> None:
    inventory = InventoryManager(loader=DataLoader(), sources=None)
    for name in names:
        inventory.add_host(name)
    inventory.reconcile_inventory()
    known = {host.name for host in inventory.get_hosts("all")}
    chosen = (
        data.draw(st.sets(st.sampled_from(sorted(known)), min_size=1)) if data else known & {"~a", "a[1]", "a,b", "a b"}
    )
    assert {host.name for host in inventory.get_hosts(host_patterns(sorted(chosen)))} == chosen


def test_a_plain_name_finds_the_implicit_localhost() -> None:
    assert host_patterns(["localhost"]) == ["localhost"]
