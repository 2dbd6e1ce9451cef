"""The gateway's configuration in an installation."""

from leitstand.capture.gateway import config as gateway_config
from leitstand.capture.gateway.config import GatewayConfig, GatewayConfigError
from leitstand.deploy.command import UserError
from leitstand.deploy.gateway.evaluation import require_real
from leitstand.deploy.gateway.listener import Listener
from leitstand.deploy.settings import Home


def configuration(home: Home, listener: Listener) -> GatewayConfig:
    """Read ``DATA/gateway.yaml``; without it the gateway runs and says at each request what it lacks.

    Raises UserError, also where others could reach it and it does not know its callers.
    """
    found = _load(home)
    require_real(home, listener, found)
    return found


def _load(home: Home) -> GatewayConfig:
    try:
        return gateway_config.load(home.data / gateway_config.FILE_NAME)
    except FileNotFoundError:
        return GatewayConfig()
    except GatewayConfigError as error:
        raise UserError(error.problem, error.remedy) from None
