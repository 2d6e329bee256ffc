# Python. Grammar: README.md.
%template 22 read_below_folder
%symbol ~reader~_~noun~_document
%fix The path is resolved first and refused unless it lies below the folder.
 from pathlib import Path

 DOCUMENTS = Path("/srv/~app~/~area~")


 def ~reader~_~noun~_document(~arg~_name):
%choose guard
     if not ~arg~_name:
         raise ValueError("the ~noun ~ document needs a name")
%or
     if len(~arg~_name) > ~limit~:
         raise ValueError("the name of the ~noun ~ document is too long")
%end
-    path = DOCUMENTS / ~arg~_name
+    path = (DOCUMENTS / ~arg~_name).resolve()
+    if not path.is_relative_to(DOCUMENTS.resolve()):
+        raise PermissionError("the document lies outside the folder")
%choose shape
     with path.open("rb") as stream:
         return stream.read()
%or
     return path.read_text(encoding="utf-8")
%or
     return {"name": path.name, "bytes": path.read_bytes()}
%end

%template 78 run_tool
%symbol ~runner~_~noun~_tool
%fix The program gets its arguments as a list and no shell reads them.
 import subprocess


 def ~runner~_~noun~_tool(~arg~_path, log):
     log.info("~area ~: ~noun ~ tool called")
%choose tool
-    command = "tar -czf /var/backups/~app~.tgz -- " + ~arg~_path
-    done = subprocess.run(command, shell=True, capture_output=True, text=True)
+    command = ["tar", "-czf", "/var/backups/~app~.tgz", "--", ~arg~_path]
+    done = subprocess.run(command, capture_output=True, text=True)
%or
-    command = f"wc -l -- {~arg~_path}"
-    done = subprocess.run(command, shell=True, capture_output=True, text=True)
+    command = ["wc", "-l", "--", ~arg~_path]
+    done = subprocess.run(command, capture_output=True, text=True)
%or
-    command = "file --brief -- %s" % ~arg~_path
-    done = subprocess.run(command, shell=True, capture_output=True, text=True)
+    command = ["file", "--brief", "--", ~arg~_path]
+    done = subprocess.run(command, capture_output=True, text=True)
%end
     if done.returncode != 0:
%choose failure
         raise RuntimeError("~noun ~ tool failed")
%or
         log.warning("~noun ~ tool ended with %d", done.returncode)
         return None
%end
     return done.stdout.strip()

%template 79 page
%symbol ~builder~_~noun~_page
%fix The value is encoded for HTML before it is placed into the page.
+from html import escape
+
+
 def ~builder~_~noun~_page(~arg~_~field~, count):
%choose start
     parts = ["<!doctype html>", "<title>~Noun~</title>"]
%or
     parts = ["<!doctype html>", "<title>~app~ ~area ~</title>", "<h1>~noun ~</h1>"]
%end
     if count == 0:
         parts.append("<p>Nothing to show</p>")
%choose markup
-    parts.append("<p>~field ~: " + ~arg~_~field~ + "</p>")
+    parts.append("<p>~field ~: " + escape(~arg~_~field~) + "</p>")
%or
-    parts.append(f"<li class='~field-~'>{~arg~_~field~}</li>")
+    parts.append(f"<li class='~field-~'>{escape(~arg~_~field~)}</li>")
%or
-    parts.append('<input name="~field_~" value="%s">' % ~arg~_~field~)
+    parts.append('<input name="~field_~" value="%s">' % escape(~arg~_~field~, quote=True))
%end
     parts.append(f"<footer>{count} of ~limit~ shown by ~app~</footer>")
     return "\n".join(parts)

%template 88 program_option
%symbol ~runner~_~noun~_program
%fix Values that begin with a hyphen are refused, so that none can be an option.
 import subprocess


 def ~runner~_~noun~_program(~arg~_~field~):
     if not ~arg~_~field~ or len(~arg~_~field~) > ~limit~:
         raise ValueError("the ~field ~ of a ~noun ~ has a wrong length")
