"""Join the stylesheets into the two files that pages link: app.css (portal) and public.css (public pages).

`python scripts/build_css.py` writes them; with `--check` it says whether they are fresh (exit 1 when not).
"""

import re
import sys
from hashlib import sha256
from pathlib import Path

CSS = Path(__file__).parent.parent / "static" / "css"
PUBLIC_COMPONENTS = [
    "icon",
    "button",
    "form",
    "field",
    "choice",
    "rating",
    "upload",
    "passage",
    "error_summary",
    "notice",
    "steps",
    "kv",
    "chip",
    "public",
    "slots",
    "kiosk",
]


def minified(source: str) -> str:
    """The same rules without comments and needless blanks. Strings of our stylesheets hold no braces or semicolons."""
    text = re.sub(r"/\*.*?\*/", "", source, flags=re.DOTALL)
    text = re.sub(r"\s+", " ", text)
    text = re.sub(r"\s*([{};,])\s*", r"\1", text)
    text = re.sub(r":\s+", ":", text)
    return text.replace(";}", "}").strip()


def versioned(match: re.Match[str]) -> str:
    """The address of a vendored file with its digest, as the pages link their files: browsers may keep it for good."""
    digest = sha256((CSS / match[1]).read_bytes()).hexdigest()[:10]
    return f'url("{match[1]}?v={digest}")'


def bundle(files: list[Path]) -> str:
    text = "\n".join(minified(file.read_text()) for file in files) + "\n"
    return re.sub(r'url\("(\.\./[^"]+)"\)', versioned, text)


def bundles() -> dict[str, str]:
    """The content that each built file should have."""
    components = sorted(file for file in (CSS / "components").glob("*.css") if file.stem not in ("public", "kiosk"))
    shared = [CSS / "tokens.css", CSS / "reset.css", CSS / "base.css"]
    public = [CSS / "components" / f"{name}.css" for name in PUBLIC_COMPONENTS]
    return {
        "app.css": bundle([shared[0], CSS / "fonts.css", *shared[1:], CSS / "layout.css", *components]),
        "public.css": bundle([*shared, *public]),
    }


def main(check: bool) -> int:
    stale = [name for name, text in bundles().items() if not (CSS / name).exists() or (CSS / name).read_text() != text]
    if check:
        print(f"stale: {', '.join(stale)}; run scripts/build_css.py" if stale else "stylesheets are fresh")
        return 1 if stale else 0
    for name, text in bundles().items():
        (CSS / name).write_text(text)
    return 0


if __name__ == "__main__":
    sys.exit(main(check="--check" in sys.argv))
