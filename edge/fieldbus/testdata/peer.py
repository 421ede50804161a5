"""A pymodbus server for peer_test.go: 'tcp', or 'rtu' and a device path.

Units 1 and 2; register r holds r + 1000 * unit, 0..999. Prints one line when
it serves: the port for tcp, "ready" for rtu.
"""
import asyncio
import sys

from pymodbus.datastore import ModbusSequentialDataBlock, ModbusServerContext, ModbusSlaveContext
from pymodbus.framer.rtu_framer import ModbusRtuFramer
from pymodbus.framer.socket_framer import ModbusSocketFramer
from pymodbus.server.async_io import ModbusSerialServer, ModbusTcpServer


def registers(unit):
    block = ModbusSequentialDataBlock(0, [r + 1000 * unit for r in range(1000)])
    return ModbusSlaveContext(hr=block, zero_mode=True)


def context():
    return ModbusServerContext(slaves={u: registers(u) for u in (1, 2)}, single=False)


async def tcp():
    server = ModbusTcpServer(context(), framer=ModbusSocketFramer, address=("127.0.0.1", 0))
    task = asyncio.ensure_future(server.serve_forever())
    await server.serving
    print(server.server.sockets[0].getsockname()[1], flush=True)
    await task


async def rtu(path):
    server = ModbusSerialServer(context(), framer=ModbusRtuFramer, port=path, baudrate=115200, ignore_missing_slaves=True)
    await server.start()
    print("ready", flush=True)
    await server.serve_forever()


asyncio.run(tcp() if sys.argv[1] == "tcp" else rtu(sys.argv[2]))
