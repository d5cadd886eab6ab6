"""The search by its modules, on the index of the real list: what is asked and what is answered."""

from __future__ import annotations

import functools
import http.server
import json
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page

from generator.index import index_files
from generator.library import Library, load_library
from generator.problems import Report
from generator.text import plain

pytestmark = pytest.mark.browser

ROOT = Path(__file__).parent.parent.parent
Ask = Callable[..., Any]


@pytest.fixture(scope="module")
def library() -> Library:
    return load_library(ROOT / "content", Report())


@pytest.fixture(scope="module")
def served(library: Library, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of a folder with the script modules as they are written, and the real index."""
    folder = tmp_path_factory.mktemp("search")
    (folder / "js").symlink_to(ROOT / "site_templates" / "theme" / "js")
    (folder / "assets" / "search").mkdir(parents=True)
    for file in index_files(library):
        (folder / file.path).write_bytes(file.content)
    (folder / "index.html").write_text(
        "<!doctype html><meta charset=utf-8><link rel=icon href=data:,><title>t</title>"
    )

    class Handler(http.server.SimpleHTTPRequestHandler):
        def log_message(self, format: str, *args: object) -> None:
            return

    server = http.server.ThreadingHTTPServer(
        ("127.0.0.1", 0), functools.partial(Handler, directory=str(folder))
    )
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}/"
    server.shutdown()


@pytest.fixture
def ask(served: str, open_context: Callable[..., BrowserContext]) -> Ask:
    """Asks the search; a list of questions is answered by a list of slugs each."""
    page = open_context().new_page()
    page.goto(served)

    def answer(question: str | list[str], **options: object) -> Any:
        return page.evaluate(
            """async ([root, question, options]) => {
              const { locate } = await import(`${root}js/search/shards.js`);
              const { search } = await import(`${root}js/search/index.js`);
              if (!window.readingListIndex) locate(`${root}assets/reading-list.js`);
              if (typeof question === "string") return search(question, options);
              const all = [];
              for (const one of question) {
                all.push((await search(one, options)).hits.map((hit) => hit.slug));
              }
              return all;
            }""",
            [served, question, options],
        )

    return answer


def parsed(page: Page, served: str, text: str) -> dict[str, Any]:
    page.goto(served)
    found: dict[str, Any] = page.evaluate(
        """async ([root, text]) => (await import(`${root}js/search/query.js`)).parse(text)""",
        [served, text],
    )
    return {key: value for key, value in found.items() if value}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Neural nets", {"words": ["neural", "nets"], "open": True}),
        ("nets ", {"words": ["nets"]}),
        ('"lottery ticket" x', {"words": ["lottery", "ticket", "x"], "open": True,
                                "phrases": [["lottery", "ticket"]]}),
        ('a "b c', {"words": ["a", "b", "c"], "open": True}),
        ("author:Kumar", {"author": ["kumar"]}),
        ('author:"Tanishq Kumar"', {"author": ["tanishq", "kumar"]}),
        ("year:2024..", {"year": [[2024, 9999]]}),
        ("year:..2019", {"year": [[0, 2019]]}),
        ("Year:2020..2022", {"year": [[2020, 2022]]}),
        ("year:soon", {"words": ["year", "soon"], "open": True}),
        ("author:", {"words": ["author"]}),
        ("source:hf-search", {"source": ["hf-search"]}),
        ("area:theory", {"area": ["theory"]}),
        ("topic: x", {"words": ["topic", "x"], "open": True}),
        ("-robot", {"without": [["robot"]]}),
        ('-"deep learning"', {"without": [["deep", "learning"]]}),
        ("pre-training", {"words": ["pre", "training"], "open": True}),
        ("--", {}),
        ("tag:survey has:code", {"tag": ["survey"], "has": ["code"]}),
        ('"', {}),
    ],
)  # fmt: skip
def test_a_question_is_taken_apart(
    page: Page, served: str, text: str, expected: dict[str, Any]
) -> None:
    assert parsed(page, served, text) == expected


ODD = [
    "",
    " ",
    '"',
    '""',
    '" "',
    "(",
    "[a-z]+",
    "\\",
    ".*",
    "$^",
    "the of and",
    "author:",
    "year:..",
    "🙂",
    "🙂 robots",
    "-",
    "- -",
    "-the",
    "@",
    "#",
    "&",
    "@kumar",
    "#offline-rl",
    ";",
    "!",
    "\u2028",
    "\x00",
    "𝒜ℬ",
    "強化学習",
    "a" * 5000,
    "robot " * 400,
    '"a" "b" "c',
    "constructor",
    "__proto__",
    "topic:constructor",
    "-__proto__",
    "toString hasOwnProperty",
    "<script>",
    "year:99999",
    'venue:""',
    "'’-",
    "\ud83d",
]


def test_odd_questions_are_answered_too(ask: Ask, library: Library) -> None:
    for text in ODD:
        assert 0 <= ask(text)["total"] <= len(library.papers), text


def test_nothing_asked_is_everything(ask: Ask, library: Library) -> None:
    assert ask("")["total"] == len(library.papers)


def test_every_paper_comes_first_by_its_title(ask: Ask, library: Library) -> None:
    found = ask([plain(paper.title) for paper in library.papers], limit=1)
    missed = [
        paper.title
        for paper, slugs in zip(library.papers, found, strict=True)
        if slugs != [paper.id]
    ]
    assert missed == []


def test_every_paper_is_among_three_by_its_own_names(ask: Ask, library: Library) -> None:
    asked = [(name, id) for id, names in library.links.names.items() for name in names]
    found = ask([name for name, _ in asked], limit=3)
    assert [pair for pair, slugs in zip(asked, found, strict=True) if pair[1] not in slugs] == []


def test_every_beginning_from_three_letters_on_finds_the_paper(ask: Ask) -> None:
    slug = "grokking-as-the-transition-from-lazy-to-rich-training-dynamics"
    found = ask(["grokking"[:n] for n in range(3, 9)], limit=600)
    assert [slug in slugs for slugs in found] == [True] * 6


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("reinforcment lerning", "reinforcement learning"),
        ("xoopman", "koopman"),
        ("koompan", "koopman"),
        ("hypernetwroks", "hypernetworks"),
        ("difusion polcies", "diffusion policies"),
    ],
)
def test_slips_of_the_pen_find_what_was_meant(ask: Ask, wrong: str, right: str) -> None:
    mine, meant = ask([wrong, right], limit=20)
    assert mine
    assert set(mine[:3]) <= set(meant)


def test_one_or_many_and_accents_are_the_same(ask: Ask) -> None:
    one, many = ask(["hypernetwork ", "hypernetworks "], limit=100)
    assert set(one) == set(many)
    plain_l, polish = ask(["lojasiewicz", "Łojasiewicz"])
    assert plain_l == polish
    assert plain_l


def test_a_phrase_is_followed_word_by_word(ask: Ask, library: Library) -> None:
    found = {hit["slug"] for hit in ask('"learning dynamics"', limit=600)["hits"]}
    texts = {paper.id: f"{paper.title} | {paper.abstract}".lower() for paper in library.papers}
    assert found
    assert all("learning dynamics" in texts[id].replace("-", " ") for id in found)
    assert found >= {id for id, text in texts.items() if " learning dynamics " in text}


def test_excluded_words_stand_in_no_answer(ask: Ask, library: Library) -> None:
    both, without = ask("koopman")["total"], ask("koopman -control")["total"]
    assert 0 < without < both


def test_an_area_is_all_of_its_topics(ask: Ask, library: Library) -> None:
    area = next(iter(library.labels.areas))
    topics = {t.id for t in library.labels.topics.values() if t.area == area}
    expected = {
        paper.id
        for paper in library.papers
        if topics & {own.id for own in library.assignments[paper.id].topics}
    }
    found = ask(f"area:{area}", limit=600)
    assert {hit["slug"] for hit in found["hits"]} == expected


def test_fields_narrow(ask: Ask, library: Library) -> None:
    years = {paper.id: paper.year or 0 for paper in library.papers}
    hits = ask("learning year:2024..", limit=600)["hits"]
    assert hits
    assert all(years[hit["slug"]] >= 2024 for hit in hits)
    topic = ask("topic:offline-rl", limit=600)
    own = {id for id, a in library.assignments.items() if "offline-rl" in [t.id for t in a.topics]}
    assert {hit["slug"] for hit in topic["hits"]} == own


def test_a_source_is_what_its_capture_lists(ask: Ask, library: Library) -> None:
    sources = {paper.id: {record.source.id for record in paper.records} for paper in library.papers}
    name = "hf-search-neural-network-control"
    found = ask(f"source:{name} year:2024..", limit=600)["hits"]
    assert {hit["slug"] for hit in found} == {
        paper.id
        for paper in library.papers
        if name in sources[paper.id] and paper.year
        if paper.year >= 2024
    }


def test_counts_are_those_of_the_list(ask: Ask, library: Library) -> None:
    counts = ask("", limit=0, counts=True)["counts"]
    labels = library.assignments.values()
    assert counts["topic"] == Counter(topic.id for own in labels for topic in own.topics)
    assert counts["tag"] == Counter(tag.id for own in labels for tag in own.tags)
    assert counts["year"] == Counter(str(p.year) for p in library.papers if p.year)
    assert counts["venue"] == Counter(p.venue for p in library.papers if p.venue)
    assert counts["has"].get("code", 0) == sum("code" in p.links for p in library.papers)


def test_a_facet_counts_under_the_others_but_not_under_itself(ask: Ask) -> None:
    free = ask("", limit=0, counts=True)["counts"]
    narrow = ask("", limit=0, counts=True, chosen={"year": ["2024"]})
    assert narrow["counts"]["year"] == free["year"]
    assert narrow["total"] == free["year"]["2024"]
    assert sum(narrow["counts"]["venue"].values()) < sum(free["venue"].values())


def test_newest_first_and_by_title(ask: Ask, library: Library) -> None:
    newest = [hit["year"] for hit in ask("robot", limit=600, sort="year")["hits"]]
    assert newest == sorted(newest, reverse=True)
    titles = [hit["slug"] for hit in ask("robot", limit=600, sort="title")["hits"]]
    assert titles == sorted(titles)


def test_the_readers_own_papers(ask: Ask, library: Library) -> None:
    some = [library.papers[3].id, library.papers[77].id]
    assert {hit["slug"] for hit in ask("", limit=600, only=some)["hits"]} == set(some)
    assert ask("", **{"except": some})["total"] == len(library.papers) - 2


@pytest.mark.parametrize(
    ("question", "wanted"),
    [
        ("robots that learn from videos without labels", "learning-by-watching-unlabeled|vpt"),
        ("why does a network suddenly generalise long after it fits", "grok"),
        ("four legs", "quadruped|locomotion"),
        ("a drone that learns to fly", "flight|quadrotor|fly"),
        ("learning from logged experience without trying things out", "offline"),
    ],
)
def test_a_sentence_in_other_words_is_answered(ask: Ask, question: str, wanted: str) -> None:
    slugs = " ".join(hit["slug"] for hit in ask(question, limit=5)["hits"])
    assert any(part in slugs for part in wanted.split("|"))


def test_answers_with_all_words_stand_before_widened_ones(ask: Ask) -> None:
    answer = ask("lottery ticket", limit=30)
    own = ["lottery" in hit["words"] for hit in answer["hits"]]
    assert own == sorted(own, reverse=True)


def test_a_widened_answer_says_by_which_words_it_was_found(ask: Ask) -> None:
    hits = ask("four-legged walking", limit=10)["hits"]
    assert any("quadruped" in hit["widened"] for hit in hits)


def test_topics_are_named_best_first(ask: Ask) -> None:
    assert [topic["id"] for topic in ask("offline rl")["topics"]][:1] == ["offline-rl"]


def test_words_are_taken_apart_as_in_python(page: Page, served: str) -> None:
    table = json.loads((ROOT / "tests/data/search-words.json").read_text("utf-8"))
    page.goto(served)
    found = page.evaluate(
        """async ([root, texts]) => {
          const { words } = await import(`${root}js/search/words.js`);
          return texts.map(words);
        }""",
        [served, [text for text, _, _ in table]],
    )
    assert found == [parts for _, parts, _ in table]
