#!/usr/bin/env python3
"""Real traffic between two kernels, captured, one file a kind: traffic.py DIR; or a little of most of it in one file,
as in good.pcap: traffic.py --sample FILE. Needs root and TUN, in a network namespace of its own."""
import os
import shutil
import socket
import struct
import subprocess
import sys
import threading
import time

from wire import Wire

TEXT = bytes(range(256)) * 64
LINGER_0 = struct.pack('ii', 1, 0)


def pair(wire, version=4, port=0, client_options=(), listener_options=()):
    """A connection: (client at the left, server at the right)."""
    listener = wire.socket(1, version)
    for option in listener_options:
        listener.setsockopt(*option)
    listener.bind((wire.right[version], 0))
    listener.listen()
    client = wire.socket(0, version)
    for option in client_options:
        client.setsockopt(*option)
    if port:
        client.bind((wire.left[version], port))
    client.connect(listener.getsockname()[:2])
    server, _ = listener.accept()
    server.settimeout(20)
    listener.close()
    return client, server


def drain(end):
    n = 0
    while octets := end.recv(65536):
        n += len(octets)
    return n


def close_first(first, second):
    first.close()
    drain(second)
    second.close()


def interactive(wire, version=4, rounds=150):
    client, server = pair(wire, version)
    for i in range(rounds):
        client.sendall(b'k' * (1 + i % 3))
        server.sendall(server.recv(100) * (1 + i % 30))
        client.recv(1000)
    close_first(client, server)


def half_close(wire, version=4):
    for first in (0, 1):
        ends = pair(wire, version)
        a, b = ends[first], ends[not first]
        a.sendall(TEXT)
        a.shutdown(socket.SHUT_WR)
        drain(b)
        for _ in range(4):
            b.sendall(TEXT)
            time.sleep(0.01)
        b.close()
        drain(a)
        a.close()


def resets(wire, version=4):
    for how in range(6):
        client, server = pair(wire, version)
        client.sendall(TEXT)
        if how % 2:
            server.recv(100)
        a, b = (client, server) if how < 3 else (server, client)
        if how != 2:
            a.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, LINGER_0)
        a.close()
        time.sleep(0.02)
        try:
            b.sendall(TEXT)
            b.sendall(TEXT)
        except OSError:
            pass
        b.close()
    for _ in range(3):
        refused = wire.socket(0, version)
        try:
            refused.connect((wire.right[version], 9))
        except OSError:
            pass
        refused.close()
    client, server = pair(wire, version)        # text for one that has closed
    client.close()
    for _ in range(3):
        try:
            server.sendall(TEXT)
        except OSError:
            pass
        time.sleep(0.05)
    server.close()


def crossed(wire, version=4):
    """Opens and closes that cross on the wire."""
    wire.impair(delay=0.02)
    for port in range(5000, 5010):
        ends = [wire.socket(0, version), wire.socket(1, version)]
        ends[0].bind((wire.left[version], port))
        ends[1].bind((wire.right[version], port))
        for end in ends:
            end.setblocking(False)
        ends[0].connect_ex((wire.right[version], port))
        ends[1].connect_ex((wire.left[version], port))
        for end in ends:
            end.settimeout(10)
        time.sleep(0.1)
        for end in ends:
            end.sendall(b'both of us')
        for end in ends:
            end.recv(100)
        for end in ends:
            end.shutdown(socket.SHUT_WR)
        for end in ends:
            drain(end)
            end.close()
    wire.impair()


def slow_reader(wire, version=4):
    """A window that closes, is probed, and opens."""
    client, server = pair(wire, version, listener_options=[(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)])

    def send():
        client.sendall(TEXT * 6)
        client.close()
    sender = threading.Thread(target=send)
    sender.start()
    time.sleep(1.2)
    while server.recv(3000):
        time.sleep(0.002)
    server.close()
    sender.join()


def urgent(wire, version=4):
    client, server = pair(wire, version)
    for _ in range(10):
        client.sendall(b'text')
        client.send(b'!', socket.MSG_OOB)
        time.sleep(0.005)
    client.close()
    drain(server)
    server.close()


def keep_alive(wire, version=4):
    alive = [(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1), (socket.IPPROTO_TCP, socket.TCP_KEEPIDLE, 1),
             (socket.IPPROTO_TCP, socket.TCP_KEEPINTVL, 1)]
    client, server = pair(wire, version, client_options=alive)
    client.sendall(b'idle')
    time.sleep(2.3)
    close_first(client, server)


def same_ports(wire, version=4):
    """One after the other between the same two sockets."""
    listener = wire.socket(1, version)
    listener.bind((wire.right[version], 7000))
    listener.listen()
    for _ in range(6):
        client = wire.socket(0, version)
        client.bind((wire.left[version], 7001))
        client.connect((wire.right[version], 7000))
        server, _ = listener.accept()
        client.sendall(TEXT)
        server.recv(10000)
        server.shutdown(socket.SHUT_WR)          # the server is the one in TIME-WAIT
        drain(client)
        client.close()
        drain(server)
        server.close()
        time.sleep(0.05)
    listener.close()


