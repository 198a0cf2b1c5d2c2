"""Listens on each ADDRESS:PORT that it is given, and tells whoever connects which one it was."""

import selectors
import socket
import sys

selector = selectors.DefaultSelector()
for endpoint in sys.argv[1:]:
    address, port = endpoint.rsplit(":", 1)
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    server = socket.socket(family)
    if family == socket.AF_INET6:
        server.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
    server.bind((address, int(port)))
    server.listen()
    selector.register(server, selectors.EVENT_READ, endpoint)
print("ready", flush=True)
while True:
    for key, _ in selector.select():
        connection, _ = key.fileobj.accept()
        connection.sendall(key.data.encode())
        connection.close()
