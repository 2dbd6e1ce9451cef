"""A big frozen value as a key of a cache: the very same object, never an equal one."""

from typing import Generic, TypeVar

T = TypeVar("T")


class Same(Generic[T]):
    """Hashing a whole policy for every interaction would cost more than judging it.

    Holds the value, so that its address is not given to another one while the key lives.
    """

    __slots__ = ("value",)

    def __init__(self, value: T) -> None:
        self.value = value

    def __hash__(self) -> int:
        return id(self.value)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Same) and self.value is other.value  # pyright: ignore[reportUnknownMemberType]  # any of them
