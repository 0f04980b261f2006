"""The prospects of the demo: believable people, companies and wishes, the same on every machine."""

import random
from dataclasses import dataclass

FIRST = (
    "Amara Anika Arjun Beatriz Carlos Chiara Daniel Elif Emma Farid Freya Gabriel Hiro Ingrid Isaac "
    "Jasmin Kenji Klara Lars Leila Liam Lucía Mateo Maya Mei Milan Nadia Niamh Noah Olga Omar Paula "
    "Rafael Rosa Samir Sara Sofia Theo Yara Zoë"
).split()
LAST = (
    "Abara Almeida Andersson Bauer Becker Bianchi Brown Chen Costa Dubois Eriksen Evans Fischer Fontaine "
    "García Haddad Hansen Horvat Ito Jansen Kaya Khan Kowalski Larsen Lopez Martin Meyer Moreau Nakamura "
    "Nguyen Novák O’Brien Patel Popescu Rossi Sato Schmidt Silva Tanaka Wagner"
).split()
COMPANIES = (
    "Alder Foods|Ballycrea Dairy|Bohemia Glass|Cardinal Pharma|Cedar & Pine|Coastline Retail|"
    "Delta Spare Parts|Eastgate Textiles|Ferrow Chemicals|Granite Tools|Harmattan Retail|Iberia Tiles|"
    "Juniper Cosmetics|Kaveri Distribution|Lakeside Brewing|Lusomar Fabrics|Meridian Books|"
    "Nordhavn Logistics|Orchard Direct|Pelican Toys|Quayside Wines|Redwood Outdoor|Rheinwerk Beverages|"
    "Rift Valley Cold Chain|Sable Footwear|Shin-Osaka Parts|Tamarind Spices|Umber Paints|Vercors Cheese|"
    "Windrose Shipping|Yarrow Organics|Zephyr Cycles"
).split("|")
TITLES = (
    "Head of logistics|Warehouse manager|Operations director|Supply chain lead|Managing director|"
    "IT manager|Buyer|Process engineer|Head of distribution|Project manager"
).split("|")
MESSAGES = (
    "Our pickers walk nine kilometres a day. We want that down by a third before the winter season.",
    "We run about 4,200 order lines a day from two halls and lose track of returns.",
    "Our contract with the current vendor ends in spring. We would like to compare prices before that.",
    "Can Marlow handle batch numbers and best-before dates? Cold chain at 2 to 8 °C.",
    "We open a second site in autumn and do not want to copy the spreadsheets.",
    "Please call after 14:00. We would like to see it on our own data.",
    "",
    "",
)
COUNTRIES = (
    ("DE", "+49 30 901820"),
    ("FR", "+33 1 42 68 53"),
    ("GB", "+44 20 7946 0"),
    ("IN", "+91 98200 12"),
    ("US", "+1 415 555 2"),
    ("PT", "+351 21 123 4"),
    ("SE", "+46 8 123 45"),
)
SOURCES: tuple[tuple[int, dict[str, str]], ...] = (
    (30, {"utm_source": "google", "utm_medium": "cpc", "utm_campaign": "warehouse-software"}),
    (16, {"utm_source": "linkedin", "utm_medium": "paid", "utm_campaign": "operations-leads"}),
    (14, {"utm_source": "newsletter", "utm_medium": "email", "utm_campaign": "autumn-letter"}),
    (12, {"utm_source": "partner", "utm_medium": "referral", "utm_campaign": "integrators"}),
    (8, {"utm_source": "tradeshow", "utm_medium": "qr", "utm_campaign": "logimat"}),
    (20, {}),
)
REVENUES = ("under_1m", "1m_10m", "1m_10m", "10m_50m", "10m_50m", "50m_250m", "over_250m")
INTERESTS = ("evaluation", "evaluation", "pricing", "pricing", "migration", "partnership")
SIZES = (4, 7, 18, 35, 60, 85, 120, 160, 240, 380, 520, 900, 2400)


@dataclass(frozen=True)
class Prospect:
    """One person with everything that a form may ask, as they would type it."""

    answers: dict[str, str]
    source: dict[str, str]


def prospect(dice: random.Random) -> Prospect:
    """Somebody new."""
    first, last, company = dice.choice(FIRST), dice.choice(LAST), dice.choice(COMPANIES)
    country, phone = dice.choice(COUNTRIES)
    weights = [weight for weight, _ in SOURCES]
    source = dict(dice.choices([found for _, found in SOURCES], weights)[0])
    source["landing_url"] = "https://marlow.example.com/" + dice.choice(("", "pricing", "product/picking", "customers"))
    if source.get("utm_source") == "google":
        source["gclid"] = f"demo-{dice.randrange(10**8):08d}"
        source["referrer"] = "https://www.google.com/"
    mailbox = f"{_plain(first)}.{_plain(last)}{dice.choice(('', '', dice.randrange(2, 99)))}"
    domain = _plain(company).replace(" ", "").replace("&", "and") + ".example.com"
    if dice.random() < 0.06:
        domain = "gmail.com"
    answers = {
        "first_name": first,
        "last_name": last,
        "work_email": f"{mailbox}@{domain}",
        "phone": f"{phone}{dice.randrange(100, 999)}",
        "job_title": dice.choice(TITLES),
        "company": company,
        "country": country,
        "employees": str(dice.choice(SIZES)),
        "annual_revenue": dice.choice(REVENUES),
        "interest": dice.choice(INTERESTS),
        "current_solution": dice.choice(("Spreadsheets", "An in-house system", "SAP", "Paper lists")),
        "message": dice.choice(MESSAGES),
        "timeframe": dice.choice(("now", "this_quarter", "this_year", "exploring")),
        "consent": dice.choice(("1", "")),
    }
    return Prospect(answers, source)


def _plain(name: str) -> str:
    """As it stands in an address: lower case, without accents."""
    table = str.maketrans("áàâäãåčçéèêëíîïñóôöõšúüýžøæ’", "aaaaaacceeeeiiinoooosuuyzoa ")
    return name.lower().translate(table).replace(" ", "")