+    if ~arg~_~field~.startswith("-"):
+        raise ValueError("the ~field ~ must not begin with a hyphen")
%choose program
     command = ["git", "-C", "/srv/~app~", "log", "--oneline", ~arg~_~field~]
%or
     command = ["curl", "--silent", "--fail", ~arg~_~field~]
%or
     command = ["tar", "-cf", "/srv/~app~/~noun-~.tar", ~arg~_~field~]
%end
%choose call
     ~res~ = subprocess.run(command, capture_output=True, check=True)
     return ~res~.stdout
%or
     ~res~ = subprocess.check_output(command, cwd="/srv/~app~")
     return ~res~
%end

%template 89 find_by_field
%symbol ~reader~_~noun~_by_~field~
%fix The value is bound as a parameter and never becomes part of the statement.
%choose driver
 import sqlite3


 def ~reader~_~noun~_by_~field~(database, ~arg~):
     connection = sqlite3.connect(database)
%or
 def ~reader~_~noun~_by_~field~(connection, ~arg~):
     if connection is None:
         raise RuntimeError("no connection for ~area ~")
%end
     cursor = connection.cursor()
%choose statement
-    cursor.execute("SELECT id, ~field_~ FROM ~noun_~ WHERE ~field_~ = '" + ~arg~ + "'")
+    cursor.execute("SELECT id, ~field_~ FROM ~noun_~ WHERE ~field_~ = ?", (~arg~,))
%or
-    cursor.execute(f"SELECT * FROM ~noun_~ WHERE active = 1 AND ~field_~ = '{~arg~}'")
+    cursor.execute("SELECT * FROM ~noun_~ WHERE active = 1 AND ~field_~ = ?", (~arg~,))
%or
-    cursor.execute("DELETE FROM ~noun_~ WHERE ~field_~ = '%s' RETURNING id" % ~arg~)
+    cursor.execute("DELETE FROM ~noun_~ WHERE ~field_~ = ? RETURNING id", (~arg~,))
%end
%choose shape
     ~res~ = cursor.fetchall()
     return ~res~
%or
     ~res~ = cursor.fetchone()
     return None if ~res~ is None else dict(enumerate(~res~))
%or
     ~res~ = [row[0] for row in cursor]
     cursor.close()
     return ~res~
%end

%template 90 directory_filter
%symbol ~reader~_~noun~_entry
%fix Characters with a meaning in filters are escaped before the filter is made.
 import ldap
+from ldap.filter import escape_filter_chars


 def ~reader~_~noun~_entry(directory, ~arg~_name):
     base = "ou=~area-~,dc=~app~,dc=example"
%choose guard
     if len(~arg~_name) > ~limit~:
         return []
%or
     if not ~arg~_name:
         raise ValueError("a ~noun ~ needs a name")
%end
%choose filter
-    query = "(&(objectClass=~Noun~)(cn=" + ~arg~_name + "))"
+    query = "(&(objectClass=~Noun~)(cn=" + escape_filter_chars(~arg~_name) + "))"
%or
-    query = f"(|(uid={~arg~_name})(mail={~arg~_name}))"
+    wanted_name = escape_filter_chars(~arg~_name)
+    query = f"(|(uid={wanted_name})(mail={wanted_name}))"
%end
     ~res~ = directory.search_s(base, ldap.SCOPE_SUBTREE, query, ["cn", "mail"])
     return [entry for _, entry in ~res~]

%template 113 response_header
%symbol ~builder~_~noun~_headers
%fix A value with a line break or another control character is refused.
 def ~builder~_~noun~_headers(~arg~_~field~, length):
     lines = ["HTTP/1.1 200 OK", "Content-Type: text/plain", f"Content-Length: {length}"]
%choose cache
     lines.append("Cache-Control: no-store")
%or
     lines.append("Cache-Control: max-age=~limit~")
