# JavaScript (Node.js, CommonJS). Grammar: README.md.
%template 22 read_below_folder
%symbol ~reader~~Noun~Document
%fix The path is resolved first and refused unless it lies below the folder.
 'use strict';
 const fs = require('fs');
 const path = require('path');

 const FOLDER = '/srv/~app~/~area-~';

 function ~reader~~Noun~Document(~arg~Name) {
%choose guard
   if (typeof ~arg~Name !== 'string' || ~arg~Name === '') {
     throw new TypeError('the ~noun ~ document needs a name');
   }
%or
   if (~arg~Name.length > ~limit~) {
     return null;
   }
%end
-  const file = path.join(FOLDER, ~arg~Name);
+  const file = path.resolve(FOLDER, ~arg~Name);
+  if (!file.startsWith(FOLDER + path.sep)) {
+    throw new RangeError('the document lies outside the folder');
+  }
%choose shape
   return fs.readFileSync(file, 'utf8');
%or
   const bytes = fs.readFileSync(file);
   return { name: path.basename(file), bytes };
%or
   return fs.createReadStream(file, { highWaterMark: ~size~ });
%end
 }

 module.exports = { ~reader~~Noun~Document };

%template 78 run_tool
%symbol ~runner~~Noun~Tool
%fix The program gets its arguments as a list and no shell reads them.
 'use strict';
-const { execSync } = require('child_process');
+const { execFileSync } = require('child_process');

 function ~runner~~Noun~Tool(~arg~Path, log) {
   log.info('~area ~: ~noun ~ tool called');
%choose tool
-  const ~res~ = execSync('tar -czf /var/backups/~app~.tgz -- ' + ~arg~Path);
+  const ~res~ = execFileSync('tar', ['-czf', '/var/backups/~app~.tgz', '--', ~arg~Path]);
%or
-  const ~res~ = execSync(`wc -l -- ${~arg~Path}`);
+  const ~res~ = execFileSync('wc', ['-l', '--', ~arg~Path]);
%or
-  const ~res~ = execSync('file --brief -- "' + ~arg~Path + '"');
+  const ~res~ = execFileSync('file', ['--brief', '--', ~arg~Path]);
%end
%choose shape
   return ~res~.toString().trim();
%or
   log.info('~noun ~ tool wrote ' + ~res~.length + ' bytes');
   return ~res~;
%end
 }

 module.exports = { ~runner~~Noun~Tool };

%template 79 page
%symbol ~builder~~Noun~Page
%fix The value is encoded for HTML before it is placed into the page.
 'use strict';

