"""Captures as lists of packets: read, changed and written. Raw IP only."""
import struct


class Packet:
    """One datagram; what is changed is sealed again with right checksums, unless `sealed` says that it is."""

    def __init__(self, when, octets, length=None):
        self.when, self.octets = when, bytearray(octets)
        self.length = length or len(octets)
        self.version = self.octets[0] >> 4
        self.at = (self.octets[0] & 15) * 4 if self.version == 4 else 40        # where TCP begins

    def copy(self, when=None):
        return Packet(self.when if when is None else when, self.octets, self.length)

    def get(self, offset, size):
        return int.from_bytes(self.octets[self.at + offset:self.at + offset + size], 'big')

    def put(self, offset, size, value):
        self.octets[self.at + offset:self.at + offset + size] = (value % (1 << 8 * size)).to_bytes(size, 'big')

    seq = property(lambda self: self.get(4, 4), lambda self, value: self.put(4, 4, value))
    ack = property(lambda self: self.get(8, 4), lambda self, value: self.put(8, 4, value))
    flags = property(lambda self: self.get(13, 1), lambda self, value: self.put(13, 1, value))
    window = property(lambda self: self.get(14, 2), lambda self, value: self.put(14, 2, value))
    header = property(lambda self: (self.get(12, 1) >> 4) * 4)

    @property
    def text(self):
        return bytes(self.octets[self.at + self.header:])

    def address(self, end):
        """Where it stands: 0 is the source's, 1 the destination's."""
        return slice(12 + 4 * end, 16 + 4 * end) if self.version == 4 else slice(8 + 16 * end, 24 + 16 * end)

    def source(self):
        return (bytes(self.octets[self.address(0)]), self.get(0, 2))

    def options(self):
        """As a list of [kind, data]."""
        field, found = self.octets[self.at + 20:self.at + self.header], []
        while field and field[0] != 0:
            size = 1 if field[0] == 1 else field[1]
            found.append([field[0], bytes(field[2:size])])
            field = field[size:]
        return found

    def set_options(self, options):
        field = b''.join(bytes([kind]) if kind == 1 else bytes([kind, 2 + len(data)]) + data for kind, data in options)
        self.set_header(field + bytes(-len(field) % 4), self.text)

    def set_header(self, field, text):
        """Options as octets, a multiple of four, and text."""
        del self.octets[self.at + 20:]
        self.octets += field + text
        self.put(12, 1, (20 + len(field)) // 4 << 4 | self.get(12, 1) & 15)
        size = len(self.octets)
        if self.version == 4:
            self.octets[2:4] = size.to_bytes(2, 'big')
        else:
            self.octets[4:6] = (size - 40).to_bytes(2, 'big')
        self.length = size

    def set_text(self, text):
        self.set_header(bytes(self.octets[self.at + 20:self.at + self.header]), text)

    def pseudo_header(self):
        addresses = self.octets[12:20] if self.version == 4 else self.octets[8:40]
        return addresses + struct.pack('>II', len(self.octets) - self.at, 6)

    def seal(self):
        if self.version == 4:
            self.octets[10:12] = bytes(2)
            self.octets[10:12] = checksum(self.octets[:self.at])
        self.put(16, 2, 0)
        self.octets[self.at + 16:self.at + 18] = checksum(self.pseudo_header() + self.octets[self.at:])
        return self


def checksum(octets):
    octets = bytes(octets) + bytes(len(octets) % 2)
    total = sum(struct.unpack(f'>{len(octets) // 2}H', octets))
    while total > 0xffff:
        total = (total >> 16) + (total & 0xffff)
    return (total ^ 0xffff).to_bytes(2, 'big')


def read(path):
    octets = open(path, 'rb').read()
    packets, at = [], 24
    while at < len(octets):
        seconds, micros, captured, length = struct.unpack('<IIII', octets[at:at + 16])
        packets.append(Packet(seconds * 1000000 + micros, octets[at + 16:at + 16 + captured], length))
        at += 16 + captured
    return packets


def write(path, packets, snap=65535):
    with open(path, 'wb') as file:
        file.write(struct.pack('<IHHiIII', 0xa1b2c3d4, 2, 4, 0, 0, snap, 101))
        for p in packets:
            octets = p.octets[:snap]
            length = max(p.length, len(octets))
            file.write(struct.pack('<IIII', p.when // 1000000, p.when % 1000000, len(octets), length) + octets)