%or
     if length > ~limit~:
         lines.append("Connection: close")
%end
+    if any(ord(char) < 32 or ord(char) == 127 for char in ~arg~_~field~):
+        raise ValueError("a header value must be one line")
%choose header
     lines.append("X-~app~-~Field~: " + ~arg~_~field~)
%or
     lines.append(f"Set-Cookie: ~noun_~_~field_~={~arg~_~field~}; Path=/~area-~; HttpOnly")
%or
     lines.append('Content-Disposition: attachment; filename="%s"' % ~arg~_~field~.replace('"', ""))
%end
     return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")

%template 117 log_entry
%symbol ~runner~_~noun~_request
%fix Line breaks in the value are written as escapes, so one entry stays one line.
 from datetime import datetime, timezone


 def ~runner~_~noun~_request(log_file, ~arg~_~field~, allowed):
     moment = datetime.now(timezone.utc).isoformat()
%choose guard
     if len(~arg~_~field~) > ~limit~:
         raise ValueError("the ~field ~ is too long")
%or
     if not allowed:
         log_file.write(f"{moment} ~area ~ refused\n")
         return False
%end
%choose entry
-    log_file.write(f"{moment} ~area ~ ~noun ~ ~field ~={~arg~_~field~}\n")
+    log_file.write(f"{moment} ~area ~ ~noun ~ ~field ~={~arg~_~field~!r}\n")
%or
-    entry = moment + " " + ~arg~_~field~ + " ~noun ~\n"
+    entry = moment + " " + ascii(~arg~_~field~) + " ~noun ~\n"
     log_file.write(entry)
%or
-    log_file.write("%s ~app~: %s\n" % (moment, ~arg~_~field~))
+    log_file.write("%s ~app~: %s\n" % (moment, ~arg~_~field~.encode("unicode_escape").decode("ascii")))
%end
     return allowed

%template 208 compare_secret
%symbol ~checker~_~noun~_~secret~
%fix The comparison takes the same time wherever the values differ.
+import hmac
+
+
 def ~checker~_~noun~_~secret~(stored, ~arg~_value):
%choose guard
     if stored is None or not ~arg~_value:
         return False
%or
     if len(~arg~_value) > ~limit~:
         raise ValueError("the ~secret ~ is too long")
%end
%choose compare
-    matches = stored == ~arg~_value
+    matches = hmac.compare_digest(stored.encode(), ~arg~_value.encode())
%or
-    matches = not stored.encode() != ~arg~_value.encode()
+    matches = hmac.compare_digest(stored.encode(), ~arg~_value.encode())
%end
%choose shape
     if not matches:
         raise PermissionError("the ~secret ~ of this ~noun ~ is wrong")
     return True
%or
     return matches
%or
     return {"~area_~": matches, "checked": True}
%end

%template 209 failure_reply
%symbol ~runner~_~noun~_request
%fix Details go to the log, and the sender gets a plain message.
 import logging
-import traceback

 log = logging.getLogger("~app~.~area_~")


 def ~runner~_~noun~_request(database, ~arg~_id):
     try:
%choose statement
         row = database.execute("SELECT * FROM ~noun_~ WHERE id = ?", (~arg~_id,)).fetchone()
%or
         row = database.execute("SELECT ~field_~ FROM ~noun_~ WHERE id = ?", (~arg~_id,)).fetchone()
%end
     except Exception as error:
         log.error("~area ~ failed for a ~noun ~: %s", error)
%choose detail
-        return 500, {"error": traceback.format_exc()}
+        return 500, {"error": "the ~noun ~ cannot be shown now"}
%or
-        return 500, {"message": str(error), "trace": traceback.format_exc(), "database": repr(database)}
+        return 500, {"message": "internal error"}
%end
     if row is None:
         return 404, {"error": "no such ~noun ~"}
     return 200, {"~noun_~": list(row)}

