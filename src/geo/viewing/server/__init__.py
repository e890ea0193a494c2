"""Routes, responses, security and start-up: the ASGI app around the page."""
