"""SPP IS returns a form that was sent: what everybody sees of it, and what follows."""

from typing import Any

import pytest

from tests.api.acting import CHARLEROI, NAMUR, Desk, done, payload, refusals
from tests.commanding import command_line
from tests.world import Answer, World

ON_ONE = pytest.mark.only_on("sqlite", reason="what is stored is tested on both elsewhere here")

RETURN = """mutation ($input: ReturnFormInput!) { returnForm(input: $input) { replayed
  form { status version } userErrors { code message path } } }"""
SEEN = """query ($form: ID!) { node(id: $form) { ... on Form {
  status version updatedAt missingSignatures progress { encoded signed sent sentAt }
  amounts { justified } bankAccountChangedSinceSigning
  signatures { role } signatureHistory { role isCurrent invalidatedBy { displayName } }
  submission { reference } viewerCanEdit viewerCanSignAs
  submissions { reference sentAt formVersion contentDigest acknowledgedAt returnedAt returnReason
    signatures { role formVersion contentDigest isCurrent signer { displayName } } }
  events { nodes { type formVersion reason } } } } }"""
ACKNOWLEDGE = """mutation ($input: AcknowledgeSubmissionInput!) {
  acknowledgeSubmission(input: $input) { userErrors { code } } }"""
EXTEND = "mutation ($input: ExtendReportInput!) { extendReport(input: $input) { replayed } }"
WRONG = "The amount of another CPAS."
REFERENCE = "RU-2020-52011-COVID"


@pytest.fixture
async def desk(world: World) -> Desk:
    """Charleroi has sent its form."""
    found = Desk(world, CHARLEROI)
    await found.send()
    world.clock.advance(hours=1)
    return found


async def form_id(desk: Desk) -> str:
    found: str = (await desk.page())["forms"][0]["id"]
    return found


async def give_back(desk: Desk, who: str = "spp-is-manager", **more: object) -> Answer:
    wanted = {"formId": await form_id(desk), "reason": WRONG, **more}
    return await desk.world.as_(who)(RETURN, input=wanted)


async def seen_by(desk: Desk, who: str) -> dict[str, Any]:
    answer = await desk.world.as_(who)(SEEN, form=await form_id(desk))
    found: dict[str, Any] = answer.data["node"]
    return found


async def is_listed(desk: Desk, *, acknowledged: bool) -> bool:
    """Whether the form is among those of its CPAS that are acknowledged, or are not."""
    answer = await desk.world.as_("spp-is-reader")(
        """query ($state: Boolean!) { forms(year: 2020, filter: { acknowledged: $state,
          nisCode: ["52011"] }) { totalCount } }""",
        state=acknowledged,
    )
    return bool(answer.data["forms"]["totalCount"])


async def send_again(desk: Desk) -> None:
    done(await desk.sign(desk.director(), "DIRECTOR_GENERAL"))
    desk.world.clock.advance(minutes=1)
    done(await desk.sign(desk.president(), "PRESIDENT"))


# The walk ----------------------------------------------------------------------------------------


async def test_a_returned_form_is_with_the_cpas_again(desk: Desk) -> None:
    found = done(await give_back(desk))

    seen = await seen_by(desk, "charleroi-president")
    assert found["form"] == {"status": "ENCODED", "version": 3}
    assert found["replayed"] is False
    assert seen["progress"] == {"encoded": True, "signed": False, "sent": False, "sentAt": None}
    assert (seen["submission"], seen["signatures"]) == (None, [])
    assert seen["amounts"] == {"justified": "1000.00"}
    assert seen["viewerCanSignAs"] == ["PRESIDENT"]
    assert seen["updatedAt"] == desk.world.clock.now.strftime("%Y-%m-%dT%H:%M:%S.%fZ")


async def test_what_was_sent_stays_with_its_signatures_and_says_why_it_came_back(
    desk: Desk,
) -> None:
    before = (await seen_by(desk, "charleroi-editor"))["submissions"]
    done(await give_back(desk))

    (submission,) = (await seen_by(desk, "charleroi-editor"))["submissions"]

    at = desk.world.clock.now.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    fallen = [{**one, "isCurrent": False} for one in before[0]["signatures"]]
    marks = {"returnedAt": at, "returnReason": WRONG, "signatures": fallen}
    assert submission == {**before[0], **marks}
    assert {one["contentDigest"] for one in fallen} == {submission["contentDigest"]}
    assert [one["role"] for one in fallen] == ["PRESIDENT", "DIRECTOR_GENERAL"]