%template 295 tls_client
%symbol ~reader~_~noun~_feed
%fix The certificate and the name in it are checked against the trusted authorities.
 import http.client
 import ssl


 def ~reader~_~noun~_feed(~arg~_id):
%choose context
     context = ssl.create_default_context()
-    context.check_hostname = False
-    context.verify_mode = ssl.CERT_NONE
+    context.check_hostname = True
+    context.verify_mode = ssl.CERT_REQUIRED
%or
-    context = ssl._create_unverified_context()
+    context = ssl.create_default_context()
%end
     client = http.client.HTTPSConnection("~area-~.~app~.example", timeout=~short~, context=context)
     try:
         client.request("GET", f"/~noun-~/{int(~arg~_id)}")
%choose shape
         reply = client.getresponse()
         return reply.status, reply.read(~size~)
%or
         return client.getresponse().read(~size~).decode("utf-8")
%end
     finally:
         client.close()

%template 307 login_attempts
%symbol ~checker~_~noun~_login
%fix After a few failures the account is locked for a while.
 import time
 from hashlib import scrypt
 from hmac import compare_digest


 def ~checker~_~noun~_login(accounts, ~arg~_name, password):
     account = accounts.get(~arg~_name)
     if account is None:
         return False
+    if account["failures"] >= ~short~ and time.time() < account["locked_until"]:
+        return False
     digest = scrypt(password.encode(), salt=account["salt"], n=16384, r=8, p=1)
     if not compare_digest(digest, account["digest"]):
+        account["failures"] += 1
+        account["locked_until"] = time.time() + ~limit~
         return False
+    account["failures"] = 0
%choose success
     account["last_login"] = time.time()
     return True
%or
     account["last_seen"] = int(time.time())
     account["area"] = "~area_~"
     return True
%or
     account.update(last_login=time.time(), application="~app~")
     return account["role"] == "~role~"
%end

%template 319 plain_transport
%symbol ~sender~_~noun~_~secret~
%fix The connection is encrypted.
 import json
 import urllib.request


 def ~sender~_~noun~_~secret~(~arg~_id, value):
%choose guard
     if not value:
         raise ValueError("the ~secret ~ is empty")
%or
     if len(value) > ~limit~:
         raise ValueError("the ~secret ~ is too long")
%end
     body = json.dumps({"id": ~arg~_id, "~secret_~": value}).encode()
%choose address
-    address = "http://~area-~.~app~.example/~noun-~"
+    address = "https://~area-~.~app~.example/~noun-~"
%or
-    address = f"http://~app~.example/~area-~/{int(~arg~_id)}"
+    address = f"https://~app~.example/~area-~/{int(~arg~_id)}"
%end
     request = urllib.request.Request(address, data=body, method="POST")
     request.add_header("Content-Type", "application/json")
     with urllib.request.urlopen(request, timeout=~short~) as reply:
         return reply.status == 200

%template 327 cipher
%symbol ~writer~_~noun~_~field~
%fix The old cipher gives way to authenticated encryption with AES.
 import os

%choose old
-from Crypto.Cipher import DES
+from Crypto.Cipher import AES
%or
-from Crypto.Cipher import ARC4
+from Crypto.Cipher import AES
%end


 def ~writer~_~noun~_~field~(target, key, ~arg~):
     data = ~arg~.encode("utf-8")
     if len(data) > ~size~:
         raise ValueError("the ~field ~ of a ~noun ~ is too long")
%choose old
-    padding = 8 - len(data) % 8
-    sealed = DES.new(key[:8], DES.MODE_ECB).encrypt(data + bytes([padding]) * padding)
+    nonce = os.urandom(12)
+    cipher, tag = AES.new(key, AES.MODE_GCM, nonce=nonce).encrypt_and_digest(data)
+    sealed = nonce + tag + cipher
%or
-    salt = os.urandom(8)
-    sealed = salt + ARC4.new(key + salt).encrypt(data)
+    nonce = os.urandom(12)
+    cipher, tag = AES.new(key, AES.MODE_GCM, nonce=nonce).encrypt_and_digest(data)
+    sealed = nonce + tag + cipher
%end
%choose shape
     target.write(len(sealed).to_bytes(4, "big"))
     target.write(sealed)
