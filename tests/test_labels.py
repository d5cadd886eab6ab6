"""Topics and tags of papers: pins, bans, ranks, tags, keywords, examples, names."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

import pytest
from toylist import write_toy

from generator.introductions import resolve_introductions
from generator.labels import Labels, PaperLabels, assign_labels, load_labels
from generator.model import Paper, Record, SourceFile, Trust
from generator.problems import Location, Report
from generator.text import slug

AREAS = "first: {title: First}\nsecond: {title: Second}\n"


def paper(title: str, abstract: str = "", **fields: object) -> Paper:
    source = SourceFile("papers/captured/x.md", "x", Trust.CAPTURED)
    record = Record(Location(source.file, 1), source, title=title)
    known = {"id": slug(title), "title": title, "abstract": abstract, "records": (record,)}
    return Paper(**{**known, **fields})  # type: ignore[arg-type]


def labels_of(folder: Path, report: Report, tags: str = "", **topics: str) -> Labels:
    (folder / "topics").mkdir(exist_ok=True)
    (folder / "areas.yml").write_text(AREAS, encoding="utf-8")
    (folder / "tags.yml").write_text(tags, encoding="utf-8")
    for id, text in topics.items():
        area = "" if "area:" in text else "area: first\n"
        (folder / f"topics/{id}.yml").write_text(f"title: {id}\n{area}{text}", encoding="utf-8")
    return load_labels(folder, report)


def assign(
    folder: Path, papers: Iterable[Paper], tags: str = "", **topics: str
) -> tuple[dict[str, PaperLabels], Report]:
    report = Report()
    labels = labels_of(folder, report, tags, **topics)
    return dict(assign_labels(papers, labels, report)), report


def topic_ids(given: PaperLabels) -> list[str]:
    return [topic.id for topic in given.topics]


def problems(report: Report) -> list[tuple[str, str]]:
    return [(p.code, str(p.location)) for p in report.problems]


def test_topics_are_ranked_by_points(tmp_path: Path) -> None:
    found, _ = assign(
        tmp_path,
        [paper("Control", "a robot")],
        aa="rule: {any: [{text: robot, weight: 1.5}]}\n",
        bb="rule: {any: [control]}\n",
    )
    assert topic_ids(found["control"]) == ["bb", "aa"]


def test_a_topic_far_below_the_first_falls_away_unless_it_is_clear(tmp_path: Path) -> None:
    found, _ = assign(
        tmp_path,
        [paper("Control of a robot", "robot and arm", id="first"), paper("Control", "robot robot")],
        aa="rule: {any: [{text: robot, weight: 1}]}\n",
        bb="rule: {any: [{text: control, weight: 10}]}\n",
    )
    assert topic_ids(found["first"]) == ["bb", "aa"]
    assert topic_ids(found["control"]) == ["bb"]


def test_of_equals_the_one_with_title_points_comes_first(tmp_path: Path) -> None:
    found, _ = assign(
        tmp_path,
        [paper("Control", "a robot")],
        aa="rule: {any: [{text: robot, weight: 2}]}\n",
        bb="rule: {any: [control]}\n",
    )
    assert [t.score for t in found["control"].topics] == [2, 2]
    assert topic_ids(found["control"]) == ["bb", "aa"]


def test_of_equals_the_order_of_areas_then_of_ids_decides(tmp_path: Path) -> None:
    found, _ = assign(
        tmp_path,
        [paper("Control")],
        aa="area: second\nrule: {any: [control]}\n",
        cc="rule: {any: [control]}\n",
        bb="rule: {any: [control]}\n",
    )
    assert topic_ids(found["control"]) == ["bb", "cc", "aa"]


def test_a_paper_has_three_topics_at_most(tmp_path: Path) -> None:
    rules = {f"t{i}": f"rule: {{any: [{{text: control, weight: {4 + i}}}]}}\n" for i in range(4)}
    found, _ = assign(tmp_path, [paper("Control")], **rules)
    assert topic_ids(found["control"]) == ["t3", "t2", "t1"]


def test_a_topic_far_below_the_first_falls_away(tmp_path: Path) -> None:
    found, _ = assign(
        tmp_path,
        [paper("Control", "robot image")],
        aa="rule: {any: [{text: control, weight: 2}]}\n",
        bb="rule: {any: [{text: robot, weight: 2}]}\n",
        cc="rule: {any: [{text: image, weight: 1.9}]}\n",
    )
    assert topic_ids(found["control"]) == ["aa", "bb"]


def test_a_pin_needs_no_rule_and_is_kept_last(tmp_path: Path) -> None:
    found, report = assign(
        tmp_path,
        [paper("Control")],
        aa="rule: {any: [control]}\n",
        bb="pin:\n  - {paper: control, reason: Read it.}\n",
    )
    assert topic_ids(found["control"]) == ["aa", "bb"]
    pinned = found["control"].topics[1]
    assert (pinned.by, pinned.score, pinned.reason) == ("pin", 0, "Read it.")
    assert str(pinned.location) == "topics/bb.yml:4:5"
    assert report.problems == []


def test_a_primary_pin_comes_first(tmp_path: Path) -> None:
    found, _ = assign(
        tmp_path,
        [paper("Control")],
        aa="rule: {any: [control]}\n",
        bb="pin: [{paper: control, reason: r, primary: true}]\n",
    )
    assert topic_ids(found["control"]) == ["bb", "aa"]


def test_a_pin_never_falls_away_for_a_rule(tmp_path: Path) -> None:
    rules = {f"t{i}": "rule: {any: [control]}\n" for i in range(3)}
    found, _ = assign(
        tmp_path, [paper("Control")], zz="pin: [{paper: control, reason: r}]\n", **rules
    )
    assert topic_ids(found["control"]) == ["t0", "t1", "zz"]


def test_a_ban_beats_the_rule(tmp_path: Path) -> None:
    found, _ = assign(
        tmp_path,
        [paper("Control")],
        aa="rule: {any: [control]}\nban: [{paper: Control, reason: r}]\n",
    )
    assert found["control"].topics == ()


@pytest.mark.parametrize("name", ["control-of-ants", "Control of Ants", "arXiv:2302.05543v2"])
def test_a_paper_is_named_by_slug_title_or_identifier(tmp_path: Path, name: str) -> None:
    papers = [paper("Control of Ants", identifiers={"arxiv": ("2302.05543",)})]
    found, report = assign(
        tmp_path, papers, aa=f"pin:\n  - paper: '{name}'\n    reason: r\nrule: {{any: [bees]}}\n"
    )
    assert topic_ids(found["control-of-ants"]) == ["aa"]
    assert report.problems == []


def test_a_paper_that_is_pinned_and_banned_is_a_problem(tmp_path: Path) -> None:
    _, report = assign(
        tmp_path,
        [paper("Control")],
        aa="pin: [{paper: control, reason: r}]\nban: [{paper: Control, reason: s}]\n",
    )
    assert problems(report) == [("pin-banned", "content/topics/aa.yml:4:7")]


def test_an_unknown_paper_gets_the_closest_one(tmp_path: Path) -> None:
    _, report = assign(
        tmp_path,
        [paper("Control of Ants")],
        aa="rule: {any: [control]}\nexamples:\n  - Contrl of Ants\n",
    )
    assert problems(report) == [("unknown-paper", "content/topics/aa.yml:5:5")]
    assert "did you mean 'Control of Ants'?" in report.problems[0].message


def test_examples_and_counterexamples_hold_or_are_reported(tmp_path: Path) -> None:
    _, report = assign(
        tmp_path,
        [paper("Control"), paper("Robots")],
        aa=(
            "rule: {any: [control], none: [image]}\n"
            "examples:\n  - control\n  - robots\n  - {abstract: control of images}\n"
            "counterexamples:\n  - robots\n  - control\n"
        ),
    )
    assert problems(report) == [
        ("example-failed", "content/topics/aa.yml:6:5"),
        ("example-failed", "content/topics/aa.yml:7:5"),
        ("example-failed", "content/topics/aa.yml:10:5"),
    ]
    messages = [problem.message for problem in report.problems]
    assert "0 of 1 points" in messages[0]
    assert "'image' excludes it (line 3)" in messages[1]
    assert "'Control' is a counterexample of 'aa' but gets it: 2 of 1 points" in messages[2]


def test_an_example_that_other_topics_outrank_has_failed(tmp_path: Path) -> None:
    _, report = assign(
        tmp_path,
        [paper("Control", "robot")],
        aa="rule: {any: [{text: control, weight: 9}]}\n",
        bb="rule: {any: [robot]}\nexamples: [control]\n",
    )
    assert problems(report) == [("example-failed", "content/topics/bb.yml:4:12")]


TAGS = """
diffusion:
  title: Diffusion models
  group: method
  keywords: [score-based model]
  rule: {any: [diffusion model]}
