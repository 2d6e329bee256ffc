# PHP 8. Grammar: README.md.
%template 22 read_below_folder
%symbol ~reader~~Noun~Document
%fix The path is resolved first and refused unless it lies below the folder.
 <?php
 declare(strict_types=1);

 const FOLDER = '/srv/~app~/~area-~';

 function ~reader~~Noun~Document(string $~arg~Name): string|array
 {
%choose guard
     if ($~arg~Name === '') {
         throw new InvalidArgumentException('the ~noun ~ document needs a name');
     }
%or
     if (strlen($~arg~Name) > ~limit~) {
         return '';
     }
%end
-    $file = FOLDER . '/' . $~arg~Name;
+    $file = realpath(FOLDER . '/' . $~arg~Name);
+    if ($file === false || !str_starts_with($file, FOLDER . '/')) {
+        throw new RuntimeException('the document lies outside the folder');
+    }
%choose shape
     return (string) file_get_contents($file);
%or
     return ['name' => basename($file), 'bytes' => file_get_contents($file)];
%or
     return file($file, FILE_IGNORE_NEW_LINES) ?: [];
%end
 }

%template 78 run_tool
%symbol ~runner~~Noun~Tool
%fix The value is quoted, so the shell reads it as one word.
 <?php
 declare(strict_types=1);

 function ~runner~~Noun~Tool(string $~arg~Path): ?string
 {
     error_log('~area ~: ~noun ~ tool called');
%choose tool
-    $command = 'tar -czf /var/backups/~app~.tgz -- ' . $~arg~Path;
+    $command = 'tar -czf /var/backups/~app~.tgz -- ' . escapeshellarg($~arg~Path);
%or
-    $command = "wc -l -- {$~arg~Path}";
+    $command = 'wc -l -- ' . escapeshellarg($~arg~Path);
%or
-    $command = sprintf('file --brief -- %s', $~arg~Path);
+    $command = sprintf('file --brief -- %s', escapeshellarg($~arg~Path));
%end
%choose failure
     exec($command, $lines, $code);
     if ($code !== 0) {
         throw new RuntimeException('~noun ~ tool failed');
     }
     return implode("\n", $lines);
%or
     $~res~ = shell_exec($command);
     return is_string($~res~) ? trim($~res~) : null;
%end
 }

%template 79 page
%symbol ~builder~~Noun~Page
%fix The value is encoded for HTML before it is placed into the page.
 <?php
 declare(strict_types=1);

 function ~builder~~Noun~Page(string $~arg~~Field~, int $count): string
 {
%choose start
     $page = "<!doctype html>\n<title>~Noun~</title>\n";
%or
     $page = "<!doctype html>\n<h1>~app~ ~area ~</h1>\n";
%end
     if ($count === 0) {
         $page .= "<p>Nothing to show</p>\n";
     }
%choose markup
-    $page .= '<p>~field ~: ' . $~arg~~Field~ . "</p>\n";
+    $page .= '<p>~field ~: ' . htmlspecialchars($~arg~~Field~, ENT_QUOTES) . "</p>\n";
%or
-    $page .= sprintf("<li class=\"~field-~\">%s</li>\n", $~arg~~Field~);
+    $page .= sprintf("<li class=\"~field-~\">%s</li>\n", htmlspecialchars($~arg~~Field~));
%or
-    $page .= "<input name=\"~field_~\" value=\"{$~arg~~Field~}\">\n";
+    $encoded = htmlspecialchars($~arg~~Field~, ENT_QUOTES | ENT_SUBSTITUTE, 'UTF-8');
+    $page .= "<input name=\"~field_~\" value=\"{$encoded}\">\n";
%end
     $page .= "<footer>{$count} of ~limit~</footer>\n";
     return $page;
 }

%template 88 program_option
%symbol ~runner~~Noun~Program
%fix Values that begin with a hyphen are refused, so that none can be an option.
 <?php
 declare(strict_types=1);

 function ~runner~~Noun~Program(string $~arg~~Field~): int
 {
     if ($~arg~~Field~ === '' || strlen($~arg~~Field~) > ~limit~) {
         throw new InvalidArgumentException('the ~field ~ of a ~noun ~ has a wrong length');
     }
+    if ($~arg~~Field~[0] === '-') {
+        throw new InvalidArgumentException('the ~field ~ must not begin with a hyphen');
+    }
%choose program
     $command = ['git', '-C', '/srv/~app~', 'log', '--oneline', $~arg~~Field~];
%or
     $command = ['curl', '--silent', '--fail', $~arg~~Field~];
%or
     $command = ['tar', '-cf', '/srv/~app~/~noun-~.tar', $~arg~~Field~];
%end
     $process = proc_open($command, [1 => ['file', '/dev/null', 'w']], $pipes);
%choose failure
     if ($process === false) {
         throw new RuntimeException('the program of the ~noun ~ did not start');
     }
     return proc_close($process);
%or
     return is_resource($process) ? proc_close($process) : -1;
%end
 }

