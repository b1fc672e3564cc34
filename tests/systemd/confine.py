"""Starts a program under what a unit of ``systemd/`` forbids, without systemd: UNIT STATE UID CALLS COMMAND …

Run as a program of its own (``python -m tests.systemd.confine``). It lays namespaces, read-only mounts, no
capabilities, MemoryDenyWriteExecute and the unit's SystemCallFilter around itself and then becomes COMMAND. What it
reads from the unit it reads from the unit's own text, so that a directive changed there is proven here. The folder
STATE is the only one that stays writable; the command finds it at ``/srv``, which stands for ``/var/lib/tiepnhan``.

Not laid, because only systemd can: IPAddressDeny (a cgroup's BPF), MemoryMax and TasksMax (cgroups), PrivateUsers,
LoadCredentialEncrypted, and the watchdog.
"""

from __future__ import annotations

import ctypes
import errno
import os
import re
import resource
import socket
import stat
import struct
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import pyseccomp  # type: ignore[import-untyped]

__all__ = ["HOME", "UNIT", "allowed_calls", "directives"]

ROOT = Path(__file__).resolve().parents[2]
UNIT = ROOT / "systemd" / "tiepnhan.service"
HOME = Path("/srv")

_libc = ctypes.CDLL(None, use_errno=True)
_NEWNS, _NEWUSER, _NEWIPC = 0x00020000, 0x10000000, 0x08000000
_ALL_NAMESPACES = 0x7E020080
_MS_BIND, _MS_REC, _MS_PRIVATE = 4096, 16384, 1 << 18
_MS_NOSUID, _MS_NODEV, _MS_NOEXEC = 2, 4, 8
_MOUNT_SETATTR, _AT_RECURSIVE, _AT_FDCWD = 442, 0x8000, -100
_ATTR_RDONLY, _ATTR_NOSUID = 1, 2
_PR_CAPBSET_DROP, _PR_SET_NO_NEW_PRIVS, _PR_SET_MDWE = 24, 38, 65
_PR_CAP_AMBIENT, _PR_CAP_AMBIENT_CLEAR_ALL = 47, 4
_PROT_WRITE, _PROT_EXEC, _SHM_EXEC = 2, 4, 0o100000
_DEVICES = ("null", "zero", "full", "random", "urandom", "tty")


def directives(unit: Path, name: str) -> list[str]:
    """Every value that the unit's text gives to ``name``, in order."""
    lines = unit.read_text("utf-8").splitlines()
    return [line.partition("=")[2].strip() for line in lines if line.startswith(f"{name}=")]


def allowed_calls(unit: Path, analyze: str = "systemd-analyze") -> tuple[str, ...]:
    """The calls that the unit's SystemCallFilter leaves, its groups resolved by systemd itself.

    As systemd.exec(5) has it: the first line makes an allow-list, a line with ``~`` takes away, a further line adds;
    ``@default`` is always in."""
    groups = _groups(analyze)
    allowed = _resolve("@default", groups)
    for line in directives(unit, "SystemCallFilter"):
        named = {call for word in line.removeprefix("~").split() for call in _resolve(word, groups)}
        allowed = allowed - named if line.startswith("~") else allowed | named
    return tuple(sorted(allowed))


def _groups(analyze: str) -> dict[str, list[str]]:
    done = subprocess.run([analyze, "syscall-filter", "--no-pager"], check=True, capture_output=True, text=True)
    groups: dict[str, list[str]] = {}
    current: list[str] = []
    # systemd 255 resets the colour before each group, whoever reads it.
    for line in re.sub(r"\x1b\[[\d;]*m", "", done.stdout).splitlines():
        word = line.strip()
        if line.startswith("@"):
            current = groups.setdefault(word, [])
        elif word and not word.startswith("#") and line.startswith(" "):
            current.append(word)
    return groups


def _resolve(word: str, groups: dict[str, list[str]]) -> set[str]:
    if not word.startswith("@"):
        if not re.fullmatch(r"\w+", word):
            raise ValueError(f"systemd-analyze syscall-filter: expected the name of a call, got {word!r}")
        return {word}
    return {call for member in groups[word] for call in _resolve(member, groups)}


