#!/usr/bin/python3
"""Serves echoes over TCP and UDP, or asks for one: echo.py serve|tcp|udp|both HOST PORT [TEXT]"""

import asyncio
import socket
import sys


class Echoes(asyncio.DatagramProtocol):
    """Sends each datagram back to whoever sent it."""

    def connection_made(self, transport):
        self.transport = transport

    def datagram_received(self, data, address):
        self.transport.sendto(data, address)


class Answer(asyncio.DatagramProtocol):
    """Waits for one datagram."""

    def __init__(self):
        self.received = asyncio.get_running_loop().create_future()

    def datagram_received(self, data, address):
        self.received.set_result(data)

    def error_received(self, error):
        self.received.set_exception(error)


async def echo(reader, writer):
    """Sends back what arrives, line by line."""
    while line := await reader.readline():
        writer.write(line)
        await writer.drain()
    writer.close()


async def start(host, port):
    """Listens on both."""
    loop = asyncio.get_running_loop()
    await loop.create_datagram_endpoint(Echoes, local_addr=(host, port))
    return await asyncio.start_server(echo, host, port)


async def ask_tcp(host, port, text):
    """One line there and back."""
    reader, writer = await asyncio.open_connection(host, port)
    writer.write(text + b"\n")
    line = await reader.readline()
    writer.close()
    await writer.wait_closed()
    return line.rstrip(b"\n")


async def ask_udp(host, port, text):
    """One datagram there and back, over a connected socket."""
    transport, answer = await asyncio.get_running_loop().create_datagram_endpoint(Answer, remote_addr=(host, port))
    transport.sendto(text)
    data = await answer.received
    transport.close()
    return data


async def ask_unconnected(host, port, text):
    """The same over a socket that is not connected, and names its peer with each datagram."""
    transport, answer = await asyncio.get_running_loop().create_datagram_endpoint(Answer, family=socket.AF_INET)
    transport.sendto(text, (host, port))
    data = await answer.received
    transport.close()
    return data


ASK = {"tcp": ask_tcp, "udp": ask_udp, "unconnected": ask_unconnected}


async def main(what, host, port, text="hello"):
    """Serves for ever, asks, or does both at once."""
    if what == "serve":
        await (await start(host, int(port))).serve_forever()
    if what == "both":
        async with await start(host, int(port)):
            for name, ask in ASK.items():
                print(name, (await ask(host, int(port), text.encode())).decode())
    else:
        print(what, (await ASK[what](host, int(port), text.encode())).decode())


asyncio.run(main(*sys.argv[1:]))
