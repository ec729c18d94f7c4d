# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A process that imports Ansible once and runs ansible-playbook in forks of itself; warm.py speaks to it.

A line of JSON on standard input starts a run; the answers are its process id, and its exit status when it has ended.
The argument is a folder for the code of templates, which several such processes may share.
"""

from __future__ import annotations

import atexit
import contextlib
import gc
import json
import multiprocessing.util
import os
import shutil
import sys
import tempfile
import traceback
import warnings
from importlib import import_module
from pathlib import Path
from typing import Any, NoReturn

import compiled
from ansible import constants
from ansible.cli.playbook import PlaybookCLI
from ansible.inventory.manager import InventoryManager
from ansible.parsing.dataloader import DataLoader
from ansible.plugins import loader
from ansible.template import Templar
from ansible.utils.vars import load_options_vars
from ansible.vars.manager import VariableManager

COLLECTION = "vb365.backup"
IMPORTS = (
    "ansible.executor.module_common",
    "ansible.executor.playbook_executor",
    "ansible.executor.process.worker",
    "ansible.executor.task_executor",
    "ansible.plugins.strategy.linear",
)
STRATEGIES = ("free", "host_pinned", "linear")
ACTIONS = ("add_host", "assert", "command", "copy", "debug", "fail", "include_vars", "set_fact", "set_stats")


def warm() -> None:
    """Import the modules that plays need; nothing here depends on a play."""
    warnings.filterwarnings("ignore", message="AnsibleCollectionFinder has already been configured")
    loader.init_plugin_loader([])
    for name in IMPORTS:
        import_module(name)
    data = DataLoader()
    VariableManager(data, InventoryManager(data, sources=constants.DEFAULT_HOST_LIST))
    load_options_vars.options_vars = None  # otherwise no play has ansible_check_mode
    Templar(data, variables={})
    for plugins in (
        *(loader.become_loader, loader.cache_loader, loader.callback_loader, loader.connection_loader),
        *(loader.inventory_loader, loader.shell_loader),
    ):
        list(plugins.all(class_only=True))
    for name in STRATEGIES:
        loader.strategy_loader.get(name, class_only=True)
    folder = Path(import_module(f"ansible_collections.{COLLECTION}").__path__[0])
    for path in (folder / "plugins" / "action").glob("*.py"):
        loader.action_loader.get(f"{COLLECTION}.{path.stem}", class_only=True)
    for path in (folder / "plugins" / "lookup").glob("*.py"):
        loader.lookup_loader.get(f"{COLLECTION}.{path.stem}", class_only=True)
    for path in (folder / "plugins" / "filter").glob("*.py"):
        with contextlib.suppress(KeyError):
            loader.filter_loader.get(f"{COLLECTION}.{path.stem}")
    for name in ACTIONS:
        loader.action_loader.get(name, class_only=True)
    for plugins in (loader.vars_loader, loader.filter_loader, loader.test_loader):
        list(plugins.all())
    compiled.keep_templates(Path(sys.argv[1]))
    compiled.add_code_to_modules()
    constants.DEFAULT_INTERNAL_POLL_INTERVAL = 0.005
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)


def play(job: dict[str, Any]) -> NoReturn:
    """In the fork: run ansible-playbook as a separate process would."""
    os.setpgid(0, 0)
    for number, path, flags in (
        (0, os.devnull, os.O_RDONLY),
        (1, job["out"], os.O_WRONLY | os.O_CREAT),
        (2, job["err"], os.O_WRONLY | os.O_CREAT),
    ):
        descriptor = os.open(path, flags)
        os.dup2(descriptor, number)
        os.close(descriptor)
    os.environ.clear()
    os.environ.update(job["environment"])
    os.chdir(job["folder"])
    sys.argv = job["arguments"]
    atexit._clear()  # the private folder of the process that it is a fork of stays
    folder = tempfile.mkdtemp(prefix=f"ansible-local-{os.getpid()}", dir=Path(constants.DEFAULT_LOCAL_TMP).parent)
    Path(folder, MODULES.name).symlink_to(MODULES)
    constants.DEFAULT_LOCAL_TMP = folder
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    atexit.register(multiprocessing.util._exit_function)
    status: Any = 1
    try:
        PlaybookCLI.cli_executor(job["arguments"])
    except SystemExit as ended:
        status = ended.code or 0
    except BaseException:  # noqa: BLE001 - whatever it is, it ends in this fork
        traceback.print_exc()
    with contextlib.suppress(OSError):
        atexit._run_exitfuncs()
        sys.stdout.flush()
        sys.stderr.flush()
    os._exit(status if isinstance(status, int) else 1)


def say(*words: object) -> None:
    print(*words, flush=True)


MODULES = Path(constants.DEFAULT_LOCAL_TMP, "ansiballz_cache")
MODULES.mkdir()
warm()
say("ready")
for line in sys.stdin:
    pid = os.fork()
    if pid == 0:
        play(json.loads(line))
    say("started", pid)
    say("ended", os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
