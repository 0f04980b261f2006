"""Files by their bytes: what is taken, what hides something, what a name may say."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.rules.files.contents import CSV, DOCX, ENDINGS, PDF, TEXT, media_of
from portal.rules.files.names import LONGEST, clean_name, fits, media_by_name
from portal.rules.files.pictures import Picture, picture
from portal.rules.questions.types.file import SORTS
from tests.support.files import HOSTILE, docx, jpeg, pdf, png, webp

GOOD = {
    "png": (png(), "image/png"),
    "jpeg": (jpeg(), "image/jpeg"),
    "webp": (webp(), "image/webp"),
    "pdf": (pdf(), PDF),
    "docx": (docx(), DOCX),
    "text": ("Grüße, 5 < 6\n".encode(), TEXT),
    "text with a mark": ("\ufeffa;b\r\n1;2\r\n".encode(), TEXT),
}


@pytest.mark.parametrize("kind", GOOD)
def test_good_files_are_known_by_their_bytes(kind: str) -> None:
    data, media = GOOD[kind]
    assert media_of(data) == media


@pytest.mark.parametrize("what", HOSTILE)
def test_hostile_files_are_none_of_ours(what: str) -> None:
    assert media_of(HOSTILE[what]) == ""


@pytest.mark.parametrize(("make", "media"), [(png, "image/png"), (jpeg, "image/jpeg"), (webp, "image/webp")])
def test_sizes_of_pictures_are_read(make: object, media: str) -> None:
    assert callable(make)
    assert picture(make(640, 480)) == Picture(media, 640, 480)


@given(st.binary(max_size=400))
def test_any_bytes_are_looked_at_without_falling_over(data: bytes) -> None:
    media_of(data)


@given(st.sampled_from([png(), jpeg(), webp(), pdf(), docx()]), st.integers(0, 400), st.binary(min_size=1, max_size=8))
def test_damaged_files_are_looked_at_without_falling_over(data: bytes, at: int, other: bytes) -> None:
    media_of(data[:at] + other + data[at + len(other) :])


@pytest.mark.parametrize(
    ("name", "media", "cleaned"),
    [
        ("../../etc/passwd.txt", TEXT, "passwd.txt"),
        ("C:\\Users\\me\\offer.pdf", PDF, "offer.pdf"),
        ("offer\r\nSet-Cookie: x.pdf", PDF, "offerSet-Cookie x.pdf"),
        ("gnp.\u202etxt.png", "image/png", "gnp.txt.png"),
        ("a\x00b.pdf", PDF, "ab.pdf"),
        ("", PDF, "file.pdf"),
        ("...", PDF, "file.pdf"),
        (".pdf", PDF, "pdf.pdf"),
        ('a"b;c.pdf', PDF, "abc.pdf"),
        ("Angebot für Zoë.pdf", PDF, "Angebot für Zoë.pdf"),
        ("scan", PDF, "scan.pdf"),
    ],
)
def test_names_are_cleaned(name: str, media: str, cleaned: str) -> None:
    assert clean_name(name, media) == cleaned


@given(st.text(max_size=300), st.sampled_from(sorted(ENDINGS)))
def test_a_cleaned_name_leads_nowhere(name: str, media: str) -> None:
    cleaned = clean_name(name, media)
    assert cleaned
    assert not set(cleaned) & set('/\\\r\n\0"<>')
    assert not cleaned.startswith(".")
    assert len(cleaned.rpartition(".")[0]) <= LONGEST


def test_a_name_must_fit_what_the_file_is() -> None:
    assert fits("photo.JPG", "image/jpeg")
    assert fits("photo", "image/jpeg")
    assert not fits("photo.png", "image/jpeg")
    assert not fits("page.html", TEXT)
    assert media_by_name("list.CSV", TEXT) == CSV


def test_every_kind_that_questions_offer_is_known_here() -> None:
    offered = {media for sort in SORTS.values() for media in sort.media}
    assert offered - {CSV} == set(ENDINGS)
    for sort in SORTS.values():
        assert set(sort.endings) <= {ending for media in sort.media if media != CSV for ending in ENDINGS[media]}
