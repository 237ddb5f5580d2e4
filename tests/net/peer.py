#!/usr/bin/env python3
"""A web server with bad manners for tests/net/run.sh: peer.py PORT. The path of the request says which.

/halfclose  answers only after the client has closed its half
/stall      sends an eighth of what it announced, and then nothing
/reset      resets the connection in the middle
/short      closes in the middle
/late       sends all, and closes half a second later
"""
import socket
import struct
import sys
import threading
import time

TEXT = bytes(range(256)) * 4096


def head(length):
    return b"HTTP/1.0 200 OK\r\nContent-Length: %d\r\n\r\n" % length


def serve(peer):
    request = b""
    while b"\r\n\r\n" not in request:
        octets = peer.recv(4096)
        if not octets:
            return
        request += octets
    path = request.split()[1]
    if path == b"/halfclose":
        while peer.recv(4096):
            pass
        for begin in range(0, len(TEXT), 65536):
            peer.sendall((head(len(TEXT)) if begin == 0 else b"") + TEXT[begin:begin + 65536])
            time.sleep(0.01)
    elif path == b"/stall":
        peer.sendall(head(8 * len(TEXT)) + TEXT)
        time.sleep(60)
    elif path == b"/reset":
        peer.sendall(head(8 * len(TEXT)) + TEXT)
        peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    elif path == b"/short":
        peer.sendall(head(1000) + b"0123456789")
    elif path == b"/late":
        peer.sendall(head(len(TEXT)) + TEXT)
        time.sleep(0.5)
    peer.close()


def main():
    with socket.create_server(("::", int(sys.argv[1])), family=socket.AF_INET6, dualstack_ipv6=True) as listener:
        while True:
            threading.Thread(target=serve, args=(listener.accept()[0],), daemon=True).start()


main()
