"""A portal as its file in ``regulations/portals`` says: who may send what with which proof, and what a defect costs.

A reader says what is there, a rule whether that is a defect, and these values say what it costs. Where a regulation
is silent a rule is simply not listed. Ids of citations are those of :meth:`casework.law.Law.cite`.
"""

from __future__ import annotations

from datetime import time
from enum import StrEnum

from casework.decision import Awaited
from casework.directory import Person, Role
from casework.document import Item
from casework.finding import Severity
from casework.noun import Noun

__all__ = [
    "Basis",
    "Column",
    "Contact",
    "Counting",
    "DeadlineSetting",
    "Desk",
    "Duty",
    "DutyOfficer",
    "Means",
    "ParamValue",
    "Petitions",
    "Portal",
    "ProofSetting",
    "Refusal",
    "RuleSetting",
    "Senders",
    "Then",
    "WaitSetting",
]

#: What a rule's parameter may be in TOML; the rule's own ``Params`` says which it wants.
ParamValue = str | int | float | bool | tuple[str, ...]


class RuleSetting(Noun, frozen=True):
    """What one rule costs at this portal, with its parameters by name."""

    code: str
    severity: Severity
    cites: tuple[str, ...] = ()
    params: tuple[tuple[str, ParamValue], ...] = ()
    note: str = ""  # Vietnamese: our reading where the article leaves room
    house: bool = False  # set by the house's floor, not by the portal's file

    def param(self, key: str, default: ParamValue | None = None) -> ParamValue | None:
        """The parameter ``key`` as the file gives it, or ``default``."""
        return dict(self.params).get(key, default)


class Means(StrEnum):
    """By what an item is proven to come from its unit."""

    SIGNATURE = "signature"  # ký số của lãnh đạo đơn vị
    CONFIRMATION = "confirmation"  # xác nhận của lãnh đạo đơn vị
    ORGANISATION_SIGNATURE = "organisation_signature"  # ký số của cơ quan, tổ chức
    OFFICIAL_ACCOUNT = "official_account"  # proven mail from one of the portal's domains


class Senders(StrEnum):
    """Whom a proof setting speaks of."""

    STAFF = "staff"  # whose entry in the directory names this portal, in one of the setting's roles
    ANYONE = "anyone"


class ProofSetting(Noun, frozen=True):
    """Any one of ``means`` suffices for these senders; ``contact`` asks for address, telephone and full name too."""

    who: Senders
    means: tuple[Means, ...]
    cites: tuple[str, ...]
    roles: tuple[Role, ...] = ()
    contact: bool = False
    of: str = "lãnh đạo đơn vị"  # Vietnamese: whose signature or confirmation


class Column(Noun, frozen=True):
    """A chuyên mục. ``words`` are phrases that speak for it, written as people write them (folded when compared);
    ``items`` are kinds of item that belong here by their nature (a draft, an invitation)."""

    id: str
    name: str
    desk: str
    cite: str
    words: tuple[str, ...]
    items: tuple[Item, ...] = ()


class Desk(Noun, frozen=True):
    """Who works the queue. ``digest_at`` are local times of working days; ``decides`` says who has the last word.
    No regulation names a desk's own address: the operator's config.toml does, so it may be empty here."""

    id: str
    name: str
    digest_at: tuple[time, ...]
    decides: tuple[str, ...] = ()  # Vietnamese, in the order of the regulation
    cites: tuple[str, ...] = ()
    address: str = ""


class Counting(StrEnum):
    WORKING = "working"  # office hours only
    RECEIPT = "receipt"  # hours from receipt, day and night
    CLOCK = "clock"  # hours of the clock from an event


class Basis(StrEnum):
    RECEIPT = "receipt"
    COMPLETE = "complete"  # from the instant at which the proof came


class DeadlineSetting(Noun, frozen=True):
    """A time in which the editors must post. ``words`` (one of them in the item) select it; a setting without words
    is the rule for every other item of ``items`` (empty: of any item). ``binds`` says from when it runs where the
    proof came later than the mail."""

    id: str
    name: str
    hours: float
    counting: Counting
    cite: str
    binds: Basis = Basis.RECEIPT
    words: tuple[str, ...] = ()
    items: tuple[Item, ...] = ()
    urgent: bool = False


class Then(StrEnum):
    """What the last day of a wait brings."""

    RETURN = "return"  # back to the sender
    ESCALATE = "escalate"  # stays held; the desk's head and the administrator are told


class WaitSetting(Noun, frozen=True):
    """How long one is waited for, in working days, and the outcome in Vietnamese."""

    who: Awaited
    remind_days: int
    last_days: int
    then: Then
    outcome: str
    cites: tuple[str, ...] = ()
    code: str = ""  # of the rule whose wait this is; empty: of every other one


