"""Numbers, amounts and days as people write them in each language. The hour is that of Brussels."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from models.language import Language, Text

BRUSSELS = ZoneInfo("Europe/Brussels")

_MOMENT = timedelta(microseconds=1)
_THIN, _FIXED = "\N{NARROW NO-BREAK SPACE}", "\N{NO-BREAK SPACE}"
_THOUSANDS = {Language.FR: _THIN, Language.NL: ".", Language.DE: ".", Language.EN: ","}
_MONTHS = Text(
    fr="janv. févr. mars avr. mai juin juil. août sept. oct. nov. déc.",
    nl="jan. feb. mrt. apr. mei jun. jul. aug. sep. okt. nov. dec.",
    de="Jan. Feb. März Apr. Mai Juni Juli Aug. Sept. Okt. Nov. Dez.",
    en="Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec",
)


def number(value: int, language: Language) -> str:
    """Return the number with its thousands apart, as in 3.486."""
    return f"{value:,}".replace(",", _THOUSANDS[language])


def amount(cents: int, language: Language) -> str:
    """Return the amount in euro with two decimals, as in € 1.250,00."""
    euro, rest = divmod(abs(cents), 100)
    point = "." if language is Language.EN else ","
    written = f"{'−' if cents < 0 else ''}{number(euro, language)}{point}{rest:02d}"
    match language:
        case Language.NL:
            return f"€{_FIXED}{written}"
        case Language.EN:
            return f"€{written}"
        case _:
            return f"{written}{_FIXED}€"


def euro(amount_: str, language: Language) -> str:
    """Return an amount as the contract gives it, as in 1250.00, as people write it."""
    return amount(int(amount_.replace(".", "")), language)


def share(part: int, whole: int, language: Language) -> str:
    """Return the part in whole percent, as in 42 %; never 100 nor 0 where that is not so."""
    percent = percentage(part, whole)
    return f"{percent}%" if language in {Language.EN, Language.NL} else f"{percent}{_FIXED}%"


def percentage(part: int, whole: int) -> int:
    """Return the part in whole percent; only all of it is 100, and only nothing is 0."""
    if part in {0, whole}:
        return 100 if part else 0
    return min(max(round(100 * part / whole), 1), 99)


def day(value: date, language: Language) -> str:
    """Return the day, as in 23 nov. 2026."""
    return f"{day_of_year(value, language)}{_FIXED}{value.year}"


def day_of_year(value: date, language: Language) -> str:
    """Return the day without its year, as in 23 nov."""
    month = _MONTHS.in_language(language).split()[value.month - 1]
    match language:
        case Language.FR if value.day == 1:
            return f"1er{_FIXED}{month}"
        case Language.DE:
            return f"{value.day}.{_FIXED}{month}"
        case _:
            return f"{value.day}{_FIXED}{month}"


def local_day(instant: datetime) -> date:
    """Return the day that it was in Brussels."""
    return _in_brussels(instant).date()


def _in_brussels(instant: datetime) -> datetime:
    """Return the instant as it was in Brussels; in UTC where the calendar ends before that."""
    try:
        return instant.astimezone(BRUSSELS)
    except OverflowError:
        return instant


def moment(instant: datetime, language: Language) -> str:
    """Return the day and the minute that it was in Brussels, as in 23 nov. 2026, 13:05."""
    return f"{day(local_day(instant), language)}, {_in_brussels(instant):%H:%M}"


def days_left(instant: str, now: datetime, language: Language) -> tuple[str, int]:
    """Return the last day before an instant of the contract, and how many days remain until it."""
    # What ends at midnight is over on the day that begins then, and open on the one before.
    last = local_day(datetime.fromisoformat(instant) - _MOMENT)
    return day(last, language), (last - local_day(now)).days


def time(instant: datetime) -> str:
    """Return the time that it was in Brussels, to the second."""
    return f"{_in_brussels(instant):%H:%M:%S}"
