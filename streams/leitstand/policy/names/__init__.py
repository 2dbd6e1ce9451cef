"""Names of persons: a small network, trained on licensed data and shipped with the package."""