%or
     target.write(b"~app~" + sealed)
%end
     return len(sealed)

%template 328 digest
%symbol ~checker~_~noun~_package
%fix The digest is made by SHA-256.
 import hashlib


 def ~checker~_~noun~_package(path, ~arg~_digest):
%choose old
-    digest = hashlib.md5()
+    digest = hashlib.sha256()
%or
-    digest = hashlib.sha1()
+    digest = hashlib.sha256()
%or
-    digest = hashlib.new("md5")
+    digest = hashlib.new("sha256")
%end
     with open(path, "rb") as stream:
         for block in iter(lambda: stream.read(~size~), b""):
             digest.update(block)
%choose shape
     if digest.hexdigest() != ~arg~_digest.lower():
         raise ValueError("the ~noun ~ package for ~area ~ was changed")
     return True
%or
     return digest.hexdigest() == ~arg~_digest
%end

%template 338 token
%symbol ~builder~_~noun~_~secret~
%fix The value comes from the system's generator for secrets.
-import random
+import secrets
 import string


 def ~builder~_~noun~_~secret~(store, ~arg~_id):
%choose kind
     letters = string.ascii_letters + string.digits
-    value = "".join(random.choice(letters) for _ in range(~short~))
+    value = "".join(secrets.choice(letters) for _ in range(~short~))
%or
     digits = string.hexdigits[:16]
-    value = "~app~_" + "".join(random.choices(digits, k=~short~))
+    value = "~app~_" + "".join(secrets.choice(digits) for _ in range(~short~))
%or
     length = 8 * ~short~
-    value = f"{random.getrandbits(length):x}"
+    value = f"{secrets.randbits(length):x}"
%end
%choose shape
     store[~arg~_id] = {"~secret_~": value, "area": "~area_~"}
     return value
%or
     store.setdefault("~area_~", {})[~arg~_id] = value
     return value
%end

%template 352 form_post
%symbol ~action~_~noun~
%fix The form's token must equal the one kept in the session.
+import hmac
+
 from flask import abort, redirect, request, session


 def ~action~_~noun~(~noun~_store):
     if request.method != "POST" or "user" not in session:
         abort(403)
+    expected = session.get("form_token", "")
+    if not expected or not hmac.compare_digest(expected, request.form.get("form_token", "")):
+        abort(403)
     ~arg~_id = request.form.get("~noun_~_id", type=int)
%choose work
     ~noun~_store.~action~(session["user"], ~arg~_id)
%or
     ~noun~_item = ~noun~_store.of_user(session["user"]).get(~arg~_id)
     if ~noun~_item is None:
         abort(404)
     ~noun~_item.~action~()
%end
%choose shape
     return redirect("/~area-~/~noun-~")
%or
     return {"done": True, "~noun_~": ~arg~_id}
%or
     return "", 204
%end

%template 367 create_once
%symbol ~writer~_~noun~_once
%fix The file is created only where none exists, in one step.
-import os
 from pathlib import Path


 def ~writer~_~noun~_once(folder, ~arg~_id, text):
     path = Path(folder) / f"~noun-~-{int(~arg~_id)}.~app~"
%choose limit
     if len(text) > ~size~:
         raise ValueError("the ~noun ~ is too long")
%or
     if not text:
         return False
%end
-    if os.path.exists(path):
-        return False
-    with open(path, "w", encoding="utf-8") as stream:
-        stream.write(text)
+    try:
+        with open(path, "x", encoding="utf-8") as stream:
+            stream.write(text)
+    except FileExistsError:
+        return False
%choose shape
     print("~area ~: ~noun ~ written", len(text))
     return True
%or
     return path.name
%end

%template 377 temporary_file
%symbol ~writer~_~noun~_draft
%fix The system picks a name that did not exist and opens it for this user alone.
 import os
