"""Qt models over the core's immutable data: selection, keyboard and accessibility stand on them."""
