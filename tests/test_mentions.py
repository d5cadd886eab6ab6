"""Named methods, and which abstracts mention them."""

from __future__ import annotations

from pathlib import Path

import pytest
from linkmaker import OTHERS, paper

from generator.library import Library, load_library
from generator.linking.coinage import coinages
from generator.linking.mentions import find_mentions
from generator.linking.subjects import subjects_of
from generator.model import Paper
from generator.problems import Report

CONTROLNET = paper(
    "Adding Conditional Control to Text-to-Image Diffusion Models",
    "We present ControlNet, a neural network architecture to add spatial conditioning controls "
    "to large, pretrained text-to-image diffusion models.",
    2023,
)
NTK = paper(
    "Neural Tangent Kernel: Convergence and Generalization in Neural Networks",
    "During gradient descent on the parameters of an ANN, the network function follows the kernel "
    "gradient of the functional cost w.r.t. a new kernel: the Neural Tangent Kernel (NTK). This "
    "kernel is central to describe the generalization features of ANNs.",
    2018,
)
LOTTERY = paper(
    "The Lottery Ticket Hypothesis: Finding Sparse, Trainable Neural Networks",
    'Based on these results, we articulate the "lottery ticket hypothesis:" dense networks '
    "contain subnetworks that reach the same accuracy when trained in isolation.",
    2019,
)
TURING = paper(
    "Neural Turing Machines",
    "We extend the capabilities of neural networks by coupling them to external memory. "
    "Preliminary results show that Neural Turing Machines can infer simple algorithms.",
    2014,
)
ATARI = paper(
    "Playing Atari with Deep Reinforcement Learning",
    "We present the first deep learning model to learn control policies from pixels.",
    2013,
    aliases=("DQN", "deep Q-network"),
)
ACE = paper(
    "ACE : Off-Policy Actor-Critic with Causality-Aware Entropy Regularization",
    "We introduce a causality-aware entropy term. Our proposed algorithm, ACE: Off-policy "
    "Actor-critic with Causality-aware Entropy regularization, shows a substantial advantage "
    "across 29 diverse continuous control tasks.",
    2024,
)
FLEX = paper(
    "FLEX: an Adaptive Exploration Algorithm for Nonlinear Systems",
    "We introduce FLEX, an exploration algorithm for nonlinear dynamics that rests on optimal "
    "experimental design.",
    2023,
)
NEED = paper(
    "Need is All You Need: Homeostatic Neural Networks Adapt to Concept Shift",
    "We introduce an artificial neural network that has some homeostatic features.",
    2022,
)
LISTED = (CONTROLNET, NTK, LOTTERY, TURING, ATARI, ACE, FLEX, NEED)


def mentioned(abstract: str, *listed: Paper, year: int = 2025) -> list[str]:
    """The words of an abstract that become links."""
    source = paper("The Paper That Speaks", abstract, year)
    papers = (*(listed or LISTED), source, *OTHERS)
    mentions, _ = find_mentions(papers, subjects_of(papers))
    assert mentions.keys() <= {source.id}
    found = mentions.get(source.id, ())
    assert all(abstract[m.start : m.end] == m.text for m in found)
    return [mention.text for mention in found]


# --- how a name may stand -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("abstract", "words"),
    [
        ("We build on ControlNet.", ["ControlNet"]),
        ("ControlNets are widely used.", ["ControlNets"]),
        ("ControlNet's encoder and all ControlNets' layers.", ["ControlNet", "ControlNets"]),
        ("A ControlNet-like branch and a ControlNet-based one.", ["ControlNet", "ControlNet"]),
        ("We introduce a Sketch-guided ControlNet.", ["ControlNet"]),
        ("It has non-ControlNet layers.", ["ControlNet"]),
        ("Methods (ControlNet), “ControlNet” and T2I/ControlNet.", ["ControlNet"] * 3),
        ("In the NTK regime wide ANNs follow gradient descent on a kernel.", ["NTK"]),
        ("It is the empirical neural tangent kernel.", ["neural tangent kernel"]),
        ("Two Neural Tangent Kernels differ.", ["Neural Tangent Kernels"]),
        ("We use neural-tangent-kernel theory.", ["neural-tangent-kernel"]),
        ("The Graph Neural Tangent Kernel is one.", ["Neural Tangent Kernel"]),
        ("Does the lottery-ticket hypothesis hold?", ["lottery-ticket hypothesis"]),
        ("By the Regularized Lottery Ticket Hypothesis (RLTH),", ["Lottery Ticket Hypothesis"]),
        ("Unlike Neural Turing Machines, it points.", ["Neural Turing Machines"]),
        ("A Neural Turing Machine reads.", ["Neural Turing Machine"]),
        ("We beat DQN, DQNs and DQN-based agents.", ["DQN", "DQNs", "DQN"]),
        ("Deep Q-Networks, a deep Q network.", ["Deep Q-Networks", "deep Q network"]),
    ],
)
def test_a_name_is_found_however_it_stands(abstract: str, words: list[str]) -> None:
    assert mentioned(abstract) == words