def main(arguments: list[str]) -> None:
    """UNIT STATE UID CALLS COMMAND …; CALLS is the allow-list, by commas. Does not return."""
    name, state, uid, calls, *command = arguments
    unit = ROOT / "systemd" / name
    own = os.geteuid()
    _mounts(Path(state), hidden_proc=own == 0)
    _give_up_privileges(int(uid))
    _limits(unit)
    os.chdir(HOME)
    _checked(_libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), "no_new_privs")
    if "yes" in directives(unit, "MemoryDenyWriteExecute"):
        _deny_write_execute()
    _restrictions(unit)
    _filter(calls.split(","))
    os.execv(command[0], command)


def _mounts(state: Path, hidden_proc: bool) -> None:
    """ProtectSystem=strict, PrivateTmp, PrivateDevices, ProtectHome, ProtectProc, ProcSubset."""
    uid, gid = os.geteuid(), os.getegid()
    if uid == 0:
        _checked(_libc.unshare(_NEWNS | _NEWIPC), "unshare")
    else:
        _checked(_libc.unshare(_NEWUSER | _NEWNS | _NEWIPC), "unshare of the user")
        Path("/proc/self/setgroups").write_text("deny")
        Path("/proc/self/uid_map").write_text(f"{uid} {uid} 1")
        Path("/proc/self/gid_map").write_text(f"{gid} {gid} 1")
    _mount("none", "/", None, _MS_REC | _MS_PRIVATE)
    _mount(str(state), str(HOME), None, _MS_BIND)
    _private_devices()
    needed = (ROOT, Path(sys.prefix).resolve(), Path(sys.base_prefix).resolve())
    for folder in ("/tmp", "/var/tmp", "/home", "/root"):
        # A checkout or a Python that lies in there must stay: then the folder is read-only like the rest, not hidden.
        if not any(path.is_relative_to(folder) for path in needed):
            _mount("tmpfs", folder, "tmpfs", _MS_NOSUID | _MS_NODEV, "mode=1777" if "tmp" in folder else "mode=0")
    if hidden_proc:
        _mount("proc", "/proc", "proc", _MS_NOSUID | _MS_NODEV | _MS_NOEXEC, "hidepid=invisible,subset=pid")
    _set_attributes("/", _ATTR_RDONLY | _ATTR_NOSUID, 0, _AT_RECURSIVE)
    for folder in (str(HOME), "/tmp", "/var/tmp", "/dev/shm"):
        if folder == str(HOME) or os.path.ismount(folder):
            _set_attributes(folder, 0, _ATTR_RDONLY, 0)


def _private_devices() -> None:
    kept = {name: os.open(f"/dev/{name}", os.O_PATH) for name in _DEVICES}
    _mount("tmpfs", "/dev", "tmpfs", _MS_NOSUID, "mode=755")
    for name, descriptor in kept.items():
        Path("/dev", name).touch()
        _mount(f"/proc/self/fd/{descriptor}", f"/dev/{name}", None, _MS_BIND)
        os.close(descriptor)
    for name in ("fd", "stdin", "stdout", "stderr"):
        Path("/dev", name).symlink_to("/proc/self/fd" + {"stdin": "/0", "stdout": "/1", "stderr": "/2"}.get(name, ""))
    Path("/dev/shm").mkdir()
    _mount("tmpfs", "/dev/shm", "tmpfs", _MS_NOSUID | _MS_NODEV, "mode=1777")


def _give_up_privileges(uid: int) -> None:
    """CapabilityBoundingSet= and AmbientCapabilities= (both empty), and User=."""
    for capability in range(64):
        if _libc.prctl(_PR_CAPBSET_DROP, capability, 0, 0, 0) < 0:
            break
    _checked(_libc.prctl(_PR_CAP_AMBIENT, _PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0), "ambient capabilities")
    if uid != os.geteuid():
        os.setgroups([])
        os.setresgid(uid, uid, uid)
        os.setresuid(uid, uid, uid)
    header = struct.pack("<Ii", 0x20080522, 0)
    _checked(_libc.capset(header, bytes(24)), "capset")


def _limits(unit: Path) -> None:
    os.umask(int(directives(unit, "UMask")[0], 8))
    for files in map(int, directives(unit, "LimitNOFILE")):
        resource.setrlimit(resource.RLIMIT_NOFILE, (files, files))


