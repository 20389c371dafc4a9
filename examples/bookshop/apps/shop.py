"""What the services of the bookshop have in common.

A service is a function from a path to a page of JSON. This module serves it over HTTP, calls other
services, and passes on the headers that tie the hops of one request together. It needs nothing but
Python's own library, and knows nothing of Weft: it listens where HOST and PORT say, and its calls
go through http_proxy, as those of any program do.
"""

import json
import os
import signal
import sys
import threading
import urllib.error
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

VERSION = os.environ.get("VERSION", "v1")

# A proxy can make the hops of one request a trace only if the application hands these on.
CONTEXT = (
    "x-request-id",
    "traceparent",
    "tracestate",
    "baggage",
    "b3",
    "x-b3-traceid",
    "x-b3-spanid",
    "x-b3-parentspanid",
    "x-b3-sampled",
    "x-b3-flags",
    "end-user",
    "authorization",
)


class Failed(Exception):
    """A call to another service that brought no answer."""


def call(base, path, request):
    """Asks another service, and returns its JSON."""
    headers = {name: request[name] for name in CONTEXT if name in request}
    try:
        with urllib.request.urlopen(
            urllib.request.Request(base + path, headers=headers), timeout=10
        ) as answer:
            return json.load(answer)
    except urllib.error.HTTPError as error:
        raise Failed(f"{base} answered {error.code}") from error
    except (OSError, ValueError) as error:
        raise Failed(f"{base} did not answer: {error}") from error


def service(variable, usual):
    """Where another service is: the mesh knows it by its name."""
    return os.environ.get(variable, usual)


def serve(name, respond):
    """Serves respond(path, headers), which returns a value for JSON, or (content type, text)."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True  # or the body waits 40 ms for the head to be acknowledged
        server_version = f"{name}/{VERSION}"

        def do_GET(self):
            path = self.path.split("?", 1)[0]
            headers = {key.lower(): value for key, value in self.headers.items()}
            if path == "/health":
                self.answer(200, "application/json", json.dumps({"ready": True}))
                return
            try:
                body = respond(path, headers)
            except Failed as error:
                self.answer(502, "application/json", json.dumps({"error": str(error)}))
                return
            if body is None:
                self.answer(404, "application/json", json.dumps({"error": "not found"}))
            elif isinstance(body, tuple):
                self.answer(200, *body)
            else:
                self.answer(200, "application/json", json.dumps(body))

        def answer(self, status, kind, text):
            data = (text + "\n").encode()
            self.send_response(status)
            self.send_header("content-type", kind)
            self.send_header("content-length", str(len(data)))
            self.send_header("x-served-by", f"{name}-{VERSION}")
            self.end_headers()
            self.wfile.write(data)

        def log_request(self, code="-", size="-"):
            if not self.path.startswith("/health"):
                print(f"{self.command} {self.path} {int(code)}", flush=True)

        def log_message(self, format, *args):
            print(format % args, flush=True)

    class Server(ThreadingHTTPServer):
        daemon_threads = True
        request_queue_size = 128

        def handle_error(self, request, client_address):
            if not isinstance(sys.exc_info()[1], ConnectionError):
                super().handle_error(request, client_address)

    host, port = os.environ.get("HOST", "127.0.0.1"), int(os.environ.get("PORT", "9080"))
    server = Server((host, port), Handler)
    # shutdown() waits for serve_forever(), so it must not run in the same thread.
    signal.signal(
        signal.SIGTERM, lambda *_: threading.Thread(target=server.shutdown).start()
    )
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    print(f"{name} {VERSION} listens on {host}:{port}", flush=True)
    server.serve_forever(poll_interval=0.05)
    server.server_close()