@pytest.mark.parametrize(
    "abstract",
    [
        "We compare with Uni-ControlNet, ControlNet-XS and ControlNet++.",
        "See https://example.org/ControlNet and team@ControlNet.org.",
        "We call it MyControlNet, controlnet or Control-Net.",
        "Double-DQN is another method.",
        "In mathematics $ControlNet$ is a product.",
        "Barlow ControlNet2 and ControlNet_v2 are others.",
        "Neural turing machines are a class of machines.",
    ],
)
def test_other_names_and_addresses_are_no_mention(abstract: str) -> None:
    assert mentioned(abstract) == []


# --- names that are words -------------------------------------------------------------------


def test_a_name_in_capitals_links_where_the_subject_is_the_same() -> None:
    assert mentioned("Off-policy actor-critic such as ACE adds causality-aware entropy.") == ["ACE"]
    assert mentioned("FLEX explores nonlinear dynamics.") == ["FLEX"]


@pytest.mark.parametrize(
    "abstract",
    [
        "ACE inhibitors lower the blood pressure of patients.",
        "ACE is a corpus for the extraction of events and relations.",
        "Need for speed: models Need data, and we need to flex and ace the test.",
        "A FLEX ticket for the railway.",
        "The angiotensin converting enzyme (ACE) and entropy of actor-critic control.",
    ],
)
def test_a_word_that_is_also_a_name_is_no_mention(abstract: str) -> None:
    assert mentioned(abstract) == []


def test_a_name_that_abstracts_write_small_is_a_word() -> None:
    small = [paper(f"Muscles {n}", "We flex nonlinear dynamics of muscles.") for n in range(3)]
    assert mentioned("FLEX explores nonlinear dynamics.", FLEX, *small) == []


def test_a_name_that_older_papers_use_is_not_from_this_one() -> None:
    elder = paper("Old Gym", "A gym of Foo Bars for control.", 2001)
    younger = paper("Foo Bars for Control", "We propose Foo Bars, a method for control.", 2020)
    assert mentioned("We lift Foo Bars.", younger) == ["Foo Bars"]
    assert mentioned("We lift Foo Bars.", younger, elder) == []


def test_a_paper_does_not_name_what_came_years_later() -> None:
    assert mentioned("We build on ControlNet.", year=2022) == ["ControlNet"]
    assert mentioned("We build on ControlNet.", year=2020) == []


# --- whose name it is -----------------------------------------------------------------------


def test_a_name_of_several_papers_links_to_none() -> None:
    graphs = paper("Graphs", "We propose GraphNet, a model of graphs.")
    sounds = paper("Sounds", "We present GraphNet, a model of sounds.")
    assert mentioned("We use GraphNet for graphs.", graphs) == ["GraphNet"]
    assert mentioned("We use GraphNet for graphs.", graphs, sounds) == []


def test_a_curator_says_whose_a_name_is() -> None:
    graphs = paper("Graphs", "We propose GraphNet, a model of graphs.", aliases=("GraphNet",))
    sounds = paper("Sounds", "We present GraphNet, a model of sounds.")
    assert mentioned("We use GraphNet.", graphs, sounds) == ["GraphNet"]


def test_another_meaning_of_the_letters_in_the_list_counts_against_a_link() -> None:
    abstract = "The new tangent kinase (NTK) follows a kernel gradient of ANNs."
    assert mentioned(abstract) == []


@pytest.mark.parametrize("word", ["ControlNets", "controlnets", "ControlNet"])
def test_forbidden_words_do_not_link_to_the_paper(word: str) -> None:
    forbidding = paper(CONTROLNET.title, CONTROLNET.abstract, 2023, never_link=(word,))
    left = [] if word == "ControlNet" else ["ControlNet"]
    assert mentioned("ControlNets and ControlNet.", forbidding) == left