+const ENTITIES = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
+
+function encode(text) {
+  return String(text).replace(/[&<>"']/g, (char) => ENTITIES[char]);
+}
+
 function ~builder~~Noun~Page(~arg~~Field~, count) {
%choose start
   const parts = ['<!doctype html>', '<title>~Noun~</title>'];
%or
   const parts = ['<!doctype html>', '<title>~app~ ~area ~</title>', '<h1>~noun ~</h1>'];
%end
   if (count === 0) {
     parts.push('<p>Nothing to show</p>');
   }
%choose markup
-  parts.push('<p>~field ~: ' + ~arg~~Field~ + '</p>');
+  parts.push('<p>~field ~: ' + encode(~arg~~Field~) + '</p>');
%or
-  parts.push(`<li class="~field-~">${~arg~~Field~}</li>`);
+  parts.push(`<li class="~field-~">${encode(~arg~~Field~)}</li>`);
%or
-  parts.push('<input name="~field_~" value="' + ~arg~~Field~ + '">');
+  parts.push('<input name="~field_~" value="' + encode(~arg~~Field~) + '">');
%end
   parts.push(`<footer>${Number(count)} of ~limit~ shown by ~app~</footer>`);
   return parts.join('\n');
 }

 module.exports = { ~builder~~Noun~Page };

%template 88 program_option
%symbol ~runner~~Noun~Program
%fix Values that begin with a hyphen are refused, so that none can be an option.
 'use strict';
 const { spawnSync } = require('child_process');

 function ~runner~~Noun~Program(~arg~~Field~) {
   if (typeof ~arg~~Field~ !== 'string' || ~arg~~Field~.length > ~limit~) {
     throw new RangeError('the ~field ~ of a ~noun ~ has a wrong length');
   }
+  if (~arg~~Field~.startsWith('-')) {
+    throw new RangeError('the ~field ~ must not begin with a hyphen');
+  }
%choose program
   const done = spawnSync('git', ['-C', '/srv/~app~', 'log', '--oneline', ~arg~~Field~]);
%or
   const done = spawnSync('curl', ['--silent', '--fail', ~arg~~Field~], { cwd: '/srv/~app~' });
%or
   const done = spawnSync('tar', ['-cf', '/srv/~app~/~noun-~.tar', ~arg~~Field~]);
%end
%choose shape
   if (done.status !== 0) {
     throw new Error('the program of the ~noun ~ failed');
   }
   return done.stdout.toString();
%or
   return { ok: done.status === 0, text: done.stdout.toString('utf8') };
%end
 }

 module.exports = { ~runner~~Noun~Program };

%template 89 find_by_field
%symbol ~reader~~Noun~By~Field~
%fix The value is bound as a parameter and never becomes part of the statement.
 'use strict';

 async function ~reader~~Noun~By~Field~(pool, ~arg~) {
%choose guard
   if (~arg~ === undefined) {
     return [];
   }
%or
   const client = await pool.connect();
   client.release();
%end
%choose statement
-  const ~res~ = await pool.query("SELECT id, ~field_~ FROM ~noun_~ WHERE ~field_~ = '" + ~arg~ + "'");
+  const ~res~ = await pool.query('SELECT id, ~field_~ FROM ~noun_~ WHERE ~field_~ = $1', [~arg~]);
%or
-  const ~res~ = await pool.query(`SELECT * FROM ~noun_~ WHERE active AND ~field_~ = '${~arg~}'`);
+  const ~res~ = await pool.query('SELECT * FROM ~noun_~ WHERE active AND ~field_~ = $1', [~arg~]);
%or
-  const statement = "DELETE FROM ~noun_~ WHERE ~field_~ = '" + ~arg~ + "' RETURNING id";
-  const ~res~ = await pool.query(statement);
+  const statement = 'DELETE FROM ~noun_~ WHERE ~field_~ = $1 RETURNING id';
+  const ~res~ = await pool.query(statement, [~arg~]);
%end
%choose shape
   return ~res~.rows;
%or
   return ~res~.rowCount > 0 ? ~res~.rows[0] : null;
%or
   console.log('~area ~: ' + ~res~.rowCount + ' rows');
   return ~res~.rows.map((row) => row.id);
%end
 }

 module.exports = { ~reader~~Noun~By~Field~ };

%template 90 directory_filter
%symbol ~reader~~Noun~Entry
%fix Characters with a meaning in filters are escaped before the filter is made.
 'use strict';

+function escapeFilter(text) {
+  return text.replace(/[\\*()\0]/g, (char) => '\\' + char.charCodeAt(0).toString(16).padStart(2, '0'));
+}
+
 function ~reader~~Noun~Entry(directory, ~arg~Name, done) {
   const base = 'ou=~area-~,dc=~app~,dc=example';
%choose guard
   if (~arg~Name.length > ~limit~) {
     done(null, []);
     return;
   }
%or
   if (!~arg~Name) {
     done(new Error('a ~noun ~ needs a name'));
     return;
   }
%end
%choose filter
-  const filter = '(&(objectClass=~Noun~)(cn=' + ~arg~Name + '))';
+  const filter = '(&(objectClass=~Noun~)(cn=' + escapeFilter(~arg~Name) + '))';
%or
-  const filter = `(|(uid=${~arg~Name})(mail=${~arg~Name}))`;
+  const filter = `(|(uid=${escapeFilter(~arg~Name)})(mail=${escapeFilter(~arg~Name)}))`;
%end
   directory.search(base, { filter, scope: 'sub', sizeLimit: ~limit~ }, done);
 }

 module.exports = { ~reader~~Noun~Entry };

%template 113 response_header
%symbol ~sender~~Noun~Head
%fix A value with a line break or another control character is refused.
 'use strict';

 function ~sender~~Noun~Head(socket, ~arg~~Field~, length) {
   const lines = ['HTTP/1.1 200 OK', 'Content-Type: text/plain', 'Content-Length: ' + Number(length)];
%choose cache
   lines.push('Cache-Control: no-store');
%or
   lines.push('Cache-Control: max-age=~limit~');
%or
   if (length > ~limit~) {
     lines.push('Connection: close');
   }
%end
+  if (/[\x00-\x1f\x7f]/.test(~arg~~Field~)) {
+    throw new RangeError('a header value must be one line');
+  }
%choose header
   lines.push('X-~app~-~Field~: ' + ~arg~~Field~);
%or
   lines.push(`Set-Cookie: ~noun_~_~field_~=${~arg~~Field~}; Path=/~area-~; HttpOnly`);
%or
   lines.push('Content-Disposition: attachment; filename="' + ~arg~~Field~.replace(/"/g, '') + '"');
%end
   socket.write(lines.join('\r\n') + '\r\n\r\n', 'latin1');
 }

 module.exports = { ~sender~~Noun~Head };

%template 117 log_entry
%symbol ~runner~~Noun~Request
%fix Line breaks in the value are written as escapes, so one entry stays one line.
 'use strict';
 const fs = require('fs');

 function ~runner~~Noun~Request(logFile, ~arg~~Field~, allowed) {
   const moment = new Date().toISOString();
%choose guard
   if (~arg~~Field~.length > ~limit~) {
     throw new RangeError('the ~field ~ is too long');
   }
%or
   if (!allowed) {
     fs.appendFileSync(logFile, moment + ' ~area ~ refused\n');
     return false;
   }
%end
%choose entry
-  fs.appendFileSync(logFile, moment + ' ~area ~ ~noun ~ ' + ~arg~~Field~ + '\n');
+  fs.appendFileSync(logFile, moment + ' ~area ~ ~noun ~ ' + JSON.stringify(~arg~~Field~) + '\n');
%or
-  const entry = `${moment} ~noun ~ ~field ~=${~arg~~Field~}\n`;
+  const entry = `${moment} ~noun ~ ~field ~=${encodeURIComponent(~arg~~Field~)}\n`;
   fs.appendFileSync(logFile, entry);
%or
-  const entry = [moment, '~app~', ~arg~~Field~].join(' ');
+  const entry = [moment, '~app~', ~arg~~Field~.replace(/[^\x20-\x7e]/g, '?')].join(' ');
   fs.appendFileSync(logFile, entry + '\n');
%end
   return allowed;
 }

 module.exports = { ~runner~~Noun~Request };

%template 208 compare_secret
%symbol ~checker~~Noun~~Secret~
%fix The comparison takes the same time wherever the values differ.
 'use strict';
+const crypto = require('crypto');

 function ~checker~~Noun~~Secret~(stored, ~arg~Value) {
%choose guard
   if (!stored || typeof ~arg~Value !== 'string') {
     return false;
   }
%or
   if (~arg~Value.length > ~limit~) {
     throw new RangeError('the ~secret ~ is too long');
   }
%end
%choose compare
-  const matches = stored === ~arg~Value;
+  const left = crypto.createHash('sha256').update(stored).digest();
+  const right = crypto.createHash('sha256').update(~arg~Value).digest();
+  const matches = crypto.timingSafeEqual(left, right);
%or
   const left = Buffer.from(stored);
   const right = Buffer.from(~arg~Value);
-  const matches = left.equals(right);
+  const matches = left.length === right.length && crypto.timingSafeEqual(left, right);
%end
%choose shape
   if (!matches) {
     throw new Error('the ~secret ~ of this ~noun ~ is wrong');
   }
   return true;
%or
   return matches;
%or
   return { area: '~area_~', matches };
%end
 }

 module.exports = { ~checker~~Noun~~Secret~ };

%template 209 failure_reply
%symbol ~runner~~Noun~Request
%fix Details go to the log, and the sender gets a plain message.
 'use strict';

 async function ~runner~~Noun~Request(pool, request, response) {
   const ~arg~Id = Number(request.params.id);
   try {
%choose statement
     const rows = await pool.query('SELECT * FROM ~noun_~ WHERE id = $1', [~arg~Id]);
     response.json(rows);
%or
     const rows = await pool.query('SELECT ~field_~ FROM ~noun_~ WHERE id = $1', [~arg~Id]);
     response.status(rows.length ? 200 : 404).json({ ~noun~: rows });
%end
   } catch (error) {
     console.error('~area ~ failed for a ~noun ~', error);
%choose detail
-    response.status(500).send(error.stack);
+    response.status(500).send('the ~noun ~ cannot be shown now');
%or
-    response.status(500).json({ message: error.message, query: error.query, trace: error.stack });
+    response.status(500).json({ message: 'internal error' });
%or
-    response.status(500).json({ app: '~app~', error: String(error), env: process.env });
+    response.status(500).json({ app: '~app~', error: 'internal error' });
%end
   }
 }

 module.exports = { ~runner~~Noun~Request };

%template 295 tls_client
%symbol ~reader~~Noun~Feed
%fix The certificate and the name in it are checked against the trusted authorities.
 'use strict';
 const https = require('https');

 function ~reader~~Noun~Feed(~arg~Id, done) {
   const options = {
     host: '~area-~.~app~.example',
     path: '/~noun-~/' + encodeURIComponent(~arg~Id),
     timeout: ~limit~,
%choose way
-    rejectUnauthorized: false,
+    rejectUnauthorized: true,
   };
%or
-    agent: new https.Agent({ keepAlive: true, rejectUnauthorized: false }),
+    agent: new https.Agent({ keepAlive: true }),
   };
%end
   const request = https.get(options, (reply) => {
%choose shape
     reply.setEncoding('utf8');
     let text = '';
     reply.on('data', (part) => {
       text += part.slice(0, ~size~ - text.length);
     });
     reply.on('end', () => done(null, text));
%or
     reply.resume();
     reply.on('end', () => done(null, reply.statusCode));
%end
   });
   request.on('error', done);
 }

 module.exports = { ~reader~~Noun~Feed };

%template 307 login_attempts
%symbol ~checker~~Noun~Login
%fix After a few failures the account is locked for a while.
 'use strict';
 const crypto = require('crypto');

 function ~checker~~Noun~Login(accounts, ~arg~Name, password) {
   const account = accounts.get(~arg~Name);
   if (!account) {
     return false;
   }
+  if (account.failures >= ~short~ && Date.now() < account.lockedUntil) {
+    return false;
+  }
   const digest = crypto.scryptSync(password, account.salt, 64);
   if (!crypto.timingSafeEqual(digest, account.digest)) {
+    account.failures += 1;
+    account.lockedUntil = Date.now() + 1000 * ~limit~;
     return false;
   }
+  account.failures = 0;
%choose success
   account.lastLogin = Date.now();
   return true;
%or
   account.area = '~area_~';
   account.lastSeen = new Date();
   return true;
%or
   Object.assign(account, { lastLogin: Date.now(), application: '~app~' });
   return account.role === '~role~';
%end
 }

 module.exports = { ~checker~~Noun~Login };

%template 319 plain_transport
%symbol ~sender~~Noun~~Secret~
%fix The connection is encrypted.
 'use strict';
-const http = require('http');
+const https = require('https');

 function ~sender~~Noun~~Secret~(~arg~Id, value, done) {
%choose guard
   if (!value) {
     throw new RangeError('the ~secret ~ is empty');
   }
%or
   if (value.length > ~limit~) {
     throw new RangeError('the ~secret ~ is too long');
   }
%end
   const body = JSON.stringify({ id: ~arg~Id, ~secret~: value });
   const headers = { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(body) };
%choose address
-  const address = 'http://~area-~.~app~.example/~noun-~';
-  const request = http.request(address, { method: 'POST', headers }, (reply) => {
+  const address = 'https://~area-~.~app~.example/~noun-~';
+  const request = https.request(address, { method: 'POST', headers }, (reply) => {
%or
   const options = { host: '~app~.example', path: '/~area-~', method: 'PUT', headers };
-  const request = http.request({ ...options, port: 80 }, (reply) => {
+  const request = https.request({ ...options, port: 443 }, (reply) => {
%end
     reply.resume();
     done(null, reply.statusCode === 200);
   });
   request.on('error', done);
   request.end(body);
 }

 module.exports = { ~sender~~Noun~~Secret~ };

%template 327 cipher
%symbol ~writer~~Noun~~Field~
%fix The old cipher gives way to authenticated encryption with AES.
 'use strict';
 const crypto = require('crypto');
 const fs = require('fs');

 function ~writer~~Noun~~Field~(file, key, ~arg~) {
   const data = Buffer.from(~arg~, 'utf8');
   if (data.length > ~size~) {
     throw new RangeError('the ~field ~ of a ~noun ~ is too long');
   }
%choose old
-  const start = crypto.randomBytes(8);
-  const cipher = crypto.createCipheriv('des-ede3-cbc', key.subarray(0, 24), start);
-  const sealed = Buffer.concat([start, cipher.update(data), cipher.final()]);
+  const start = crypto.randomBytes(12);
+  const cipher = crypto.createCipheriv('aes-256-gcm', key, start);
+  const sealed = Buffer.concat([start, cipher.update(data), cipher.final(), cipher.getAuthTag()]);
%or
-  const cipher = crypto.createCipheriv('rc4', key.subarray(0, 16), null);
-  const sealed = Buffer.concat([cipher.update(data), cipher.final()]);
+  const start = crypto.randomBytes(12);
+  const cipher = crypto.createCipheriv('aes-256-gcm', key, start);
+  const sealed = Buffer.concat([start, cipher.update(data), cipher.final(), cipher.getAuthTag()]);
%end
%choose shape
   fs.writeFileSync(file, sealed, { mode: 0o600 });
   return sealed.length;
%or
   fs.writeFileSync(file, '~app~:' + sealed.toString('base64'), { mode: 0o600 });
   return file;
%end
 }

 module.exports = { ~writer~~Noun~~Field~ };

%template 328 digest
%symbol ~checker~~Noun~Package
%fix The digest is made by SHA-256.
 'use strict';
 const crypto = require('crypto');
 const fs = require('fs');

 function ~checker~~Noun~Package(file, ~arg~Digest) {
   if (fs.statSync(file).size > ~size~) {
     throw new RangeError('the ~noun ~ package is too large');
   }
%choose old
-  const hash = crypto.createHash('md5');
+  const hash = crypto.createHash('sha256');
%or
-  const hash = crypto.createHash('sha1');
+  const hash = crypto.createHash('sha256');
%end
   hash.update(fs.readFileSync(file));
%choose shape
   if (hash.digest('hex') !== ~arg~Digest.toLowerCase()) {
     throw new Error('the ~noun ~ package for ~area ~ was changed');
   }
   return true;
%or
   return hash.digest('hex') === ~arg~Digest;
%or
   const digest = hash.digest('base64');
   console.log('~app~: ~noun ~ package has digest ' + digest);
   return digest === ~arg~Digest;
%end
 }

 module.exports = { ~checker~~Noun~Package };

%template 338 token
%symbol ~builder~~Noun~~Secret~
%fix The value comes from the system's generator for secrets.
 'use strict';
+const crypto = require('crypto');

 function ~builder~~Noun~~Secret~(store, ~arg~Id) {
%choose kind
   const letters = 'abcdefghjkmnpqrstuvwxyz23456789';
   let value = '';
   while (value.length < ~short~) {
-    value += letters[Math.floor(Math.random() * letters.length)];
+    value += letters[crypto.randomInt(letters.length)];
   }
%or
   const parts = [];
   while (parts.length < ~short~) {
-    parts.push(Math.floor(Math.random() * 65536).toString(16));
+    parts.push(crypto.randomInt(65536).toString(16));
   }
   const value = '~app~_' + parts.join('');
%or
-  const value = Math.random().toString(36).slice(2) + Math.random().toString(36).slice(2);
+  const value = crypto.randomBytes(~short~).toString('hex');
%end
%choose shape
   store.set(~arg~Id, { ~secret~: value, area: '~area_~' });
   return value;
%or
   store.set('~area_~:' + ~arg~Id, value);
   return value;
%end
 }

 module.exports = { ~builder~~Noun~~Secret~ };

%template 352 form_post
%symbol ~action~~Noun~
%fix The form's token must equal the one kept in the session.
 'use strict';
+const crypto = require('crypto');

 function ~action~~Noun~(store, request, response) {
   if (request.method !== 'POST' || !request.session.user) {
     response.status(403).end();
     return;
   }
+  const expected = Buffer.from(request.session.formToken || '');
+  const sent = Buffer.from(String(request.body.formToken));
+  if (expected.length === 0 || expected.length !== sent.length || !crypto.timingSafeEqual(expected, sent)) {
+    response.status(403).end();
+    return;
+  }
   const ~arg~Id = Number(request.body.id);
%choose work
   store.~action~(request.session.user, ~arg~Id);
%or
   const item = store.ofUser(request.session.user).get(~arg~Id);
   if (!item) {
     response.status(404).end();
     return;
   }
   item.~action~();
%end
%choose shape
   response.redirect('/~area-~/~noun-~');
%or
   response.json({ done: true, ~noun~: ~arg~Id });
%or
   response.status(204).end();
%end
 }

 module.exports = { ~action~~Noun~ };

%template 367 create_once
%symbol ~writer~~Noun~Once
%fix The file is created only where none exists, in one step.
 'use strict';
 const fs = require('fs');
 const path = require('path');

 function ~writer~~Noun~Once(folder, ~arg~Id, text) {
   const file = path.join(folder, '~noun-~-' + Number(~arg~Id) + '.~app~');
%choose guard
   if (text.length > ~size~) {
     throw new RangeError('the ~noun ~ is too long');
   }
%or
   if (text === '') {
     return false;
   }
%end
-  if (fs.existsSync(file)) {
-    return false;
-  }
-  fs.writeFileSync(file, text);
+  try {
+    fs.writeFileSync(file, text, { flag: 'wx' });
+  } catch (error) {
+    if (error.code === 'EEXIST') {
+      return false;
+    }
+    throw error;
+  }
%choose shape
   console.log('~area ~: ~noun ~ written');
   return true;
%or
   return path.basename(file);
%end
 }

 module.exports = { ~writer~~Noun~Once };

%template 377 temporary_file
%symbol ~writer~~Noun~Draft
%fix The system makes a new folder that only this user can enter.
 'use strict';
 const fs = require('fs');
+const os = require('os');
+const path = require('path');

 function ~writer~~Noun~Draft(~arg~Text) {
%choose guard
   if (!~arg~Text) {
     throw new RangeError('an empty ~noun ~ has no draft');
   }
%or
   if (~arg~Text.length > ~size~) {
     throw new RangeError('the ~noun ~ is too long');
   }
%end
%choose name
-  const file = '/tmp/~app~-~area-~-' + process.pid + '.txt';
+  const folder = fs.mkdtempSync(path.join(os.tmpdir(), '~app~-'));
+  const file = path.join(folder, '~area-~.txt');
   fs.writeFileSync(file, ~arg~Text);
%or
-  const file = `/tmp/~area_~.${Date.now()}.draft`;
+  const file = path.join(fs.mkdtempSync(path.join(os.tmpdir(), '~area-~-')), 'draft');
   fs.writeFileSync(file, ~arg~Text, { mode: 0o600 });
%end
   return file;
 }

 module.exports = { ~writer~~Noun~Draft };

%template 434 upload
%symbol ~writer~~Noun~Upload
%fix Only file types on a list are taken, and the stored name is made here.
 'use strict';
+const crypto = require('crypto');
 const fs = require('fs');
 const path = require('path');

 const FOLDER = '/srv/~app~/public/~area-~';
+const ALLOWED = new Set(['.png', '.jpg', '.pdf']);

 function ~writer~~Noun~Upload(~arg~Name, data) {
   if (data.length > ~size~) {
     throw new RangeError('the file of a ~noun ~ is too large');
   }
   const name = path.basename(~arg~Name);
+  const kind = path.extname(name).toLowerCase();
+  if (!ALLOWED.has(kind)) {
+    throw new RangeError('this type of file is not taken');
+  }
%choose target
-  const target = name;
+  const target = crypto.randomUUID() + kind;
%or
-  const target = `~noun-~-${name}`;
+  const target = `~noun-~-${crypto.randomUUID()}${kind}`;
%end
   fs.writeFileSync(path.join(FOLDER, target), data);
%choose shape
   return '/~area-~/' + target;
%or
   return { ~noun~: target, bytes: data.length };
%end
 }

 module.exports = { ~writer~~Noun~Upload };

%template 470 named_step
%symbol ~runner~~Noun~Step
%fix The name is looked up in a table of steps that may be called.
 'use strict';
 const ~area~ = require('./~area-~');

+const STEPS = new Map([
+  ['count', ~area~.count~Noun~],
+  ['list', ~area~.list~Noun~],
+  ['show', ~area~.show~Noun~],
+]);
+
 function ~runner~~Noun~Step(~arg~Name, entry) {
   if (!entry) {
     throw new TypeError('there is no ~noun ~');
   }
%choose source
-  const step = ~area~[~arg~Name];
+  const step = STEPS.get(~arg~Name);
+  if (!step) {
+    throw new RangeError('unknown step');
+  }
%or
-  const step = require('./' + ~arg~Name).handler;
+  const step = STEPS.get(~arg~Name);
+  if (!step) {
+    return undefined;
+  }
%end
%choose shape
   const ~res~ = step(entry);
   return ~res~;
%or
   const ~res~ = { app: '~app~', value: step(entry) };
   return ~res~;
%end
 }

 module.exports = { ~runner~~Noun~Step };

%template 532 logged_secret
%symbol ~runner~~Noun~Login
%fix The log says who and what, and leaves the secret out.
 'use strict';

 async function ~runner~~Noun~Login(service, log, ~arg~Name, ~secret~) {
%choose line
-  log.info(`~noun ~ login of ${~arg~Name} with ~secret ~ ${~secret~}`);
+  log.info(`~noun ~ login of ${~arg~Name}`);
%or
-  log.debug('login', { name: ~arg~Name, ~secret~ });
+  log.debug('login', { name: ~arg~Name });
%or
-  log.warn('~area ~: ' + ~arg~Name + ' sent ' + ~secret~);
+  log.warn('~area ~: ' + ~arg~Name + ' sent a ~secret ~');
%end
   const session = await service.openSession(~arg~Name, ~secret~);
%choose shape
   if (!session) {
     log.info('~noun ~ login refused by ~app~');
     return null;
   }
   return session.id;
%or
   return session !== null;
%end
 }

 module.exports = { ~runner~~Noun~Login };

%template 601 redirect
%symbol ~runner~~Noun~Return
%fix Only a path on this site is followed.
 'use strict';

 function ~runner~~Noun~Return(request, response) {
   let ~arg~Target = String(request.query.~field_~ || '/~noun-~');
   if (~arg~Target.length > ~limit~) {
     response.status(400).send('address too long');
     return;
   }
%choose check
+  const site = 'https://~app~.example';
+  try {
+    const address = new URL(~arg~Target, site);
+    ~arg~Target = address.origin === site ? address.pathname.replace(/^\/+/, '/') : '/~noun-~';
+  } catch (error) {
+    ~arg~Target = '/~noun-~';
+  }
   response.redirect(~arg~Target);
%or
+  const known = ['/~noun-~', '/~area-~', '/~area-~/~noun-~'];
+  if (!known.includes(~arg~Target)) {
+    ~arg~Target = known[0];
+  }
   response.redirect(303, ~arg~Target);
%or
+  if (!/^\/[a-z0-9-]+(\/[a-z0-9-]+)*$/.test(~arg~Target)) {
+    ~arg~Target = '/~area-~';
+  }
   response.writeHead(302, { Location: ~arg~Target });
   response.end();
%end
 }

 module.exports = { ~runner~~Noun~Return };

%template 639 foreign_record
%symbol ~reader~~Noun~OfUser
%fix The record must belong to the user of the session.
 'use strict';

 async function ~reader~~Noun~OfUser(pool, user, ~arg~Id) {
%choose guard
   if (!user) {
     throw new Error('sign in to see a ~noun ~');
   }
%or
   if (!user || !user.active) {
     return null;
   }
%end
%choose statement
-  const rows = await pool.query('SELECT id, ~field_~ FROM ~noun_~ WHERE id = $1', [~arg~Id]);
+  const rows = await pool.query('SELECT id, ~field_~ FROM ~noun_~ WHERE id = $1 AND owner_id = $2', [
+    ~arg~Id,
+    user.id,
+  ]);
   if (rows.length === 0) {
     throw new Error('no such ~noun ~');
   }
%or
   const rows = await pool.query('SELECT owner_id, ~field_~ FROM ~noun_~ WHERE id = $1', [~arg~Id]);
-  if (rows.length === 0) {
+  if (rows.length === 0 || rows[0].owner_id !== user.id) {
     throw new Error('no such ~noun ~ for ~area ~');
   }
%end
%choose shape
   return { ~noun~: ~arg~Id, ~field~: rows[0].~field_~ };
%or
   return rows[0].~field_~;
%end
 }

 module.exports = { ~reader~~Noun~OfUser };

%template 732 file_mode
%symbol ~writer~~Noun~~Secret~
%fix Only the owner may read and write the file.
 'use strict';
 const fs = require('fs');
 const path = require('path');

 function ~writer~~Noun~~Secret~(folder, ~arg~Value) {
   const file = path.join(folder, '~app~-~area-~.key');
%choose mode
-  fs.writeFileSync(file, ~arg~Value, { mode: 0o666 });
-  fs.chmodSync(file, 0o666);
+  fs.writeFileSync(file, ~arg~Value, { mode: 0o600 });
+  fs.chmodSync(file, 0o600);
%or
   fs.writeFileSync(file, ~arg~Value, { mode: 0o600 });
-  fs.chmodSync(file, 0o777);
+  fs.chmodSync(file, 0o600);
%or
   const handle = fs.openSync(file, 'w', 0o600);
-  fs.fchmodSync(handle, 0o644);
+  fs.fchmodSync(handle, 0o600);
   fs.writeSync(handle, ~arg~Value);
   fs.closeSync(handle);
%end
%choose shape
   return file;
%or
   console.log('~noun ~ ~secret ~ written');
   return fs.statSync(file).size;
%end
 }

 module.exports = { ~writer~~Noun~~Secret~ };

%template 770 read_body
%symbol ~reader~~Noun~Body
%fix No more than a fixed number of bytes is kept.
 'use strict';

+const LIMIT = ~size~;
+
 function ~reader~~Noun~Body(request, done) {
   if (request.headers['content-type'] !== 'application/json') {
     done(new Error('~area ~: a ~noun ~ comes as JSON'));
     return;
   }
%choose way
   const parts = [];
+  let length = 0;
   request.on('data', (part) => {
+    length += part.length;
+    if (length > LIMIT) {
+      request.destroy(new Error('the body is too large'));
+      return;
+    }
     parts.push(part);
   });
   request.on('end', () => done(null, JSON.parse(Buffer.concat(parts).toString('utf8'))));
%or
   let ~arg~ = '';
   request.setEncoding('utf8');
   request.on('data', (part) => {
     ~arg~ += part;
+    if (~arg~.length > LIMIT) {
+      request.destroy(new Error('the body is too large'));
+    }
   });
   request.on('end', () => done(null, { ~area~: ~arg~ }));
%end
%choose failure
   request.on('error', done);
%or
   request.on('error', (error) => {
     console.error('~app~: a ~noun ~ was not read');
     done(error);
   });
%end
 }

 module.exports = { ~reader~~Noun~Body };

%template 798 credentials
%symbol ~reader~~Noun~Source
%fix The password comes from the environment.
 'use strict';
 const { Pool } = require('pg');

 function ~reader~~Noun~Source(~arg~Host) {
%choose guard
   if (!~arg~Host) {
     throw new Error('the host of the ~noun ~ database is missing');
   }
%or
   if (!~arg~Host.endsWith('.~app~.example')) {
     throw new Error('unknown host');
   }
%end
%choose password
-  const password = '~app~-~role~-~port~';
+  const password = process.env.~AREA~_PASSWORD;
   return new Pool({ host: ~arg~Host, user: '~role~', password, database: '~noun_~', max: ~short~ });
%or
   const options = { host: ~arg~Host, database: '~noun_~', user: '~area_~' };
-  options.password = '~Role~~port~!';
+  options.password = process.env.~APP~_PASSWORD;
   return new Pool(options);
%end
 }

 module.exports = { ~reader~~Noun~Source };

%template 835 parse_blocks
%symbol ~reader~~Noun~Blocks
%fix A block that would not move the position forward ends the reading.
 'use strict';

 function ~reader~~Noun~Blocks(~arg~) {
   const blocks = [];
   let position = 0;
   while (position + 4 <= ~arg~.length) {
%choose kind
     const size = ~arg~.readUInt32LE(position);
+    if (size < 4) {
+      throw new RangeError('a block of a ~noun ~ is too short');
+    }
%or
     const size = ~arg~.readUInt16LE(position);
+    if (size < 4) {
+      break;
+    }
     if (~arg~.readUInt16LE(position + 2) === ~limit~) {
       blocks.length = 0;
     }
%end
     blocks.push(~arg~.subarray(position + 4, position + size));
     position += size;
   }
%choose shape
   return blocks;
%or
   return { ~area~: blocks, read: position };
%or
   console.log('~app~ ~area ~: ' + blocks.length + ' blocks');
   return blocks;
%end
 }

 module.exports = { ~reader~~Noun~Blocks };

%template 862 action
%symbol ~action~~Noun~
%fix The user's role is checked before anything is done.
 'use strict';

 function ~action~~Noun~(store, user, ~arg~Id) {
%choose guard
   if (!user) {
     throw new Error('sign in first');
   }
%or
   if (!user || !user.active) {
     return false;
   }
%end
+  if (!user.roles.includes('~role~')) {
+    throw new Error('only a ~role~ may ~action~ a ~noun ~');
+  }
   const entry = store.get(~arg~Id);
   if (!entry) {
     throw new Error('no such ~noun ~');
   }
%choose work
   entry.state = '~action~';
   store.put(~arg~Id, entry);
   return true;
%or
   store.~action~(~arg~Id);
   store.note('~area ~', user.name, ~arg~Id);
   return true;
%end
 }

 module.exports = { ~action~~Noun~ };

%template 918 fetch_address
%symbol ~reader~~Noun~Preview
%fix Only addresses on a list of hosts are requested, over https, without redirects.
 'use strict';

+const HOSTS = new Set(['~app~.example', '~area-~.~app~.example']);
+
 async function ~reader~~Noun~Preview(~arg~Address) {
   const address = new URL(~arg~Address);
%choose guard
   if (~arg~Address.length > ~limit~) {
     throw new RangeError('the address is too long');
   }
%or
   if (address.pathname === '/') {
     throw new RangeError('the address of a ~noun ~ needs a path');
   }
%end
+  if (address.protocol !== 'https:' || !HOSTS.has(address.host)) {
+    throw new RangeError('this address is not allowed');
+  }
-  const reply = await fetch(address);
+  const reply = await fetch(address, { redirect: 'error' });
%choose shape
   const text = await reply.text();
   return text.slice(0, ~size~);
%or
   return { status: reply.status, ~noun~: await reply.text() };
%end
 }

 module.exports = { ~reader~~Noun~Preview };
