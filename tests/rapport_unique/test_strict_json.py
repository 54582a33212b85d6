"""JSON from outside: what two readers could take for two things is refused."""

import pytest

from rapport_unique.strict_json import InvalidJsonError, read_object

TWICE = [
    '{"a": 1, "a": 2}',
    '{"a": 1, "b": 2, "a": 1}',
    '{"v": {"x": 1, "x": 1}}',
    '{"v": [1, {"x": [], "y": {}, "x": []}]}',
    r'{"query": "{a}", "\u0071uery": "{b}"}',
    '{"": 1, "": 1}',
]


@pytest.mark.parametrize("text", TWICE)
def test_a_key_that_stands_twice_is_refused(text: str) -> None:
    for given in (text, text.encode()):
        with pytest.raises(InvalidJsonError, match="a key twice"):
            read_object(given)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('{"a": {"a": {"a": 1}}}', {"a": {"a": {"a": 1}}}),
        ('{"v": [{"x": 1}, {"x": 2}]}', {"v": [{"x": 1}, {"x": 2}]}),
        ('{"a": "b: c: d", "A": 1.5e3}', {"a": "b: c: d", "A": 1500.0}),
        ("{}", {}),
    ],
)
def test_other_keys_are_read(text: str, value: object) -> None:
    assert read_object(text) == value


def deep(depth: int) -> str:
    return '{"a": 1, "b": ' + '{"a": ' * depth + "1" + "}" * depth + "}"


@pytest.mark.parametrize("depth", [1_100, 100_000])
def test_depth_is_refused_and_no_fault(depth: int) -> None:
    with pytest.raises(InvalidJsonError):
        read_object(deep(depth))


def test_some_depth_is_read() -> None:
    assert read_object(deep(100))["a"] == 1


def test_a_long_number_is_no_fault() -> None:
    with pytest.raises(InvalidJsonError, match="a key twice"):
        read_object('{"n": ' + "1" * 300 + ', "n": 1}')
