"""Layout, sign-in and messages: what every page stands in."""
