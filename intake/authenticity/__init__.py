"""Is the sender who he says? :func:`judge_origin` is the one answer; what it weighs is gathered by the other modules.

``seals`` and ``senders`` read the header, ``results`` the word of the operator's server; ``checking`` (with
``dkim_seals``, ``arc_chain``, ``spf_policy`` and ``policy``, inside the sandbox) checks a mail with answers of the DNS
that ``asking`` fetches.
"""

from intake.authenticity.judge import judge_origin, may_ask
from intake.authenticity.word import Word

__all__ = ["Word", "judge_origin", "may_ask"]
