# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Every target works from a fresh clone and needs Python 3.10 or newer, nothing else. `make help` lists them.

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help setup demo docs generate quick test matrix benchmark simulator release clean

# The first of these that will do makes the virtual environment. `make setup PYTHON=python3.12` takes another. The Python
# of a distribution comes first: it is built with all optimizations, one that pyenv builds is not, and tests that use the
# processor most take a fifth longer there.
PYTHON ?= /usr/bin/python3 python3 python3.14 python3.13 python3.12 python3.11 python3.10

# So that Ansible, mypy and pytest find this checkout as the collection vb365.backup: a link to it in .venv/collections,
# and a line for sys.path. Both are relative.
COLLECTION := .venv/collections/ansible_collections/vb365/backup

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' Makefile

.venv/bin/python:
	@for python in $(PYTHON); do \
	  $$python -c 'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 10))' 2>/dev/null && break; \
	  python=; \
	done; \
	if [ -z "$$python" ]; then \
	  echo 'Found no Python 3.10 or newer with venv and ensurepip (Debian and Ubuntu: python3-venv). Name one: make setup PYTHON=/path/to/python3' >&2; \
	  exit 1; \
	fi; \
	echo "Making .venv with $$($$python --version)"; \
	$$python -m venv --clear .venv
	@mkdir -p $(dir $(COLLECTION))
	@ln -sfn ../../../.. $(COLLECTION)
	@echo ../../../collections > "$$(.venv/bin/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')/vb365_collections.pth"

# Stamps: installed again when a requirements file is newer. The first holds what it installed, so that the test tools
# do not bring an older Ansible.
.venv/simulator.stamp: requirements.txt requirements-simulator.txt | .venv/bin/python
	@echo 'Installing Ansible and the simulator'
	@.venv/bin/python -m pip install -qq --disable-pip-version-check --upgrade -r requirements-simulator.txt
	@.venv/bin/python -m pip freeze > $@

.venv/dev.stamp: requirements-dev.txt .venv/simulator.stamp
	@echo 'Installing the test tools'
	@.venv/bin/python -m pip install -qq --disable-pip-version-check --upgrade -r requirements-dev.txt -c .venv/simulator.stamp
	@touch $@

setup: .venv/dev.stamp ## prepare .venv with all that running and testing needs
	@echo '.venv is ready'

demo: .venv/simulator.stamp ## see two tenants onboarded, a mistake caught, an edit found, and who is not backed up
	@.venv/bin/python examples/demo.py

simulator: .venv/simulator.stamp ## serve the two sample tenants until Ctrl-C
	@.venv/bin/python examples/demo.py --serve

docs: setup ## build the documentation site, tests/output/site/html/index.html
	@.venv/bin/nox -s site

generate: setup ## write the generated parts of modules and role from tools/
	@.venv/bin/python -m tools.generate

quick: setup ## the inner loop: ruff, mypy, unit tests
	@.venv/bin/python -m tests.sessions ruff mypy unit

test: setup ## everything, in one command
	@.venv/bin/python -m tests.sessions

matrix: setup ## every supported ansible-core for which there is a Python
	@.venv/bin/nox --tags matrix

benchmark: .venv/simulator.stamp ## measure speed beside the uri module and a plain script, up to two hours
	@.venv/bin/python -m tests.benchmark

release: setup ## write the changelog of the version in galaxy.yml and build the artefact
	@PATH="$(CURDIR)/.venv/bin:$$PATH" antsibull-changelog release
	@.venv/bin/ansible-galaxy collection build --force

clean: ## remove .venv and what the tools left
	@rm -rf .venv .ansible .cache .hypothesis .mypy_cache .nox .pytest_cache .ruff_cache .schemathesis tests/output vb365-backup-*.tar.gz
	@find . -name __pycache__ -not -path './.git/*' -prune -exec rm -rf {} +
