"""The workshop: LibreOffice, tesseract and ffmpeg in a process of their own, asked over a socket.

These programs are large, start others and read strangers' bytes, so they run neither in the daemon nor in its sandbox:
``python -m intake.workshop`` has no network, no secrets and no store, does one job at a time, each in a fresh folder,
under limits and against the clock. Where it is absent nothing of it runs and what needs it is not clear (UNSURE).
"""
