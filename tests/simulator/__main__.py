# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Command line of the simulator: ``python -m tests.simulator --help``."""

from __future__ import annotations

import argparse
import json
import os
import shlex
import sys
from pathlib import Path
from typing import Any

from . import seed
from .app import build
from .generate import parse_sizes
from .interpose import Interposer
from .profiles import CHOICES, Profile
from .server import listen, serve
from .state import State


def _arguments(arguments: list[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.simulator", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=0, help="0 takes a free port (default)")
    parser.add_argument("--data", metavar="FILE.yml", help="seed data instead of the sample (format: data/sample.yml)")
    parser.add_argument("--generate", metavar="organizations=300,jobs=10,users=50", help="data for scale tests")
    choices = "; ".join(f"{key}={'|'.join(values)}" for key, values in CHOICES.items())
    parser.add_argument(
        "--profile",
        metavar="KEY=VALUE",
        action="extend",
        nargs="+",
        default=[],
        help=f"how the server behaves where nobody knows (first value: default): {choices}; page_cap=none|N",
    )
    parser.add_argument("--time-scale", type=float, default=1.0, metavar="N", help="simulated seconds a real second")
    parser.add_argument("--token-lifetime", type=int, default=3600, metavar="SECONDS")
    parser.add_argument("--ready-file", metavar="FILE", help="gets one JSON line when the server listens")
    parser.add_argument("--env-file", metavar="FILE", help="gets a shell's exports of VB365_HOST and so on, to source")
    parser.add_argument("--verbose", action="store_true", help="log every request to standard error")
    options = parser.parse_args(arguments)
    try:
        options.profile = _profile(options.profile)
        options.generate = parse_sizes(options.generate) if options.generate else None
        for name, path in (("--ready-file", options.ready_file), ("--env-file", options.env_file)):
            if path and not Path(path).parent.is_dir():
                raise ValueError(f"{name}: there is no directory {Path(path).parent}")
        if options.time_scale <= 0 or options.token_lifetime <= 0:
            raise ValueError("--time-scale and --token-lifetime must be greater than 0")
    except ValueError as error:
        parser.error(str(error))
    return options


def _profile(pairs: list[str]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for pair in pairs:
        key, equals, value = pair.partition("=")
        if not equals:
            raise ValueError(f"--profile {pair!r} is not KEY=VALUE")
        values[key] = value
    Profile().update(values)
    return values


def _write(path: str, text: str) -> None:
    target = Path(path)
    temporary = target.with_name(f".{target.name}.{os.getpid()}")
    temporary.write_text(text, encoding="utf-8")
    temporary.replace(target)


def main(arguments: list[str] | None = None) -> int:
    """Run the simulator until it gets a signal to stop."""
    options = _arguments(arguments)
    try:
        fill = seed.filler(options.data, options.generate)
        state = State(fill, options.profile, options.time_scale, options.token_lifetime)
        sock = listen(options.host, options.port)
    except (seed.SeedError, OSError) as error:
        print(f"simulator: {error}", file=sys.stderr)
        return 1

    def announce(place: dict[str, Any]) -> None:
        login = {"username": state.world.username, "password": state.world.password}
        told = {**place, **login}
        line = json.dumps(told)
        if options.env_file:
            keys = ("host", "port", "username", "password", "ca_path")
            _write(
                options.env_file, "".join(f"export VB365_{key.upper()}={shlex.quote(str(told[key]))}\n" for key in keys)
            )
        if options.ready_file:
            _write(options.ready_file, line + "\n")
        print(line, flush=True)

    serve(Interposer(build(state), state), options.host, sock, options.verbose, announce)
    return 0


if __name__ == "__main__":
    sys.exit(main())
