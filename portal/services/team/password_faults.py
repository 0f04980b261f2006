"""Which passwords are refused: too short, too long, common, or made of the owner's own words.

After NIST SP 800-63B: length and a list of what is guessed first, no rules about kinds of characters.
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import cache
from itertools import pairwise
from pathlib import Path

SHORTEST, LONGEST = 12, 128
LEAST_OWN = 8
_LEAST_DIFFERENT = 5
_LEAST_WORD = 4
_LIST = Path(__file__).with_name("common_passwords.txt")
_LOOKALIKES = str.maketrans("0134578@$!|€", "oieastbasile")
_ENDS = re.compile(r"^[\W\d_]+|[\W\d_]+$")
_TAIL = re.compile(r"[\W\d_]+$")
_REPEATED = re.compile(r"(.+?)\1+")


def faults(password: str, own_words: Iterable[str] = ()) -> tuple[str, ...]:
    """Sentences that say why this password is refused; none when it may be used.

    ``own_words`` are texts that somebody who knows the owner would try: name, email, organisation.
    """
    if len(password) < SHORTEST:
        return (f"Use {SHORTEST} or more characters. A few words in a row are easy to remember.",)
    if len(password) > LONGEST:
        return (f"Use at most {LONGEST} characters.",)
    if _monotonous(password) or _common(password):
        return ("This password is one of the first that are tried. Choose another, such as a few unrelated words.",)
    if _own(password, own_words):
        return ("This password is made of your own name, email address or organisation. Choose another.",)
    return ()


def _monotonous(password: str) -> bool:
    """Few different characters, or mostly neighbours such as abcd, 4321 and aaaa."""
    plain = password.casefold()
    steps = sum(abs(ord(left) - ord(right)) <= 1 for left, right in pairwise(plain))
    return len(set(plain)) < _LEAST_DIFFERENT or steps * 5 >= len(plain) * 4


def _common(password: str) -> bool:
    return any(_is_common(form) for form in _forms(password))


def _forms(password: str) -> set[str]:
    """The password as it is, and as it was before digits, signs and look-alikes were put in."""
    plain = _plain(password)
    trimmed = {plain, _ENDS.sub("", plain), _TAIL.sub("", plain)}
    return {form for text in trimmed for form in (_squeezed(text), _squeezed(text.translate(_LOOKALIKES)))}


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


def _squeezed(text: str) -> str:
    """Letters and digits only: "let.me.in" is no better than "letmein"."""
    return re.sub(r"[\W_]+", "", text)


def _is_common(form: str) -> bool:
    unit = _REPEATED.fullmatch(form)
    form = unit[1] if unit else form
    known = _known()
    return form in known or any(form[:cut] in known and form[cut:] in known for cut in range(1, len(form)))


@cache
def _known() -> frozenset[str]:
    lines = _LIST.read_text(encoding="utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())


def _own(password: str, own_words: Iterable[str]) -> bool:
    """True when too little is left once the own words are taken out, and the digits and signs around the rest."""
    plain = _plain(password)
    disguised = plain.translate(_LOOKALIKES)
    taken = [match.span() for word in _words(own_words) for match in re.finditer(re.escape(word), disguised)]
    rest = "".join(sign for at, sign in enumerate(plain) if not any(start <= at < end for start, end in taken))
    return bool(taken) and (len(_squeezed(_ENDS.sub("", rest))) < LEAST_OWN or _common(rest))


def _words(texts: Iterable[str]) -> set[str]:
    """Words of the texts, as they would look inside a password."""
    found = {word for text in texts for word in re.split(r"[\W_]+", _plain(text))}
    return {word.translate(_LOOKALIKES) for word in found if len(word) >= _LEAST_WORD}
