"""One file a rule: ``<code>_<defect>.py``. The registry finds them; nothing else imports them."""
