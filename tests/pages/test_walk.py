"""The manual's walk by three people, step by step, without scripts."""

from dataclasses import dataclass

import pytest

from tests.pages.browsing import buttons, marks, notice, visiting
from tests.status.visiting import Page
from tests.world import World

pytestmark = pytest.mark.only_on("sqlite", reason="The pages only ask the API.")


@dataclass(frozen=True)
class Town:
    """A town in which the walk is done, and what it is told there."""

    language: str
    key: str
    nis: str
    fields: tuple[str, str, str]
    amount: str
    balance: str
    first: str
    done: str
    yes: str
    no: str


FRENCH = Town(
    language="fr",
    key="charleroi",
    nis="52011",
    fields=("Claire Lambert", "claire.lambert@cpas.example", "071 12 34 56"),
    amount="2 000 000,00",
    balance="Solde – à rembourser au SPP IS",
    first="Votre signature est placée. Le formulaire attend encore : secrétaire / directeur "
    "(directrice) général(e).",
    done="Votre signature est placée, et le formulaire est expédié au SPP IS. Référence : "
    "RU-2020-52011-COVID.",
    yes="oui",
    no="non",
)
DUTCH = Town(
    language="nl",
    key="gent",
    nis="44021",
    fields=("An Peeters", "an.peeters@ocmw.example", "09 266 12 34"),
    amount="9.000.000,00",
    balance="Saldo – te betalen door de POD MI",
    first="Uw handtekening is geplaatst. Het formulier wacht nog op: algemeen directeur.",
    done="Uw handtekening is geplaatst en het formulier is verzonden naar de POD MI. Referentie: "
    "RU-2020-44021-COVID.",
    yes="ja",
    no="nee",
)


@pytest.mark.parametrize("town", [FRENCH, DUTCH], ids=lambda town: town.language)
async def test_three_people_walk_the_manual(world: World, town: Town) -> None:
    async with (
        visiting(world, town.language) as editor,
        visiting(world, town.language) as president,
        visiting(world, town.language) as director,
    ):
        # 1 and 2: sign in, home page
        home = await editor.sign_in(f"{town.key}-editor")
        path = f"/cpas/{town.nis}/2020"
        assert str(home.answer.url).endswith(path)

        # 3: data of the CPAS
        data = await editor.get(f"{path}/data")
        name, email, phone = town.fields
        home = await editor.send(
            data,
            {
                "contact.name": name,
                "contact.email": email,
                "contact.phone": phone,
                "bankAccount.historicalNumber": "096-1234567-69",
                "bankAccount.iban": "",
                "bankAccount.bic": "GKCCBEBB",
            },
        )
        assert name in home.document.text
        assert "BE71 0961 2345 6769" in home.document.text

        # 4 and 5: the form, encoded and saved
        edit = await editor.get(f"{path}/covid-premium/edit")
        form = await editor.send(edit, {field_of(edit): town.amount})
        assert str(form.answer.url).endswith("/covid-premium")
        assert notice(form) is not None
        assert town.balance in form.document.text
        assert len(buttons(form)) == 3  # Home, Edit, Print: an editor does not sign

        # 6: the president signs
        await president.sign_in(f"{town.key}-president")
        signed = await president.send(await president.get(f"{path}/covid-premium/sign"))
        assert notice(signed) == town.first

        # 7: the director-general signs, and the form is sent
        inbox = await director.sign_in(f"{town.key}-director-general")
        assert f"{path}/covid-premium" in links(inbox)
        sent = await director.send(await director.get(f"{path}/covid-premium/sign"))
        assert notice(sent) == town.done
        assert len(buttons(sent)) == 2  # Home, Print: Edit and Sign are gone

        # 8: three green marks
        back = await editor.get(path)
        assert marks(back)[0][:3] == [town.yes] * 3


def field_of(page: Page) -> str:
    """The name of the one field of the form."""
    (field,) = [
        found.attributes["name"]
        for found in page.document.all("input")
        if (found.attributes.get("name") or "").startswith("lines.")
    ]
    return str(field)


def links(page: Page) -> list[str]:
    return [str(link.attributes["href"]) for link in page.document.only("main").all("a")]
