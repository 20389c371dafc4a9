"""Passes frames between two devices as a bad link would: late, slowly, and not all of them.

link.py DEVICE DEVICE SHAPE...  with shapes of the form
    LATENCY_MS,JITTER_MS,LOSS_PERCENT,MEGABITS[,PREFIX]...
A megabit rate of 0 is no limit. A frame has the first shape that has no prefixes or one that holds its
source or its destination; without any it passes at once. Frames of a shape keep their order.
"""

import collections
import ipaddress
import random
import select
import socket
import sys
import time

SOL_PACKET = 263
PACKET_VNET_HDR = 15  # frames come and go as the devices have them: large, with sums still to be made
PACKET_IGNORE_OUTGOING = 23
ETH_P_ALL = 3
HEADER = 10
LIMIT_BYTES = 32 << 20  # that wait at a time, in a shape without a rate
LIMIT_SECONDS = 0.25  # that a frame waits for its turn where there is a rate


class Shape:
    def __init__(self, text):
        latency, jitter, loss, megabits, *prefixes = text.split(",")
        self.latency = float(latency) / 1000
        self.jitter = float(jitter) / 1000
        self.loss = float(loss) / 100
        self.rate = float(megabits) * 1e6 / 8
        self.prefixes = [ipaddress.ip_network(prefix) for prefix in prefixes]
        self.ways = (Way(self), Way(self))

    def has(self, frame):
        if not self.prefixes:
            return True
        if frame[HEADER + 12 : HEADER + 14] != b"\x08\x00":
            return False
        ends = (ipaddress.ip_address(frame[HEADER + at : HEADER + at + 4]) for at in (26, 30))
        return any(end in prefix for end in ends for prefix in self.prefixes)


class Way:
    """One direction of a shape."""

    def __init__(self, shape):
        self.shape = shape
        self.waiting = collections.deque()
        self.bytes = 0
        self.free = 0.0
        self.last = 0.0

    def take(self, frame, now, chance):
        shape = self.shape
        if chance.random() < shape.loss:
            return
        begin = max(now, self.free)
        if shape.rate:
            if begin - now > LIMIT_SECONDS:
                return
            self.free = begin = begin + (len(frame) - HEADER) / shape.rate
        elif self.bytes > LIMIT_BYTES:
            return
        at = begin + max(0.0, shape.latency + chance.uniform(-shape.jitter, shape.jitter))
        self.last = max(self.last, at)
        self.waiting.append((self.last, frame))
        self.bytes += len(frame)

    def due(self, now):
        while self.waiting and self.waiting[0][0] <= now:
            frame = self.waiting.popleft()[1]
            self.bytes -= len(frame)
            yield frame


def device(name):
    end = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, 0)
    end.setsockopt(SOL_PACKET, PACKET_VNET_HDR, 1)
    end.setsockopt(SOL_PACKET, PACKET_IGNORE_OUTGOING, 1)
    end.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 8 << 20)
    end.bind((name, ETH_P_ALL))
    end.setblocking(False)
    return end


def send(end, frame):
    try:
        end.send(frame)
    except OSError:
        pass  # a device that is full or down loses frames, as links do


def main():
    ends = (device(sys.argv[1]), device(sys.argv[2]))
    shapes = [Shape(text) for text in sys.argv[3:]]
    ways = [(way, ends[1 - side]) for shape in shapes for side, way in enumerate(shape.ways)]
    chance = random.Random(1)
    while True:
        soonest = min((way.waiting[0][0] for way, _ in ways if way.waiting), default=None)
        wait = None if soonest is None else max(0.0, soonest - time.monotonic())
        ready, _, _ = select.select(ends, (), (), wait)
        now = time.monotonic()
        for end in ready:
            side = ends.index(end)
            for _ in range(64):
                try:
                    frame = end.recv(70000)
                except OSError:
                    break
                shape = next((one for one in shapes if one.has(frame)), None)
                if shape is None:
                    send(ends[1 - side], frame)
                else:
                    shape.ways[side].take(frame, now, chance)
        now = time.monotonic()
        for way, out in ways:
            for frame in way.due(now):
                send(out, frame)


main()