def test_letters_that_stand_for_something_else_do_not_link() -> None:
    legged = paper(
        "Robust Contact State Estimation",
        "We release a package, coined Legged Contact Detection (LCD), for humanoid walking gaits.",
        2022,
    )
    assert mentioned("A camera films humanoid walking gaits before an LCD monitor.", legged) == []
    assert mentioned("Contact of humanoid walking gaits is found by LCD.", legged) == ["LCD"]


def test_forbidden_words_do_not_link_from_the_paper() -> None:
    source = paper("A", "We use ControlNet and DQN.", 2025, never_link=("ControlNet",))
    papers = (*LISTED, source, *OTHERS)
    mentions, _ = find_mentions(papers, subjects_of(papers))
    assert [m.text for m in mentions["a"]] == ["DQN"]


def test_an_alias_may_be_a_formula() -> None:
    width = paper("Feature Learning", "We study width.", 2021, aliases=(r"$\mu$P",))
    assert mentioned(r"Under $\mu$P rates transfer; $\mu$Px is not it.", width) == [r"$\mu$P"]


def test_an_alias_of_one_word_is_still_no_beginning_of_a_sentence() -> None:
    need = paper("Homeostasis", "We study needs.", aliases=("Need",))
    assert mentioned("Need drives it. The Need network adapts.", need) == ["Need"]


# --- what a paper introduces ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("title", "abstract", "names"),
    [
        ("A", "We present FooNet, a network for foos.", {"FooNet"}),
        ("A", "This paper introduces a new method called BarNet that bars.", {"BarNet"}),
        (
            "A",
            "We propose Temporal Attentive Alignment Network (TA2N), which aligns.",
            {"TA2N", "Temporal Attentive Alignment Network"},
        ),
        ("FooBench: A Benchmark of Foos", "We present FooBench.", {"FooBench"}),
        (
            "Neural Foo Machines",
            "Results show that Neural Foo Machines can infer.",
            {"Neural Foo Machines"},
        ),
        ("Foo Bars in Practice", "Results show that Foo Bars work.", set()),
        ("FooBench: A Survey", "We present an overview of FooBench.", set()),
        ("A", "A recently proposed method, virtual adversarial training (VAT), smooths.", set()),
        ("A", "In the proposed method, the Sequential Quadratic Programming (SQP) is used.", set()),
        ("A", "We ran our robots in a simulator called ARGoS.", set()),
        ("A", "We use ResNet, which was called deep by its authors.", set()),
        ("A", "We propose a graph neural network (GNN) for molecules.", set()),
        ("A", "We introduce output codes (ECOCs) in this setting and prove a bound.", set()),
        ("A", "We introduce Error-Correcting Codes (ECCs) into the field of games.", set()),
        ("A", "We call this phenomenon grokking.", set()),
    ],
)
def test_names_that_a_paper_introduces(title: str, abstract: str, names: set[str]) -> None:
    assert {coinage.name for coinage in coinages(paper(title, abstract))} == names


# --- the real list --------------------------------------------------------------------------


@pytest.fixture(scope="module")
def library() -> Library:
    return load_library(Path(__file__).parent.parent / "content", Report())


def test_the_list_has_the_mentions_that_were_read(library: Library) -> None:
    pairs = {(m.source, m.target) for found in library.links.mentions.values() for m in found}
    assert len(pairs) >= 35
    named = [library.by_id[target].title for _, target in pairs]
    assert named.count(CONTROLNET.title) >= 14
    assert named.count(NTK.title) >= 6
    assert named.count(LOTTERY.title) >= 6
    assert named.count(ATARI.title) >= 4
    assert ("pointer-networks", "neural-turing-machines") in pairs


def test_words_of_the_list_that_are_names_by_chance_link_nowhere(library: Library) -> None:
    names = {m.text.casefold() for found in library.links.mentions.values() for m in found}
    assert names.isdisjoint(
        "ace flex slim need steer mode grand delay freedom dress dvf ours".split()
    )


def test_no_paper_mentions_itself_and_places_are_right(library: Library) -> None:
    for source, found in library.links.mentions.items():
        assert [m.start for m in found] == sorted(m.start for m in found)
        for mention in found:
            assert mention.target != source
            assert library.by_id[source].abstract[mention.start : mention.end] == mention.text
