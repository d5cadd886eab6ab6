"""Tests about the code itself."""

import ast
import re
from pathlib import Path

import pytest

from generator.problems import CODES

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "generator"
SOURCES = sorted(PACKAGE.rglob("*.py"))

ORDER = """
problems model identifiers text textfile yamlnode yamlfile formats content lookup permalinks
citekeys merge rules labels links library checks explain suggest changes addresses outputs render
exports feeds pages index site engine folder enrich mkdocs_plugin cli
""".split()


def imports(path: Path) -> list[str]:
    found = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            found.append(node.module or "")
            found += [f"{node.module}.{alias.name}" for alias in node.names]
    return found


def stage(module: str) -> str:
    return module.split(".")[1]


@pytest.mark.parametrize("path", SOURCES, ids=lambda p: p.relative_to(PACKAGE).as_posix())
def test_only_the_plugin_imports_mkdocs(path: Path) -> None:
    uses = [name for name in imports(path) if name.split(".")[0] in ("mkdocs", "material")]
    assert not uses or path.name == "mkdocs_plugin.py"


def test_imports_never_run_in_a_circle() -> None:
    graph: dict[str, set[str]] = {}
    for path in SOURCES:
        me = path.relative_to(PACKAGE).with_suffix("").parts[0]
        for name in imports(path):
            if name.startswith("generator.") and stage(name) != me:
                graph.setdefault(me, set()).add(stage(name))
    done: set[str] = set()

    def visit(module: str, way: tuple[str, ...]) -> None:
        assert module not in way, " -> ".join((*way, module))
        if module not in done:
            for next_module in sorted(graph.get(module, ())):
                visit(next_module, (*way, module))
            done.add(module)

    for module in sorted(graph):
        visit(module, ())


@pytest.mark.parametrize("path", SOURCES, ids=lambda p: p.relative_to(PACKAGE).as_posix())
def test_the_pipeline_is_imported_in_its_order(path: Path) -> None:
    me = path.relative_to(PACKAGE).with_suffix("").parts[0]
    if me in ORDER:
        for name in imports(path):
            if name.startswith("generator.") and stage(name) in ORDER and stage(name) != me:
                assert ORDER.index(stage(name)) < ORDER.index(me), f"{me} imports {name}"


def test_every_problem_code_that_the_code_reports_is_known_and_used() -> None:
    text = "\n".join(
        path.read_text(encoding="utf-8") for path in SOURCES if path.name != "problems.py"
    )
    reported = set(re.findall(r'\.add\(\s*"([a-z]+(?:-[a-z]+)+)"', text))
    assert reported <= set(CODES)
    unused = {code for code in CODES if f'"{code}"' not in text}
    assert not unused