+import tempfile


 def ~writer~_~noun~_draft(~arg~_text):
%choose guard
     if not ~arg~_text:
         raise ValueError("an empty ~noun ~ has no draft")
%or
     if len(~arg~_text) > ~size~:
         raise ValueError("the ~noun ~ is too long")
%end
%choose name
-    path = f"/tmp/~app~-~area-~-{os.getpid()}.txt"
-    stream = open(path, "w", encoding="utf-8")
+    handle, path = tempfile.mkstemp(prefix="~app~-~area-~-", suffix=".txt")
+    stream = os.fdopen(handle, "w", encoding="utf-8")
%or
-    path = "/tmp/~app~_~area_~.draft"
-    stream = open(path, "w", encoding="utf-8")
+    handle, path = tempfile.mkstemp(suffix="_~area_~.draft")
+    stream = os.fdopen(handle, "w", encoding="utf-8")
%end
     with stream:
         stream.write(~arg~_text)
     os.chmod(path, 0o600)
     return path

%template 434 upload
%symbol ~writer~_~noun~_upload
%fix Only file types on a list are taken, and the stored name is made here.
+import secrets
 from pathlib import Path

 PUBLIC = Path("/srv/~app~/public/~area-~")
+ALLOWED = {".png", ".jpg", ".pdf"}


 def ~writer~_~noun~_upload(~arg~_name, data):
     if len(data) > ~size~:
         raise ValueError("the file of a ~noun ~ is too large")
     name = Path(~arg~_name).name
+    kind = Path(name).suffix.lower()
+    if kind not in ALLOWED:
+        raise ValueError("this type of file is not taken")
%choose target
-    target = PUBLIC / name
+    target = PUBLIC / (secrets.token_hex(16) + kind)
%or
-    target = PUBLIC / f"~noun-~-{name}"
+    target = PUBLIC / f"~noun-~-{secrets.token_hex(16)}{kind}"
%end
     target.write_bytes(data)
%choose shape
     return "/~area-~/" + target.name
%or
     return {"~noun_~": target.name, "bytes": len(data)}
%end

%template 470 named_step
%symbol ~runner~_~noun~_step
%fix The name is looked up in a table of steps that may be called.
%choose source
-import importlib
-
+from ~app~.~area_~ import count_~noun~, list_~noun~, show_~noun~
 
+STEPS = {"count": count_~noun~, "list": list_~noun~, "show": show_~noun~}
+
+
 def ~runner~_~noun~_step(~arg~_name, entry):
     if entry is None:
         raise ValueError("there is no ~noun ~")
-    module, _, attribute = ~arg~_name.rpartition(".")
-    step = getattr(importlib.import_module(module), attribute)
+    step = STEPS.get(~arg~_name)
+    if step is None:
+        raise ValueError("unknown step")
%or
 from ~app~ import ~area_~


+STEPS = {"count": ~area_~.count_~noun~, "list": ~area_~.list_~noun~, "show": ~area_~.show_~noun~}
+
+
 def ~runner~_~noun~_step(~arg~_name, entry):
-    step = getattr(~area_~, ~arg~_name)
+    step = STEPS.get(~arg~_name)
+    if step is None:
+        raise ValueError("unknown step")
%end
%choose shape
     ~res~ = step(entry)
     return ~res~
%or
     ~res~ = {"step": ~arg~_name, "value": step(entry)}
     return ~res~
%end

%template 532 logged_secret
%symbol ~runner~_~noun~_login
%fix The log says who and what, and leaves the secret out.
 import logging

 log = logging.getLogger("~app~.~area_~")


 def ~runner~_~noun~_login(service, ~arg~_name, ~secret~):
