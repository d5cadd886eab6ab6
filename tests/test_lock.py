"""The locked packages are those that the library asks for, and each is held by its hashes."""

import re
import tomllib
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parent.parent
LOCK = (ROOT / ".ci/requirements.txt").read_text("utf-8")
PINNED = re.findall(r"^([\w.-]+)==(\S+)(.*?)(?=^\S|\Z)", LOCK, re.MULTILINE | re.DOTALL)


def test_the_lock_satisfies_what_the_library_asks_for() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    asked = [*project["project"]["dependencies"], *project["build-system"]["requires"]]
    versions: dict[str, list[str]] = {}
    for name, version, _ in PINNED:
        versions.setdefault(canonicalize_name(name), []).append(version)
    for requirement in map(Requirement, asked):
        pinned = versions.get(canonicalize_name(requirement.name), [])
        assert pinned, f"{requirement.name} is not locked: run .ci/lock"
        assert all(requirement.specifier.contains(version) for version in pinned), requirement


def test_every_package_has_its_hashes() -> None:
    assert len(PINNED) > 20
    for name, _, rest in PINNED:
        assert "--hash=sha256:" in rest, name


def test_the_lock_names_no_place() -> None:
    assert "://" not in LOCK
    assert "-index" not in LOCK
