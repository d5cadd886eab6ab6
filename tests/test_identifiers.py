import string

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from generator.identifiers import SCHEMES, find, implied, label, normalise, parse, url
from generator.model import Identifier


def parsed(text: str) -> str:
    return str(parse(text) or "")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # arXiv: info.arxiv.org/help/arxiv_identifier.html
        ("2302.05543", "arxiv:2302.05543"),
        ("2302.05543v3", "arxiv:2302.05543"),
        ("0704.0001", "arxiv:0704.0001"),
        ("1412.6980", "arxiv:1412.6980"),
        ("1501.00001", "arxiv:1501.00001"),
        ("hep-th/9901001", "arxiv:hep-th/9901001"),
        ("hep-th/9901001v2", "arxiv:hep-th/9901001"),
        ("math.GT/0309136", "arxiv:math/0309136"),
        ("math.gt/0309136", "arxiv:math/0309136"),
        ("HEP-TH/9901001", "arxiv:hep-th/9901001"),
        ("cs/0703001", "arxiv:cs/0703001"),
        ("arXiv:2302.05543", "arxiv:2302.05543"),
        ("ARXIV: 2302.05543v1 [cs.CV]", "arxiv:2302.05543"),
        ("arXiv:math.GT/0309136v1 [math.GT]", "arxiv:math/0309136"),
        ("abs/2302.05543", "arxiv:2302.05543"),
        ("http://arxiv.org/abs/2302.05543v1", "arxiv:2302.05543"),
        ("https://arxiv.org/pdf/2302.05543v2.pdf", "arxiv:2302.05543"),
        ("https://www.arxiv.org/pdf/2302.05543", "arxiv:2302.05543"),
        ("https://arxiv.org/html/2302.05543v1", "arxiv:2302.05543"),
        ("https://export.arxiv.org/abs/2302.05543?context=cs", "arxiv:2302.05543"),
        ("arxiv.org/abs/hep-th/9901001", "arxiv:hep-th/9901001"),
        ("https://arxiv.org/abs/math.GT/0309136#comments", "arxiv:math/0309136"),
        ("https://ar5iv.org/abs/2302.05543", "arxiv:2302.05543"),
        ("https://ar5iv.labs.arxiv.org/html/2302.05543", "arxiv:2302.05543"),
        ("https://www.alphaxiv.org/abs/2302.05543v2", "arxiv:2302.05543"),
        ("https://huggingface.co/papers/2302.05543", "arxiv:2302.05543"),
        ("hf.co/papers/2302.05543", "arxiv:2302.05543"),
        ("https://papers.cool/arxiv/2302.05543", "arxiv:2302.05543"),
        ("https://scirate.com/arxiv/2302.05543", "arxiv:2302.05543"),
        ("https://api.semanticscholar.org/arXiv:2302.05543", "arxiv:2302.05543"),
        ("https://openreview.net/attachment?id=rJl-b3RcF7&name=pdf", "openreview:rJl-b3RcF7"),
        ("https://aclanthology.coli.uni-saarland.de/papers/P18-1234/p18-1234", "acl:P18-1234"),
        ("<https://arxiv.org/abs/2302.05543>", "arxiv:2302.05543"),
        ("https://www.nature.com/articles/s41586-020-03051-4", "doi:10.1038/s41586-020-03051-4"),
        ("https://nature.com/articles/nature14236.pdf", "doi:10.1038/nature14236"),
        ("https://www.nature.com/articles/323533a0#Abs1", "doi:10.1038/323533a0"),
        ("https://www.nature.com/articles/s41599-020-00565-0", ""),
        ("https://europepmc.org/article/MED/33361790", "pmid:33361790"),
        # its DOI: info.arxiv.org/help/doi.html
        ("10.48550/arXiv.2302.05543", "arxiv:2302.05543"),
        ("10.48550/ARXIV.2302.05543v2", "arxiv:2302.05543"),
        ("https://doi.org/10.48550/arXiv.2302.05543", "arxiv:2302.05543"),
        ("doi:10.48550/arXiv.hep-th/9901001", "arxiv:hep-th/9901001"),
        # DOI: DOI Handbook, 2.2
        ("10.1000/182", "doi:10.1000/182"),
        ("10.1109/CVPR52733.2024.02539", "doi:10.1109/cvpr52733.2024.02539"),
        ("doi:10.1000/XYZ", "doi:10.1000/xyz"),
        ("DOI: 10.1000/xyz.", "doi:10.1000/xyz"),
        ("DOI 10.1000/xyz", "doi:10.1000/xyz"),
        ("https://doi.org/10.1000/xyz", "doi:10.1000/xyz"),
        ("http://dx.doi.org/10.1000/xyz", "doi:10.1000/xyz"),
        ("https://doi.org/10.1002%2Fasi.20000", "doi:10.1002/asi.20000"),
        ("doi: https://doi.org/10.1000/AbC,", "doi:10.1000/abc"),
        ("10.1016/S0004-3702(01)00129-1", "doi:10.1016/s0004-3702(01)00129-1"),
        ("10.1000/abc(2)).", "doi:10.1000/abc(2)"),
        (r"10.1007/978-3-030-58548-8\_1", "doi:10.1007/978-3-030-58548-8_1"),
        (r"10.1007/978-3-030-58548-8{\_}1", "doi:10.1007/978-3-030-58548-8_1"),
        (
            "10.1002/(SICI)1097-4571(199806)49:8<693::AID-ASI4>3.0.CO;2-O",
            "doi:10.1002/(sici)1097-4571(199806)49:8<693::aid-asi4>3.0.co;2-o",
        ),
        (
            "https://dl.acm.org/doi/pdf/10.1145/3292500.3330701?download=true",
            "doi:10.1145/3292500.3330701",
        ),
        (
            "https://www.frontiersin.org/articles/10.3389/fnins.2019.00001/full",
            "doi:10.3389/fnins.2019.00001",
        ),
        (
            "https://journals.plos.org/plosone/article?id=10.1371/journal.pone.0123456",
            "doi:10.1371/journal.pone.0123456",
        ),
        (
            "https://www.biorxiv.org/content/10.1101/2020.01.01.123456v2.full.pdf",
            "doi:10.1101/2020.01.01.123456",
        ),
        # OpenReview
        ("https://openreview.net/forum?id=rkgMkCEtPB", "openreview:rkgMkCEtPB"),
        ("https://openreview.net/pdf?id=_wzZwKpTDF_9C", "openreview:_wzZwKpTDF_9C"),
        ("openreview.net/forum?noteId=abc&id=rkgMkCEtPB#x", "openreview:rkgMkCEtPB"),
        ("openreview:SJgIPJBFvH", "openreview:SJgIPJBFvH"),
        # ACL: aclanthology.org/info/ids
        ("P19-1001", "acl:P19-1001"),
        ("p19-1001", "acl:P19-1001"),
        ("2023.acl-long.1", "acl:2023.acl-long.1"),
        ("2023.ACL-long.1", "acl:2023.acl-long.1"),
        ("https://aclanthology.org/2023.acl-long.1/", "acl:2023.acl-long.1"),
        ("https://aclanthology.org/2023.acl-long.1.pdf", "acl:2023.acl-long.1"),
        ("https://www.aclweb.org/anthology/P19-1001v2.pdf", "acl:P19-1001"),
        ("https://www.aclweb.org/anthology/papers/P/P19/P19-1001/", "acl:P19-1001"),
        ("10.18653/v1/P19-1001", "doi:10.18653/v1/p19-1001"),
        # the rest
        ("PMID: 123456", "pmid:123456"),
        ("https://pubmed.ncbi.nlm.nih.gov/123456/", "pmid:123456"),
        ("https://www.ncbi.nlm.nih.gov/pubmed/123456", "pmid:123456"),
        ("ISBN 978-0-262-03561-3", "isbn:9780262035613"),
        ("0-262-03561-8", "isbn:9780262035613"),
        ("0-8044-2957-X", "isbn:9780804429573"),
        ("https://openalex.org/W2741809807", "openalex:W2741809807"),
        (
            "https://www.semanticscholar.org/paper/Adding/efbe97d20c4ffe356e8826c01dc550bacc405add",
            "s2:efbe97d20c4ffe356e8826c01dc550bacc405add",
        ),
    ],
)
def test_parse(text: str, expected: str) -> None:
    assert parsed(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "2313.05543",  # no month 13
        "2300.05543",
        "0703.0001",  # before the new scheme
        "1412.00001",  # five digits only since 2015
        "1501.0001",
        "2302.00000",  # numbers start at 1
        "2302.055431",
        "hep-th/9913001",
        "hep-th/0704001",  # after the old scheme
        "hep-th/9106001",  # before arXiv
        "nosuch/9901001",
        "3.14159",
        "12345",
        "rkgMkCEtPB",  # may be any word
        "10.1000",
        "10.1000/",
        "10.12/xyz",
        "10.1000/../../admin",
        "10.1000/a/./b",
        "10.1000/%2e%2e/x",
        '10.1000/a"onmouseover',
        "10.1000/a<script>",
        "10.1000/a b",
        "10.1000/a\nb",
        "10.1000/%00",
        "10.48550/arXiv.2399.05543",
        "arXiv:../../etc/passwd",
        "arXiv:2302.05543/../..",
        "javascript:alert(1)",
        "openreview:../../x",
        "openreview:a b c d e f g h",
        "https://openreview.net/references/pdf?id=rkgMkCEtPB",  # a revision's id
        "978-0-262-03561-4",  # wrong check digit
        "see arXiv:2302.05543",
        "arXiv:2302.05543 and more",
        "https://evil.example/arxiv.org/abs/2302.05543",
        "https://notarxiv.org/abs/2302.05543",
        "https://github.com/x?u=arxiv.org/abs/2302.05543",
        "https://github.com/x?u=10.1000/xyz",
        "\u0660\u0661.\u0662\u0663",
        "２３０２.０５５４３",
        "x" * 2000,
    ],
)
def test_parse_rejects(text: str) -> None:
    assert parse(text) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "We build on arXiv:2302.05543, and on 10.1000/xyz.",
            ["arxiv:2302.05543", "doi:10.1000/xyz"],
        ),
        ("CoRR, abs/1412.6980", ["arxiv:1412.6980"]),
        ("arXiv preprint arXiv:1412.6980", ["arxiv:1412.6980"]),
        ("(see hep-th/9901001)", ["arxiv:hep-th/9901001"]),
        ("[PDF](https://arxiv.org/pdf/2302.05543.pdf)", ["arxiv:2302.05543"]),
        ("[x](https://doi.org/10.1000/abc(1)), and", ["doi:10.1000/abc(1)"]),
        ('<a href="https://doi.org/10.1000/abc">', ["doi:10.1000/abc"]),
        ("https://doi.org/10.18653/v1/P19-1001", ["doi:10.18653/v1/p19-1001", "acl:P19-1001"]),
        ("10.3115/v1/P14-1001", ["doi:10.3115/v1/p14-1001", "acl:P14-1001"]),
        (r"10.1007/978-3-030-58548-8\_1", ["doi:10.1007/978-3-030-58548-8_1"]),
        ("arXiv:2302.05543v1 arXiv:2302.05543v2", ["arxiv:2302.05543"]),
        ("https://web.archive.org/web/2020/https://arxiv.org/abs/2302.05543", ["arxiv:2302.05543"]),
        ("PMID: 123456; PMID 234567", ["pmid:123456", "pmid:234567"]),
        ("ISBN: 978-0-262-03561-3.", ["isbn:9780262035613"]),
        ("a ratio of 1207.0580 and 2302.05543 of them", []),
        ("version 10.15 / 10.2", []),
        ("math/0309136x and path/math/0309136", []),
        ("", []),
    ],
)
def test_find(text: str, expected: list[str]) -> None:
    assert [str(identifier) for identifier in find(text)] == expected


