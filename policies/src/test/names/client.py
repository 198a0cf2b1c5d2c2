"""Connects as it is told, and prints what came of it: one line for each argument.

NAME:PORT               looks the name up, and connects to the first address
zone=NAME,ADDRESS,...   makes the name server say so from now on
ask=ADDRESS:PORT        asks a name server
send=ADDRESS:PORT       sends by UDP on a connected socket
race=ADDRESS:PORT       the same, trying to send while others connect
"""

import os
import socket
import sys
import threading
import time


def connect(endpoint):
    host, port = endpoint.rsplit(":", 1)
    family, kind, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    with socket.socket(family, kind) as connection:
        connection.connect(address)
        return connection.makefile().read()


def change(line):
    with open("zone.new", "w") as zone:
        zone.write(line.replace(",", " ") + "\n")
    os.rename("zone.new", "zone")
    return "changed"


def ask(server):
    host, port = server.rsplit(":", 1)
    question = b"\0\1\1\0\0\1\0\0\0\0\0\0\3www\7example\3com\0\0\1\0\1"
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as client:
        client.settimeout(20)
        client.connect((host, int(port)))
        client.send(question)
        return "%d bytes" % len(client.recv(512))


def send(endpoint):
    host, port = endpoint.rsplit(":", 1)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as client:
        client.connect((host, int(port)))
        return "%d bytes from %s" % (client.send(b"secret"), client.getsockname()[0])


def race(endpoint):
    host, port = endpoint.rsplit(":", 1)
    tries = sent = 0

    def hammer(client, start):
        nonlocal tries, sent
        start.wait()
        while client.fileno() >= 0:
            tries += 1
            try:
                sent += client.send(b"secret") > 0
            except OSError:
                pass

    for _ in range(200):
        client = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        start = threading.Barrier(2)
        thread = threading.Thread(target=hammer, args=[client, start])
        thread.start()
        start.wait()
        try:
            client.connect((host, int(port)))
        except OSError:
            # Whoever tries to send before has given the socket a port.
            pass
        enough = tries + 3
        while tries < enough:
            time.sleep(0)
        client.close()
        thread.join()
    return "sent" if sent else "never sent"


WORDS = {"zone": change, "ask": ask, "send": send, "race": race}

for argument in sys.argv[1:]:
    word, _, value = argument.partition("=")
    try:
        result = WORDS[word](value) if value else connect(argument)
    except OSError as failure:
        result = failure.strerror
    print(argument, "->", result, flush=True)
