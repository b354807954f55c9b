"""The demo: a made-up city of manufacturers, driven through the real verbs."""
