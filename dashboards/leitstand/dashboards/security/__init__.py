"""Pages of Informationssicherheit."""
