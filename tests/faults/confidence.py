"""What a number of trials without a failure says."""

CONFIDENCE = 0.95


def upper_bound(trials: int, confidence: float = CONFIDENCE) -> float:
    """Return the largest chance of failure per trial that no failure in ``trials`` leaves open.

    Exact (Clopper and Pearson for zero failures): 1 - (1 - confidence)^(1/n), for 95 % about 3/n
    ("rule of three", Hanley and Lippman-Hand 1983). One without any trial.
    """
    return 1.0 - float((1.0 - confidence) ** (1.0 / trials)) if trials else 1.0
