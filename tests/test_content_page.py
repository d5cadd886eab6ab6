"""The page about the content folder says what the readers read."""

import re
from pathlib import Path

import yaml

from generator.content import ACCEPTED_KEYS, SETTING_KEYS, SIDECAR_KEYS
from generator.formats.papers_yaml import KEYS, STATUSES
from generator.identifiers import SCHEMES
from generator.library import load_library
from generator.problems import Report, Severity

PAGE = (Path(__file__).parent.parent / "content/pages/content-folder.md").read_text("utf-8")
EXAMPLES = dict(re.findall(r"```yaml\n# content/(\S+)\n(.*?)```", PAGE, re.DOTALL))


def keys_of(section: str) -> set[str]:
    part = PAGE.split(f"## {section}\n")[1].split("\n## ")[0]
    cells = re.findall(r"^\| (`[^|]*) \|", part, re.MULTILINE)
    return {key for cell in cells for key in re.findall(r"`(\w+)`", cell)}


def test_every_key_is_explained() -> None:
    assert keys_of("Captured files") == set(SIDECAR_KEYS)
    assert keys_of("Accepted notes") == set(ACCEPTED_KEYS)
    assert set(yaml.safe_load(EXAMPLES["list.yml"])) == set(SETTING_KEYS)
    named = {"paper", "slug", "id"} | set(SCHEMES)
    assert keys_of("Curated records") == set(KEYS) - named
    assert all(f"`{status}`" in PAGE for status in STATUSES)


def test_every_example_is_read(tmp_path: Path) -> None:
    title = "Adding Conditional Control to Text-to-Image Diffusion Models"
    capture = f"@article{{a, title = {{{title}}}}}\n"
    capture += "@article{b, title = {Playing Atari}, eprint = {1312.5602}, eprinttype = {arxiv}}\n"
    for name, text in {**EXAMPLES, "papers/captured/zotero.bib": capture}.items():
        path = tmp_path / "content" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    (tmp_path / "content/tags.yml").write_text(
        "benchmark: {title: Benchmark, group: kind, rule: {any: [benchmark]}}\n"
    )
    report = Report()
    library = load_library(tmp_path / "content", report)
    assert [p for p in report.problems if p.severity is not Severity.NOTE] == []
    venues = {paper.title: paper.venue for paper in library.papers}
    assert len(venues) == 3
    assert venues[title] == "ICCV"