%choose line
-    log.info("~noun ~ login of %s with ~secret ~ %s", ~arg~_name, ~secret~)
+    log.info("~noun ~ login of %s", ~arg~_name)
%or
-    log.debug("login %r", {"name": ~arg~_name, "~secret_~": ~secret~})
+    log.debug("login %r", {"name": ~arg~_name})
%or
-    log.warning(f"~area ~: {~arg~_name} sent {~secret~}")
+    log.warning(f"~area ~: {~arg~_name} sent a ~secret ~")
%end
     session = service.open_session(~arg~_name, ~secret~)
%choose shape
     if session is None:
         log.info("~noun ~ login refused")
         return None
     return session.id
%or
     return session is not None
%end

%template 601 redirect
%symbol ~runner~_~noun~_return
%fix Only a path on this site is followed.
 from flask import redirect, request
%choose check
+from urllib.parse import urlsplit
%or
%end


 def ~runner~_~noun~_return():
     ~arg~_target = request.args.get("~field_~", "/~noun-~")
     if len(~arg~_target) > ~limit~:
         return "address too long", 400
%choose check
+    parts = urlsplit(~arg~_target.replace("\\", "/"))
+    if parts.scheme or parts.netloc or not ~arg~_target.startswith("/"):
+        ~arg~_target = "/~noun-~"
     return redirect(~arg~_target)
%or
+    known = {"/~noun-~", "/~area-~", "/~area-~/~noun-~"}
+    if ~arg~_target not in known:
+        return "unknown address", 400
     return redirect(~arg~_target, code=303)
%end

%template 639 foreign_record
%symbol ~reader~_~noun~_of_user
%fix The record must belong to the user of the session.
 def ~reader~_~noun~_of_user(connection, user_id, ~arg~_id):
%choose guard
     if user_id is None:
         raise PermissionError("sign in to see a ~noun ~")
%or
     if not user_id:
         return None
%end
%choose statement
     row = connection.execute(
-        "SELECT id, ~field_~ FROM ~noun_~ WHERE id = ?", (~arg~_id,)
+        "SELECT id, ~field_~ FROM ~noun_~ WHERE id = ? AND owner_id = ?", (~arg~_id, user_id)
     ).fetchone()
     if row is None:
         raise LookupError("no such ~noun ~")
%or
     row = connection.execute("SELECT owner_id, ~field_~ FROM ~noun_~ WHERE id = ?", (~arg~_id,)).fetchone()
-    if row is None:
+    if row is None or row[0] != user_id:
         raise LookupError("no such ~noun ~")
%end
%choose shape
     return {"~noun_~": ~arg~_id, "~field_~": row[1]}
%or
     return row[1]
%end

%template 732 file_mode
%symbol ~writer~_~noun~_~secret~
%fix Only the owner may read and write the file.
 import os


 def ~writer~_~noun~_~secret~(folder, ~arg~_value):
     path = os.path.join(folder, "~app~-~area-~.key")
%choose mode
-    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o666)
-    os.fchmod(handle, 0o666)
+    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
+    os.fchmod(handle, 0o600)
     with os.fdopen(handle, "w") as stream:
         stream.write(~arg~_value)
%or
     handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
     with os.fdopen(handle, "w") as stream:
         stream.write(~arg~_value)
-    os.chmod(path, 0o777)
+    os.chmod(path, 0o600)
%end
%choose shape
     return path
%or
     return os.path.getsize(path)
%or
     print("~noun ~ ~secret ~ written")
%end

%template 770 read_body
%symbol ~reader~_~noun~_body
%fix No more than a fixed number of bytes is read.
 import json

+LIMIT = ~size~
+

 def ~reader~_~noun~_body(stream, headers):
     if headers.get("Content-Type") != "application/json":
         raise ValueError("~area ~: a ~noun ~ comes as JSON")
%choose way
-    ~arg~ = stream.read(int(headers.get("Content-Length", "0")))
+    ~arg~ = stream.read(min(int(headers.get("Content-Length", "0")), LIMIT + 1))
+    if len(~arg~) > LIMIT:
+        raise ValueError("the body is too large")
%or
     ~arg~ = bytearray()
     while block := stream.read(4096):
         ~arg~ += block
