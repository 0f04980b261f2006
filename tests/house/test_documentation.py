"""No type of field is without its picture and its words in the documentation, and no picture without what it shows."""

import re
from pathlib import Path

import pytest

from portal.rules.questions.key import Display, TypeName
from portal.rules.questions.types.registry import TYPES
from scripts.field_pictures import AROUND
from tests.support.every_type import PICTURED

PICTURE = re.compile(r"!\[([^\]]*)\]\(\.\./images/(?:fields/)?([a-z-]+)\.png\)")
HEAVIEST = 600_000
"""Bytes of all pictures of fields together."""


@pytest.fixture(scope="module")
def page(repository: Path) -> str:
    return (repository / "docs/forms/field-types.md").read_text()


@pytest.mark.parametrize("name", list(TypeName))
def test_every_type_has_a_section_with_a_picture(page: str, name: TypeName) -> None:
    title = re.escape(TYPES[name].title)
    section = re.search(rf"^### {title}\n(.+?)(?=^##)", page, re.MULTILINE | re.DOTALL)
    assert section, f"docs/forms/field-types.md has no section on “{TYPES[name].title}”"
    shown = {picture for _, picture in PICTURE.findall(section[1])}
    wanted = {picture for picture, field in PICTURED.items() if field.type is name}
    assert wanted, f"the form of tests/support/every_type.py has no {name}"
    assert wanted <= shown, "run `make screenshots` and show them"


def test_every_way_to_show_a_choice_is_pictured() -> None:
    ways = {field.settings.display for field in PICTURED.values() if field.type is TypeName.CHOICE}
    assert ways | {Display.CARDS} == set(Display), "few options are cards by themselves"


def test_every_picture_is_shown_in_words_too_and_none_is_left_over(page: str, repository: Path) -> None:
    shown = PICTURE.findall(page)
    kept = list((repository / "docs/images/fields").glob("*.png"))
    assert {picture.stem for picture in kept} == {picture for _, picture in shown} == {*PICTURED, *AROUND}
    assert all(len(words) > 20 for words, _ in shown)
    assert sum(picture.stat().st_size for picture in kept) <= HEAVIEST


def test_every_picture_of_a_page_of_the_documentation_is_there(repository: Path) -> None:
    pages = [repository / "README.md", *(repository / "docs").glob("**/*.md")]
    named = [(page, where) for page in pages for where in re.findall(r"\]\(([^)]+\.png)\)", page.read_text())]
    assert named
    assert [where for page, where in named if not (page.parent / where).is_file()] == []
