# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The objects of a directory that a split selects, and which of them belong together. Pure functions."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

from ansible_collections.vb365.backup.plugins.module_utils._model.item_types import TYPES
from ansible_collections.vb365.backup.plugins.module_utils._model.name import folded, glob
from ansible_collections.vb365.backup.plugins.module_utils._server.rows import Resource

Selection = Mapping[str, Any]
"""The option ``from`` of a split."""
Members = Mapping[str, Collection[str]]
"""The lower-case ids of the members of groups, by the groups' names in the selection."""


def key_of(kind: str, row: Resource) -> str:
    """The key of an item for this object, as Item.key."""
    return f"{TYPES[kind].guid}{str(row['id']).lower()}"


def selected(rows: Iterable[Resource], selection: Selection, members: Members) -> list[Resource]:
    """The objects that meet each given condition of ``include`` and no condition of ``exclude``."""
    kind = selection["type"]
    included = [*_conditions(kind, selection.get("include") or {}, members)]
    excluded = [*_conditions(kind, selection.get("exclude") or {}, members)]
    if kind == "Site" and not selection.get("personal_sites"):
        excluded.append(lambda row: bool(row.get("isPersonal")))
    return [
        row for row in rows if all(is_met(row) for is_met in included) and not any(is_met(row) for is_met in excluded)
    ]


def _conditions(kind: str, given: Mapping[str, Any], members: Members) -> Iterator[Any]:
    if given.get("names") is not None:
        keys = TYPES[kind].names
        globs = [glob(name, *keys).match for name in given["names"]]
        yield lambda row: any(
            glob(folded(str(row[key]), key)) for key in keys if row.get(key) is not None for glob in globs
        )
    if given.get("groups") is not None:
        people = {one for group in given["groups"] for one in members[group]}
        yield lambda row: str(row["id"]).lower() in people
    if given.get("user_types") is not None:
        yield lambda row: (row.get("type") or "User") in given["user_types"]


def pairs(
    kind: str,
    chosen: Sequence[Resource],
    sites: Sequence[Resource],
    teams: Sequence[Resource],
    groups: Sequence[Resource],
) -> list[tuple[tuple[str, Resource], ...]]:
    """The chosen sites or teams, each with its counterpart."""
    by_url = _by_url(sites)
    teams_at = _teams_at(by_url, teams, groups)
    site_of = {str(team["id"]).lower(): by_url[url] for url, team in teams_at.items()}
    found: list[tuple[tuple[str, Resource], ...]] = []
    for row in chosen:
        if kind == "Site":
            its = [("Team", teams_at[url]) for url in [folded(str(row.get("url")), "url")] if url in teams_at]
            found.append((("Site", row), *its))
        else:
            its = [("Site", site_of[identity]) for identity in [str(row["id"]).lower()] if identity in site_of]
            found.append((*its, ("Team", row)))
    return found


def without_site(sites: Sequence[Resource], teams: Sequence[Resource], groups: Sequence[Resource]) -> list[Resource]:
    """The teams to which no site leads."""
    known = {str(team["id"]).lower() for team in _teams_at(_by_url(sites), teams, groups).values()}
    return [row for row in teams if str(row["id"]).lower() not in known]


def _by_url(sites: Sequence[Resource]) -> dict[str, Resource]:
    return {folded(str(row["url"]), "url"): row for row in sites if row.get("url")}


def _teams_at(urls: Collection[str], teams: Sequence[Resource], groups: Sequence[Resource]) -> dict[str, Resource]:
    """The teams by the URLs of their sites, one team for each URL: a team belongs to the Microsoft 365 group with its
    mail address, and the group's ``site`` is the URL of its site."""
    url_of = {
        folded(str(row["name"])): folded(str(row["site"]), "url")
        for row in groups
        if row.get("name") and row.get("site")
    }
    found: dict[str, Resource] = {}
    for team in sorted(teams, key=lambda row: str(row["id"]).lower()):
        url = url_of.get(folded(str(team.get("mail"))))
        if url in urls:
            found.setdefault(str(url), team)
    return found
