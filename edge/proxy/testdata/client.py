"""A pymodbus client for peer_test.go: PORT. Exit 0 if the proxy conforms."""
import sys

from pymodbus.client import ModbusTcpClient

client = ModbusTcpClient("127.0.0.1", port=int(sys.argv[1]))
assert client.connect()
for unit in (1, 2):
    for address, count in ((0, 1), (7, 125), (875, 125), (999, 1)):
        want = [r + 1000 * unit for r in range(address, address + count)]
        assert client.read_holding_registers(address, count, slave=unit).registers == want
        want = [w + 20000 for w in want]
        assert client.read_input_registers(address, count, slave=unit).registers == want
for refused, code in (
    (client.read_holding_registers(998, 5, slave=1), 2),
    (client.write_register(0, 1, slave=1), 1),
    (client.write_registers(0, [1, 2], slave=1), 1),
    (client.write_coil(0, True, slave=1), 1),
    (client.read_coils(0, 1, slave=1), 1),
    (client.mask_write_register(0, 1, 2, slave=1), 1),
    (client.readwrite_registers(read_address=0, read_count=1, write_address=0, write_registers=[1], slave=1), 1),
):
    assert refused.isError() and refused.exception_code == code, refused
assert client.read_holding_registers(0, 1, slave=1).registers == [1000]