%template 89 find_by_field
%symbol ~reader~~Noun~By~Field~
%fix The value is bound as a parameter and never becomes part of the statement.
 <?php
 declare(strict_types=1);

 function ~reader~~Noun~By~Field~(PDO $database, string $~arg~): ?array
 {
%choose guard
     if (strlen($~arg~) > ~limit~) {
         return null;
     }
%or
     $database->setAttribute(PDO::ATTR_ERRMODE, PDO::ERRMODE_EXCEPTION);
%end
%choose statement
-    $rows = $database->query("SELECT id, ~field_~ FROM ~noun_~ WHERE ~field_~ = '" . $~arg~ . "'");
+    $rows = $database->prepare('SELECT id, ~field_~ FROM ~noun_~ WHERE ~field_~ = ?');
+    $rows->execute([$~arg~]);
%or
-    $rows = $database->query("SELECT * FROM ~noun_~ WHERE active = 1 AND ~field_~ = '$~arg~'");
+    $rows = $database->prepare('SELECT * FROM ~noun_~ WHERE active = 1 AND ~field_~ = :value');
+    $rows->execute(['value' => $~arg~]);
%or
-    $sql = sprintf("SELECT id FROM ~noun_~ WHERE ~field_~ LIKE '%s'", $~arg~);
-    $rows = $database->query($sql);
+    $sql = 'SELECT id FROM ~noun_~ WHERE ~field_~ LIKE ?';
+    $rows = $database->prepare($sql);
+    $rows->execute([$~arg~]);
%end
%choose shape
     return $rows->fetchAll(PDO::FETCH_ASSOC);
%or
     $~res~ = $rows->fetch(PDO::FETCH_ASSOC);
     return $~res~ === false ? null : $~res~;
%or
     $~res~ = $rows->fetchAll(PDO::FETCH_COLUMN, 0);
     error_log('~area ~: ' . count($~res~) . ' rows');
     return $~res~;
%end
 }

%template 90 directory_filter
%symbol ~reader~~Noun~Entry
%fix Characters with a meaning in filters are escaped before the filter is made.
 <?php
 declare(strict_types=1);

 function ~reader~~Noun~Entry(LDAP\Connection $directory, string $~arg~Name): array
 {
%choose guard
     if (strlen($~arg~Name) > ~limit~) {
         return [];
     }
%or
     if ($~arg~Name === '') {
         throw new InvalidArgumentException('a ~noun ~ needs a name');
     }
%end
%choose filter
-    $filter = '(&(objectClass=~Noun~)(cn=' . $~arg~Name . '))';
+    $filter = '(&(objectClass=~Noun~)(cn=' . ldap_escape($~arg~Name, '', LDAP_ESCAPE_FILTER) . '))';
%or
-    $filter = sprintf('(|(uid=%1$s)(mail=%1$s))', $~arg~Name);
+    $filter = sprintf('(|(uid=%1$s)(mail=%1$s))', ldap_escape($~arg~Name, '', LDAP_ESCAPE_FILTER));
%or
-    $filter = "(uid={$~arg~Name})";
+    $escaped = ldap_escape($~arg~Name, '', LDAP_ESCAPE_FILTER);
+    $filter = "(uid={$escaped})";
%end
     $~res~ = ldap_search($directory, 'ou=~area-~,dc=~app~,dc=example', $filter, ['cn', 'mail']);
     return $~res~ === false ? [] : ldap_get_entries($directory, $~res~);
 }

%template 113 response_header
%symbol ~sender~~Noun~Head
%fix A value with a line break or another control character is refused.
 <?php
 declare(strict_types=1);

 /** @param resource $socket */
 function ~sender~~Noun~Head($socket, string $~arg~~Field~, int $length): void
 {
     $head = "HTTP/1.1 200 OK\r\nContent-Length: {$length}\r\n";
%choose cache
     $head .= "Cache-Control: no-store\r\n";
%or
     $head .= "Cache-Control: max-age=~limit~\r\n";
%or
     if ($length > ~limit~) {
         $head .= "Connection: close\r\n";
     }
%end
+    if (preg_match('/[\x00-\x1f\x7f]/', $~arg~~Field~) === 1) {
+        throw new InvalidArgumentException('a header value must be one line');
+    }
%choose header
     $head .= 'X-~app~-~Field~: ' . $~arg~~Field~ . "\r\n";
%or
     $head .= "Set-Cookie: ~noun_~_~field_~={$~arg~~Field~}; Path=/~area-~; HttpOnly\r\n";
%or
     $name = str_replace('"', '', $~arg~~Field~);
     $head .= "Content-Disposition: attachment; filename=\"{$name}\"\r\n";
%end
     fwrite($socket, $head . "\r\n");
 }