def test_find_takes_a_long_text_of_almost_identifiers_in_linear_time() -> None:
    assert find("https://" * 20_000 + "a-" * 20_000 + "10.1000/" * 20_000) is not None


@pytest.mark.parametrize(
    ("scheme", "value", "expected"),
    [
        ("doi", "https://doi.org/10.1000/ABC", "doi:10.1000/abc"),
        ("doi", "10.48550/arXiv.2302.05543", "arxiv:2302.05543"),
        ("arxiv", "arXiv:2302.05543v4", "arxiv:2302.05543"),
        ("arxiv", "https://arxiv.org/abs/2302.05543", "arxiv:2302.05543"),
        ("openreview", "https://openreview.net/forum?id=rkgMkCEtPB", "openreview:rkgMkCEtPB"),
        ("openreview", "rkgMkCEtPB", "openreview:rkgMkCEtPB"),
        ("arxiv", "10.1000/xyz", "None"),
        ("doi", "2302.05543", "None"),
        ("nosuch", "1", "None"),
        ("pmid", "0", "None"),
    ],
)
def test_normalise(scheme: str, value: str, expected: str) -> None:
    assert str(normalise(scheme, value)) == expected


@pytest.mark.parametrize(
    ("identifier", "expected"),
    [
        ("arxiv:math/0309136", "https://arxiv.org/abs/math/0309136"),
        ("doi:10.1000/a#b?c", "https://doi.org/10.1000/a%23b%3Fc"),
        ("openreview:rkgMkCEtPB", "https://openreview.net/forum?id=rkgMkCEtPB"),
        ("acl:P19-1001", "https://aclanthology.org/P19-1001/"),
    ],
)
def test_url(identifier: str, expected: str) -> None:
    scheme, _, value = identifier.partition(":")
    assert url(Identifier(scheme, value)) == expected


