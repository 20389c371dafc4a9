"""A TCP server that speaks first: one line that says who it is, then every line that it hears. Its argument is the port."""

import os
import socketserver
import sys


class Greeter(socketserver.StreamRequestHandler):
    def handle(self):
        name = os.environ.get("CLUSTER", "") + "/" + os.environ.get("POD", "")
        self.wfile.write(f"welcome to {name}\n".encode())
        for line in self.rfile:
            self.wfile.write(line)


class Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    request_queue_size = 128
    daemon_threads = True


Server(("0.0.0.0", int(sys.argv[1])), Greeter).serve_forever()