%template 117 log_entry
%symbol ~runner~~Noun~Request
%fix Line breaks in the value are written as escapes, so one entry stays one line.
 <?php
 declare(strict_types=1);

 function ~runner~~Noun~Request(string $logFile, string $~arg~~Field~, bool $allowed): bool
 {
     $moment = gmdate('c');
%choose guard
     if (strlen($~arg~~Field~) > ~limit~) {
         throw new InvalidArgumentException('the ~field ~ is too long');
     }
%or
     if (!$allowed) {
         file_put_contents($logFile, "{$moment} ~area ~ refused\n", FILE_APPEND);
         return false;
     }
%end
%choose entry
-    $entry = "{$moment} ~area ~ ~noun ~ {$~arg~~Field~}\n";
+    $entry = "{$moment} ~area ~ ~noun ~ " . addcslashes($~arg~~Field~, "\0..\37\177\\") . "\n";
%or
-    $entry = $moment . ' ~noun ~ ~field ~=' . $~arg~~Field~ . "\n";
+    $entry = $moment . ' ~noun ~ ~field ~=' . rawurlencode($~arg~~Field~) . "\n";
%or
-    $entry = implode(' ', [$moment, '~app~', $~arg~~Field~]) . PHP_EOL;
+    $entry = implode(' ', [$moment, '~app~', preg_replace('/[^ -~~]/', '?', $~arg~~Field~)]) . PHP_EOL;
%end
     file_put_contents($logFile, $entry, FILE_APPEND | LOCK_EX);
     return $allowed;
 }

%template 208 compare_secret
%symbol ~checker~~Noun~~Secret~
%fix The comparison takes the same time wherever the values differ.
 <?php
 declare(strict_types=1);

 function ~checker~~Noun~~Secret~(string $stored, string $~arg~Value): bool
 {
%choose guard
     if ($stored === '' || $~arg~Value === '') {
         return false;
     }
%or
     if (strlen($~arg~Value) > ~limit~) {
         throw new InvalidArgumentException('the ~secret ~ is too long');
     }
%end
%choose compare
-    $matches = $stored === $~arg~Value;
+    $matches = hash_equals($stored, $~arg~Value);
%or
-    $matches = strcmp($stored, $~arg~Value) === 0;
+    $matches = hash_equals($stored, $~arg~Value);
%end
%choose shape
     if (!$matches) {
         throw new RuntimeException('the ~secret ~ of this ~noun ~ is wrong');
     }
     return true;
%or
     return $matches;
%or
     error_log('~area ~: ~secret ~ checked for ~app~');
     return $matches;
%end
 }

%template 209 failure_reply
%symbol ~runner~~Noun~Request
%fix Details go to the log, and the sender gets a plain message.
 <?php
 declare(strict_types=1);

 function ~runner~~Noun~Request(PDO $database, int $~arg~Id): void
 {
     try {
%choose statement
         $query = $database->prepare('SELECT * FROM ~noun_~ WHERE id = ?');
%or
         $query = $database->prepare('SELECT ~field_~ FROM ~noun_~ WHERE id = ?');
%end
         $query->execute([$~arg~Id]);
         echo json_encode($query->fetch(PDO::FETCH_ASSOC));
     } catch (PDOException $error) {
         error_log('~area ~ failed for a ~noun ~: ' . $error->getMessage());
         http_response_code(500);
%choose detail
-        echo $error->getMessage(), "\n", $error->getTraceAsString();
+        echo 'the ~noun ~ cannot be shown now';
%or
-        echo json_encode(['app' => '~app~', 'error' => (string) $error, 'file' => $error->getFile()]);
+        echo json_encode(['app' => '~app~', 'error' => 'internal error']);
%or
-        var_dump($error);
+        echo 'internal error';
%end
     }
 }

