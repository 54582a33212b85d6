"""What a sign-in leaves unsaid, as the contract shows it."""

import strawberry

from auth.notices import SENTENCES, NoticeCode
from resolvers.context import Context
from schema.described import attribute
from schema.user_errors import language_for


@strawberry.type(description="Something that your sign-in leaves unsaid or says unclearly.")
class Notice:
    code: NoticeCode = attribute("What it is. Stable; the sentence beside it is for people.")
    message: str = attribute("What it is and what to do, in the language asked for.")


def notice(code: NoticeCode, context: Context) -> Notice:
    """Return the notice as the contract shows it, in the caller's language."""
    language = language_for(context, None)
    return Notice(code=code, message=SENTENCES[code].in_language(language))
