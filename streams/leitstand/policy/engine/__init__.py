"""The engine: one linear pass over a text says where to look, small expressions and validators decide."""
