"""Pages of department heads: published figures of the own department and the whole town."""
