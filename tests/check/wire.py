"""Two kernels' TCPs and a wire between them: two network namespaces, a TUN device in each, and a thread that carries
datagrams from one to the other: late, and where that is wanted lost, twice or out of order. What passes the left end is
captured."""
import ctypes
import fcntl
import heapq
import os
import random
import select
import socket
import struct
import subprocess
import threading
import time

CLONE_NEWNET = 0x40000000
TUNSETIFF = 0x400454ca
IFF_TUN_NO_PI = 0x1001
LIBC = ctypes.CDLL(None, use_errno=True)


def enter(namespace):
    if LIBC.setns(namespace, CLONE_NEWNET) != 0:
        raise OSError(ctypes.get_errno(), 'setns')


class Capture:
    """A pcap file of raw IP datagrams."""

    def __init__(self, path):
        self.file = open(path, 'wb')
        self.file.write(struct.pack('<IHHiIII', 0xa1b2c3d4, 2, 4, 0, 0, 65535, 101))

    def take(self, when, octets):
        self.file.write(struct.pack('<IIII', int(when), int(when % 1 * 1e6), len(octets), len(octets)) + octets)


class Wire:
    """Use as a context; .left and .right are the addresses, by version of IP."""
    left = {4: '10.9.0.1', 6: 'fd09::1'}
    right = {4: '10.9.0.2', 6: 'fd09::2'}

    def __init__(self):
        self.home = os.open('/proc/self/ns/net', os.O_RDONLY)
        self.holder = subprocess.Popen(['unshare', '-n', 'sleep', '1000'])
        while os.readlink(f'/proc/{self.holder.pid}/ns/net') == os.readlink('/proc/self/ns/net'):
            time.sleep(0.01)
        self.away = os.open(f'/proc/{self.holder.pid}/ns/net', os.O_RDONLY)
        self.random = random.Random(1)
        self.delay = self.loss = self.late = self.twice = 0
        self.capture = None
        self.lock = threading.Lock()
        self.ends = [self.end('wire-a', self.left), None]
        enter(self.away)
        self.ends[1] = self.end('wire-b', self.right)
        enter(self.home)
        self.running = True
        self.thread = threading.Thread(target=self.carry)
        self.thread.start()

    @staticmethod
    def end(name, addresses):
        tun = os.open('/dev/net/tun', os.O_RDWR | os.O_NONBLOCK)
        fcntl.ioctl(tun, TUNSETIFF, struct.pack('16sH22x', name.encode(), IFF_TUN_NO_PI))
        for command in (['link', 'set', 'lo', 'up'], ['link', 'set', name, 'up'],
                        ['address', 'add', addresses[4] + '/24', 'dev', name],
                        ['-6', 'address', 'add', addresses[6] + '/64', 'dev', name, 'nodad']):
            subprocess.run(['ip', *command], check=command[0] != '-6', stderr=subprocess.DEVNULL)
        return tun

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.running = False
        self.thread.join()
        self.holder.kill()
        self.holder.wait()
        for tun in (*self.ends, self.home, self.away):
            os.close(tun)

    def record(self, path):
        """Captures into another file from now on, or no longer."""
        with self.lock:
            if self.capture:
                self.capture.file.close()
            self.capture = Capture(path) if path else None

    def impair(self, delay=0.0, loss=0.0, late=0.0, twice=0.0):
        self.delay, self.loss, self.late, self.twice = delay, loss, late, twice

    def put(self, to, octets):
        if to == 0 and self.capture:
            self.capture.take(time.time(), octets)
        try:
            os.write(self.ends[to], octets)
        except OSError:
            pass

    def carry(self):
        waiting, number = [], 0
        while self.running:
            timeout = 0.02 if not waiting else max(0.0, min(0.02, waiting[0][0] - time.monotonic()))
            ready, _, _ = select.select(self.ends, [], [], timeout)
            with self.lock:
                for tun in ready:
                    octets = os.read(tun, 65536)
                    if tun == self.ends[0] and self.capture:
                        self.capture.take(time.time(), octets)
                    for _ in range(1 + (self.random.random() < self.twice)):
                        if self.random.random() < self.loss:
                            continue
                        number += 1
                        held = 0.03 if self.random.random() < self.late else 0
                        due = time.monotonic() + self.delay + held
                        heapq.heappush(waiting, (due, number, tun == self.ends[0], octets))
                while waiting and waiting[0][0] <= time.monotonic():
                    _, _, to, octets = heapq.heappop(waiting)
                    self.put(int(to), octets)

    def socket(self, where, version=4):
        """A TCP socket of one end, 0 or 1."""
        enter(self.away if where else self.home)
        made = socket.socket(socket.AF_INET if version == 4 else socket.AF_INET6)
        enter(self.home)
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        made.settimeout(20)
        return made

    def run_away(self, command, **options):
        """A program at the right end."""
        return subprocess.Popen(['nsenter', f'--net=/proc/{self.holder.pid}/ns/net', *command],
                                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **options)
