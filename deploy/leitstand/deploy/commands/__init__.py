"""One command = one file. Each module here has a ``COMMAND``; nothing else has to be edited."""
