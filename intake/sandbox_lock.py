"""The locks of a worker: limits of the process, Landlock, seccomp. Put on after everything needed was loaded.

Why an allow-list: a reader of documents needs memory, time, its pipe and the files of the Python library, and nothing
else; a list of forbidden calls would have to follow every new kernel. What is not on the list answers EPERM, because
libraries that merely probe (a name service, a thread pool) then go on without. The calls that only an attack makes
(another program, another process's memory, kernel modules, keys) kill the process at once: the pool replaces it, and
the mail ends with a person.
"""

from __future__ import annotations

import ctypes
import os
import resource
import signal
import struct
import sysconfig
from collections.abc import Iterable
from pathlib import Path

import pyseccomp  # type: ignore[import-untyped]

__all__ = ["die_with_parent", "limit_process", "lock_files", "lock_syscalls", "readable_folders"]

_PR_SET_PDEATHSIG = 1
_PR_SET_NO_NEW_PRIVS = 38
_OPEN_FILES = 64
_ORPHAN = 75  # exit status of a worker whose pool is gone already
_MIB = 1024 * 1024

_libc = ctypes.CDLL(None, use_errno=True)

_ALLOWED = (
    "access", "arch_prctl", "brk", "clock_getres", "clock_gettime", "clock_nanosleep", "close", "dup",
    "exit", "exit_group", "faccessat", "faccessat2", "fadvise64", "fcntl", "fstat", "fstatfs", "futex", "getcwd",
    "getdents64", "getegid", "geteuid", "getgid", "getpgrp", "getpid", "getppid", "getrandom", "getrlimit", "getrusage",
    "gettid", "gettimeofday", "getuid", "lseek", "lstat", "madvise", "membarrier", "mincore", "mmap", "mprotect",
    "mremap", "munmap", "nanosleep", "newfstatat", "poll", "ppoll", "pread64", "read", "readlink",
    "readlinkat", "readv", "restart_syscall", "rseq", "rt_sigaction", "rt_sigpending", "rt_sigprocmask",
    "rt_sigreturn", "sched_getaffinity", "sched_yield", "select", "set_robust_list", "set_tid_address", "sigaltstack",
    "stat", "statfs", "statx", "sysinfo", "time", "times", "uname", "write", "writev",
)  # fmt: skip
_ATTACK = (
    "execve", "execveat", "ptrace", "process_vm_readv", "process_vm_writev", "kexec_load", "kexec_file_load",
    "init_module", "finit_module", "delete_module", "bpf", "perf_event_open", "userfaultfd", "keyctl", "add_key",
    "request_key", "mount", "umount2", "pivot_root", "chroot", "setns", "unshare", "reboot", "swapon", "swapoff",
    "io_uring_setup", "open_by_handle_at", "pidfd_getfd", "fsopen", "fsmount", "move_mount", "open_tree",
)  # fmt: skip

_LANDLOCK_CREATE, _LANDLOCK_ADD, _LANDLOCK_RESTRICT = 444, 445, 446  # one number on every architecture
_EXECUTE, _WRITE_FILE, _READ_FILE, _READ_DIR, _MAKE_SOCK = 1 << 0, 1 << 1, 1 << 2, 1 << 3, 1 << 9
_FS_BITS = {1: 13, 2: 14, 3: 15, 4: 15, 5: 16}  # Landlock ABI → how many file rights the kernel knows
_TCGETS, _FIOCLEX = 0x5401, 0x5451


def die_with_parent(parent: int) -> None:
    """Ask the kernel to kill this process when the thread that started it ends; exit if ``parent`` is gone already."""
    _prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(_ORPHAN)


def limit_process(memory_mb: int, cpu_seconds: int) -> None:
    """Limits for the rest of this process's life: address space, processor time, no file growth, few descriptors."""
    for limit, value in (
        (resource.RLIMIT_AS, memory_mb * _MIB),
        (resource.RLIMIT_CPU, cpu_seconds),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, _OPEN_FILES),
    ):
        _, hard = resource.getrlimit(limit)
        allowed = value if hard == resource.RLIM_INFINITY else min(value, hard)
        resource.setrlimit(limit, (allowed, allowed))


def readable_folders() -> tuple[Path, ...]:
    """What a worker may still read: the standard library and the installed packages (a rare codec is imported late)."""
    names = {sysconfig.get_path(key) for key in ("stdlib", "platstdlib", "purelib", "platlib")}
    return tuple(sorted(path for name in names if name and (path := Path(name)).is_dir()))


