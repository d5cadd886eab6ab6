"""Related papers, and the words that say why."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from linkmaker import OTHERS, paper

from generator.labels import Labels
from generator.library import Library, load_library
from generator.linking.mentions import find_mentions
from generator.linking.related import NEIGHBOURS, REASONS, Related, _completed, find_related
from generator.linking.subjects import subjects_of
from generator.model import Paper
from generator.problems import Report
from generator.text import title_key

NO_LABELS = Labels({}, {}, {})
ROOT = Path(__file__).parent.parent


def related(*papers: Paper) -> dict[str, tuple[Related, ...]]:
    subjects = subjects_of(papers)
    mentions, _ = find_mentions(papers, subjects)
    return dict(find_related(papers, subjects, {}, NO_LABELS, mentions))


KOOPMAN = paper("Limits of Koopman Operators", "We study Koopman operators of chaotic systems.")
KOOPMAN_TOO = paper("Learning with Koopman Operators", "A Koopman operator predicts systems.")
QUADROTORS = paper("Quadrotors in the Wind", "We fly a quadrotor; the quadrotor meets wind.")


def test_papers_with_rare_words_in_common_are_neighbours_and_say_so() -> None:
    found = related(KOOPMAN, KOOPMAN_TOO, QUADROTORS, *OTHERS)
    best = found[KOOPMAN.id][0]
    assert best.id == KOOPMAN_TOO.id
    assert best.reasons[0].startswith("Koopman")
    assert QUADROTORS.id not in [neighbour.id for neighbour in found[KOOPMAN.id]]


def test_a_word_of_most_papers_makes_no_neighbours() -> None:
    papers = [
        paper(f"Dynamics {name}", f"Learning dynamics and control of {name}.")
        for name in "ants bees cats dogs eels frogs geese hares".split()
    ]
    assert related(*papers, *OTHERS[:2]).get("dynamics-ants", ()) == ()


def test_a_paper_never_lists_itself_or_its_duplicate() -> None:
    second = paper("Limits of Koopman Operators", "Koopman operators once more, by others.")
    twins = (KOOPMAN, Paper(**{**_fields(second), "id": "limits-2020"}), KOOPMAN_TOO)
    found = related(*twins, *OTHERS)
    assert "limits-2020" not in [n.id for n in found[KOOPMAN.id]]
    assert KOOPMAN.id not in [n.id for n in found["limits-2020"]]


def test_a_name_said_in_passing_weighs_less_than_the_subject() -> None:
    lottery = [
        paper(f"Lottery Tickets of {n}", f"The {n} lottery ticket hypothesis: lottery tickets win.")
        for n in ("ants", "bees", "cats")
    ]
    first = paper(
        "The Lottery Ticket Hypothesis: Sparse Networks",
        "We articulate the lottery ticket hypothesis: dense networks hold tickets.",
    )
    stiff = paper("Stiffness of Residual Solvers", "Stiff solvers of residual flows adapt steps.")
    speaker = paper(
        "Attention as Stiff Flow",
        "Stiffness measures residual flow; solvers of residual flows adapt their steps to "
        "attention. This also explains the lottery ticket hypothesis.",
    )
    found = related(speaker, stiff, first, *lottery, *OTHERS)
    assert found[speaker.id][0].id == stiff.id


def test_half_of_a_compound_is_no_reason_beside_whole_words() -> None:
    found = related(
        paper("Self-Assembling Robots", "Self-assembling robots of magnets."),
        paper("Self-Repairing Robots with Magnets", "Self-repairing robots of magnets."),
        *OTHERS,
    )
    (best, *_) = found["self-assembling-robots"]
    assert "self" not in {reason.lower() for reason in best.reasons}


def _fields(paper: Paper) -> dict[str, object]:
    return {name: getattr(paper, name) for name in Paper.__dataclass_fields__}


def test_a_named_method_relates_those_who_name_it() -> None:
    method = paper("A", "We present FooNet, a network of foos.")
    users = [
        paper("Hats", "Hats are sewn; FooNet helps."),
        paper("Ships", "Ships are built; FooNet helps."),
    ]
    found = related(method, *users, *OTHERS)
    (best, *_) = found["hats"]
    assert "FooNet" in best.reasons


@pytest.mark.parametrize(
    ("first", "second", "shown"),
    [
        ("deep reinforcement learning", "Deep: deep reinforcement learning", "learning"),
        ("deep reinforcement learning", "deep reinforcement and more", ""),
        ("deep reinforcement learning", "deep reinforcement, learning", ""),
        ("deep reinforcement with", "deep reinforcement with", ""),
        ("deep reinforcement Learning", "deep reinforcement learning", "learning"),
    ],
)
def test_a_phrase_is_shown_with_the_word_that_always_follows(
    first: str, second: str, shown: str
) -> None:
    phrase = "deep reinforcement"
    assert _completed(phrase, (first, second)) == f"{phrase} {shown}".strip()


def test_lists_of_no_or_one_paper_have_no_neighbours() -> None:
    assert related() == {}
    assert related(KOOPMAN) == {}


# --- the real list --------------------------------------------------------------------------


@pytest.fixture(scope="module")
def library() -> Library:
    return load_library(ROOT / "content", Report())


def test_every_paper_has_ten_neighbours_with_reasons_in_order(library: Library) -> None:
    duplicates = {p.id: title_key(p.title) for p in library.papers}
    for paper_ in library.papers:
        found = library.links.related[paper_.id]
        assert 5 <= len(found) <= NEIGHBOURS
        assert [r.score for r in found] == sorted([r.score for r in found], reverse=True)
        for neighbour in found:
            assert duplicates[neighbour.id] != duplicates[paper_.id]
            assert 1 <= len(neighbour.reasons) <= REASONS
            folded = [reason.casefold() for reason in neighbour.reasons]
            assert len(set(folded)) == len(folded)
            assert {"learning", "dynamics", "control", "model", "method"}.isdisjoint(folded)


def test_neighbours_share_more_topics_than_those_of_plain_tf_idf() -> None:
    bench = ROOT / "tests/benchmarks/bench_links.py"
    run = subprocess.run(
        [sys.executable, str(bench), "--quality"], capture_output=True, text=True, check=True
    )
    rows = [line.split("|")[1:-1] for line in run.stdout.splitlines()[2:]]
    plain, words, full = ([float(cell) for cell in row[1:]] for row in rows)
    assert all(ours > theirs * 1.2 for ours, theirs in zip(words, plain, strict=True))
    assert all(ours > theirs * 1.9 for ours, theirs in zip(full, plain, strict=True))
