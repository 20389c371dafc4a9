# An application that knows nothing of a mesh: HTTP on 8080 and 8111, and on 9000 a protocol in which the server speaks first.
import http.server
import socket
import socketserver
import threading


def plain(address):
    return address.replace("::ffff:", "")


class Echo(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # or the body waits 40 ms for the head to be acknowledged

    def do_GET(self):
        certificate = self.headers.get("x-forwarded-client-cert") or ""
        caller = certificate.rpartition("URI=")[2] or "nobody"
        body = "echo at %s sees %s, certified %s\n" % (
            plain(self.connection.getsockname()[0]), plain(self.client_address[0]), caller)
        self.send_response(200)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body.encode())

    def log_message(self, *words):
        pass


class Server(socketserver.ThreadingTCPServer):
    address_family = socket.AF_INET6
    allow_reuse_address = True
    daemon_threads = True


def first():
    listener = socket.create_server(("::", 9000), family=socket.AF_INET6, dualstack_ipv6=True)
    while True:
        client, address = listener.accept()
        client.sendall(("hello %s\n" % plain(address[0])).encode())
        client.close()


threading.Thread(target=first, daemon=True).start()
threading.Thread(target=lambda: Server(("::", 8111), Echo).serve_forever(), daemon=True).start()
Server(("::", 8080), Echo).serve_forever()
