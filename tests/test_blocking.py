from generator.identity.blocking import MAX_BLOCK, similar_texts


def test_a_typing_error_is_found_by_the_other_words() -> None:
    texts = ["adding conditional control", "adding conditonal control", "baking rye bread"]
    ((first, second, ratio),) = similar_texts(texts)
    assert {first, second} == set(texts[:2])
    assert 95 < ratio < 100


def test_texts_of_common_words_are_found_by_pairs_of_words() -> None:
    common = [f"deep learning word{n:x}{n * 7919:x}" for n in range(2 * MAX_BLOCK)]
    common += [f"graph control word{n:x}{n * 104729:x}" for n in range(2 * MAX_BLOCK)]
    pair = ["deep graph learning control", "deep graph learning controls"]
    found = [(a, b) for a, b, _ in similar_texts([*common, *pair])]
    assert tuple(pair) in found


def test_nothing_is_compared_that_shares_no_rare_word() -> None:
    assert list(similar_texts(["", "a", "aa", "one two", "three four"])) == []


def test_the_order_of_texts_changes_nothing() -> None:
    texts = [f"word{n % 7} text{n % 5} part{n % 3}" for n in range(50)]
    assert list(similar_texts(texts)) == list(similar_texts(reversed(texts)))
