"""Values are equal where their fields are, whatever class made of the same fields stands beside."""

import gc
import pickle
from dataclasses import FrozenInstanceError, dataclass, field

import pytest

from govrules.collecting import collector_paused
from govrules.language import FLAG, Fact
from govrules.language.syntax import And, Not, Or
from govrules.value import Value

WET, COLD = Fact("wet", FLAG), Fact("cold", FLAG)


@dataclass(frozen=True, eq=False, repr=False)
class Counted(Value):
    """A value of which one field does not count."""

    name: str
    times: int = field(default=0, repr=False, compare=False)


def test_equal_where_the_fields_are_and_the_class_is():
    assert And((WET, COLD)) == And((Fact("wet", FLAG), COLD))
    assert hash(And((WET, COLD))) == hash(And((Fact("wet", FLAG), COLD)))
    assert And((WET, COLD)) != And((COLD, WET))
    assert And((WET, COLD)) != Or((WET, COLD))  # of the same fields
    assert And((WET, COLD)) != ((WET, COLD), FLAG)
    assert len({Not(WET), Not(WET), Not(COLD)}) == 2
    assert pickle.loads(pickle.dumps(Not(WET))) == Not(WET)


def test_what_does_not_count_is_neither_compared_nor_shown():
    assert Counted("a", 1) == Counted("a", 2)
    assert hash(Counted("a", 1)) == hash(Counted("a", 2))
    assert Counted("a") != Counted("b")
    assert repr(Counted("a", 1)) == "Counted(name='a')"
    assert eval(repr(Counted("a"))) == Counted("a")


def test_a_value_cannot_change():
    with pytest.raises(FrozenInstanceError):
        Counted("a").name = "b"


@pytest.mark.parametrize("running", [True, False])
def test_the_collector_is_left_as_it_was(running):
    before = gc.isenabled()
    try:
        (gc.enable if running else gc.disable)()
        with collector_paused():
            assert not gc.isenabled()
            with collector_paused():
                pass
            assert not gc.isenabled()
        assert gc.isenabled() == running
        assert gc.get_freeze_count() == 0
        with pytest.raises(ValueError), collector_paused():
            raise ValueError
        assert gc.isenabled() == running
    finally:
        (gc.enable if before else gc.disable)()


def test_garbage_made_meanwhile_is_collected_later():
    class Knot:
        """Garbage that only a collection finds."""

        freed = 0

        def __init__(self) -> None:
            self.itself = self

        def __del__(self) -> None:
            Knot.freed += 1

    with collector_paused():
        Knot()
        assert Knot.freed == 0
    gc.collect()
    assert Knot.freed == 1
