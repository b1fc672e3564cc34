"""The nouns: frozen values that pass between the rooms, and nothing that touches a disk or a wire."""
