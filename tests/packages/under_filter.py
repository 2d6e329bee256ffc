"""under_filter.py UNIT COMMAND...: runs the command with the system calls, socket families and privileges that UNIT leaves.

What systemd would make of SystemCallFilter=, RestrictAddressFamilies=, MemoryDenyWriteExecute= and NoNewPrivileges= is made
here by libseccomp, so that it can be tried where no systemd runs. Ends with 77 where that library is not there."""
import configparser
import ctypes
import errno
import os
import socket
import subprocess
import sys

try:
    import seccomp
except ImportError:
    print("skipped: python3-seccomp is not installed")
    sys.exit(77)

PR_SET_NO_NEW_PRIVS = 38
PROT_WRITE, PROT_EXEC = 2, 4


def groups():
    """Each group of systemd's, as it lists them."""
    known, name = {}, None
    text = subprocess.run(["systemd-analyze", "syscall-filter", "--no-pager"], check=True, stdout=subprocess.PIPE,
                          stderr=subprocess.DEVNULL, text=True).stdout
    for line in text.splitlines():
        word = line.strip()
        if line.startswith("@"):
            name = word
            known[name] = []
        elif word and not word.startswith("#") and name:
            known[name].append(word)
    return known


def expanded(words, known):
    for word in words:
        if word.startswith("@"):
            yield from expanded(known[word], known)
        else:
            yield word


class Lines(dict):
    """Values of a key that is written several times, all of them."""

    def __setitem__(self, key, value):
        if isinstance(value, list) and key in self:
            self[key].extend(value)
            return
        super().__setitem__(key, value)


def main(unit, command):
    parser = configparser.RawConfigParser(dict_type=Lines, strict=False, delimiters=("=",), comment_prefixes=("#",))
    parser.optionxform = str
    with open(unit, encoding="utf-8") as file:
        parser.read_file(file)
    service = dict(parser.items("Service"))
    known = groups()
    allowed = set()
    for line in service["SystemCallFilter"].splitlines():
        if line.startswith("~"):
            allowed -= set(expanded(line[1:].split(), known))
        elif line:
            allowed |= set(expanded(line.split(), known))
    if len(allowed) < 100 or "mount" in allowed or "landlock_restrict_self" not in allowed:
        sys.exit(f"{unit}: its filter was not understood ({len(allowed)} calls)")
    denied = seccomp.ERRNO(errno.EPERM)
    rules = seccomp.SyscallFilter(denied)
    for name in sorted(allowed):
        if name in ("socket", "mmap", "mprotect", "pkey_mprotect", "shmat"):
            continue
        try:
            rules.add_rule(seccomp.ALLOW, name)
        except (RuntimeError, ValueError, OSError):
            pass  # a call that this machine's kind or library does not know
    for family in service["RestrictAddressFamilies"].split():
        rules.add_rule(seccomp.ALLOW, "socket", seccomp.Arg(0, seccomp.EQ, getattr(socket, family)))
    if service["MemoryDenyWriteExecute"] == "yes":
        both = PROT_WRITE | PROT_EXEC
        for protection in (0, PROT_WRITE, PROT_EXEC):
            rules.add_rule(seccomp.ALLOW, "mmap", seccomp.Arg(2, seccomp.MASKED_EQ, both, protection))
        rules.add_rule(seccomp.ALLOW, "mprotect", seccomp.Arg(2, seccomp.MASKED_EQ, PROT_EXEC, 0))
    if ctypes.CDLL(None).prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0:
        sys.exit("no_new_privs cannot be set")
    rules.load()
    # The filter is in force: what it denies is denied.
    try:
        socket.socket(socket.AF_NETLINK, socket.SOCK_RAW)
        sys.exit("a socket of another family can be made")
    except PermissionError:
        pass
    os.execv(command[0], command)


main(sys.argv[1], sys.argv[2:])
