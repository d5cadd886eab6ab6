import json
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from toylist import FILES, write_toy

from generator.cli import main

KEYS = [
    *("id", "title", "abstract", "authors", "year", "venue", "added", "identifiers", "links"),
    *("topics", "tags", "mentions", "related", "records", "citekey", "status", "successor"),
    *("aliases", "note"),
]
CONTROL = "adding-conditional-control-to-text-to-image-diffusion-models"


def run(content: Path, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["--content", str(content), *arguments])


@pytest.fixture
def toy(tmp_path: Path) -> Path:
    return write_toy(tmp_path)


def test_check_of_a_sound_list_ends_with_0(toy: Path) -> None:
    done = run(toy, "check")
    assert done.exit_code == 0, done.output
    assert "no topic takes 'A Survey of Bread'" in done.output


def test_check_prints_json_alone_on_stdout(toy: Path) -> None:
    document = json.loads(run(toy, "check", "--format", "json").stdout)
    assert set(document) == {"problems", "counts"}
    assert {"code", "severity", "file", "line", "column", "message", "fix"} == set(
        document["problems"][0]
    )
    assert document["problems"][0]["file"].startswith("content/")


def test_a_misspelt_key_is_an_error_with_its_place_and_the_right_word(tmp_path: Path) -> None:
    text = FILES["topics/offline-rl.yml"].replace("rule:\n  any", "rule:\n  anny")
    done = run(write_toy(tmp_path, **{"topics/offline-rl.yml": text}), "check")
    assert done.exit_code == 1
    assert "content/topics/offline-rl.yml:5:3: error: unknown key 'anny'" in done.output
    assert "did you mean 'any'?" in done.output


def test_warnings_fail_only_when_strict(tmp_path: Path) -> None:
    content = write_toy(tmp_path, **{"papers/captured/empty.txt": "\n"})
    assert run(content, "check").exit_code == 0
    assert run(content, "check", "--strict").exit_code == 1


def test_all_problems_are_shown_in_one_run(tmp_path: Path) -> None:
    content = write_toy(
        tmp_path,
        **{
            "topics/broken.yml": "title: [\n",
            "topics/typo.yml": "titel: Typo\narea: learning\ndescription: x\n",
            "papers/captured/empty.txt": "\n",
        },
    )
    (content / "papers/captured/latin.txt").write_bytes(b"Caf\xe9 and more text")
    output = run(content, "check").output
    for expected in ("broken.yml:", "typo.yml:1:1", "empty.txt", "latin.txt"):
        assert expected in output


@pytest.mark.parametrize(
    "name", [CONTROL, "arxiv:2302.05543", "zhang2023adding", "sketches made easy"]
)
def test_explain_takes_slug_identifier_citation_key_and_title(toy: Path, name: str) -> None:
    assert run(toy, "explain", name).exit_code == 0


def test_explain_of_an_unknown_paper_is_wrong_usage_and_names_the_closest(toy: Path) -> None:
    done = run(toy, "explain", "Adding Conditional Controls to Image Diffusion Models")
    assert done.exit_code == 2
    assert "did you mean 'Adding Conditional Control to Text-to-Image" in done.output


@pytest.mark.parametrize("form", ["json", "github", "text"])
def test_explain_answers_in_every_format(toy: Path, form: str) -> None:
    done = run(toy, "explain", CONTROL, "--format", form)
    assert "topics/image-control.yml" in done.output


def test_export_of_named_papers(toy: Path) -> None:
    named = ("--paper", "arXiv:2302.05543", "--paper", "A Survey of Bread")
    lines = run(toy, "export", "--format", "jsonl", *named).output.splitlines()
    assert [json.loads(line)["id"] for line in lines] == [
        "a-survey-of-bread",
        "adding-conditional-control-to-text-to-image-diffusion-models",
    ]
    done = run(toy, "export", "--format", "jsonl", "--paper", "A Survey of Beds")
    assert done.exit_code == 2
    assert "no paper 'A Survey of Beds', did you mean" in done.output


def test_export_takes_a_format_or_a_style(toy: Path) -> None:
    for given in ([], ["--format", "ris", "--style", "ieee"]):
        done = run(toy, "export", *given)
        assert done.exit_code == 2
        assert "--format" in done.output


def test_export_of_an_unknown_topic_is_wrong_usage(toy: Path) -> None:
    done = run(toy, "export", "--format", "jsonl", "--topic", "offline")
    assert done.exit_code == 2
    assert "did you mean 'offline-rl'?" in done.output


def test_export_selects_by_topic_and_tag(toy: Path) -> None:
    lines = run(toy, "export", "--format", "jsonl", "--topic", "image-control").output.splitlines()
    assert [json.loads(line)["id"] for line in lines] == [CONTROL, "sketches-made-easy"]
    lines = run(toy, "export", "--format", "jsonl", "--tag", "survey").output.splitlines()
    assert [json.loads(line)["id"] for line in lines] == ["a-survey-of-bread"]


def test_jsonl_has_all_keys_and_unknown_ones_are_empty(toy: Path) -> None:
    lines = run(toy, "export", "--format", "jsonl").output.splitlines()
    objects = {json.loads(line)["id"]: json.loads(line) for line in lines}
    bread = objects["a-survey-of-bread"]
    assert list(bread) == KEYS
    assert bread["year"] is None
    assert bread["authors"] == []
    assert bread["links"] == {}
    assert bread["added"] == "2025-04-01"
    control = objects[CONTROL]
    assert control["identifiers"] == {"arxiv": ["2302.05543"]}
    assert control["authors"][0] == {"family": "Zhang", "given": "Lvmin"}
    assert r"$\mathcal{O}(n^2)$" in control["abstract"]
    assert {"file": "papers/captured/page.txt", "line": 11} in control["records"]
    assert objects["sketches-made-easy"]["mentions"] == [{"id": CONTROL, "text": "ControlNet"}]


@pytest.mark.parametrize("form", ["bibtex", "ris", "csl-json", "csv", "markdown", "apa"])
def test_every_format_is_written_to_a_file(toy: Path, tmp_path: Path, form: str) -> None:
    target = tmp_path / "out"
    assert run(toy, "export", "--format", form, "-o", str(target)).exit_code == 0
    assert "Sketches" in target.read_text()


def test_diff_compares_git_revisions_with_the_content_as_it_is(tmp_path: Path) -> None:
    content = write_toy(tmp_path)
    git = ["git", "-c", "user.name=a", "-c", "user.email=a@example.org"]
    for command in (["init", "-q"], ["add", "."], ["commit", "-qm", "first"]):
        subprocess.run([*git, *command], cwd=tmp_path, check=True)
    topic = content / "topics/offline-rl.yml"
    topic.write_text(topic.read_text().replace("- batch RL", "- bread"))
    done = run(content, "diff", "HEAD", "--format", "json")
    assert done.exit_code == 0, done.output
    assert [m["paper"] for m in json.loads(done.output)["topics"]["offline-rl"]] == [
        "a-survey-of-bread"
    ]


def test_diff_of_what_is_no_revision_is_wrong_usage(toy: Path) -> None:
    assert run(toy, "diff", "no-such-revision").exit_code == 2
    assert run(toy, "diff", "--", "--output=x").exit_code == 2


def test_a_missing_content_folder_is_wrong_usage(tmp_path: Path) -> None:
    done = run(tmp_path / "nowhere", "check")
    assert done.exit_code == 2
