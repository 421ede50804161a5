"""A pymodbus server for peer_test.go: 'tcp', 'rtu-over-tcp', or 'rtu' and a device path.

Units 1 and 2; holding register r holds r + 1000 * unit, input register r that
and 20000, 0..999. Prints one line when it serves: the port for both over tcp,
"ready" for rtu.
"""
import asyncio
import sys

from pymodbus.datastore import ModbusSequentialDataBlock, ModbusServerContext, ModbusSlaveContext
from pymodbus.framer.rtu_framer import ModbusRtuFramer
from pymodbus.framer.socket_framer import ModbusSocketFramer
from pymodbus.server.async_io import ModbusSerialServer, ModbusTcpServer


def registers(unit):
    holding = ModbusSequentialDataBlock(0, [r + 1000 * unit for r in range(1000)])
    inputs = ModbusSequentialDataBlock(0, [r + 1000 * unit + 20000 for r in range(1000)])
    return ModbusSlaveContext(hr=holding, ir=inputs, zero_mode=True)


def context():
    return ModbusServerContext(slaves={u: registers(u) for u in (1, 2)}, single=False)


async def tcp(framer):
    server = ModbusTcpServer(context(), framer=framer, address=("127.0.0.1", 0))
    task = asyncio.ensure_future(server.serve_forever())
    await server.serving
    print(server.server.sockets[0].getsockname()[1], flush=True)
    await task


async def rtu(path):
    server = ModbusSerialServer(context(), framer=ModbusRtuFramer, port=path, baudrate=115200, ignore_missing_slaves=True)
    await server.start()
    print("ready", flush=True)
    await server.serve_forever()


SERVERS = {
    "tcp": lambda: tcp(ModbusSocketFramer),
    "rtu-over-tcp": lambda: tcp(ModbusRtuFramer),
    "rtu": lambda: rtu(sys.argv[2]),
}
asyncio.run(SERVERS[sys.argv[1]]())
