# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The documentation site, which ``make docs`` builds in ``tests/output/site/html``.

The guides are read in the repository and on the site, from one source: each page keeps its place, so that its links are
right in both. The pages of modules, plugins and role come from their own documentation. What a run shows is from a real
run of the demo.
"""
