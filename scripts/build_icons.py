"""Draw static/vendor/lucide/sprite.svg from an unpacked lucide-static package.

Run it when an icon joins the list: `python scripts/build_icons.py path/to/lucide-static`
(`npm pack lucide-static@1.62.0` fetches the package).
"""

import re
import sys
from pathlib import Path

VERSION = "1.62.0"
SPRITE = Path(__file__).parent.parent / "static" / "vendor" / "lucide" / "sprite.svg"
ICONS = """
    align-left archive arrow-down arrow-left arrow-right arrow-up at-sign badge-check ban bell book-open
    briefcase building-2 calendar calendar-clock calendar-plus chart-column check check-check chevron-down
    chevron-left chevron-right chevrons-up-down circle-alert circle-check circle-dashed circle-dot circle-help
    circle-plus circle-user circle-x clipboard-list clock copy download ellipsis external-link eye eye-off
    file-pen-line file-text filter flag gauge git-branch globe grip-vertical handshake hash heading history
    hourglass image inbox info key-round layers link list list-checks list-filter lock log-in log-out mail
    mail-check mail-warning mail-x map-pin megaphone menu message-circle message-square-text minus monitor moon
    pause pencil phone phone-call phone-missed phone-off play plus printer redo-2 refresh-cw rotate-ccw route
    save scale search send settings shield shield-alert shield-check sliders-horizontal smartphone sparkles
    sprout square-check star sun tag target text-cursor-input thumbs-down timer toggle-left trash-2
    trending-down trending-up triangle-alert type undo-2 upload user user-check user-plus user-x users wallet
    workflow wrench x zap
""".split()


def symbol(name: str, svg: str) -> str:
    """The drawing of one icon as a symbol; stroke and fill come from the page's .icon rule."""
    inner = re.search(r"<svg.*?>(.*)</svg>", svg, re.DOTALL)
    if inner is None:
        raise ValueError(f"{name}: not an SVG file")
    body = re.sub(r"\s*\n\s*", "", inner[1]).replace(" />", "/>")
    return f'<symbol id="{name}" viewBox="0 0 24 24">{body}</symbol>'


def main(package: Path) -> None:
    drawn = [symbol(name, (package / "icons" / f"{name}.svg").read_text()) for name in sorted(set(ICONS))]
    head = f'<svg xmlns="http://www.w3.org/2000/svg"><!-- lucide-static {VERSION}, ISC licence, see LICENSE -->'
    SPRITE.write_text("\n".join([head, *drawn, "</svg>", ""]))
    print(f"{len(drawn)} icons in {SPRITE.name}")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
