"""Cards, citations and the sketch of the list: what scripts fetch of single papers."""

import json
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from toylist import write_toy

from generator.assets import bundles
from generator.cards import FORMATS_TAKEN, card_files, checksum, files_for, sketch
from generator.exports import EXPORTERS
from generator.formats import FORMATS
from generator.library import Library, load_library
from generator.paths import packaged_templates
from generator.problems import Report

needs_node = pytest.mark.skipif(shutil.which("node") is None, reason="needs Node.js")
SCRIPTS = packaged_templates() / "theme" / "js"
FORMER = "- title: A Survey of Bread\n  aliases: [A Review of Bread]\n"


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    root = tmp_path_factory.mktemp("toy")
    content = write_toy(root, **{"papers/curated/former.yml": FORMER})
    return load_library(content, Report())


def read(library: Library) -> dict[str, Any]:
    found = {}
    for file in card_files(library):
        text = file.content.decode()
        name, _, data = text.removeprefix("readingListIndex(").removesuffix(")\n").partition(",")
        assert file.path == f"assets/list/{json.loads(name).removeprefix('../list/')}.js"
        found[Path(file.path).stem] = json.loads(data)
    return found


def run(script: str, *modules: str) -> Any:
    """What a script puts that may use these modules."""
    sources = {name: (SCRIPTS / name).read_text(encoding="utf-8") for name in modules}
    imports = "".join(f'import * as {name.removesuffix(".js")} from "./{name}";' + "\n"
                      for name in modules)  # fmt: skip
    made = bundles({**sources, "main.js": f"{imports}{script}"})["main.js"]
    done = subprocess.run(
        ["node", "-e", f"{made}"], capture_output=True, text=True, check=False, timeout=600
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_every_paper_is_found_by_the_checksum_of_its_slug(library: Library) -> None:
    files = read(library)
    state = files["state"]
    assert state["papers"] == len(library.papers)
    for paper in library.papers:
        number = checksum(paper.id) % state["files"]
        assert paper.id in files[f"cards-{number}"]
        assert paper.id in files[f"cite-{number}"]


def test_a_card_says_what_the_paper_is(library: Library) -> None:
    cards = read(library)["cards-0"]
    assert cards["adding-conditional-control-to-text-to-image-diffusion-models"] == [
        "Adding Conditional Control to Text-to-Image Diffusion Models",
        "Lvmin Zhang, Anyi Rao, Maneesh Agrawala",
        "ICCV 2023",
        "We present ControlNet, a neural network architecture to add spatial conditioning controls "
        "to large, pretrained text-to-image diffusion models. It costs O(n²) time.",
        [["image-control", "Image control"]],
    ]


def test_a_former_address_leads_to_the_present_one(library: Library) -> None:
    assert read(library)["cards-0"]["a-review-of-bread"] == "a-survey-of-bread"


@pytest.mark.parametrize("name", FORMATS_TAKEN)
def test_pieces_of_papers_make_what_the_writer_makes(library: Library, name: str) -> None:
    papers = [replace(paper, abstract="") for paper in library.papers]
    cites: dict[str, list[str]] = read(library)["cite-0"]
    formats = list(FORMATS_TAKEN)
    _, _, before, between, behind = FORMATS_TAKEN[name]
    pieces = [cites[paper.id][formats.index(name)] for paper in papers]
    write = FORMATS[name].write
    assert write
    assert before + between.join(pieces) + behind == write(papers)


def test_the_state_names_the_formats_as_exports_do(library: Library) -> None:
    state = read(library)["state"]
    assert [form[1] for form in state["formats"]] == ["bib", "ris", "json", "md"]
    assert {name.replace("_", "-") for name in FORMATS_TAKEN} <= set(EXPORTERS)


def test_the_number_of_files_seldom_changes() -> None:
    counts = {files_for(papers) for papers in range(1000)}
    assert counts == {1, 2, 4, 8, 16, 32, 64}


def test_the_sketch_does_not_grow() -> None:
    small, large = sketch(["a"]), sketch(map(str, range(30_000)))
    assert len(small) == len(large) == 1792


BEFORE = [f"paper-{n}" for n in range(3000)]
CHANGES = {
    "one more": (BEFORE, [*BEFORE, "another"]),
    "one less": (BEFORE, BEFORE[1:]),
    "one for another": (BEFORE, [*BEFORE[1:], "another"]),
    "nothing": (BEFORE, BEFORE[::-1]),
    "a hundred more": (BEFORE, [*BEFORE, *(f"new-{n}" for n in range(100))]),
    "the first ones": ([], BEFORE[:60]),
}


@needs_node
@pytest.mark.parametrize("case", CHANGES)
def test_what_came_and_went_is_read_off_two_sketches(case: str) -> None:
    before, after = CHANGES[case]
    found = run(
        f"console.log(JSON.stringify(sketch.difference('{sketch(before)}', '{sketch(after)}')));",
        "sketch.js",
    )
    assert sorted(found["came"]) == sorted(map(checksum, set(after) - set(before)))
    assert sorted(found["went"]) == sorted(map(checksum, set(before) - set(after)))


@needs_node
def test_too_much_change_is_known_as_such() -> None:
    before, after = sketch(BEFORE[:1000]), sketch(BEFORE[2000:])
    script = f"console.log(JSON.stringify(sketch.difference('{before}', '{after}')));"
    assert run(script, "sketch.js") is None


MARKS = {
    "both": {
        "a": {"title": "A", "star": {"on": True, "at": 5}, "note": {"text": "old", "at": 3}},
        "b": {"read": {"on": True, "at": 2}},
    },
    "other": {
        "a": {"star": {"on": False, "at": 4}, "note": {"text": "new", "at": 9}},
        "b": {"read": {"on": False, "at": 7}},
        "c": {"star": {"on": True, "at": 1}},
    },
}


@needs_node
def test_merging_keeps_the_newer_of_each_kind_in_either_order() -> None:
    one, other = (json.dumps(marks) for marks in MARKS.values())
    script = f"console.log(JSON.stringify([marking.merge({one}, {other}), "
    script += f"marking.merge({other}, {one})]));"
    first, second = run(script, "marking.js")
    assert first == second
    assert first == {
        "a": {"title": "A", "star": {"on": True, "at": 5}, "note": {"text": "new", "at": 9}},
        "b": {"read": {"on": False, "at": 7}},
        "c": {"star": {"on": True, "at": 1}},
    }


@needs_node
def test_of_two_marks_of_one_time_the_same_wins_in_either_order() -> None:
    script = """
    const on = { a: { star: { on: true, at: 5 }, note: { text: "x", at: 5 } } };
    const off = { a: { star: { on: false, at: 5 }, note: { text: "y", at: 5 } } };
    console.log(JSON.stringify([marking.merge(on, off), marking.merge(off, on)]));
    """
    wins = {"a": {"star": {"on": True, "at": 5}, "note": {"text": "y", "at": 5}}}
    assert run(script, "marking.js") == [wins, wins]


HOSTILE = {
    "__proto__": {"star": {"on": True, "at": 1}},
    "constructor": {"star": {"on": True, "at": 1}},
    "../../etc": {"star": {"on": True, "at": 1}},
    "<img src=x>": {"star": {"on": True, "at": 1}},
    "no-object": 7,
    "no-time": {"star": {"on": True}},
    "bad-time": {"star": {"on": True, "at": "soon"}, "read": {"on": True, "at": -1}},
    "future": {"star": {"on": True, "at": 10**15}},
    "not-true": {"star": {"on": "yes", "at": 1}},
    "long": {"note": {"text": "x" * 20_000, "at": 1}, "title": "t" * 9000},
    "note-of-things": {"note": {"text": {}, "at": 1}},
    "list": [1, 2],
    "nothing": None,
}


@needs_node
def test_of_a_hostile_file_only_marks_are_taken() -> None:
    text = json.dumps({"format": "reading-list-marks", "version": 1, "papers": HOSTILE})
    script = f"const found = carrying.fromFile({json.dumps(text)}, 1000);\n"
    script += "console.log(JSON.stringify(found));"
    found = run(script, "carrying.js", "marking.js")
    marks = found["marks"]
    assert sorted(marks) == ["constructor", "future", "long", "not-true"]
    assert marks["future"]["star"]["at"] == 1000
    assert marks["not-true"]["star"]["on"] is False
    assert len(marks["long"]["note"]["text"]) == 10_000
    assert len(marks["long"]["title"]) == 500
    assert found["skipped"] == len(HOSTILE) - len(marks)


@needs_node
@pytest.mark.parametrize(
    "text",
    ["", "{", "null", "[]", "7", '{"format":"other","papers":{}}',
     '{"format":"reading-list-marks","version":2,"papers":{}}',
     '{"format":"reading-list-marks","papers":{}}',
     '{"format":"reading-list-marks","version":1,"papers":[]}'],
)  # fmt: skip
def test_what_is_no_file_of_marks_is_refused_in_words(text: str) -> None:
    script = f"""
    let said = null;
    try {{ carrying.fromFile({json.dumps(text)}, 1); }} catch (error) {{ said = error.message; }}
    console.log(JSON.stringify(said));
    """
    said = run(script, "carrying.js", "marking.js")
    assert isinstance(said, str)
    assert said.startswith("This")


@needs_node
def test_the_file_that_the_documentation_shows_is_read() -> None:
    page = (Path(__file__).parent.parent / "content/pages/marks.md").read_text(encoding="utf-8")
    text = page.partition("```json\n")[2].partition("```")[0]
    found = run(
        f"console.log(JSON.stringify(carrying.fromFile({json.dumps(text)}, Date.now() + 1e12)));",
        "carrying.js",
        "marking.js",
    )
    assert found["marks"] == json.loads(text)["papers"]
    assert found["skipped"] == 0


@needs_node
def test_a_link_carries_checksums_and_a_broken_one_carries_nothing() -> None:
    sums = [checksum(f"paper-{n}") for n in range(300)]
    script = f"""
    const link = carrying.toLink({sums});
    console.log(JSON.stringify([link.length, carrying.fromLink(`#${{link}}`),
      carrying.fromLink(""), carrying.fromLink("#near"), carrying.fromLink("#stars=1.A"),
      carrying.fromLink("#stars=1."), carrying.fromLink("#stars=2.AAAAAA")]));
    """
    length, found, *broken = run(script, "carrying.js", "marking.js")
    assert length < 1700
    assert found == list(dict.fromkeys(sums))
    assert broken == [None] * 5
