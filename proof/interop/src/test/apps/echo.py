"""An application that answers with what it saw, for the tests: JSON with its name, the request line and headers.

GET /status/503 answers with that status, /wait/0.5 after that many seconds, everything else with 200. A POST's body comes
back under "body". HOST and PORT say where to listen, NAME who answers.
"""

import json
import os
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Echo(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # or the body waits 40 ms for the head to be acknowledged

    def answer(self):
        length = int(self.headers.get("content-length") or 0)
        body = self.rfile.read(length).decode("utf-8", "replace")
        parts = self.path.split("?")[0].split("/")
        status = 200
        if len(parts) > 2 and parts[1] == "status":
            status = int(parts[2])
        if len(parts) > 2 and parts[1] == "wait":
            time.sleep(float(parts[2]))
        text = json.dumps(
            {
                "name": os.environ.get("NAME", "?"),
                "method": self.command,
                "path": self.path,
                "headers": {key.lower(): value for key, value in self.headers.items()},
                "body": body,
            }
        ).encode()
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.send_header("x-answered-by", os.environ.get("NAME", "?"))
        self.send_header("content-length", str(len(text)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(text)

    do_GET = do_POST = do_PUT = do_DELETE = do_HEAD = do_OPTIONS = do_PATCH = answer

    def log_message(self, *arguments):
        pass


class Server(ThreadingHTTPServer):
    request_queue_size = 128
    daemon_threads = True


Server((os.environ["HOST"], int(os.environ["PORT"])), Echo).serve_forever()