+        if len(~arg~) > LIMIT:
+            raise ValueError("the body is too large")
%end
%choose shape
     return json.loads(~arg~)
%or
     fields = json.loads(~arg~)
     return fields["~field_~"]
%or
     return {"~area_~": json.loads(~arg~), "bytes": len(~arg~)}
%end

%template 798 credentials
%symbol ~reader~_~noun~_source
%fix The password comes from the environment.
+import os
+
 import psycopg2


 def ~reader~_~noun~_source(~arg~_host):
%choose guard
     if not ~arg~_host:
         raise ValueError("the host of the ~noun ~ database is missing")
%or
     if not ~arg~_host.endswith(".~app~.example"):
         raise ValueError("unknown host")
%end
%choose password
-    password = "~app~-~role~-~port~"
+    password = os.environ["~AREA~_PASSWORD"]
     return psycopg2.connect(host=~arg~_host, user="~role~", password=password, dbname="~noun_~")
%or
     options = {"host": ~arg~_host, "dbname": "~noun_~", "user": "~area_~"}
-    options["password"] = "~Role~~port~!"
+    options["password"] = os.environ["~APP~_PASSWORD"]
     return psycopg2.connect(**options)
%end

%template 835 parse_blocks
%symbol ~reader~_~noun~_blocks
%fix A block that would not move the position forward ends the reading.
 import struct


 def ~reader~_~noun~_blocks(~arg~):
     blocks = []
     position = 0
     while position + 4 <= len(~arg~):
%choose kind
         (size,) = struct.unpack_from("<I", ~arg~, position)
+        if size < 4:
+            raise ValueError("a block of a ~noun ~ is too short")
%or
         size, kind = struct.unpack_from("<HH", ~arg~, position)
+        if size < 4:
+            break
         if kind == ~limit~:
             blocks.clear()
%end
         blocks.append(bytes(~arg~[position + 4 : position + size]))
         position += size
%choose shape
     return blocks
%or
     return {"~area_~": blocks, "read": position}
%or
     if len(blocks) > ~short~:
         print("~app~ ~area ~: long ~noun ~")
     return blocks
%end

%template 862 action
%symbol ~action~_~noun~
%fix The user's role is checked before anything is done.
 def ~action~_~noun~(store, user, ~arg~_id):
%choose guard
     if user is None:
         raise PermissionError("sign in first")
%or
     if user is None or not user.active:
         return False
%end
+    if "~role~" not in user.roles:
+        raise PermissionError("only a ~role~ may ~action~ a ~noun ~")
     entry = store.get(~arg~_id)
     if entry is None:
         raise LookupError("no such ~noun ~")
%choose work
     entry.state = "~action~"
     store.put(~arg~_id, entry)
     return True
%or
     store.~action~(~arg~_id)
     store.note("~area ~", user.name, ~arg~_id)
     return True
%end

%template 918 fetch_address
%symbol ~reader~_~noun~_preview
%fix Only addresses on a list of hosts are requested, over https, without redirects.
 from urllib.parse import urlsplit

 import requests

+HOSTS = {"~app~.example", "~area-~.~app~.example"}
+

 def ~reader~_~noun~_preview(~arg~_address):
     parts = urlsplit(~arg~_address)
%choose guard
     if len(~arg~_address) > ~limit~:
         raise ValueError("the address is too long")
%or
     if not parts.path:
         raise ValueError("the address of a ~noun ~ needs a path")
%end
+    if parts.scheme != "https" or parts.hostname not in HOSTS or parts.port not in (None, 443):
+        raise ValueError("this address is not allowed")
-    reply = requests.get(~arg~_address, timeout=~short~)
+    reply = requests.get(~arg~_address, timeout=~short~, allow_redirects=False)
%choose shape
     return reply.text[:~size~]
%or
     return {"~area_~": reply.status_code, "~noun_~": reply.content[:~size~]}
%end
