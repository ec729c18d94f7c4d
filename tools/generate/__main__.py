# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""`make generate`: writes all generated text."""

from __future__ import annotations

from tools.generate import files

for path, render in files():
    path.write_text(render(), encoding="utf-8")
