"""Says its name to each connection, and then repeats what it is told until the client goes."""

import socketserver
import sys


class Greeter(socketserver.StreamRequestHandler):
    def handle(self):
        self.wfile.write((sys.argv[2] + "\n").encode())
        for line in self.rfile:
            if line == b"bye\n":
                return
            self.wfile.write(line)


class Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    request_queue_size = 1024


Server(("0.0.0.0", int(sys.argv[1])), Greeter).serve_forever()
