"""Headers of ours, as clients write and read them."""

USER_HEADER = "X-Leitstand-User"
"""Who is using the calling program; believed only of callers that may say so."""
APPLICATION_HEADER = "X-Leitstand-Application"
"""Which application of the register is calling, where the caller's key does not say it."""
EVENT_HEADER = "X-Leitstand-Event"
"""In the answer: the event id under which the interaction is recorded; absent where nothing is."""
