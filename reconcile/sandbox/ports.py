"""Ports of this machine: is one free, does something answer there."""

from __future__ import annotations

import http.client
import socket

HOST = "127.0.0.1"


def is_free(port: int) -> bool:
    """Whether a program could listen on the port now."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
        return True


def answers(port: int, path: str) -> bool:
    """Whether something on the port answers a GET with 200."""
    connection = http.client.HTTPConnection(HOST, port, timeout=2)
    try:
        connection.request("GET", path)
        return connection.getresponse().status == http.client.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