def lock_files(
    folders: Iterable[Path],
    *,
    writable: Iterable[Path] = (),
    sockets: Iterable[Path] = (),
    programs: bool = False,
) -> int:
    """Landlock: nothing but reading below ``folders``, no TCP, no signals or abstract sockets outside.

    For the workshop's programs: everything below ``writable``, making a socket in ``sockets``, and with ``programs``
    also running what lies below ``folders`` and writing to devices there.

    Returns the kernel's Landlock ABI, 0 where the kernel has none (then only seccomp keeps files from being written).
    Raises :class:`OSError` where the kernel has Landlock and refuses.
    """
    abi = int(_libc.syscall(_LANDLOCK_CREATE, None, 0, 1))
    if abi <= 0:
        return 0
    rights = (1 << _FS_BITS.get(abi, 16)) - 1
    attributes = struct.pack("<QQQ", rights, 0b11, 0b11)[: 8 if abi < 4 else 16 if abi < 6 else 24]
    ruleset = _checked(_libc.syscall(_LANDLOCK_CREATE, attributes, len(attributes), 0), "landlock_create_ruleset")
    reading = _READ_FILE | _READ_DIR | (_EXECUTE if programs else 0)
    granted = [(folder, reading) for folder in folders]
    granted += [(folder, rights) for folder in writable]
    granted += [(folder, _MAKE_SOCK) for folder in sockets]
    if programs:
        granted.append((Path("/dev"), reading | _WRITE_FILE))
    try:
        for folder, allowed in granted:
            descriptor = os.open(folder, os.O_PATH | os.O_CLOEXEC)
            try:
                rule = struct.pack("<Qi", allowed, descriptor)
                _checked(_libc.syscall(_LANDLOCK_ADD, ruleset, 1, rule, 0), "landlock_add_rule")
            finally:
                os.close(descriptor)
        _prctl(_PR_SET_NO_NEW_PRIVS, 1)
        _checked(_libc.syscall(_LANDLOCK_RESTRICT, ruleset, 0), "landlock_restrict_self")
    finally:
        os.close(ruleset)
    return abi


def lock_syscalls() -> None:
    """seccomp: the allow-list above. Cannot be undone. Raises :class:`OSError` where the kernel refuses the filter."""
    _prctl(_PR_SET_NO_NEW_PRIVS, 1)
    locked = pyseccomp.SyscallFilter(pyseccomp.ERRNO(1))  # EPERM
    locked.set_attr(pyseccomp.Attr.ACT_BADARCH, pyseccomp.KILL_PROCESS)
    for name in _ALLOWED:
        _rule(locked, pyseccomp.ALLOW, name)
    for name in _ATTACK:
        _rule(locked, pyseccomp.KILL_PROCESS, name)
    writing = os.O_ACCMODE | os.O_CREAT | os.O_TRUNC
    _rule(locked, pyseccomp.ALLOW, "openat", pyseccomp.Arg(2, pyseccomp.MASKED_EQ, writing, 0))
    _rule(locked, pyseccomp.ALLOW, "open", pyseccomp.Arg(1, pyseccomp.MASKED_EQ, writing, 0))
    _rule(locked, pyseccomp.ALLOW, "prlimit64", pyseccomp.Arg(2, pyseccomp.EQ, 0))  # reading a limit, not setting one
    _rule(locked, pyseccomp.ALLOW, "tgkill", pyseccomp.Arg(0, pyseccomp.EQ, os.getpid()))  # abort() of itself
    for request in (_TCGETS, _FIOCLEX):
        _rule(locked, pyseccomp.ALLOW, "ioctl", pyseccomp.Arg(1, pyseccomp.EQ, request))
    locked.load()


def _rule(locked: pyseccomp.SyscallFilter, action: int, name: str, *arguments: pyseccomp.Arg) -> None:
    """Add a rule; a call that this architecture does not have needs none."""
    try:
        number = pyseccomp.resolve_syscall(pyseccomp.Arch.NATIVE, name)
    except (OSError, ValueError):
        return
    if number >= 0:
        locked.add_rule(action, number, *arguments)


def _prctl(option: int, value: int) -> None:
    _checked(_libc.prctl(option, value, 0, 0, 0), "prctl")


def _checked(result: int, call: str) -> int:
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{call}: {os.strerror(number)}")
    return result