async def test_it_is_edited_signed_and_sent_again_with_the_next_reference(desk: Desk) -> None:
    done(await give_back(desk))
    done(await desk.save(desk.editor(), "2000.00"))
    await send_again(desk)
    done(await give_back(desk, reason="And again."))
    await send_again(desk)

    seen = await seen_by(desk, "spp-is-reader")

    references = [REFERENCE, f"{REFERENCE}-2", f"{REFERENCE}-3"]
    assert [one["reference"] for one in seen["submissions"]] == references
    assert [one["formVersion"] for one in seen["submissions"]] == [2, 4, 5]
    assert [one["returnReason"] for one in seen["submissions"]] == [WRONG, "And again.", None]
    assert seen["submission"] == {"reference": f"{REFERENCE}-3"}
    assert (seen["status"], seen["amounts"]) == ("SENT", {"justified": "2000.00"})


async def test_one_that_was_acknowledged_is_returned_and_the_next_one_is_not_acknowledged(
    desk: Desk,
) -> None:
    manager, form = desk.world.as_("spp-is-manager"), await form_id(desk)
    done(await manager(ACKNOWLEDGE, input={"formId": form}))
    done(await give_back(desk))
    await send_again(desk)

    first, second = (await seen_by(desk, "spp-is-reader"))["submissions"]

    assert first["acknowledgedAt"] is not None
    assert second["acknowledgedAt"] is None
    assert [await is_listed(desk, acknowledged=state) for state in (True, False)] == [False, True]
    done(await manager(ACKNOWLEDGE, input={"formId": form}))
    assert [await is_listed(desk, acknowledged=state) for state in (True, False)] == [True, False]
    assert (await seen_by(desk, "spp-is-reader"))["submissions"][1]["acknowledgedAt"] is not None


async def test_in_a_closed_report_the_cpas_goes_on_once_it_is_extended(desk: Desk) -> None:
    desk.world.clock.advance(days=1000)
    done(await give_back(desk))
    stuck = await seen_by(desk, "charleroi-editor")
    later = (desk.world.clock.now.replace(year=2030)).isoformat()
    wanted = {"reportId": (await desk.page())["id"], "closesAt": later, "reason": "A return."}

    await desk.world.as_("spp-is-manager")(EXTEND, input=wanted)

    assert (stuck["status"], stuck["viewerCanEdit"]) == ("ENCODED", False)
    assert (await seen_by(desk, "charleroi-editor"))["viewerCanEdit"] is True


# Who sees what -----------------------------------------------------------------------------------


async def test_a_federation_sees_that_and_when_it_came_back_and_not_why(desk: Desk) -> None:
    done(await give_back(desk))

    seen = await seen_by(desk, "uvcw")

    (submission,) = seen["submissions"]
    assert submission["returnedAt"] is not None
    assert submission["returnReason"] is None
    assert seen["bankAccountChangedSinceSigning"] is None
    assert {one["reason"] for one in seen["events"]["nodes"]} == {None}


async def test_the_journal_tells_the_return_with_its_reason_and_stays_whole(desk: Desk) -> None:
    done(await give_back(desk))

    lines = (await seen_by(desk, "charleroi-editor"))["events"]["nodes"][-2:]

    assert lines == [
        {"type": "FORM_RETURNED", "formVersion": 3, "reason": WRONG},
        {"type": "SIGNATURES_INVALIDATED", "formVersion": 3, "reason": None},
    ]


# Who may, and when -------------------------------------------------------------------------------


@ON_ONE
@pytest.mark.parametrize(
    "who", ["charleroi-editor", "charleroi-president", "uvcw", "spp-is-reader"]
)
async def test_nobody_else_returns_a_form(desk: Desk, who: str) -> None:
    before = desk.world.everything()

    answer = await give_back(desk, who)

    assert answer.error_codes == ["FORBIDDEN"]
    assert desk.world.everything() == before


async def test_a_form_that_was_not_sent_is_not_returned(world: World) -> None:
    desk = Desk(world, NAMUR)
    await desk.sign_as_president()
    before = world.everything()

    answer = await give_back(desk)

    assert refusals(answer) == ["NOT_SENT"]
    assert world.everything() == before


