"""Where everything is put together: command line, settings, local stack, composition roots."""
