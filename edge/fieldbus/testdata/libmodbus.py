"""A libmodbus server for peer_test.go: 'tcp', or 'rtu' and a device path.

Registers as in peer.py. The library is C; this only owns the memory of its
registers and picks those of the unit asked. Prints one line when it serves: the
port for tcp, "ready" for rtu.
"""
import ctypes
import socket
import sys

lib = ctypes.CDLL("libmodbus.so.5", use_errno=True)
COUNT = 1000


class Mapping(ctypes.Structure):
    """modbus_mapping_t."""

    _fields_ = [(n, ctypes.c_int) for n in (
        "nb_bits", "start_bits", "nb_input_bits", "start_input_bits",
        "nb_input_registers", "start_input_registers", "nb_registers", "start_registers")] + [
        ("tab_bits", ctypes.c_void_p), ("tab_input_bits", ctypes.c_void_p),
        ("tab_input_registers", ctypes.POINTER(ctypes.c_uint16)),
        ("tab_registers", ctypes.POINTER(ctypes.c_uint16))]


for name in ("modbus_new_tcp", "modbus_new_rtu"):
    getattr(lib, name).restype = ctypes.c_void_p
lib.modbus_mapping_new.restype = ctypes.POINTER(Mapping)
for name in ("modbus_connect", "modbus_set_slave", "modbus_receive", "modbus_reply", "modbus_set_socket", "modbus_get_header_length"):
    getattr(lib, name).argtypes = {
        "modbus_set_slave": [ctypes.c_void_p, ctypes.c_int],
        "modbus_set_socket": [ctypes.c_void_p, ctypes.c_int],
        "modbus_receive": [ctypes.c_void_p, ctypes.c_char_p],
        "modbus_reply": [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_int, ctypes.POINTER(Mapping)],
    }.get(name, [ctypes.c_void_p])


def registers(unit):
    m = lib.modbus_mapping_new(0, 0, COUNT, COUNT)
    for r in range(COUNT):
        m.contents.tab_registers[r] = r + 1000 * unit
        m.contents.tab_input_registers[r] = r + 1000 * unit + 20000
    return m


UNITS = {u: registers(u) for u in (1, 2)}


def serve(ctx, at):
    """Answers until the other side goes; at is where the unit stands."""
    frame = ctypes.create_string_buffer(260)
    while True:
        n = lib.modbus_receive(ctx, frame)
        if n < 0:
            return
        unit = frame.raw[at]
        if n > 0 and unit in UNITS:
            lib.modbus_set_slave(ctx, unit)
            lib.modbus_reply(ctx, frame, n, UNITS[unit])


def tcp():
    listener = socket.create_server(("127.0.0.1", 0))
    print(listener.getsockname()[1], flush=True)
    while True:
        conn, _ = listener.accept()
        ctx = lib.modbus_new_tcp(b"127.0.0.1", 0)
        lib.modbus_set_socket(ctx, conn.fileno())
        serve(ctx, 6)


def rtu(path):
    ctx = lib.modbus_new_rtu(path.encode(), 115200, ctypes.c_char(b"N"), 8, 1)
    lib.modbus_set_slave(ctx, 1)
    if lib.modbus_connect(ctx) != 0:
        sys.exit("connect to %s: errno %d" % (path, ctypes.get_errno()))
    print("ready", flush=True)
    serve(ctx, 0)


tcp() if sys.argv[1] == "tcp" else rtu(sys.argv[2])
