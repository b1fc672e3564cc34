"""The pool of locked processes around everything that opens strangers' bytes (DESIGN, “Sandbox”).

Each worker is a process of its own, started by exec, never forked from this one: it inherits neither memory nor
secrets. It has one job at a time; the pool kills it when the clock runs out, and replaces it when it ends badly or has
grown. A job that brought a worker down is tried once more in a fresh one; then the mail counts as unread and a person
looks at it.
"""

from __future__ import annotations

import hashlib
import logging
import queue
import sys
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

from casework.document import Document, Flaw, FlawKind
from casework.errors import TiepnhanError
from casework.mail import Mail
from casework.noun import Noun, replace
from intake.aids import Aid, GreyPage
from intake.authenticity.evidence import Evidence, Inquiry
from intake.convert.result import Copy, Modern
from intake.handover import HandedFile
from intake.opening import BODY_KIND, BODY_PATH, Opened, OpenedFile
from intake.readers.limits import Limits
from intake.sandbox_frames import (
    Authenticate,
    Authenticated,
    ConvertMail,
    ConvertPlain,
    CopiesDone,
    Done,
    DrawPage,
    FileDone,
    HandedOver,
    HandOver,
    OpenFile,
    OpenMail,
    PageDrawn,
    Reply,
    Request,
    TakeTrust,
    encode,
)
from intake.sandbox_process import Worker, WorkerLost
from intake.signatures.material import TrustMaterial
from intake.terms import Terms

__all__ = ["Sandbox", "SandboxError", "SandboxStatus"]

_log = logging.getLogger(__name__)

#: What a worker answers to each question.
_REPLIES: dict[type[Request], type[Reply]] = {
    OpenMail: Done,
    OpenFile: FileDone,
    ConvertMail: CopiesDone,
    ConvertPlain: CopiesDone,
    DrawPage: PageDrawn,
    HandOver: HandedOver,
    Authenticate: Authenticated,
}
_COMMAND = (sys.executable, "-m", "intake.sandbox_worker")


class SandboxError(TiepnhanError):
    """No worker could be started and locked: nothing of a stranger's is opened until that is mended."""


class SandboxStatus(Noun, frozen=True):
    """For `tiepnhan doctor`. ``landlock`` is the kernel's ABI, 0 where it has none.
    ``problem`` says why no worker can be started, and is empty where all is well."""

    workers: int
    landlock: int = 0
    seccomp: bool = False
    jobs: int = 0
    replaced: int = 0  # workers that ended badly
    unread: int = 0  # jobs given up after the second try
    problem: str = ""