def _deny_write_execute() -> None:
    """By the kernel (from 6.3) and by the filter that systemd lays, whichever is stricter."""
    if _libc.prctl(_PR_SET_MDWE, 1, 0, 0, 0) < 0 and ctypes.get_errno() != errno.EINVAL:
        raise OSError(ctypes.get_errno(), "PR_SET_MDWE")
    both = _PROT_WRITE | _PROT_EXEC
    locked = pyseccomp.SyscallFilter(pyseccomp.ALLOW)
    _rule(locked, "mmap", pyseccomp.Arg(2, pyseccomp.MASKED_EQ, both, both))
    for name in ("mprotect", "pkey_mprotect"):
        _rule(locked, name, pyseccomp.Arg(2, pyseccomp.MASKED_EQ, _PROT_EXEC, _PROT_EXEC))
    _rule(locked, "shmat", pyseccomp.Arg(2, pyseccomp.MASKED_EQ, _SHM_EXEC, _SHM_EXEC))
    locked.load()


def _restrictions(unit: Path) -> None:
    """RestrictAddressFamilies, RestrictNamespaces, RestrictRealtime, RestrictSUIDSGID, LockPersonality."""
    families = {int(getattr(socket, name)) for name in directives(unit, "RestrictAddressFamilies")[0].split()}
    locked = pyseccomp.SyscallFilter(pyseccomp.ALLOW)
    for family in range(64):
        if family not in families:
            _rule(locked, "socket", pyseccomp.Arg(0, pyseccomp.EQ, family), number=errno.EAFNOSUPPORT)
    _rule(locked, "socket", pyseccomp.Arg(0, pyseccomp.GE, 64), number=errno.EAFNOSUPPORT)
    for bit in range(32):
        if _ALL_NAMESPACES >> bit & 1:
            for name in ("unshare", "clone"):
                _rule(locked, name, pyseccomp.Arg(0, pyseccomp.MASKED_EQ, 1 << bit, 1 << bit))
    _rule(locked, "setns")
    _rule(locked, "clone3", number=errno.ENOSYS)  # its flags lie in memory, where no filter sees them
    _rule(locked, "sched_setscheduler", pyseccomp.Arg(1, pyseccomp.GT, 0))
    for bit in (stat.S_ISUID, stat.S_ISGID):
        for name, place in (("chmod", 1), ("fchmod", 1), ("fchmodat", 2), ("mkdir", 1), ("mkdirat", 2), ("mknod", 1)):
            _rule(locked, name, pyseccomp.Arg(place, pyseccomp.MASKED_EQ, bit, bit))
    _rule(locked, "personality", pyseccomp.Arg(0, pyseccomp.GT, 0))
    locked.load()


def _filter(calls: Iterable[str]) -> None:
    """SystemCallFilter with SystemCallErrorNumber=EPERM; ``execve`` is in @process, so the command can still start."""
    locked = pyseccomp.SyscallFilter(pyseccomp.ERRNO(errno.EPERM))
    for name in calls:
        number = _number(name)
        if number >= 0:
            locked.add_rule(pyseccomp.ALLOW, number)
    locked.load()


def _rule(locked: pyseccomp.SyscallFilter, name: str, *arguments: pyseccomp.Arg, number: int = errno.EPERM) -> None:
    if _number(name) >= 0:
        locked.add_rule(pyseccomp.ERRNO(number), _number(name), *arguments)


def _number(name: str) -> int:
    try:
        return int(pyseccomp.resolve_syscall(pyseccomp.Arch.NATIVE, name))
    except (OSError, ValueError):
        return -1


def _mount(source: str, target: str, kind: str | None, flags: int, options: str = "") -> None:
    _checked(
        _libc.mount(source.encode(), target.encode(), kind.encode() if kind else None, flags, options.encode()),
        f"mount of {target}",
    )


def _set_attributes(target: str, on: int, off: int, flags: int) -> None:
    attributes = struct.pack("<QQQQ", on, off, 0, 0)
    _checked(
        _libc.syscall(_MOUNT_SETATTR, _AT_FDCWD, target.encode(), flags, attributes, len(attributes)),
        f"mount_setattr of {target}",
    )


def _checked(result: int, call: str) -> None:
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{call}: {os.strerror(number)}")


if __name__ == "__main__":
    main(sys.argv[1:])