def web(wire, folder):
    """nginx, or what Python has; ready once it takes connections."""
    with open(f'{folder}/page', 'wb') as page:
        page.write(os.urandom(700000))
    if shutil.which('nginx'):
        with open(f'{folder}/nginx.conf', 'w', encoding='ascii') as conf:
            conf.write(f'daemon off; master_process off; user root; pid {folder}/pid; error_log {folder}/error;\n'
                       'events {} http { access_log off; server {\n'
                       f'listen 8000; listen [::]:8000; root {folder}; }} }}\n')
        server = wire.run_away(['nginx', '-c', f'{folder}/nginx.conf'])
    else:
        server = wire.run_away(['python3', '-m', 'http.server', '--bind', '::', '8000'], cwd=folder)
    for _ in range(100):
        try:
            wire.socket(0).connect((wire.right[4], 8000))
            break
        except OSError:
            time.sleep(0.05)
    return server


def curl(wire, version=4, times=3):
    host = wire.right[version] if version == 4 else f'[{wire.right[version]}]'
    for _ in range(times):
        subprocess.run(['curl', '-sS', '-g', '-m', '30', '-o', '/dev/null', f'http://{host}:8000/page',
                        '-o', '/dev/null', f'http://{host}:8000/none'], check=True)


def iperf(wire, version=4):
    for reverse in ([], ['-R']):
        server = wire.run_away(['iperf3', '-s', '-1'])
        for _ in range(50):
            done = subprocess.run(['iperf3', '-c', wire.right[version], '-n', '4M', '-P', '2', *reverse],
                                  stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
            if done.returncode == 0:
                break
            time.sleep(0.05)
        server.terminate()
        server.wait()


def local(folder):
    """Without a wire: on the loopback device, where segments are huge and checksums are left undone."""
    for device, name in (('lo', 'loopback'), ('any', 'cooked')):
        command = ['tcpdump', '-U', '-s', '200', '-i', device, '-w', f'{folder}/{name}.pcap', 'tcp and host 127.0.0.1']
        tcpdump = subprocess.Popen(command, stderr=subprocess.PIPE)
        tcpdump.stderr.readline()
        time.sleep(0.3)
        server = subprocess.Popen(['iperf3', '-s', '-1'], stdout=subprocess.DEVNULL)
        time.sleep(0.2)
        subprocess.run(['iperf3', '-c', '127.0.0.1', '-n', '100M'], stdout=subprocess.DEVNULL, check=True)
        server.wait()
        time.sleep(0.3)
        tcpdump.terminate()
        tcpdump.wait()


def sample(wire, path):
    """A SYN sent twice, text lost and late, pauses, a refusal, an abort, an end in TIME-WAIT; both versions of IP."""
    wire.record(path)
    for version in (4, 6):
        wire.impair(loss=1)
        threading.Timer(0.5, wire.impair, (0.002,)).start()
        client, server = pair(wire, version)
        wire.impair(delay=0.002, loss=0.12, late=0.1)
        for i in range(7):
            client.sendall(TEXT[:700 + i])
            server.sendall(TEXT[:1900 + i])
            time.sleep(0.05)
        wire.impair(delay=0.002)
        time.sleep(0.7)
        client.sendall(TEXT[:300])
        server.shutdown(socket.SHUT_WR)
        drain(client)
        close_first(client, server)
    refused = wire.socket(0)
    refused.connect_ex((wire.right[4], 9))
    client, server = pair(wire)
    client.sendall(TEXT[:100])
    server.recv(100)
    client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, LINGER_0)
    client.close()
    time.sleep(0.1)
    wire.record(None)


def main():
    if sys.argv[1] == '--sample':
        with Wire() as wire:
            sample(wire, sys.argv[2])
        return
    folder = sys.argv[1]
    aside = threading.Thread(target=local, args=(folder,))
    if shutil.which('tcpdump') and shutil.which('iperf3'):
        aside.start()
    with Wire() as wire:
        versions = [4, 6] if os.path.exists('/proc/net/if_inet6') else [4]
        server = web(wire, folder)
        clean = [interactive, half_close, resets, crossed, slow_reader, urgent, keep_alive, same_ports, curl]
        if shutil.which('iperf3'):
            clean.append(iperf)
        for version in versions:
            for kind in clean if version == 4 else clean[:4] + [curl]:
                wire.record(f'{folder}/{kind.__name__}-v{version}.pcap')
                kind(wire, version)
                time.sleep(0.1)
            for kind, times in ((interactive, {'rounds': 40}), (curl, {'times': 2}), (half_close, {}), (resets, {})):
                wire.record(f'{folder}/{kind.__name__}-rough-v{version}.pcap')
                wire.impair(delay=0.003, loss=0.02, late=0.03, twice=0.01)
                kind(wire, version, **times)
                time.sleep(0.3)
                wire.impair()
        wire.record(None)
        server.terminate()
        server.wait()
    if aside.ident:
        aside.join()


main()
