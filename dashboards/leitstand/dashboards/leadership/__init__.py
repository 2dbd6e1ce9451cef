"""Pages of leadership: published figures of the whole town."""
