"""What the notice feature does: versions to read, what changed, publishing, and the promises."""
