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
def test_every_action_is_pinned_to_a_commit_and_says_its_version(path: Path) -> None:
    used = re.findall(r"uses: (.+)", path.read_text(encoding="utf-8"))
    assert used
    for action in used:
        assert re.fullmatch(r"[\w-]+/[\w./-]+@[0-9a-f]{40} # v\d+(\.\d+)*", action)


@by_name
def test_every_job_ends(path: Path) -> None:
    assert all("timeout-minutes" in job for job in read(path)["jobs"].values())


@by_name
def test_a_job_that_may_write_runs_no_code_of_the_repository(path: Path) -> None:
    for job in read(path)["jobs"].values():
        if "write" in job.get("permissions", {}).values():
            said = "\n".join(step.get("run", "") for step in job["steps"])
            assert not re.search(r"^ *(?:pip|python|reading-list|mkdocs|pytest|bash) ", said, re.M)


@by_name
def test_a_change_from_outside_gets_no_rights(path: Path) -> None:
    document = read(path)
    assert "pull_request_target" not in document[True]  # YAML 1.1 reads "on" as true
    for step in steps(path):
        if (
            step.get("uses", "").startswith("actions/checkout@")
            and "pull_request" in document[True]
        ):
            assert step["with"]["persist-credentials"] is False


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


@by_name
def test_the_published_list_and_what_knows_secrets_have_locked_packages(path: Path) -> None:
    if path.stem == "check":  # which tries the ranges that the library names
        return
    installed = re.findall(r"^pip install (.+)$", "\n".join(scripts(path)), re.M)
    locked = ["--require-hashes -r .ci/requirements.txt", "--no-deps --no-build-isolation ."]
    assert installed in ([], locked)


def test_the_published_site_knows_its_address() -> None:
    build = read(ROOT / ".github/workflows/publish.yml")["jobs"]["build"]
    (step,) = (step for step in build["steps"] if "mkdocs build" in step.get("run", ""))
    assert step["env"]["SITE_URL"] == "${{ steps.pages.outputs.base_url }}"
    assert 'site_url: %s/\\n\' "$SITE_URL"' in step["run"]