survey: {group: contribution, rule: {any: [{title: survey}]}}
diffusion-survey: {rule: {all: [{tags: diffusion}, {tags: survey}]}}
"""


def test_tags_come_from_rule_keyword_and_curator_in_the_order_of_the_file(tmp_path: Path) -> None:
    papers = [
        paper("By Rule", "a diffusion model"),
        paper("By Keyword", keywords=("Score-Based Models",)),
        paper("By Title of a Tag", keywords=("diffusion models",)),
        paper("By Curator", tags=("survey", "diffusion")),
    ]
    found, report = assign(tmp_path, papers, TAGS)
    ways = {id: [(tag.id, tag.by) for tag in labels.tags] for id, labels in found.items()}
    assert ways == {
        "by-rule": [("diffusion", "rule")],
        "by-keyword": [("diffusion", "keyword")],
        "by-title-of-a-tag": [("diffusion", "keyword")],
        "by-curator": [
            ("diffusion", "curated"),
            ("survey", "curated"),
            ("diffusion-survey", "rule"),
        ],
    }
    assert report.problems == []
    (tag,) = found["by-keyword"].tags
    assert (tag.evidence[0].field, tag.evidence[0].text) == ("keywords", "Score-Based Models")


def test_topics_see_tags_however_they_came(tmp_path: Path) -> None:
    found, _ = assign(
        tmp_path,
        [paper("One", keywords=("diffusion",)), paper("Two")],
        TAGS,
        aa="rule: {any: [{tags: [diffusion, survey]}]}\n",
    )
    assert topic_ids(found["one"]) == ["aa"]
    assert found["one"].topics[0].evidence[0].text == "diffusion"
    assert found["two"].topics == ()


def test_a_tag_may_only_name_tags_above_it(tmp_path: Path) -> None:
    report = Report()
    labels_of(tmp_path, report, "a: {rule: {any: [{tags: b}]}}\nb: {rule: {any: [x]}}\n")
    assert problems(report) == [("unknown-tag", "content/tags.yml:1:25")]


def test_unknown_keywords_of_several_papers_are_noted_once_each_the_others_once_a_file(
    tmp_path: Path,
) -> None:
    one, two = Location("papers/enriched/a.yml", 3), Location("papers/enriched/a.yml", 7)
    papers = [
        paper("One", keywords=("Ant", "wasps"), sources={"keywords": one}),
        paper("Two", keywords=("ants", "bees"), sources={"keywords": two}),
    ]
    _, report = assign(tmp_path, papers, TAGS)
    assert problems(report) == [
        ("unknown-keyword", "content/papers/enriched/a.yml:3"),
        ("unknown-keyword", "content/papers/enriched/a.yml:3"),
    ]
    assert [p.message for p in report.problems] == [
        "2 keywords, each of one paper, belong to no tag: 'bees', 'wasps'",
        "the keyword 'Ant' of 2 papers belongs to no tag",
    ]


def test_an_unknown_curated_tag_is_a_problem_where_it_stands(tmp_path: Path) -> None:
    place = Location("papers/curated/x.yml", 3, 9)
    papers = [paper("One", tags=("survye",), sources={"tags": place})]
    _, report = assign(tmp_path, papers, TAGS)
    assert problems(report) == [("unknown-tag", "content/papers/curated/x.yml:3:9")]
    assert "did you mean 'survey'?" in report.problems[0].message


def test_starting_points_are_resolved_to_ids(tmp_path: Path) -> None:
    report = Report()
    labels = labels_of(
        tmp_path,
        report,
        aa=(
            "start_here:\n"
            "  - {paper: Control of Ants, sentence: Short.}\n"
            "  - {paper: Nowhere, sentence: Lost.}\n"
        ),
    )
    labels = resolve_introductions(labels, [paper("Control of Ants")], report)
    starts = labels.topics["aa"].start_here
    assert [(start.paper, start.sentence) for start in starts] == [("control-of-ants", "Short.")]
    assert problems(report) == [("unknown-paper", "content/topics/aa.yml:5:5")]


def test_a_topic_keeps_the_texts_of_its_file(tmp_path: Path) -> None:
    report = Report()
    labels = labels_of(
        tmp_path,
        report,
        aa=(
            "area: second\ndescription: What.\ngoes_here: This.\nnot_here: That.\n"
            "aliases: [old]\nintroduction: |\n  Read *this*.\n"
        ),
    )
    topic = labels.topics["aa"]
    assert (topic.title, topic.area, topic.description) == ("aa", "second", "What.")
    assert (topic.goes_here, topic.not_here, topic.aliases) == ("This.", "That.", ("old",))
    assert topic.introduction == "Read *this*."
    assert report.problems == []


def test_without_any_file_there_are_no_labels_and_no_problems(tmp_path: Path) -> None:
    report = Report()
    labels = load_labels(tmp_path, report)
    found = assign_labels([paper("One")], labels, report)
    assert found == {"one": PaperLabels()}
    assert report.problems == []


def test_two_files_of_one_topic_are_a_problem(tmp_path: Path) -> None:
    report = Report()
    labels_of(tmp_path, report, aa="rule: {any: [a]}\n")
    (tmp_path / "topics/aa.yaml").write_text("title: Again\narea: first\n", encoding="utf-8")
    report = Report()
    labels = load_labels(tmp_path, report)
    assert [p.code for p in report.problems] == ["duplicate-id"]
    assert len(labels.topics) == 1


def test_a_file_name_that_is_no_address_is_a_problem(tmp_path: Path) -> None:
    report = Report()
    labels_of(tmp_path, report)
    (tmp_path / "topics/Offline RL.yml").write_text("title: X\narea: first\n", encoding="utf-8")
    load_labels(tmp_path, report)
    assert problems(report) == [("label-id", "content/topics/Offline RL.yml")]


def test_the_order_of_papers_does_not_matter(tmp_path: Path) -> None:
    papers = [paper(f"Control {word}", word) for word in ("ant", "bee", "cat")]
    topics = {"aa": "rule: {any: [control]}\n", "bb": "rule: {any: [{text: bee, weight: 2}]}\n"}
    one, _ = assign(tmp_path, papers, **topics)
    other, _ = assign(tmp_path, reversed(papers), **topics)
    assert one == other


@pytest.mark.parametrize("area", ["../x", "", "a" * 81, "<b>", "other"])
def test_an_area_that_fits_no_address_has_a_stand_in(tmp_path: Path, area: str) -> None:
    topic = f"title: X\narea: {json.dumps(area)}\nrule: {{any: [bread]}}\n"
    labels = load_labels(write_toy(tmp_path, **{"topics/x.yml": topic}), Report())
    assert labels.topics["x"].area == "other"
    assert labels.areas["other"].title == "Other"


def test_an_id_has_an_end(tmp_path: Path) -> None:
    report = Report()
    topic = "title: X\narea: learning\nrule: {any: [bread]}\n"
    load_labels(write_toy(tmp_path, **{f"topics/{'x' * 81}.yml": topic}), report)
    assert [p.code for p in report.problems] == ["label-id"]


def test_links_of_an_introduction_lead_to_pages_of_the_list(tmp_path: Path) -> None:
    report = Report()
    text = (
        "introduction: |\n  Of [ants](paper:control-of-ants), [bees](paper:control-of-bees),\n"
        "  [more](topic:bb), [less](topic:cc), [all](area:first), [tagged](tag:survey),\n"
        "  [elsewhere](https://example.org/paper:x).\n"
    )
    tags = "survey: {title: Survey, group: kind, rule: {any: [survey]}}\n"
    labels = labels_of(tmp_path, Report(), tags, aa=text, bb="rule: {any: [bread]}\n")
    labels = resolve_introductions(labels, [paper("Control of Ants")], report)
    assert labels.topics["aa"].introduction == (
        "Of [ants](../../papers/control-of-ants.md), bees,\n"
        "[more](../bb/index.md), less, [all](../../areas/first/index.md), "
        "[tagged](../../tags/survey/index.md),\n[elsewhere](https://example.org/paper:x)."
    )
    assert [(p.code, str(p.location)) for p in report.problems] == [
        ("unknown-label", "content/topics/aa.yml:2:15"),
        ("unknown-paper", "content/topics/aa.yml:2:15"),
    ]


@pytest.mark.parametrize(
    ("fault", "found"),
    [(FileNotFoundError, []), (PermissionError, [("file-unreadable", "topics")])],
)
def test_a_folder_of_topics_that_cannot_be_read_is_told_and_one_that_goes_is_empty(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fault: type[OSError], found: list[object]
) -> None:
    content, report = write_toy(tmp_path), Report("")

    def iterdir(folder: Path) -> Iterable[Path]:
        raise fault(folder)

    monkeypatch.setattr(Path, "iterdir", iterdir)
    assert load_labels(content, report).topics == {}
    told = [(p.code, p.location.file) for p in report.problems if p.code == "file-unreadable"]
    assert told == found
