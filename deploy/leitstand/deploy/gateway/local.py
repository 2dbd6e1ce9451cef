"""The gateway's configuration in an installation."""

from leitstand.capture.gateway import config as gateway_config
from leitstand.capture.gateway.config import GatewayConfig, GatewayConfigError
from leitstand.deploy.command import UserError
from leitstand.deploy.settings import Home


def configuration(home: Home) -> GatewayConfig:
    """Read ``DATA/gateway.yaml``; without it the gateway runs and says at each request what it lacks.

    Raises UserError.
    """
    try:
        return gateway_config.load(home.data / gateway_config.FILE_NAME)
    except FileNotFoundError:
        return GatewayConfig()
    except GatewayConfigError as error:
        raise UserError(error.problem, error.remedy) from None
