"""Digital signatures: in PDF, in Office packages, around mails (S/MIME), beside files (.p7s).

Each reader of signatures gives :class:`casework.document.Signature` values; ``chain`` judges the signer's certificate
by the trust material that the frontdesk hands in. Nothing here asks the network: what is known of roots, intermediates
and revocation was gathered before.
"""
