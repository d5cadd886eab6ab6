"""HTML and JATS in titles and abstracts."""

import pytest

from generator.formats.htmltext import plain


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("<i>In situ</i> of <span class='nocase'>DNA</span>", "In situ of DNA"),
        ("H<sub>2</sub>O at 10<sup>−3</sup>, the 5<sup>th</sup>", "H₂O at 10⁻³, the 5th"),
        ("<i|A|j> and List<int>, p < 0.05 > q", "<i|A|j> and List<int>, p < 0.05 > q"),
        ("a <b> that nothing closes", "a <b> that nothing closes"),
        ("Tom &amp; Jerry &lt; 3", "Tom & Jerry < 3"),
        (
            "<jats:title>Abstract</jats:title><jats:p>A <jats:italic>b</jats:italic>.</jats:p>"
            "<jats:p>C.</jats:p>",
            "A b.\n\nC.",
        ),
        (
            "<jats:p>Of <jats:inline-formula><jats:alternatives><jats:tex-math>$$x^2$$"
            "</jats:tex-math><mml:math><mml:mi>x</mml:mi></mml:math></jats:alternatives>"
            "</jats:inline-formula> it</jats:p>",
            "Of $x^2$ it",
        ),
        ("<mml:math><mml:mi>x</mml:mi></mml:math> decays", "x decays"),
    ],
)
def test_tags_and_entities_are_read(written: str, text: str) -> None:
    assert plain(written) == text
