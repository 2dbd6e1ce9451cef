"""Complete policy files to start from; read on request, like any other file of a town."""

from importlib.resources import files

import msgspec

from leitstand.schemas.policy import PolicyDocument


def policy_bytes(town: str) -> bytes:
    """Return the file as it stands. Raises FileNotFoundError for a town that there is not."""
    return files(__name__).joinpath(town, "policy.yaml").read_bytes()


def policy(town: str = "musterstadt") -> PolicyDocument:
    """Return an example policy."""
    return msgspec.yaml.decode(policy_bytes(town), type=PolicyDocument)