def test_url_quotes_what_did_not_pass_through_parse() -> None:
    assert url(Identifier("arxiv", '"><script> x')) == (
        "https://arxiv.org/abs/%22%3E%3Cscript%3E%20x"
    )


def test_label_of_an_unknown_scheme_is_its_name() -> None:
    assert [label("arxiv"), label("doi"), label("nosuch")] == ["arXiv", "DOI", "nosuch"]


def test_implied_is_for_acl_dois_only() -> None:
    assert implied(Identifier("doi", "10.18653/v1/2023.acl-long.1")) == Identifier(
        "acl", "2023.acl-long.1"
    )
    assert implied(Identifier("doi", "10.1000/v1/p19-1001")) is None
    assert implied(Identifier("arxiv", "2302.05543")) is None


TEXTS = st.one_of(
    st.text(max_size=60),
    st.text(alphabet=string.printable, max_size=60).map("10.1000/".__add__),
    st.text(alphabet="0123456789./v", max_size=14),
    st.text(alphabet=string.printable, max_size=40).map("https://doi.org/10.1234/".__add__),
)


@given(TEXTS)
@example("10.1000/[AA]")
def test_what_is_parsed_parses_again_to_itself(text: str) -> None:
    if identifier := parse(text):
        assert parse(str(identifier)) == identifier
        assert normalise(identifier.scheme, identifier.value) == identifier


@given(TEXTS)
def test_values_hold_no_path_step_space_or_quote(text: str) -> None:
    for identifier in [*find(text), *filter(None, [parse(text)])]:
        assert identifier.scheme in SCHEMES
        assert identifier.value.isascii()
        assert identifier.value.isprintable()
        assert not set(' "\\^`{|}') & set(identifier.value)
        assert not {".", ".."} & set(identifier.value.split("/"))


@given(TEXTS)
def test_url_leads_back_to_the_identifier(text: str) -> None:
    identifier = parse(text)
    if identifier and identifier.scheme != "isbn":
        assert parse(url(identifier)) == identifier
