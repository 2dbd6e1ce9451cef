"""Web application: what people in office see, one package per role, every look an access event."""
