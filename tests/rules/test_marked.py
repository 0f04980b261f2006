"""Bold, links and lists in the texts of forms: taken apart, never made HTML, never lost."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.rules.marked import Block, Piece, blocks, pieces, plain, wrong_link

POLICY = "I agree to the [privacy policy](https://acme.example/privacy?v=2) of **Acme Ltd**."


def test_bold_and_links_are_pieces_of_the_text() -> None:
    assert pieces(POLICY) == (
        Piece("I agree to the "),
        Piece("privacy policy", href="https://acme.example/privacy?v=2"),
        Piece(" of "),
        Piece("Acme Ltd", bold=True),
        Piece("."),
    )


@pytest.mark.parametrize(
    "text",
    [
        "2 * 3 ** 4",
        "**",
        "****",
        "** not bold **",
        "[words]",
        "[](https://acme.example)",
        "[x](javascript:alert(1))",
        "[x](data:text/html;base64,aaaa)",
        "[x](//acme.example)",
        "[x](https://)",
        "[x](https:///etc)",
        '[x](https://a"onclick=b)',
        "[x](https://acme.example and more)",
        "[x](mailto:nobody)",
        "<b>bold</b> <script>alert(1)</script>",
        "[a\nb](https://acme.example)",
    ],
)
def test_everything_else_stays_as_it_was_written(text: str) -> None:
    assert pieces(text) == (Piece(text),)


def test_addresses_of_mail_are_links_as_well() -> None:
    assert pieces("[write to us](MAILTO:dpo@acme.example)")[0].href == "MAILTO:dpo@acme.example"


def test_plain_words_name_the_address_once() -> None:
    assert plain(POLICY) == "I agree to the privacy policy (https://acme.example/privacy?v=2) of Acme Ltd."
    assert plain(POLICY, addresses=False) == "I agree to the privacy policy of Acme Ltd."
    assert plain("[dpo@acme.example](mailto:dpo@acme.example)") == "dpo@acme.example"


def test_paragraphs_and_lists() -> None:
    found = blocks("First\nline two\n\n- one\n- **two**\n  \nlast - not a list\n- really")
    assert found == (
        Block(((Piece("First\nline two"),),)),
        Block(((Piece("one"),), (Piece("two", bold=True),)), is_list=True),
        Block(((Piece("last - not a list\n- really"),),)),
    )
    assert blocks(" \n\n ") == ()


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        (POLICY, None),
        ("[a](https://acme.example) [b](acme.example)", "acme.example"),
        ("[x](javascript:1)", "javascript:1"),
        ("[x]()", ""),
        ("f(x) [see] (note)", None),
    ],
)
def test_the_first_link_that_leads_nowhere_is_named(text: str, wrong: str | None) -> None:
    assert wrong_link(text) == wrong


MARKS = st.text(st.sampled_from("*[]()-\n ab:/@.") | st.characters(codec="utf-8"), max_size=60)
LINKS = st.sampled_from(["**a**", "[a](https://b.example)", "[a](javascript:b)", "[", "](", ")", "**", "- ", "\n\n"])


@given(text=st.lists(MARKS | LINKS, max_size=12).map("".join))
def test_nothing_is_lost_and_only_pages_and_mail_are_linked(text: str) -> None:
    found = pieces(text)
    written = "".join(
        f"**{piece.text}**" if piece.bold else f"[{piece.text}]({piece.href})" if piece.href else piece.text
        for piece in found
    )
    assert written == text
    assert all(piece.href.lower().startswith(("http://", "https://", "mailto:")) for piece in found if piece.href)
    assert "".join(block_text(text).split()) == "".join(text.split())


def block_text(text: str) -> str:
    """The blocks put together again, as they were written."""
    lines = (
        ("- " if block.is_list else "")
        + "".join(f"**{p.text}**" if p.bold else f"[{p.text}]({p.href})" if p.href else p.text for p in line)
        for block in blocks(text)
        for line in block.lines
    )
    return " ".join(lines)


@pytest.mark.parametrize("part", ["**a", "[a](", "[a](https://b", "**a**", "[a](mailto:b@", "- \n", "[" * 9])
def test_long_texts_of_half_marks_take_no_time(part: str) -> None:
    began = time.perf_counter()
    pieces(part * 20_000)
    blocks(part * 20_000)
    wrong_link(part * 20_000)
    assert time.perf_counter() - began < 5
