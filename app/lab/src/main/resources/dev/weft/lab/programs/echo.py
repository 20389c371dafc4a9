"""Answers every request with who it is, where it runs and who asked, as JSON.

Its only argument is the port. /status/503 answers with that status, /wait/0.5 after that many seconds.
The variable STATUS is the status of every other answer.
"""

import json
import os
import re
import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Echo(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # or the body waits 40 ms for the head to be acknowledged

    def answer(self):
        self.rfile.read(int(self.headers.get("content-length") or 0))
        parts = self.path.split("?")[0].split("/")
        status = int(parts[2]) if len(parts) > 2 and parts[1] == "status" else int(os.environ.get("STATUS") or 200)
        if len(parts) > 2 and parts[1] == "wait":
            time.sleep(float(parts[2]))
        peer = re.search(r"URI=([^;,]+)", self.headers.get("x-forwarded-client-cert") or "")
        text = json.dumps(
            {
                "cluster": os.environ.get("CLUSTER", ""),
                "namespace": os.environ.get("NAMESPACE", ""),
                "pod": os.environ.get("POD", ""),
                "version": os.environ.get("VERSION", ""),
                "peer": peer.group(1) if peer else "",
                "from": self.client_address[0],
                "method": self.command,
                "path": self.path,
                "host": self.headers.get("host") or "",
            }
        ).encode()
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(text) + 1))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(text + b"\n")

    do_GET = do_POST = do_PUT = do_DELETE = do_HEAD = do_OPTIONS = do_PATCH = answer

    def log_message(self, *arguments):
        pass


class Server(ThreadingHTTPServer):
    request_queue_size = 128
    daemon_threads = True


Server(("0.0.0.0", int(sys.argv[1])), Echo).serve_forever()
