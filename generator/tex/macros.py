"""The commands of running text, and the name that a paper's own macros stand for."""

from __future__ import annotations

import re

ACCENT_LETTERS = frozenset("cvHukbdrtC")
"""One-letter accents; they need a group or a space before their letter."""

ACCENT_SIGNS = frozenset("\"'`^~=.")
LETTERS = frozenset("L l O o ss ae AE oe OE aa AA i j dh DH dj DJ ng NG th TH".split())
SWITCHES = frozenset(
    "em it bf sc tt sf rm sl bfseries itshape scshape ttfamily sffamily rmfamily slshape upshape "
    "mdseries normalfont normalsize small footnotesize scriptsize tiny large Large huge Huge "
    "centering raggedright noindent indent par xspace protect relax newline linebreak smallskip "
    "medskip bigskip hfill vfill newpage clearpage maketitle leavevmode boldmath "
    "unboldmath selectfont nobreak allowbreak ignorespaces".split()
)
"""Commands that print nothing."""

WRAPPERS = frozenset(
    "emph textit textbf texttt textsc textsf textrm textsl textup textmd textnormal underline "
    "uline mbox hbox fbox text uppercase MakeUppercase lowercase enquote title section "
    "subsection paragraph uwave sout st hl so".split()
)
"""Commands that print their argument."""

CITATIONS = frozenset(
    "cite citep citet citealp citealt citeauthor citeyear parencite textcite autocite ref eqref "
    "cref Cref autoref label nocite citenum pageref bibliography thanks vspace hspace vskip hskip "
    "footnotemark newcommand renewcommand providecommand DeclareMathOperator "
    "input include usepackage documentclass pagestyle".split()
)
"""Commands whose arguments are of no use to a reader."""

ABBREVIATIONS = {
    "eg": "e.g.",
    "Eg": "E.g.",
    "ie": "i.e.",
    "Ie": "I.e.",
    "etal": "et al.",
    "etc": "etc.",
    "vs": "vs.",
    "wrt": "w.r.t.",
    "aka": "a.k.a.",
    "cf": "cf.",
    "iid": "i.i.d.",
    "st": "s.t.",
    "resp": "resp.",
    "wlog": "w.l.o.g.",
    "dof": "d.o.f.",
    "viz": "viz.",
}
CHARACTERS = {
    "textbackslash": "\\",
    "textasciitilde": "~",
    "textasciicircum": "^",
    "textunderscore": "_",
    "textdollar": "$",
    "textless": "<",
    "textgreater": ">",
    "textbar": "|",
    "textendash": "–",
    "textemdash": "—",
    "textquotesingle": "'",
    "textquoteright": "’",
    "textquoteleft": "‘",
    "textquotedblleft": "“",
    "textquotedblright": "”",
    "textregistered": "®",
    "texttrademark": "™",
    "textcopyright": "©",
    "textdegree": "°",
    "textmu": "µ",
    "texttimes": "×",
    "ldots": "…",
    "dots": "…",
    "textellipsis": "…",
    "textbullet": "•",
    "bullet": "•",
    "quad": " ",
    "qquad": " ",
    "item": " ",
    "LaTeX": "LaTeX",
    "TeX": "TeX",
    "degree": "°",
    "checkmark": "✓",
    "cmark": "✓",
    "xmark": "✗",
    "copyright": "©",
    "dag": "†",
    "ddag": "‡",
}
OWN_NAMES = frozenset(
    "tool toolname thetool our ours ourshort ourlong ourmethod ourmodel ourname ourapproach "
    "oursystem ourframework ouralgo oursfull method methodname mymethod themethod model modelname "
    "mymodel approach approachname framework frameworkname system systemname sys sysname name "
    "shortname fullname paper papername title algo algoname alg algname algorithmname proj "
    "project projectname dataset datasetname benchmark benchmarkname bench nickname acronym "
    "abbr oursmethod proposed ourtool us solution solutionname technique techniquename work "
    "ourwork metricname data ourdata ourdataset ourbenchmark network networkname arch net".split()
)
"""Macros that authors define as the name of what the paper presents."""

_GENERIC = frozenset(
    "AI ML RL KD DP GAN GANs LLM LLMs VLM VLMs MLLM NAS MDP MDPs PDE PDEs ODE CNN CNNs RNN GNN "
    "GNNs DNN DNNs SGD NLP MRI VAE SLAM IRL MARL RLHF NTK".split()
)
"""Abbreviations that titles explain but that name no single paper's work."""


def own_name(title: str, abstract: str = "") -> str:
    """The name that a title gives to what the paper presents, or an empty string.

    "DyCL: Dynamic Neural Network Compilation" and "… Autoregression (HMA)" give one; so does
    an abstract that abbreviates words of the title ("Heterogeneous Masked Autoregression (HMA)").
    A name that the abstract uses as a common word ("Find: …", "we find") is none.
    """
    abstract = abstract[:4000]
    match = re.match(r"\s*(\w[\w+-]{1,30})\s*:\s", title)
    if match and not match[1].islower():
        common = re.search(rf"\b{re.escape(match[1].lower())}\b", abstract)
        if not common:
            return match[1]
    match = re.search(r"\(([A-Za-z0-9+-]*[A-Z][A-Za-z0-9+-]+)\)", title)
    if match and len(match[1]) > 2 and match[1] not in _GENERIC:
        return match[1]
    titled = set(re.findall(r"\w+", title.casefold()))
    for match in re.finditer(r"((?:[\w-]+ ){2,8})\(([A-Z][A-Za-z0-9-]{2,11})\)", abstract):
        letters = match[2].casefold()
        words = re.findall(r"\w+", match[1].casefold())[-len(letters) :]
        initials = "".join(word[0] for word in words)
        if initials == letters and titled.issuperset(words) and match[2] not in _GENERIC:
            return match[2]
    return ""
