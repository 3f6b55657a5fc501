"""The pictures in docs/images, made anew: scripts/pictures."""