%template 295 tls_client
%symbol ~reader~~Noun~Feed
%fix The certificate and the name in it are checked against the trusted authorities.
 <?php
 declare(strict_types=1);

 function ~reader~~Noun~Feed(int $~arg~Id): string
 {
     $address = "https://~area-~.~app~.example/~noun-~/{$~arg~Id}";
%choose way
     $client = curl_init($address);
     curl_setopt($client, CURLOPT_RETURNTRANSFER, true);
     curl_setopt($client, CURLOPT_TIMEOUT, ~short~);
-    curl_setopt($client, CURLOPT_SSL_VERIFYPEER, false);
-    curl_setopt($client, CURLOPT_SSL_VERIFYHOST, 0);
+    curl_setopt($client, CURLOPT_SSL_VERIFYPEER, true);
+    curl_setopt($client, CURLOPT_SSL_VERIFYHOST, 2);
     $~res~ = curl_exec($client);
     return is_string($~res~) ? $~res~ : '';
%or
     $context = stream_context_create([
-        'ssl' => ['verify_peer' => false, 'verify_peer_name' => false],
+        'ssl' => ['verify_peer' => true, 'verify_peer_name' => true],
         'http' => ['timeout' => ~short~],
     ]);
     $~res~ = file_get_contents($address, false, $context, 0, ~size~);
     return $~res~ === false ? '' : $~res~;
%end
 }

%template 307 login_attempts
%symbol ~checker~~Noun~Login
%fix After a few failures the account is locked for a while.
 <?php
 declare(strict_types=1);

 function ~checker~~Noun~Login(array &$accounts, string $~arg~Name, string $password): bool
 {
     if (!isset($accounts[$~arg~Name])) {
         return false;
     }
     $account = &$accounts[$~arg~Name];
+    if ($account['failures'] >= ~short~ && time() < $account['locked_until']) {
+        return false;
+    }
     if (!password_verify($password, $account['hash'])) {
+        $account['failures']++;
+        $account['locked_until'] = time() + ~limit~;
         return false;
     }
+    $account['failures'] = 0;
%choose success
     $account['last_login'] = time();
     return true;
%or
     $account['area'] = '~area_~';
     $account['last_seen'] = gmdate('c');
     return true;
%or
     $account = ['application' => '~app~', 'last_login' => time()] + $account;
     return $account['role'] === '~role~';
%end
 }

%template 319 plain_transport
%symbol ~sender~~Noun~~Secret~
%fix The connection is encrypted.
 <?php
 declare(strict_types=1);

 function ~sender~~Noun~~Secret~(int $~arg~Id, string $value): bool
 {
%choose guard
     if ($value === '') {
         throw new InvalidArgumentException('the ~secret ~ is empty');
     }
%or
     if (strlen($value) > ~limit~) {
         throw new InvalidArgumentException('the ~secret ~ is too long');
     }
%end
     $body = json_encode(['id' => $~arg~Id, '~secret_~' => $value]);
%choose address
-    $client = curl_init('http://~area-~.~app~.example/~noun-~');
+    $client = curl_init('https://~area-~.~app~.example/~noun-~');
%or
-    $client = curl_init("http://~app~.example/~area-~/{$~arg~Id}");
+    $client = curl_init("https://~app~.example/~area-~/{$~arg~Id}");
%end
     curl_setopt_array($client, [
         CURLOPT_POSTFIELDS => $body,
         CURLOPT_RETURNTRANSFER => true,
         CURLOPT_TIMEOUT => ~short~,
     ]);
     return curl_exec($client) !== false;
 }

%template 327 cipher
%symbol ~writer~~Noun~~Field~
%fix The old cipher gives way to authenticated encryption with AES.
 <?php
 declare(strict_types=1);

 function ~writer~~Noun~~Field~(string $file, string $key, string $~arg~): int
 {
     if (strlen($~arg~) > ~size~) {
         throw new InvalidArgumentException('the ~field ~ of a ~noun ~ is too long');
     }
%choose old
-    $start = random_bytes(8);
-    $sealed = $start . openssl_encrypt($~arg~, 'des-ede3-cbc', $key, OPENSSL_RAW_DATA, $start);
+    $start = random_bytes(12);
+    $sealed = $start . openssl_encrypt($~arg~, 'aes-256-gcm', $key, OPENSSL_RAW_DATA, $start, $tag) . $tag;
%or
-    $sealed = openssl_encrypt($~arg~, 'rc4', $key, OPENSSL_RAW_DATA);
+    $start = random_bytes(12);
+    $sealed = $start . openssl_encrypt($~arg~, 'aes-256-gcm', $key, OPENSSL_RAW_DATA, $start, $tag) . $tag;
%or
-    $sealed = openssl_encrypt($~arg~, 'des-ecb', $key, OPENSSL_RAW_DATA);
+    $start = random_bytes(12);
+    $sealed = $start . openssl_encrypt($~arg~, 'aes-256-gcm', $key, OPENSSL_RAW_DATA, $start, $tag) . $tag;
%end
%choose shape
     return (int) file_put_contents($file, $sealed, LOCK_EX);
%or
     file_put_contents($file, '~app~:' . base64_encode($sealed));
     return strlen($sealed);
%end
 }

