"""Connects and prints the first line that the server says by itself. Its arguments are host and port.

It ends as curl does in the same case (curl(1), EXIT CODES).
"""

import socket
import sys


def end(status, words):
    print(words, file=sys.stderr)
    sys.exit(status)


host, port = sys.argv[1], int(sys.argv[2])
try:
    with socket.create_connection((host, port), 8) as server:
        server.settimeout(20)
        said = server.makefile("rb").readline(4096)
except socket.gaierror as unknown:
    end(6, f"{host}: {unknown.strerror}")
except ConnectionRefusedError as refused:
    end(7, f"{host} port {port}: {refused.strerror}")
except TimeoutError:
    end(28, f"{host} port {port}: nothing was heard in time")
except ConnectionResetError as reset:
    end(56, f"{host} port {port}: {reset.strerror}")
except OSError as unreachable:
    end(7, f"{host} port {port}: {unreachable.strerror}")
if not said:
    end(52, f"{host} port {port}: the server closed the connection without a word")
print(said.decode(errors="replace").rstrip("\n"))
