# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The greatest age of a job's last good backup: a default, and other values by the names of jobs. Pure functions."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from itertools import chain
from typing import Any

from ansible_collections.vb365.backup.plugins.module_utils._errors import OptionError, together
from ansible_collections.vb365.backup.plugins.module_utils._model.name import folded
from ansible_collections.vb365.backup.plugins.module_utils._model.since import seconds_of

DEFAULT = "24h"


@dataclass(frozen=True)
class Rpo:
    """Recovery point objectives in seconds. ``by_name``: names of jobs, which can have the wildcards * and ?. An exact
    name counts before the wildcards, of which the first that fits counts. ``globs``: the same as they were given."""

    default: int
    by_name: Sequence[tuple[str, int]] = ()
    globs: Sequence[str] = ()

    @classmethod
    def from_option(cls, option: Mapping[str, Any] | None) -> Rpo:
        """The option ``rpo`` of protection_status_info. Raises OptionError, OptionErrors."""
        given = option or {}
        errors: list[OptionError] = []

        def seconds(place: str, text: Any) -> int:
            try:
                return seconds_of(place, text)
            except OptionError as error:
                errors.append(error)
                return 0

        default = seconds("rpo.default", given.get("default") or DEFAULT)
        by_name = [
            (folded(str(glob)), seconds(f"rpo.jobs.{glob}", text)) for glob, text in (given.get("jobs") or {}).items()
        ]
        together(errors)
        return cls(default, by_name, [str(glob) for glob in given.get("jobs") or {}])

    def of(self, name: str) -> int:
        """The seconds for a job of this name, without regard to case."""
        exact = (seconds for glob, seconds in self.by_name if glob == folded(name))
        fitting = (seconds for glob, seconds in self.by_name if _fits(name, glob))
        return next(chain(exact, fitting), self.default)

    def unused(self, names: Collection[str]) -> list[str]:
        """The globs that fit none of the names."""
        return [glob for glob in self.globs if not any(_fits(name, folded(glob)) for name in names)]


def _fits(name: str, glob: str) -> bool:
    """Whether a name fits a glob. Only * and ? are wildcards: names of jobs often have brackets."""
    return fnmatchcase(folded(name), glob.replace("[", "[[]"))
