"""The gateway: an OpenAI-compatible way through which every use is recorded. Needs ``[gateway]``."""
