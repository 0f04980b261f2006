"""What changed in a form's look and languages, for those who publish it."""

from collections.abc import Iterator

from portal.rules.forms.definition import Definition

_LOOK = (
    ("accent", "Accent colour"),
    ("accent_text", "Colour of the text on buttons"),
    ("side", "Colour of the side panel"),
    ("side_end", "Second colour of the side panel"),
    ("side_text", "Colour of the text on the side panel"),
    ("radius", "Corners"),
    ("font_size", "Size of the text"),
    ("logo", "Logo"),
    ("logo_alt", "Words for the logo"),
)


def dressing(before: Definition, after: Definition) -> Iterator[tuple[str, str, str]]:
    """What it is about, before and after; equal where nothing changed."""
    for name, label in _LOOK:
        yield label, str(getattr(before.theme, name)), str(getattr(after.theme, name))
    old, new = ({one.locale: frozenset(one.texts) for one in form.translations} for form in (before, after))
    for locale in sorted({*old, *new}):
        if locale not in old or locale not in new:
            yield f"Language {locale}", "offered" if locale in old else "", "offered" if locale in new else ""
        elif old[locale] != new[locale]:
            yield f"Translation into {locale}", "", f"{len(new[locale] - old[locale])} texts are new"