@ON_ONE
@pytest.mark.parametrize(
    ("reason", "code"), [(" ", "REQUIRED"), ("x" * 501, "TOO_LONG"), ("\x00", "INVALID_CHARACTERS")]
)
async def test_a_return_needs_a_reason(desk: Desk, reason: str, code: str) -> None:
    before = desk.world.everything()

    answer = await give_back(desk, reason=reason)

    (error,) = payload(answer)["userErrors"]
    assert (error["code"], error["path"]) == (code, ["input", "reason"])
    assert desk.world.everything() == before


async def test_another_submission_than_was_meant_is_not_returned(desk: Desk) -> None:
    done(await give_back(desk, reference=REFERENCE))
    await send_again(desk)
    before = desk.world.everything()

    answer = await give_back(desk, reference=REFERENCE, reason="Late.")

    assert refusals(answer) == ["NOT_SENT"]
    assert desk.world.everything() == before


# Retries -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("key", ["key", None], ids=["with-a-key", "without"])
async def test_the_same_return_again_changes_nothing_and_says_so(
    desk: Desk, key: str | None
) -> None:
    done(await give_back(desk, idempotencyKey=key))
    before = desk.world.everything()

    again = done(await give_back(desk, idempotencyKey=key))

    assert again["replayed"] is True
    assert again["form"] == {"status": "ENCODED", "version": 3}
    assert desk.world.everything() == before


async def test_a_repeated_return_with_its_key_leaves_what_was_sent_since(desk: Desk) -> None:
    done(await give_back(desk, idempotencyKey="key"))
    await send_again(desk)

    again = done(await give_back(desk, idempotencyKey="key"))

    assert (again["replayed"], again["form"]["status"]) == (True, "SENT")


async def test_a_repeated_signature_of_what_was_returned_does_not_read_as_success(
    world: World,
) -> None:
    desk = Desk(world, CHARLEROI)
    await desk.sign_as_president()
    digest = (await desk.page())["forms"][0]["contentDigest"]
    entry = {"contentDigest": digest, "idempotencyKey": "key"}
    first = done(await desk.sign(desk.director(), "DIRECTOR_GENERAL", **entry))
    done(await give_back(desk))

    again = done(await desk.sign(desk.director(), "DIRECTOR_GENERAL", **entry))
    without = await desk.sign(desk.director(), "DIRECTOR_GENERAL", contentDigest=digest)

    assert first["submission"]["reference"] == REFERENCE
    assert (again["replayed"], again["submission"]) == (True, None)
    assert again["signature"]["isCurrent"] is False
    assert refusals(without) == ["CONTENT_CHANGED"]


async def test_a_repeated_save_of_what_was_returned_meets_the_new_version(desk: Desk) -> None:
    done(await give_back(desk))

    answer = await desk.save(desk.editor(), "1000.00", expectedVersion=1)

    assert refusals(answer) == ["VERSION_CONFLICT"]


# The command line --------------------------------------------------------------------------------


@ON_ONE
async def test_a_submission_is_returned_by_its_reference_on_the_command_line(
    desk: Desk,
) -> None:
    run = command_line(desk.world)
    asked = ("return-form", REFERENCE, "--reason", WRONG)

    done_ = run(*asked)
    again = run(*asked)

    assert (done_.exit_code, again.exit_code) == (0, 0), done_.output
    assert done_.output == f"{REFERENCE} is returned: both signatures are needed anew.\n"
    assert again.output == f"{REFERENCE} was returned before: both signatures are needed anew.\n"
    (submission,) = (await seen_by(desk, "spp-is-reader"))["submissions"]
    assert submission["returnReason"] == WRONG


@ON_ONE
@pytest.mark.parametrize(
    ("reference", "persona", "said"),
    [
        ("RU-2020-52011-PIIS", "spp-is-manager", "does not exist"),
        (REFERENCE, "spp-is-reader", "Your roles do not allow"),
    ],
)
async def test_the_command_says_why_not(
    desk: Desk, reference: str, persona: str, said: str
) -> None:
    run = command_line(desk.world, persona)

    result = run("return-form", reference, "--reason", WRONG)

    assert result.exit_code == 1
    assert said in result.output
    assert (await seen_by(desk, "spp-is-reader"))["submission"] == {"reference": REFERENCE}
