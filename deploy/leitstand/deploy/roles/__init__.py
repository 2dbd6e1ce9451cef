"""One process of the installation = one file with a ``ROLE``; nothing else has to be edited."""