class Duty(Noun, frozen=True):
    """Something that the operator owes beside single mails. ``every``: continuous, daily, twice_weekly, weekly,
    monthly, half_yearly, yearly, periodic, on_change, once."""

    id: str  # backup, risk_report, yearly_report, news_update, …
    name: str
    every: str
    cites: tuple[str, ...]


class DutyOfficer(Noun, frozen=True):
    """Who is told of a secrecy mark, and alone may open the quarantine."""

    name: str
    address: str = ""


class Petitions(Noun, frozen=True):
    """Questions, feedback, petitions, complaints, denunciations are no articles: they are passed on."""

    desk: str
    to: str  # Vietnamese: the body or person that must answer
    cites: tuple[str, ...]
    same_day: bool = False


class Refusal(Noun, frozen=True):
    """A ground on which an editor may refuse, by its article, in the regulation's words."""

    cite: str
    words: str


class Contact(Noun, frozen=True):
    """How a sender reaches people; the letters' last lines."""

    name: str
    place: str = ""
    telephone: str = ""


class Portal(Noun, frozen=True):
    """One portal, complete for what its regulation says."""

    id: str
    name: str
    short_name: str
    address: str  # the mailbox to which units send; empty where the regulation names none
    regulation: str  # key in law.toml
    website: str
    operator: str  # Vietnamese: who runs it
    synonyms: tuple[str, ...]  # how Nơi nhận may name it
    recipient_line: str  # what to write under Nơi nhận, for the letter; empty where the regulation asks for nothing
    domains: tuple[str, ...]  # official domains; subdomains included
    open_to_all: bool  # true: nobody is shut out by his domain
    columns: tuple[Column, ...]
    desks: tuple[Desk, ...]
    desk_of_first_resort: str  # the desk of an item without a column
    duty_officer: DutyOfficer
    petitions: Petitions
    contact: Contact
    waits: tuple[WaitSetting, ...]
    other_portals: tuple[str, ...] = ()  # near misses: must never pass for this one
    open_with_proof: bool = False  # outsiders are admitted with proof and contact details (vien/10.1.b)
    proof: tuple[ProofSetting, ...] = ()
    items: tuple[Item, ...] = tuple(Item)
    rules: tuple[RuleSetting, ...] = ()
    deadlines: tuple[DeadlineSetting, ...] = ()
    duties: tuple[Duty, ...] = ()
    refusals: tuple[Refusal, ...] = ()
    silent: tuple[str, ...] = ()  # Vietnamese: what the regulation does not ask for, one line each
    own_units: tuple[str, ...] = ()  # sources of their own that the regulation names (668/18.4)

    def rule(self, code: str) -> RuleSetting | None:
        """The setting of rule ``code``, or ``None``: off at this portal."""
        return next((r for r in self.rules if r.code == code), None)

    def column(self, id: str) -> Column | None:
        return next((c for c in self.columns if c.id == id), None)

    def desk(self, id: str) -> Desk | None:
        return next((d for d in self.desks if d.id == id), None)

    def wait(self, who: Awaited, codes: tuple[str, ...] = ()) -> WaitSetting | None:
        """The wait for ``who``: the one of the rules ``codes`` where the file has such a one, else the general one."""
        particular = (w for w in self.waits if w.who is who and w.code and w.code in codes)
        general = (w for w in self.waits if w.who is who and not w.code)
        return next(particular, None) or next(general, None)

    def is_official(self, domain: str) -> bool:
        """True for one of the portal's domains or a subdomain of it (``x.moha.gov.vn``, never ``xmoha.gov.vn``)."""
        lowered = domain.lower().rstrip(".")
        return any(lowered == d or lowered.endswith("." + d) for d in self.domains)

    def is_staff(self, person: Person | None) -> bool:
        """True where the directory's entry names this portal: its own people, not every liaison of the house."""
        return person is not None and self.id in person.portals

    def proof_for(self, person: Person | None) -> ProofSetting | None:
        """The first proof setting that speaks of this sender (``None``: a stranger), or ``None``: no proof asked."""
        for setting in self.proof:
            if setting.who is Senders.ANYONE:
                return setting
            if person is not None and self.is_staff(person) and (not setting.roles or person.role in setting.roles):
                return setting
        return None

    @property
    def addresses_to_set(self) -> tuple[str, ...]:
        """Whose address the file leaves to the operator and config.toml has not named: “hungyen” for the portal
        itself, “hungyen/ban_bien_tap” for a desk, “hungyen/duty_officer”."""
        named = [(self.id, self.address), (f"{self.id}/duty_officer", self.duty_officer.address)]
        named += [(f"{self.id}/{desk.id}", desk.address) for desk in self.desks]
        return tuple(key for key, address in named if not address)
