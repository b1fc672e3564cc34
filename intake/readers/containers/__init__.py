"""What is inside a file that holds files: archives, mails saved as files, Outlook's envelopes.

Everything is unpacked in memory and within one budget for the whole mail (:mod:`budget`); no name that a container
gives is ever used for anything but showing it.
"""