%template 328 digest
%symbol ~checker~~Noun~Package
%fix The digest is made by SHA-256.
 <?php
 declare(strict_types=1);

 function ~checker~~Noun~Package(string $file, string $~arg~Digest): bool
 {
     if (filesize($file) > ~size~) {
         throw new RuntimeException('the ~noun ~ package is too large');
     }
%choose old
-    $digest = md5_file($file);
+    $digest = hash_file('sha256', $file);
%or
-    $digest = sha1((string) file_get_contents($file));
+    $digest = hash('sha256', (string) file_get_contents($file));
%or
-    $digest = hash_file('md5', $file);
+    $digest = hash_file('sha256', $file);
%end
%choose shape
     if ($digest !== strtolower($~arg~Digest)) {
         throw new RuntimeException('the ~noun ~ package for ~area ~ was changed');
     }
     return true;
%or
     return $digest === $~arg~Digest;
%end
 }

%template 338 token
%symbol ~builder~~Noun~~Secret~
%fix The value comes from the system's generator for secrets.
 <?php
 declare(strict_types=1);

 function ~builder~~Noun~~Secret~(array &$store, int $~arg~Id): string
 {
%choose kind
     $letters = 'abcdefghjkmnpqrstuvwxyz23456789';
     $value = '';
     while (strlen($value) < ~short~) {
-        $value .= $letters[mt_rand(0, strlen($letters) - 1)];
+        $value .= $letters[random_int(0, strlen($letters) - 1)];
     }
%or
     $value = '~app~_';
     for ($i = 0; $i < ~short~; $i++) {
-        $value .= dechex(rand(0, 15));
+        $value .= dechex(random_int(0, 15));
     }
%or
-    $value = uniqid('~app~', true);
+    $value = '~app~' . bin2hex(random_bytes(~short~));
%end
%choose shape
     $store[$~arg~Id] = ['~secret_~' => $value, 'area' => '~area_~'];
     return $value;
%or
     $store["~area_~:{$~arg~Id}"] = $value;
     return $value;
%end
 }

%template 352 form_post
%symbol ~action~~Noun~
%fix The form's token must equal the one kept in the session.
 <?php
 declare(strict_types=1);

 function ~action~~Noun~(PDO $database): void
 {
     if ($_SERVER['REQUEST_METHOD'] !== 'POST' || !isset($_SESSION['user'])) {
         http_response_code(403);
         return;
     }
+    $expected = (string) ($_SESSION['form_token'] ?? '');
+    if ($expected === '' || !hash_equals($expected, (string) ($_POST['form_token'] ?? ''))) {
+        http_response_code(403);
+        return;
+    }
     $~arg~Id = (int) ($_POST['id'] ?? 0);
%choose work
     $change = $database->prepare("UPDATE ~noun_~ SET state = '~action~' WHERE id = ? AND owner = ?");
     $change->execute([$~arg~Id, $_SESSION['user']]);
%or
     $change = $database->prepare('DELETE FROM ~noun_~ WHERE owner = ? AND id = ?');
     $change->execute([$_SESSION['user'], $~arg~Id]);
%end
%choose shape
     header('Location: /~area-~/~noun-~');
%or
     echo json_encode(['done' => $change->rowCount() === 1]);
%or
     http_response_code(204);
%end
 }

%template 367 create_once
%symbol ~writer~~Noun~Once
%fix The file is created only where none exists, in one step.
 <?php
 declare(strict_types=1);

 function ~writer~~Noun~Once(string $folder, int $~arg~Id, string $text): bool
 {
     $file = "{$folder}/~noun-~-{$~arg~Id}.~app~";
%choose guard
     if (strlen($text) > ~size~) {
         throw new InvalidArgumentException('the ~noun ~ is too long');
     }
%or
     if ($text === '') {
         return false;
     }
%end
-    if (file_exists($file)) {
-        return false;
-    }
-    $stream = fopen($file, 'w');
+    $stream = @fopen($file, 'x');
     if ($stream === false) {
         return false;
     }
     fwrite($stream, $text);
     fclose($stream);
%choose shape
     error_log('~area ~: ~noun ~ written');
     return true;
%or
     return filesize($file) > 0;
%end
 }

