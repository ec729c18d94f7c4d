# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Keeps what one play compiles, templates and what modules import, for the plays after it: it is the same again."""

from __future__ import annotations

import hashlib
import marshal
import os
import zipfile
from importlib import import_module
from importlib.util import MAGIC_NUMBER, find_spec
from pathlib import Path
from types import CodeType, ModuleType
from typing import Any

from ansible.executor import module_common
from jinja2 import Environment
from jinja2.environment import TemplateExpression

Escapes: Any = None
"""The context that decides whether backslashes are escaped. Before ansible-core 2.19 the text contains the escapes."""
if find_spec("ansible._internal"):
    Escapes = import_module("ansible._internal._templating._jinja_bits")._TemplateCompileContext

WAY = (
    *(f"{part}_{side}_string" for part in ("block", "variable", "comment") for side in ("start", "end")),
    *("line_statement_prefix", "line_comment_prefix", "trim_blocks", "lstrip_blocks", "newline_sequence"),
    *("keep_trailing_newline", "autoescape", "optimized", "is_async"),
)
"""The options of an environment that change how a template is parsed."""


def keep_templates(folder: Path) -> None:
    """Have this process and its forks keep the code of templates in a folder, and look for it there."""
    compile_text, compile_expression = Environment.compile, Environment.compile_expression
    expressions: list[Path] = []  # the file of the expression that is compiled now

    def kept(environment: Environment, kind: str, text: str) -> Path:
        escapes = Escapes and Escapes.current(optional=True)
        way = [getattr(environment, name) for name in WAY]
        way += [type(environment).__qualname__, *environment.extensions, escapes and escapes.escape_backslashes]
        return folder / hashlib.sha256(f"{kind} {way} {text}".encode()).hexdigest()

    def compiled(self: Environment, source: Any, *args: Any, **options: Any) -> Any:
        if any(args) or options or not (expressions or isinstance(source, str)):
            return compile_text(self, source, *args, **options)
        path = expressions.pop() if expressions else kept(self, "template", source)
        code = _code(path)
        if code is None:
            code = compile_text(self, source)
            new = path.with_name(f"{path.name}-{os.getpid()}")
            new.write_bytes(marshal.dumps(code))
            new.rename(path)
        return code

    def compiled_expression(self: Environment, source: str, undefined_to_none: bool = True) -> TemplateExpression:
        path = kept(self, "expression", source)
        code = _code(path)
        if code:
            template = self.template_class.from_code(self, code, self.make_globals(None), None)
            return TemplateExpression(template, undefined_to_none)
        expressions[:] = [path]
        try:
            return compile_expression(self, source, undefined_to_none)
        finally:
            expressions.clear()

    Environment.compile, Environment.compile_expression = compiled, compiled_expression  # type: ignore[method-assign]


def _code(path: Path) -> CodeType | None:
    try:
        code: CodeType = marshal.loads(path.read_bytes())
    except FileNotFoundError:
        return None
    return code


class _Archive(zipfile.ZipFile):
    """An archive that has the code of each Python file beside it: a module need not compile what it imports."""

    def writestr(self, info: Any, data: Any, *args: Any, **options: Any) -> None:
        super().writestr(info, data, *args, **options)
        name = getattr(info, "filename", info)
        if name.endswith(".py"):
            unchecked = MAGIC_NUMBER + (1).to_bytes(4, "little") + bytes(8)  # by another Python it is not read
            super().writestr(f"{name}c", unchecked + marshal.dumps(compile(data, name, "exec", dont_inherit=True)))


def add_code_to_modules() -> None:
    """Have this process and its forks send modules with the code of what they import."""
    module_common.zipfile = ModuleType("zipfile")
    vars(module_common.zipfile).update(vars(zipfile), ZipFile=_Archive)
