# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Rows as a table in Markdown, which reads well in a terminal too."""

from __future__ import annotations

from collections.abc import Sequence

from tests.benchmark.measure import Row

NAMES = {
    "in-process": "us, in-process",
    "tenant": "us, module tenant",
    "drift": "us, playbook drift",
    "nothing": "Ansible's loop alone",
    "spelled": "us, options spelled out",
    "by-task": "us, a task for each",
    "module": "us, module path",
    "uri": "`uri` playbook",
    "floor": "floor",
    "floor-each": "floor, reading each job",
}
HEAD = ("work", "contender", "time", "without start", "each", "x floor", "requests", "each", "logins", "memory")


def table(rows: Sequence[Row]) -> str:
    """The table; times in seconds, ``each`` for a job, user or tenant."""
    floors = {(row.work, row.title): row for row in rows if row.contender == "floor"}
    lines = [HEAD, *(_cells(row, floors.get((row.work, row.title))) for row in rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(HEAD))]
    lines.insert(1, tuple("-" * (width - (column > 1)) + ":" * (column > 1) for column, width in enumerate(widths)))
    return "\n".join(f"| {' | '.join(map(_padded, line, widths, range(len(HEAD))))} |" for line in lines)


def _cells(row: Row, floor: Row | None) -> tuple[str, ...]:
    return (
        f"({row.work}) {row.title}",
        NAMES[row.contender],
        f"{row.seconds:.2f} s",
        f"{row.net:.2f} s",
        f"{row.net / row.count * 1000:.1f} ms",
        f"{row.seconds / floor.seconds:.1f}" if floor else "",
        str(row.requests),
        f"{row.requests / row.count:.2f}",
        str(row.logins),
        f"{row.memory:.0f} MiB",
    )


def _padded(cell: str, width: int, column: int) -> str:
    return cell.rjust(width) if column > 1 else cell.ljust(width)