%template 377 temporary_file
%symbol ~writer~~Noun~Draft
%fix The system picks a name that did not exist and creates it for this user alone.
 <?php
 declare(strict_types=1);

 function ~writer~~Noun~Draft(string $~arg~Text): string
 {
%choose guard
     if ($~arg~Text === '') {
         throw new InvalidArgumentException('an empty ~noun ~ has no draft');
     }
%or
     if (strlen($~arg~Text) > ~size~) {
         throw new InvalidArgumentException('the ~noun ~ is too long');
     }
%end
%choose name
-    $file = '/tmp/~app~-~area-~-' . getmypid() . '.txt';
+    $file = (string) tempnam('/tmp', '~app~-~area-~-');
%or
-    $file = sys_get_temp_dir() . '/~area_~.' . time() . '.draft';
+    $file = (string) tempnam(sys_get_temp_dir(), '~area_~.');
%end
%choose write
     file_put_contents($file, $~arg~Text);
     return $file;
%or
     $stream = fopen($file, 'w');
     fwrite($stream, $~arg~Text);
     fclose($stream);
     return $file;
%end
 }

%template 434 upload
%symbol ~writer~~Noun~Upload
%fix Only file types on a list are taken, and the stored name is made here.
 <?php
 declare(strict_types=1);

 const FOLDER = '/srv/~app~/public/~area-~';
+const ALLOWED = ['png', 'jpg', 'pdf'];

 function ~writer~~Noun~Upload(array $~arg~): string
 {
     if ($~arg~['error'] !== UPLOAD_ERR_OK || $~arg~['size'] > ~size~) {
         throw new RuntimeException('the file of a ~noun ~ was not taken');
     }
     $name = basename($~arg~['name']);
+    $kind = strtolower(pathinfo($name, PATHINFO_EXTENSION));
+    if (!in_array($kind, ALLOWED, true)) {
+        throw new RuntimeException('this type of file is not taken');
+    }
%choose target
-    $target = $name;
+    $target = bin2hex(random_bytes(16)) . '.' . $kind;
%or
-    $target = '~noun-~-' . $name;
+    $target = '~noun-~-' . bin2hex(random_bytes(16)) . '.' . $kind;
%end
     move_uploaded_file($~arg~['tmp_name'], FOLDER . '/' . $target);
%choose shape
     return '/~area-~/' . $target;
%or
     return $target;
%end
 }

%template 470 named_step
%symbol ~runner~~Noun~Step
%fix The name is looked up in a table of steps that may be called.
 <?php
 declare(strict_types=1);

 namespace ~App~\~Area~;

+const STEPS = ['count' => CountStep::class, 'list' => ListStep::class, 'show' => ShowStep::class];
+
 function ~runner~~Noun~Step(string $~arg~Name, array $entry): mixed
 {
%choose guard
     if ($entry === []) {
         throw new \InvalidArgumentException('there is no ~noun ~');
     }
%or
     if (strlen($~arg~Name) > ~limit~) {
         return null;
     }
%end
%choose source
-    $step = new $~arg~Name();
+    if (!isset(STEPS[$~arg~Name])) {
+        throw new \InvalidArgumentException('unknown step');
+    }
+    $class = STEPS[$~arg~Name];
+    $step = new $class();
     $~res~ = $step->apply($entry);
%or
-    $step = (new \ReflectionClass($~arg~Name))->newInstance();
+    $class = STEPS[$~arg~Name] ?? null;
+    if ($class === null) {
+        return null;
+    }
+    $step = (new \ReflectionClass($class))->newInstance();
     $~res~ = $step->apply($entry);
%end
     return $~res~;
 }

%template 532 logged_secret
%symbol ~runner~~Noun~Login
%fix The log says who and what, and leaves the secret out.
 <?php
 declare(strict_types=1);

 function ~runner~~Noun~Login(callable $service, string $~arg~Name, string $~secret~): ?string
 {
%choose line
-    error_log("~noun ~ login of {$~arg~Name} with ~secret ~ {$~secret~}");
+    error_log("~noun ~ login of {$~arg~Name}");
%or
-    error_log('login ' . json_encode(['name' => $~arg~Name, '~secret_~' => $~secret~]));
+    error_log('login ' . json_encode(['name' => $~arg~Name]));
%or
-    syslog(LOG_INFO, "~area ~: {$~arg~Name} sent {$~secret~}");
+    syslog(LOG_INFO, "~area ~: {$~arg~Name} sent a ~secret ~");
%end
     $session = $service($~arg~Name, $~secret~);
%choose shape
     if ($session === null) {
         error_log('~noun ~ login refused by ~app~');
     }
     return $session;
%or
     return is_string($session) ? $session : null;
%end
 }

