"""What the service holds: real servers, real databases, and catalogues enlarged by rule."""