class Sandbox:
    """``workers`` locked processes, each job at most ``seconds`` on the wall clock and ``memory_mb`` of address space.

    Thread-safe: as many calls run at once as there are workers, the rest wait their turn. Workers start in the
    background when the pool is made. ``command`` starts a worker and is another only in tests.
    """

    def __init__(
        self, workers: int = 2, seconds: float = 20.0, memory_mb: int = 1024, *, command: Sequence[str] = _COMMAND
    ) -> None:
        self._seconds = seconds
        self._memory_mb = memory_mb
        self._command = tuple(command)
        self._lock = threading.Lock()
        self._workers = max(1, workers)
        self._status = SandboxStatus(workers=self._workers)
        self._closed = False
        self._greeted_once = False
        self._alive: set[Worker] = set()
        self._trust = ("", b"")  # the version, and the frame that tells a worker
        # The kernel ties a worker's life to the *thread* that started it: one thread starts them all and lives as long
        # as the pool, so that the end of an engine's thread does not take workers along.
        self._keeper = ThreadPoolExecutor(1, thread_name_prefix="sandbox-keeper")
        self._turns: queue.LifoQueue[Worker | None] = queue.LifoQueue()
        for _ in range(self._workers):
            self._turns.put(self._keeper.submit(self._start).result())

    @property
    def status(self) -> SandboxStatus:
        """A snapshot; never raises. Before the first job it waits for one worker to greet, to know the locks."""
        if not self._greeted_once:
            try:
                self._turns.put(self._take(fresh=False))
            except SandboxError as error:
                self._note(problem=str(error))
        with self._lock:
            return self._status

    def open_mail(self, content: bytes, terms: Terms, aids: tuple[Aid, ...] = ()) -> Opened:
        """The facts of one mail. A mail that brings its worker down twice comes back with a flaw of kind WORKER, no
        sender and no text, so that its origin is unproven and a person looks. Raises :class:`SandboxError`."""
        reply = self._job(OpenMail(content, terms, aids))
        if isinstance(reply, Done):
            return reply.opened
        flaw = Flaw(FlawKind.WORKER, "hệ thống không mở được thư này trong giới hạn cho phép", BODY_PATH)
        digest = hashlib.sha256(content).hexdigest()
        document = Document(
            path=BODY_PATH, name=BODY_PATH, kind=BODY_KIND, sha256=digest, size=len(content), flaws=(flaw,)
        )
        return Opened(Mail(from_count=0, flaws=(f"Thư chưa đọc được: {flaw.detail}",)), (document,))

    def open_file(self, content: bytes, name: str, terms: Terms, aids: tuple[Aid, ...] = ()) -> Document:
        """The facts of one plain document; with a flaw of kind WORKER where no worker survived it."""
        return self.open_files(content, name, terms, aids).documents[0]

    def open_files(self, content: bytes, name: str, terms: Terms, aids: tuple[Aid, ...] = ()) -> OpenedFile:
        """The facts of one plain document and of what is inside it, flawed as :meth:`open_file` says."""
        reply = self._job(OpenFile(content, name, terms, aids))
        if isinstance(reply, FileDone):
            return reply.opened
        flaw = Flaw(FlawKind.WORKER, "hệ thống không mở được tệp này trong giới hạn cho phép")
        digest = hashlib.sha256(content).hexdigest()
        document = Document(path=name, name=name, kind="unknown", sha256=digest, size=len(content), flaws=(flaw,))
        return OpenedFile((document,))

    def convert_mail(
        self, content: bytes, terms: Terms, wanted: tuple[str, ...], modern: tuple[Modern, ...] = ()
    ) -> tuple[Copy, ...]:
        """Unicode copies of the files of a mail that have these hashes; none where no worker survived it."""
        reply = self._job(ConvertMail(content, terms, wanted, modern))
        return reply.copies if isinstance(reply, CopiesDone) else ()

    def convert_file(
        self, content: bytes, name: str, terms: Terms, modern: tuple[Modern, ...] = ()
    ) -> tuple[Copy, ...]:
        """The Unicode copy of one plain file; none where no worker survived it."""
        reply = self._job(ConvertPlain(content, name, terms, modern))
        return reply.copies if isinstance(reply, CopiesDone) else ()

    def hand_over(self, content: bytes, terms: Terms) -> tuple[HandedFile, ...]:
        """The files of a mail as editors get them. Raises :class:`SandboxError` where no worker survived it."""
        reply = self._job(HandOver(content, terms))
        if isinstance(reply, HandedOver):
            return reply.files
        raise SandboxError("the files of this mail cannot be taken out within the limits")

    def draw_page(self, content: bytes, kind: str, number: int, dpi: int, limits: Limits) -> GreyPage | None:
        """Page ``number`` (from 1) of a scan, straightened, as grey points; ``None`` where it cannot be drawn."""
        reply = self._job(DrawPage(content, kind, number, dpi, limits))
        return reply.page if isinstance(reply, PageDrawn) else None

    def authenticate(self, inquiry: Inquiry) -> Evidence | None:
        """What is found of a mail's sender with the answers that are there; ``None`` where no worker survived it."""
        reply = self._job(Authenticate(inquiry))
        return reply.evidence if isinstance(reply, Authenticated) else None

    def trust(self, material: TrustMaterial) -> None:
        """Judge signatures by ``material`` from the next job on. Cheap where it is the same as before."""
        if material.version != self._trust[0]:
            self._trust = (material.version, encode(TakeTrust(material)))

    def close(self) -> None:
        """Kill every worker. Calls that still wait raise :class:`SandboxError`."""
        with self._lock:
            self._closed = True
            alive, self._alive = list(self._alive), set()
        for worker in alive:
            worker.kill()
        for _ in range(self._workers):
            self._turns.put(None)
        self._keeper.shutdown(wait=True)

    def __enter__(self) -> Sandbox:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _job(self, request: Request) -> Reply | None:
        """The reply; ``None`` after two failures. The second try has a fresh worker to itself."""
        frame = encode(request)
        wanted = _REPLIES[type(request)]
        for attempt in (1, 2):
            worker = self._take(fresh=attempt == 2)
            try:
                worker.learn(*self._trust, self._seconds)
                reply = worker.ask(frame, self._seconds)
            except WorkerLost as lost:
                self._give_back(worker, str(lost))
                continue
            if isinstance(reply, wanted):
                self._give_back(worker)
                return reply
            self._give_back(worker, f"job failed: {getattr(reply, 'error', 'answer to another question')}")
        self._count(unread=1)
        return None

    def _take(self, fresh: bool) -> Worker:
        worker = self._turns.get()
        try:
            if worker is not None and fresh and worker.jobs:
                self._bury(worker)
                worker = None
            if worker is None:
                worker = self._begin()
            if worker.hello is None:
                self._greeted(worker)
            return worker
        except BaseException:
            self._turns.put(None)
            raise

    def _begin(self) -> Worker:
        if self._closed:
            raise SandboxError("the sandbox is closed")
        return self._keeper.submit(self._start).result()

    def _start(self) -> Worker:
        worker = Worker(self._command, self._memory_mb)
        with self._lock:
            if not self._closed:
                self._alive.add(worker)
                return worker
        worker.kill()
        raise SandboxError("the sandbox is closed")

    def _greeted(self, worker: Worker) -> None:
        try:
            hello = worker.greet()
            problem = hello.problem
        except WorkerLost as lost:
            hello, problem = None, f"worker did not start: {lost}"
        if hello is None or problem:
            self._bury(worker)
            self._note(problem=problem)
            raise SandboxError(f"sandbox: {problem}")
        self._greeted_once = True
        self._note(landlock=hello.landlock, seccomp=hello.seccomp, problem="")

    def _give_back(self, worker: Worker, trouble: str = "") -> None:
        self._count(jobs=1, replaced=1 if trouble else 0)
        if trouble:
            _log.warning("sandbox worker replaced: %s", trouble)
        if trouble or worker.worn():
            self._bury(worker)
            self._turns.put(None)
        else:
            self._turns.put(worker)

    def _bury(self, worker: Worker) -> None:
        with self._lock:
            self._alive.discard(worker)
        worker.kill()

    def _note(self, **changes: object) -> None:
        with self._lock:
            self._status = replace(self._status, **changes)

    def _count(self, *, jobs: int = 0, replaced: int = 0, unread: int = 0) -> None:
        with self._lock:
            now = self._status
            self._status = replace(
                now, jobs=now.jobs + jobs, replaced=now.replaced + replaced, unread=now.unread + unread
            )
