# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Sphinx's settings for the documentation site. ``python -m tools.site`` lays out the pages and calls Sphinx."""

project = "vb365.backup"
author = "vb365.backup contributors"
project_copyright = "2026, vb365.backup contributors"

extensions = ["myst_parser", "sphinx_antsibull_ext"]
exclude_patterns = ["runs/*.md"]  # included by a page
myst_heading_anchors = 4
highlight_language = "YAML+Jinja"
nitpicky = True
nitpick_ignore_regex = [("py:.*", ".*"), ("envvar", "ANSIBLE_.*")]  # of Ansible itself

html_theme = "furo"
html_title = "vb365.backup"
html_copy_source = False
html_show_sphinx = False
html_use_index = False
