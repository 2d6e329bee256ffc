"""https_server.py FOLDER CERTIFICATE KEY: serves FOLDER's files and, below git/, its repositories as git's smart protocol has
them, by HTTPS on a port of 127.0.0.1 that it prints. The paths that were asked for go to standard error. Ends with its input."""
import http.server
import os
import pathlib
import ssl
import subprocess
import sys
import threading
import urllib.parse

ROOT = pathlib.Path(sys.argv[1]).resolve()


class Answer(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def send(self, status: int, body: bytes, kind: str = "application/octet-stream") -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def upload_pack(self, *arguments: str, given: bytes = b"") -> bytes:
        environment = {"PATH": os.environ["PATH"], "GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": "safe.directory",
                       "GIT_CONFIG_VALUE_0": "*", "HOME": "/nonexistent"}
        return subprocess.run(["git", "upload-pack", "--stateless-rpc", *arguments, str(self.repository())], check=True,
                              input=given, stdout=subprocess.PIPE, env=environment).stdout

    def repository(self) -> pathlib.Path:
        path = urllib.parse.urlsplit(self.path).path.removesuffix("/info/refs").removesuffix("/git-upload-pack")
        return ROOT / (path.strip("/").removesuffix(".git") + ".git")

    def do_GET(self) -> None:
        path = urllib.parse.urlsplit(self.path).path
        file = ROOT / path.lstrip("/")
        if ".." in path:
            self.send(404, b"")
        elif path.endswith("/info/refs") and self.repository().is_dir():
            self.send(200, b"001e# service=git-upload-pack\n0000" + self.upload_pack("--http-backend-info-refs"),
                      "application/x-git-upload-pack-advertisement")
        elif file.is_file():
            self.send(200, file.read_bytes())
        else:
            self.send(404, b"")

    def do_POST(self) -> None:
        given = self.rfile.read(int(self.headers["Content-Length"]))
        self.send(200, self.upload_pack(given=given), "application/x-git-upload-pack-result")


def main() -> int:
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(sys.argv[2], sys.argv[3])
    # Handshakes on the connections' own threads: a client that refuses us must not end the server.
    server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(server.server_address[1], flush=True)
    sys.stdin.read()
    return 0


sys.exit(main())
