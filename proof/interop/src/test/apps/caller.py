"""Opens connections and counts who greets: caller.py count HOST PORT CONNECTIONS
Or holds some open and checks, whenever told a line, that all of them still repeat: caller.py hold HOST PORT CONNECTIONS"""

import collections
import socket
import sys


def connect():
    made = socket.create_connection((sys.argv[2], int(sys.argv[3])), timeout=20)
    return made, made.makefile("rwb")


if sys.argv[1] == "count":
    seen = collections.Counter()
    for _ in range(int(sys.argv[4])):
        made, stream = connect()
        seen[stream.readline().decode().strip()] += 1
        stream.close()
        made.close()
    print(" ".join(f"{name}={count}" for name, count in sorted(seen.items())))
else:
    held = [connect() for _ in range(int(sys.argv[4]))]
    names = [stream.readline().decode().strip() for _, stream in held]
    print(" ".join(sorted(set(names))), flush=True)
    for line in sys.stdin:
        alive = 0
        for _, stream in held:
            stream.write(line.encode())
            stream.flush()
            alive += stream.readline().decode() == line
        print(f"{alive} of {len(held)}", flush=True)