%template 601 redirect
%symbol ~runner~~Noun~Return
%fix Only a path on this site is followed.
 <?php
 declare(strict_types=1);

 function ~runner~~Noun~Return(): void
 {
     $~arg~Target = (string) ($_GET['~field_~'] ?? '/~noun-~');
     if (strlen($~arg~Target) > ~limit~) {
         http_response_code(400);
         return;
     }
%choose check
+    if (preg_match('#^(/[a-z0-9-]+)+$#D', $~arg~Target) !== 1) {
+        $~arg~Target = '/~noun-~';
+    }
     header('Location: ' . $~arg~Target);
%or
+    if (!in_array($~arg~Target, ['/~noun-~', '/~area-~', '/~area-~/~noun-~'], true)) {
+        $~arg~Target = '/~area-~';
+    }
     header("Location: {$~arg~Target}", true, 303);
%end
 }

%template 639 foreign_record
%symbol ~reader~~Noun~OfUser
%fix The record must belong to the user of the session.
 <?php
 declare(strict_types=1);

 function ~reader~~Noun~OfUser(PDO $database, int $userId, int $~arg~Id): ?string
 {
%choose guard
     if ($userId === 0) {
         throw new RuntimeException('sign in to see a ~noun ~');
     }
%or
     if ($userId <= 0 || $~arg~Id <= 0) {
         return null;
     }
%end
%choose statement
-    $query = $database->prepare('SELECT ~field_~ FROM ~noun_~ WHERE id = ?');
-    $query->execute([$~arg~Id]);
+    $query = $database->prepare('SELECT ~field_~ FROM ~noun_~ WHERE id = ? AND owner_id = ?');
+    $query->execute([$~arg~Id, $userId]);
     $~res~ = $query->fetchColumn();
     return $~res~ === false ? null : (string) $~res~;
%or
     $query = $database->prepare('SELECT owner_id, ~field_~ FROM ~noun_~ WHERE id = ?');
     $query->execute([$~arg~Id]);
     $~res~ = $query->fetch(PDO::FETCH_NUM);
-    if ($~res~ === false) {
+    if ($~res~ === false || (int) $~res~[0] !== $userId) {
         throw new RuntimeException('no such ~noun ~ in ~area ~');
     }
     return (string) $~res~[1];
%end
 }

%template 732 file_mode
%symbol ~writer~~Noun~~Secret~
%fix Only the owner may read and write the file.
 <?php
 declare(strict_types=1);

 function ~writer~~Noun~~Secret~(string $folder, string $~arg~Value): string
 {
     $file = $folder . '/~app~-~area-~.key';
%choose mode
-    umask(0000);
+    umask(0077);
     file_put_contents($file, $~arg~Value);
%or
     touch($file);
-    chmod($file, 0666);
+    chmod($file, 0600);
     file_put_contents($file, $~arg~Value, LOCK_EX);
%or
     file_put_contents($file, '', LOCK_EX);
-    chmod($file, 0777);
+    chmod($file, 0600);
     file_put_contents($file, $~arg~Value);
%end
%choose shape
     return $file;
%or
     error_log('~noun ~ ~secret ~ written');
     return basename($file);
%end
 }

%template 770 read_body
%symbol ~reader~~Noun~Body
%fix No more than a fixed number of bytes is read.
 <?php
 declare(strict_types=1);

+const LIMIT = ~size~;
+
 /** @param resource $~arg~ */
 function ~reader~~Noun~Body($~arg~, string $type): array
 {
     if ($type !== 'application/json') {
         throw new RuntimeException('a ~noun ~ comes as JSON');
     }
%choose way
-    $body = stream_get_contents($~arg~);
+    $body = stream_get_contents($~arg~, LIMIT + 1);
+    if (strlen($body) > LIMIT) {
+        throw new RuntimeException('the body is too large');
+    }
%or
     $body = '';
     while (!feof($~arg~)) {
         $body .= fread($~arg~, 4096);
+        if (strlen($body) > LIMIT) {
+            throw new RuntimeException('the body is too large');
+        }
     }
%end
%choose shape
     return json_decode($body, true, ~short~, JSON_THROW_ON_ERROR);
%or
     $fields = json_decode($body, true);
     return ['~area_~' => $fields, 'bytes' => strlen($body)];
%end
 }

%template 798 credentials
%symbol ~reader~~Noun~Source
%fix The password comes from the environment.
 <?php
 declare(strict_types=1);

 function ~reader~~Noun~Source(string $~arg~Host): PDO
 {
%choose guard
     if ($~arg~Host === '') {
         throw new RuntimeException('the host of the ~noun ~ database is missing');
     }
%or
     if (!str_ends_with($~arg~Host, '.~app~.example')) {
         throw new RuntimeException('unknown host');
     }
%end
     $address = "pgsql:host={$~arg~Host};dbname=~noun_~";
%choose password
-    return new PDO($address, '~role~', '~app~-~role~-~port~');
+    return new PDO($address, '~role~', (string) getenv('~AREA~_PASSWORD'));
%or
-    $password = '~Role~~port~!';
+    $password = (string) getenv('~APP~_PASSWORD');
     return new PDO($address, '~area_~', $password, [PDO::ATTR_TIMEOUT => ~short~]);
%end
 }

%template 835 parse_blocks
%symbol ~reader~~Noun~Blocks
%fix A block that would not move the position forward ends the reading.
 <?php
 declare(strict_types=1);

 function ~reader~~Noun~Blocks(string $~arg~): array
 {
     $blocks = [];
     $position = 0;
     while ($position + 4 <= strlen($~arg~)) {
%choose kind
         $size = unpack('V', $~arg~, $position)[1];
+        if ($size < 4) {
+            throw new RuntimeException('a block of a ~noun ~ is too short');
+        }
%or
         $size = unpack('v', $~arg~, $position)[1];
+        if ($size < 4) {
+            break;
+        }
         if (count($blocks) > ~limit~) {
             return $blocks;
         }
%end
         $blocks[$position] = substr($~arg~, $position + 4, max(0, $size - 4));
         $position += $size;
     }
%choose shape
     return $blocks;
%or
     return ['~area_~' => $blocks, 'read' => $position];
%or
     error_log('~app~ ~area ~: ' . count($blocks) . ' blocks');
     return array_values($blocks);
%end
 }

%template 862 action
%symbol ~action~~Noun~
%fix The user's role is checked before anything is done.
 <?php
 declare(strict_types=1);

 function ~action~~Noun~(PDO $database, ?array $user, int $~arg~Id): bool
 {
%choose guard
     if ($user === null) {
         throw new RuntimeException('sign in first');
     }
%or
     if ($user === null || !$user['active']) {
         return false;
     }
%end
+    if (!in_array('~role~', $user['roles'], true)) {
+        throw new RuntimeException('only a ~role~ may ~action~ a ~noun ~');
+    }
%choose work
     $change = $database->prepare("UPDATE ~noun_~ SET state = '~action~' WHERE id = ?");
     $change->execute([$~arg~Id]);
     return $change->rowCount() === 1;
%or
     $change = $database->prepare('DELETE FROM ~noun_~ WHERE id = ?');
     $change->execute([$~arg~Id]);
     error_log('~area ~: ' . $user['name'] . ' used ~action~');
     return $change->rowCount() > 0;
%end
 }

%template 918 fetch_address
%symbol ~reader~~Noun~Preview
%fix Only addresses on a list of hosts are requested, over https, without redirects.
 <?php
 declare(strict_types=1);

 function ~reader~~Noun~Preview(string $~arg~Address): string
 {
%choose guard
     if (strlen($~arg~Address) > ~limit~) {
         throw new InvalidArgumentException('the address is too long');
     }
%or
     if (filter_var($~arg~Address, FILTER_VALIDATE_URL) === false) {
         throw new InvalidArgumentException('the address of a ~noun ~ is wrong');
     }
%end
+    if (preg_match('#^https://(~app~|~area-~\.~app~)\.example/[A-Za-z0-9/_.-]*$#D', $~arg~Address) !== 1) {
+        throw new InvalidArgumentException('this address is not allowed');
+    }
%choose way
     $client = curl_init($~arg~Address);
     curl_setopt($client, CURLOPT_RETURNTRANSFER, true);
-    curl_setopt($client, CURLOPT_FOLLOWLOCATION, true);
+    curl_setopt($client, CURLOPT_FOLLOWLOCATION, false);
     $~res~ = curl_exec($client);
%or
-    $context = stream_context_create(['http' => ['timeout' => ~short~]]);
+    $context = stream_context_create(['http' => ['timeout' => ~short~, 'follow_location' => 0]]);
     $~res~ = file_get_contents($~arg~Address, false, $context, 0, ~size~);
%end
     return is_string($~res~) ? $~res~ : '';
 }
