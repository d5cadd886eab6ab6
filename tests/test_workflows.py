"""The workflows: they may no more than they must, and what they run exists."""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from typing import Any

import pytest
import yaml

from generator.cli import main

ROOT = Path(__file__).parent.parent
WORKFLOWS = sorted((ROOT / ".github/workflows").glob("*.yml"))
by_name = pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)


def read(path: Path) -> dict[str, Any]:
    found = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert isinstance(found, dict)
    return found


def steps(path: Path) -> list[dict[str, Any]]:
    return [step for job in read(path)["jobs"].values() for step in job["steps"]]


def scripts(path: Path) -> list[str]:
    return [step["run"] for step in steps(path) if "run" in step]


@by_name
def test_a_workflow_says_what_it_may(path: Path) -> None:
    document = read(path)
    assert document["permissions"]["contents"] == "read"
    assert all(isinstance(job.get("permissions", {}), dict) for job in document["jobs"].values())


@by_name
def test_every_action_has_a_version(path: Path) -> None:
    for step in steps(path):
        if "uses" in step:
            assert re.fullmatch(r"[\w-]+/[\w./-]+@(v\d+(\.\d+)*|[0-9a-f]{40})", step["uses"])


@by_name
def test_every_command_that_is_run_exists_with_its_options(path: Path) -> None:
    for line in re.findall(r"^ *reading-list ([^|>\n]+)", "\n".join(scripts(path)), re.M):
        words = shlex.split(line)
        known = {name for param in main.commands[words[0]].params for name in param.opts}
        assert {word for word in words if word.startswith("--")} <= known


@by_name
def test_no_text_that_others_write_becomes_a_script(path: Path) -> None:
    for script in scripts(path):
        assert "${{" not in script


def test_who_talks_to_the_network_may_not_write() -> None:
    jobs = read(ROOT / ".github/workflows/enrich.yml")["jobs"]
    asking = [job for job in jobs.values() if "reading-list enrich --yes" in str(job)]
    assert asking
    assert all("permissions" not in job for job in asking)
    assert all("secrets." not in str(job) for job in jobs.values() if job not in asking)
