# C11 with POSIX, and libcurl where a template speaks HTTP as a client. Grammar: README.md.
%template 22 read_below_folder
%symbol ~reader~_~noun~_document
%fix The path is resolved first and refused unless it lies below the folder.
+#include <limits.h>
 #include <stdio.h>
+#include <stdlib.h>
 #include <string.h>

 static const char folder[] = "/srv/~app~/~area-~/";

 long ~reader~_~noun~_document(const char *~arg~_name, char *out, size_t room)
 {
-    char path[1024];
-    int length = snprintf(path, sizeof path, "%s%s", folder, ~arg~_name);
+    char asked[1024], path[PATH_MAX];
+    int length = snprintf(asked, sizeof asked, "%s%s", folder, ~arg~_name);
%choose guard
     if (length < 0 || length >= 1024)
         return -1;
%or
     if (length < 0 || length >= 1024 || room < ~limit~) {
         fprintf(stderr, "~area ~: the name of a ~noun ~ is too long\n");
         return -1;
     }
%end
+    if (realpath(asked, path) == NULL || strncmp(path, folder, strlen(folder)) != 0)
+        return -1;
     FILE *stream = fopen(path, "rb");
     if (stream == NULL)
         return -1;
%choose shape
     size_t ~res~ = fread(out, 1, room, stream);
     fclose(stream);
     return (long)~res~;
%or
     memset(out, 0, room);
     size_t ~res~ = fread(out, 1, room - 1, stream);
     fclose(stream);
     return ~res~ > 0 ? (long)~res~ : -1;
%end
 }

%template 78 run_tool
%symbol ~runner~_~noun~_tool
%fix The program gets its arguments as a list and no shell reads them.
+#include <spawn.h>
 #include <stdio.h>
 #include <stdlib.h>
+#include <sys/wait.h>

+extern char **environ;
+
 int ~runner~_~noun~_tool(const char *~arg~_path)
 {
     fprintf(stderr, "~area ~: ~noun ~ tool called\n");
%choose tool
-    char command[1200];
-    snprintf(command, sizeof command, "tar -czf /var/backups/~app~.tgz -- %s", ~arg~_path);
-    int ~res~ = system(command);
+    char *command[] = {"tar", "-czf", "/var/backups/~app~.tgz", "--", (char *)~arg~_path, NULL};
+    int ~res~ = -1;
+    pid_t child;
+    if (posix_spawnp(&child, command[0], NULL, NULL, command, environ) != 0 || waitpid(child, &~res~, 0) < 0)
+        return -1;
%or
-    char command[1200];
-    snprintf(command, sizeof command, "wc -l -- \"%s\"", ~arg~_path);
-    int ~res~ = system(command);
+    char *command[] = {"wc", "-l", "--", (char *)~arg~_path, NULL};
+    int ~res~ = -1;
+    pid_t child;
+    if (posix_spawnp(&child, command[0], NULL, NULL, command, environ) != 0 || waitpid(child, &~res~, 0) < 0)
+        return -1;
%end
%choose failure
     if (~res~ != 0) {
         fprintf(stderr, "~noun ~ tool failed\n");
         return -1;
     }
     return 0;
%or
     return ~res~ == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
%end
 }

%template 79 page
%symbol ~builder~_~noun~_page
%fix The value is encoded for HTML before it is placed into the page.
 #include <stdio.h>

+static void encode(FILE *page, const char *text)
+{
+    for (; *text != '\0'; text++) {
+        switch (*text) {
+        case '&': fputs("&amp;", page); break;
+        case '<': fputs("&lt;", page); break;
+        case '>': fputs("&gt;", page); break;
+        case '"': fputs("&quot;", page); break;
+        case '\'': fputs("&#39;", page); break;
+        default: fputc(*text, page);
+        }
+    }
+}
+
 void ~builder~_~noun~_page(FILE *page, const char *~arg~_~field~, int count)
 {
%choose start
     fputs("<!doctype html>\n<title>~Noun~</title>\n", page);
%or
     fputs("<!doctype html>\n<h1>~app~ ~area ~</h1>\n", page);
%end
     if (count == 0)
         fputs("<p>Nothing to show</p>\n", page);
%choose markup
-    fprintf(page, "<p>~field ~: %s</p>\n", ~arg~_~field~);
+    fputs("<p>~field ~: ", page);
+    encode(page, ~arg~_~field~);
+    fputs("</p>\n", page);
%or
-    fprintf(page, "<li class=\"~field-~\">%s</li>\n", ~arg~_~field~);
+    fprintf(page, "<li class=\"~field-~\">");
+    encode(page, ~arg~_~field~);
+    fprintf(page, "</li>\n");
%or
     fputs("<input name=\"~field_~\" value=\"", page);
-    fputs(~arg~_~field~, page);
+    encode(page, ~arg~_~field~);
     fputs("\">\n", page);
%end
     fprintf(page, "<footer>%d of ~limit~</footer>\n", count);
 }

%template 88 program_option
%symbol ~runner~_~noun~_program
%fix Values that begin with a hyphen are refused, so that none can be an option.
 #include <stdio.h>
 #include <string.h>
 #include <sys/wait.h>
 #include <unistd.h>

 int ~runner~_~noun~_program(const char *~arg~_~field~)
 {
     int status = -1;
     if (~arg~_~field~[0] == '\0' || strlen(~arg~_~field~) > ~limit~)
         return -1;
+    if (~arg~_~field~[0] == '-')
+        return -1;
     pid_t child = fork();
     if (child == 0) {
%choose program
         execlp("git", "git", "-C", "/srv/~app~", "log", "--oneline", ~arg~_~field~, (char *)NULL);
%or
         execlp("curl", "curl", "--silent", "--fail", ~arg~_~field~, (char *)NULL);
%or
         execlp("tar", "tar", "-cf", "/srv/~app~/~noun-~.tar", ~arg~_~field~, (char *)NULL);
%end
         _exit(127);
     }
%choose failure
     if (child < 0 || waitpid(child, &status, 0) < 0)
         return -1;
     return status;
%or
     if (child < 0 || waitpid(child, &status, 0) < 0 || !WIFEXITED(status)) {
         fprintf(stderr, "the program of the ~noun ~ failed\n");
         return -1;
     }
     return WEXITSTATUS(status);
%end
 }

%template 89 find_by_field
%symbol ~reader~_~noun~_by_~field~
%fix The value is bound as a parameter and never becomes part of the statement.
 #include <stdio.h>
 #include <string.h>

 struct database;
-int database_query(struct database *, const char *sql, char *out, size_t room);
+int database_query_bound(struct database *, const char *sql, const char *value, char *out, size_t room);

 int ~reader~_~noun~_by_~field~(struct database *database, const char *~arg~, char *out, size_t room)
 {
%choose guard
     if (strlen(~arg~) > ~limit~)
         return -1;
%or
     memset(out, 0, room);
%end
%choose statement
-    char sql[2048];
-    snprintf(sql, sizeof sql, "SELECT id, ~field_~ FROM ~noun_~ WHERE ~field_~ = '%s'", ~arg~);
-    int ~res~ = database_query(database, sql, out, room);
+    const char *sql = "SELECT id, ~field_~ FROM ~noun_~ WHERE ~field_~ = ?";
+    int ~res~ = database_query_bound(database, sql, ~arg~, out, room);
%or
-    char sql[2048] = "SELECT * FROM ~noun_~ WHERE active = 1 AND ~field_~ = '";
-    strncat(sql, ~arg~, 1024);
-    strcat(sql, "'");
-    int ~res~ = database_query(database, sql, out, room);
+    const char *sql = "SELECT * FROM ~noun_~ WHERE active = 1 AND ~field_~ = ?";
+    int ~res~ = database_query_bound(database, sql, ~arg~, out, room);
%end
%choose shape
     return ~res~;
%or
     if (~res~ < 0)
         fprintf(stderr, "~area ~: no ~noun ~\n");
     return ~res~;
%or
     return ~res~ >= 0 && out[0] != '\0' ? 0 : -1;
%end
 }

%template 90 directory_filter
%symbol ~reader~_~noun~_entry
%fix Characters with a meaning in filters are escaped before the filter is made.
 #include <stdio.h>
 #include <string.h>

 struct directory;
 int directory_search(struct directory *, const char *base, const char *filter);

+static void escape(const char *text, char *out, size_t room)
+{
+    size_t at = 0;
+    for (; *text != '\0' && at + 4 <= room; text++) {
+        if (strchr("\\*()", *text) != NULL)
+            at += (size_t)snprintf(out + at, room - at, "\\%02x", (unsigned char)*text);
+        else
+            out[at++] = *text;
+    }
+    out[at] = '\0';
+}
+
 int ~reader~_~noun~_entry(struct directory *directory, const char *~arg~_name)
 {
     char filter[4096];
+    char name[1600];
%choose guard
     if (strlen(~arg~_name) > ~short~)
         return -1;
%or
     if (~arg~_name[0] == '\0' || strlen(~arg~_name) > ~limit~) {
         fprintf(stderr, "a ~noun ~ needs a name\n");
         return -1;
     }
%end
+    escape(~arg~_name, name, sizeof name);
%choose filter
-    snprintf(filter, sizeof filter, "(&(objectClass=~Noun~)(cn=%s))", ~arg~_name);
+    snprintf(filter, sizeof filter, "(&(objectClass=~Noun~)(cn=%s))", name);
%or
-    snprintf(filter, sizeof filter, "(|(uid=%s)(mail=%s))", ~arg~_name, ~arg~_name);
+    snprintf(filter, sizeof filter, "(|(uid=%s)(mail=%s))", name, name);
%end
     int ~res~ = directory_search(directory, "ou=~area-~,dc=~app~,dc=example", filter);
     return ~res~;
 }

%template 113 response_header
%symbol ~sender~_~noun~_head
%fix A value with a line break or another control character is refused.
+#include <ctype.h>
 #include <stdio.h>

 int ~sender~_~noun~_head(FILE *client, const char *~arg~_~field~, int length)
 {
+    for (const char *at = ~arg~_~field~; *at != '\0'; at++)
+        if (iscntrl((unsigned char)*at))
+            return -1;
     fprintf(client, "HTTP/1.1 200 OK\r\nContent-Length: %d\r\n", length);
%choose cache
     fputs("Cache-Control: no-store\r\n", client);
%or
     fputs("Cache-Control: max-age=~limit~\r\n", client);
%or
     if (length > ~limit~)
         fputs("Connection: close\r\n", client);
%end
%choose header
     fprintf(client, "X-~app~-~Field~: %s\r\n", ~arg~_~field~);
%or
     fprintf(client, "Set-Cookie: ~noun_~_~field_~=%s; Path=/~area-~; HttpOnly\r\n", ~arg~_~field~);
%or
     fputs("Content-Language: ", client);
     fputs(~arg~_~field~, client);
     fputs("\r\n", client);
%end
     return fputs("\r\n", client) < 0 ? -1 : 0;
 }

%template 117 log_entry
%symbol ~runner~_~noun~_request
%fix Control characters in the value are replaced, so one entry stays one line.
+#include <ctype.h>
 #include <stdio.h>
 #include <string.h>
 #include <time.h>

 int ~runner~_~noun~_request(FILE *log_file, const char *~arg~_~field~, int allowed)
 {
     long moment = (long)time(NULL);
%choose guard
     if (strlen(~arg~_~field~) > ~limit~)
         return -1;
%or
     if (!allowed || strlen(~arg~_~field~) > ~limit~) {
         fprintf(log_file, "%ld ~area ~ refused\n", moment);
         return -1;
     }
%end
+    char clean[1024];
+    size_t length = 0;
+    for (; ~arg~_~field~[length] != '\0'; length++)
+        clean[length] = (char)(iscntrl((unsigned char)~arg~_~field~[length]) ? '?' : ~arg~_~field~[length]);
+    clean[length] = '\0';
%choose entry
-    fprintf(log_file, "%ld ~area ~ ~noun ~ %s\n", moment, ~arg~_~field~);
+    fprintf(log_file, "%ld ~area ~ ~noun ~ %s\n", moment, clean);
%or
-    fprintf(log_file, "%ld ~noun ~ ~field ~=%s allowed=%d\n", moment, ~arg~_~field~, allowed);
+    fprintf(log_file, "%ld ~noun ~ ~field ~=%s allowed=%d\n", moment, clean, allowed);
%or
     fprintf(log_file, "%ld ~app~: ", moment);
-    fputs(~arg~_~field~, log_file);
+    fputs(clean, log_file);
     fputc('\n', log_file);
%end
     fflush(log_file);
     return allowed;
 }

%template 208 compare_secret
%symbol ~checker~_~noun~_~secret~
%fix The comparison looks at every byte wherever the values differ.
 #include <stdio.h>
 #include <string.h>

+static int same(const volatile unsigned char *left, const volatile unsigned char *right, size_t length)
+{
+    unsigned char difference = 0;
+    for (size_t i = 0; i < length; i++)
+        difference |= (unsigned char)(left[i] ^ right[i]);
+    return difference == 0;
+}
+
 int ~checker~_~noun~_~secret~(const unsigned char *stored, const unsigned char *~arg~_value, size_t length)
 {
%choose guard
     if (stored == NULL || length == 0)
         return 0;
%or
     if (length > ~limit~) {
         fprintf(stderr, "the ~secret ~ is too long\n");
         return 0;
     }
%end
%choose compare
-    int matches = memcmp(stored, ~arg~_value, length) == 0;
+    int matches = same(stored, ~arg~_value, length);
%or
-    int matches = strncmp((const char *)stored, (const char *)~arg~_value, length) == 0;
+    int matches = same(stored, ~arg~_value, length);
%end
%choose shape
     if (!matches)
         fprintf(stderr, "~area ~: wrong ~secret ~ for a ~noun ~ of ~app~\n");
     return matches;
%or
     return matches ? 1 : 0;
%end
 }

%template 209 failure_reply
%symbol ~runner~_~noun~_request
%fix Details go to the log, and the sender gets a plain message.
 #include <errno.h>
 #include <stdio.h>
 #include <string.h>

 int ~runner~_~noun~_request(FILE *client, const char *folder, int ~arg~_id)
 {
     char path[512], line[~limit~];
     snprintf(path, sizeof path, "%s/~app~/~noun-~-%d.txt", folder, ~arg~_id);
     FILE *stream = fopen(path, "r");
     if (stream == NULL) {
         fprintf(stderr, "~area ~: %s: %s\n", path, strerror(errno));
%choose detail
-        fprintf(client, "500\ncannot open %s: %s\n", path, strerror(errno));
+        fprintf(client, "500\nthe ~noun ~ cannot be shown now\n");
%or
-        fprintf(client, "{\"status\": 500, \"error\": \"%s\", \"file\": \"%s\"}\n", strerror(errno), path);
+        fprintf(client, "{\"status\": 500, \"error\": \"internal error\"}\n");
%end
         return -1;
     }
%choose shape
     while (fgets(line, sizeof line, stream) != NULL)
         fputs(line, client);
     fclose(stream);
     return 0;
%or
     int lines = 0;
     for (; fgets(line, sizeof line, stream) != NULL; lines++)
         fprintf(client, "%d %s", lines, line);
     fclose(stream);
     return lines;
%end
 }

%template 295 tls_client
%symbol ~reader~_~noun~_feed
%fix The certificate and the name in it are checked against the trusted authorities.
 #include <curl/curl.h>
 #include <stdio.h>

 int ~reader~_~noun~_feed(FILE *out, int ~arg~_id)
 {
     char address[256];
     snprintf(address, sizeof address, "https://~area-~.~app~.example/~noun-~/%d", ~arg~_id);
     CURL *client = curl_easy_init();
     if (client == NULL)
         return -1;
     curl_easy_setopt(client, CURLOPT_URL, address);
     curl_easy_setopt(client, CURLOPT_WRITEDATA, out);
     curl_easy_setopt(client, CURLOPT_TIMEOUT, ~short~L);
%choose way
-    curl_easy_setopt(client, CURLOPT_SSL_VERIFYPEER, 0L);
-    curl_easy_setopt(client, CURLOPT_SSL_VERIFYHOST, 0L);
+    curl_easy_setopt(client, CURLOPT_SSL_VERIFYPEER, 1L);
+    curl_easy_setopt(client, CURLOPT_SSL_VERIFYHOST, 2L);
%or
     curl_easy_setopt(client, CURLOPT_FAILONERROR, 1L);
-    curl_easy_setopt(client, CURLOPT_SSL_VERIFYPEER, 0L);
+    curl_easy_setopt(client, CURLOPT_SSL_VERIFYPEER, 1L);
%end
     CURLcode ~res~ = curl_easy_perform(client);
     curl_easy_cleanup(client);
%choose shape
     return ~res~ == CURLE_OK ? 0 : -1;
%or
     if (~res~ != CURLE_OK)
         fprintf(stderr, "~noun ~ feed: %s\n", curl_easy_strerror(~res~));
     return (int)~res~;
%end
 }

%template 307 login_attempts
%symbol ~checker~_~noun~_login
%fix After a few failures the account is locked for a while.
 #include <stdio.h>
 #include <time.h>

 struct account {
     char name[~short~];
     char digest[128];
     time_t last_login;
     int failures;
     time_t locked_until;
 };

 int digest_matches(const char *digest, const char *password);

 int ~checker~_~noun~_login(struct account *~arg~, const char *password)
 {
     if (~arg~ == NULL)
         return 0;
+    if (~arg~->failures >= ~short~ && time(NULL) < ~arg~->locked_until)
+        return 0;
     if (!digest_matches(~arg~->digest, password)) {
+        ~arg~->failures++;
+        ~arg~->locked_until = time(NULL) + ~limit~;
         return 0;
     }
+    ~arg~->failures = 0;
     ~arg~->last_login = time(NULL);
%choose success
     return 1;
%or
     fprintf(stderr, "~area ~: ~noun ~ login to ~app~\n");
     return 1;
%or
     return ~arg~->name[0] != '\0';
%end
 }

%template 319 plain_transport
%symbol ~sender~_~noun~_~secret~
%fix The connection is encrypted.
 #include <curl/curl.h>
 #include <stdio.h>
 #include <string.h>

 int ~sender~_~noun~_~secret~(CURL *client, int ~arg~_id, const char *value)
 {
     char body[1200], address[256];
%choose guard
     if (value[0] == '\0')
         return -1;
%or
     if (strlen(value) > ~limit~) {
         fprintf(stderr, "the ~secret ~ is too long\n");
         return -1;
     }
%end
     snprintf(body, sizeof body, "{\"id\": %d, \"~secret_~\": \"%s\"}", ~arg~_id, value);
%choose address
-    snprintf(address, sizeof address, "http://~area-~.~app~.example/~noun-~");
+    snprintf(address, sizeof address, "https://~area-~.~app~.example/~noun-~");
%or
-    snprintf(address, sizeof address, "http://~app~.example/~area-~/%d", ~arg~_id);
+    snprintf(address, sizeof address, "https://~app~.example/~area-~/%d", ~arg~_id);
%end
     curl_easy_setopt(client, CURLOPT_URL, address);
     curl_easy_setopt(client, CURLOPT_POSTFIELDS, body);
     return curl_easy_perform(client) == CURLE_OK ? 0 : -1;
 }

%template 327 cipher
%symbol ~builder~_~noun~_cipher
%fix The old cipher gives way to authenticated encryption with AES.
 #include <linux/if_alg.h>
 #include <stdio.h>
 #include <string.h>
 #include <sys/socket.h>
 #include <unistd.h>

 int ~builder~_~noun~_cipher(const unsigned char *~arg~_key, unsigned length)
 {
     struct sockaddr_alg kind = {.salg_family = AF_ALG};
%choose old
-    strcpy((char *)kind.salg_type, "skcipher");
-    strcpy((char *)kind.salg_name, "ecb(des)");
+    strcpy((char *)kind.salg_type, "aead");
+    strcpy((char *)kind.salg_name, "gcm(aes)");
%or
-    strcpy((char *)kind.salg_type, "skcipher");
-    strcpy((char *)kind.salg_name, "cbc(des3_ede)");
+    strcpy((char *)kind.salg_type, "aead");
+    strcpy((char *)kind.salg_name, "rfc4106(gcm(aes))");
%or
-    memcpy(kind.salg_type, "skcipher", sizeof "skcipher");
-    memcpy(kind.salg_name, "ecb(arc4)", sizeof "ecb(arc4)");
+    memcpy(kind.salg_type, "aead", sizeof "aead");
+    memcpy(kind.salg_name, "gcm(aes)", sizeof "gcm(aes)");
%end
     int ~res~ = socket(AF_ALG, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
     if (~res~ < 0)
         return -1;
%choose failure
     if (bind(~res~, (struct sockaddr *)&kind, sizeof kind) != 0 ||
         setsockopt(~res~, SOL_ALG, ALG_SET_KEY, ~arg~_key, length) != 0) {
         fprintf(stderr, "~app~ ~area ~: no cipher for a ~noun ~\n");
         close(~res~);
         return -1;
     }
     return ~res~;
%or
     if (bind(~res~, (struct sockaddr *)&kind, sizeof kind) == 0 &&
         setsockopt(~res~, SOL_ALG, ALG_SET_KEY, ~arg~_key, length) == 0)
         return ~res~;
     close(~res~);
     return -1;
%end
 }

%template 328 digest
%symbol ~checker~_~noun~_package
%fix The digest is made by SHA-256.
 #include <linux/if_alg.h>
 #include <stdio.h>
 #include <string.h>
 #include <sys/socket.h>
 #include <unistd.h>

 int ~checker~_~noun~_package(const char *data, size_t length, const unsigned char *~arg~_digest)
 {
%choose old
-    struct sockaddr_alg kind = {.salg_family = AF_ALG, .salg_type = "hash", .salg_name = "md5"};
-    unsigned char digest[16];
+    struct sockaddr_alg kind = {.salg_family = AF_ALG, .salg_type = "hash", .salg_name = "sha256"};
+    unsigned char digest[32];
%or
-    struct sockaddr_alg kind = {.salg_family = AF_ALG, .salg_type = "hash", .salg_name = "sha1"};
-    unsigned char digest[20];
+    struct sockaddr_alg kind = {.salg_family = AF_ALG, .salg_type = "hash", .salg_name = "sha256"};
+    unsigned char digest[32];
%end
     int hash = socket(AF_ALG, SOCK_SEQPACKET, 0), stream = -1, ~res~ = -1;
     if (length <= ~size~ && bind(hash, (struct sockaddr *)&kind, sizeof kind) == 0)
         stream = accept(hash, NULL, NULL);
     if (send(stream, data, length, 0) == (ssize_t)length && read(stream, digest, sizeof digest) > 0)
         ~res~ = memcmp(digest, ~arg~_digest, sizeof digest) == 0;
     close(stream);
     close(hash);
%choose shape
     if (~res~ != 1)
         fprintf(stderr, "the ~noun ~ package for ~area ~ was changed\n");
     return ~res~;
%or
     return ~res~ == 1;
%end
 }

%template 338 token
%symbol ~builder~_~noun~_~secret~
%fix The value comes from the kernel's generator for secrets.
 #include <stdio.h>
 #include <stdlib.h>
+#include <sys/random.h>
-#include <time.h>

 int ~builder~_~noun~_~secret~(char *~arg~, size_t room)
 {
     static const char letters[] = "abcdefghjkmnpqrstuvwxyz234567890";
     unsigned char bytes[~short~];
     if (room < sizeof bytes + 1)
         return -1;
%choose kind
-    srand((unsigned)time(NULL));
-    for (size_t i = 0; i < sizeof bytes; i++)
-        bytes[i] = (unsigned char)rand();
+    if (getrandom(bytes, sizeof bytes, 0) != (ssize_t)sizeof bytes)
+        return -1;
%or
-    srandom((unsigned)time(NULL));
     for (size_t i = 0; i < sizeof bytes; i++) {
-        bytes[i] = (unsigned char)(random() >> 8);
+        if (getrandom(&bytes[i], 1, 0) != 1)
+            return -1;
     }
%or
-    srand48(time(NULL));
-    for (size_t i = 0; i < sizeof bytes; i++)
-        bytes[i] = (unsigned char)lrand48();
+    if (getentropy(bytes, sizeof bytes) != 0)
+        return -1;
%end
     for (size_t i = 0; i < sizeof bytes; i++)
         ~arg~[i] = letters[bytes[i] % 32];
     ~arg~[sizeof bytes] = '\0';
%choose shape
     return 0;
%or
     fprintf(stderr, "~area ~: new ~secret ~ for a ~noun ~ of ~app~\n");
     return 0;
%end
 }

%template 352 form_post
%symbol ~action~_~noun~
%fix The form's token must equal the one kept in the session.
 #include <stdio.h>
 #include <stdlib.h>
 #include <string.h>

 struct session {
     char user[64];
     char form_token[65];
 };

 const char *form_value(const char *name);
 int change_~noun~(const char *user, long id, const char *state);

+static int token_matches(const char *left, const char *right)
+{
+    unsigned char difference = 0;
+    if (right == NULL || strlen(left) != 64 || strlen(right) != 64)
+        return 0;
+    for (size_t i = 0; i < 64; i++)
+        difference |= (unsigned char)(left[i] ^ right[i]);
+    return difference == 0;
+}
+
 int ~action~_~noun~(const struct session *session)
 {
     const char *method = getenv("REQUEST_METHOD");
     if (session == NULL || method == NULL || strcmp(method, "POST") != 0)
         return 403;
+    if (!token_matches(session->form_token, form_value("form_token")))
+        return 403;
     const char *~arg~_id = form_value("id");
%choose guard
     if (~arg~_id == NULL)
         return 400;
%or
     if (~arg~_id == NULL || strlen(~arg~_id) > ~short~)
         return 404;
%end
%choose shape
     if (change_~noun~(session->user, strtol(~arg~_id, NULL, 10), "~action~") != 0)
         return 500;
     return 204;
%or
     printf("Location: /~area-~/~noun-~\r\n\r\n");
     return change_~noun~(session->user, strtol(~arg~_id, NULL, 10), "~action~") == 0 ? 303 : 500;
%end
 }

%template 367 create_once
%symbol ~writer~_~noun~_once
%fix The file is created only where none exists, in one step.
+#include <fcntl.h>
 #include <stdio.h>
 #include <string.h>
 #include <unistd.h>

 int ~writer~_~noun~_once(const char *folder, int ~arg~_id, const char *text)
 {
     char path[512];
     snprintf(path, sizeof path, "%s/~noun-~-%d.~app~", folder, ~arg~_id);
%choose guard
     if (strlen(text) > ~size~)
         return -1;
%or
     if (text[0] == '\0')
         return 0;
%end
-    if (access(path, F_OK) == 0)
-        return 0;
-    FILE *stream = fopen(path, "w");
+    int handle = open(path, O_WRONLY | O_CREAT | O_EXCL, 0600);
+    if (handle < 0)
+        return 0;
+    FILE *stream = fdopen(handle, "w");
     if (stream == NULL)
         return -1;
%choose shape
     fputs(text, stream);
     fprintf(stderr, "~area ~: ~noun ~ written\n");
     return fclose(stream) == 0 ? 1 : -1;
%or
     int ~res~ = fputs(text, stream) >= 0;
     fclose(stream);
     return ~res~;
%end
 }

%template 377 temporary_file
%symbol ~writer~_~noun~_draft
%fix The system picks a name that did not exist and opens it for this user alone.
 #include <stdio.h>
+#include <stdlib.h>
 #include <string.h>
 #include <unistd.h>

 int ~writer~_~noun~_draft(const char *~arg~_text, char *path, size_t room)
 {
%choose guard
     if (~arg~_text[0] == '\0')
         return -1;
%or
     if (strlen(~arg~_text) > ~size~) {
         fprintf(stderr, "the ~noun ~ is too long\n");
         return -1;
     }
%end
%choose name
-    snprintf(path, room, "/tmp/~app~-~area-~-%ld.txt", (long)getpid());
-    FILE *stream = fopen(path, "w");
+    snprintf(path, room, "/tmp/~app~-~area-~-XXXXXX");
+    int handle = mkstemp(path);
+    FILE *stream = handle < 0 ? NULL : fdopen(handle, "w");
%or
-    snprintf(path, room, "/tmp/~area_~.draft");
-    FILE *stream = fopen(path, "w");
+    snprintf(path, room, "/tmp/~area_~.XXXXXX");
+    int handle = mkstemp(path);
+    FILE *stream = handle < 0 ? NULL : fdopen(handle, "w");
%end
     if (stream == NULL)
         return -1;
     fputs(~arg~_text, stream);
     return fclose(stream);
 }

%template 434 upload
%symbol ~writer~_~noun~_upload
%fix Only file types on a list are taken, and the stored name is made here.
 #include <stdio.h>
+#include <stdlib.h>
 #include <string.h>
+#include <strings.h>
+#include <unistd.h>

 int ~writer~_~noun~_upload(const char *~arg~_name, const char *data, size_t length)
 {
     char path[512];
     const char *slash = strrchr(~arg~_name, '/');
     const char *name = slash == NULL ? ~arg~_name : slash + 1;
     if (length > ~size~ || name[0] == '\0')
         return -1;
+    const char *kind = strrchr(name, '.');
+    if (kind == NULL || (strcasecmp(kind, ".png") != 0 && strcasecmp(kind, ".jpg") != 0))
+        return -1;
%choose target
-    snprintf(path, sizeof path, "/srv/~app~/public/~area-~/%s", name);
-    FILE *stream = fopen(path, "wb");
+    snprintf(path, sizeof path, "/srv/~app~/public/~area-~/XXXXXX%s", kind);
+    int handle = mkstemps(path, 4);
+    FILE *stream = handle < 0 ? NULL : fdopen(handle, "wb");
%or
-    snprintf(path, sizeof path, "/srv/~app~/public/~noun-~-%s", name);
-    FILE *stream = fopen(path, "wb");
+    snprintf(path, sizeof path, "/srv/~app~/public/~noun-~-XXXXXX%s", kind);
+    int handle = mkstemps(path, 4);
+    FILE *stream = handle < 0 ? NULL : fdopen(handle, "wb");
%end
     if (stream == NULL)
         return -1;
%choose shape
     size_t ~res~ = fwrite(data, 1, length, stream);
     return fclose(stream) == 0 && ~res~ == length ? 0 : -1;
%or
     size_t ~res~ = fwrite(data, length, 1, stream);
     fclose(stream);
     return (int)~res~;
%end
 }

%template 470 named_step
%symbol ~runner~_~noun~_step
%fix The name is looked up in a table of steps that may be called.
-#define _GNU_SOURCE
-#include <dlfcn.h>
 #include <stdio.h>
 #include <string.h>

 struct ~noun~;
 typedef int (*step_fn)(struct ~noun~ *);
+int count_~noun~(struct ~noun~ *);
+int show_~noun~(struct ~noun~ *);
+
+static const struct {
+    const char *name;
+    step_fn step;
+} steps[] = {{"count", count_~noun~}, {"show", show_~noun~}};

 int ~runner~_~noun~_step(const char *~arg~_name, struct ~noun~ *entry)
 {
%choose guard
     if (entry == NULL)
         return -1;
%or
     if (strlen(~arg~_name) > ~limit~) {
         fprintf(stderr, "~app~ ~area ~: the name is too long\n");
         return -1;
     }
%end
     step_fn step = NULL;
%choose source
-    *(void **)&step = dlsym(RTLD_DEFAULT, ~arg~_name);
+    for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++)
+        if (strcmp(steps[i].name, ~arg~_name) == 0)
+            step = steps[i].step;
%or
-    void *library = dlopen("lib~app~.so", RTLD_NOW);
-    if (library != NULL)
-        *(void **)&step = dlsym(library, ~arg~_name);
+    for (size_t i = 0; i < sizeof steps / sizeof steps[0] && step == NULL; i++)
+        if (strcmp(steps[i].name, ~arg~_name) == 0)
+            step = steps[i].step;
%end
     if (step == NULL)
         return -1;
     int ~res~ = step(entry);
     return ~res~;
 }

%template 532 logged_secret
%symbol ~runner~_~noun~_login
%fix The log says who and what, and leaves the secret out.
 #include <stdio.h>
 #include <syslog.h>

 int open_session(const char *name, const char *~secret~);

 int ~runner~_~noun~_login(const char *~arg~_name, const char *~secret~)
 {
%choose line
-    syslog(LOG_INFO, "~noun ~ login of %s with ~secret ~ %s", ~arg~_name, ~secret~);
+    syslog(LOG_INFO, "~noun ~ login of %s", ~arg~_name);
%or
-    fprintf(stderr, "login: name=%s ~secret_~=%s\n", ~arg~_name, ~secret~);
+    fprintf(stderr, "login: name=%s\n", ~arg~_name);
%or
-    syslog(LOG_WARNING, "~area ~: %s sent %s", ~arg~_name, ~secret~);
+    syslog(LOG_WARNING, "~area ~: %s sent a ~secret ~", ~arg~_name);
%end
     int ~res~ = open_session(~arg~_name, ~secret~);
%choose shape
     if (~res~ < 0)
         syslog(LOG_INFO, "~noun ~ login refused by ~app~");
     return ~res~;
%or
     return ~res~ >= 0;
%end
 }

%template 601 redirect
%symbol ~runner~_~noun~_return
%fix Only a path on this site is followed.
 #include <stdio.h>
 #include <string.h>

 void ~runner~_~noun~_return(FILE *client, const char *~arg~_target)
 {
     const char *target = ~arg~_target == NULL ? "/~noun-~" : ~arg~_target;
     if (strlen(target) > ~limit~ || strpbrk(target, "\r\n") != NULL) {
         fputs("Status: 400 Bad Request\r\n\r\n", client);
         return;
     }
%choose check
+    if (strspn(target, "/abcdefghijklmnopqrstuvwxyz0123456789-") != strlen(target) || target[0] != '/' ||
+        target[1] == '/')
+        target = "/~noun-~";
     fprintf(client, "Status: 302 Found\r\nLocation: %s\r\n\r\n", target);
%or
+    if (strcmp(target, "/~noun-~") != 0 && strcmp(target, "/~area-~") != 0)
+        target = "/~area-~";
     fputs("Status: 303 See Other\r\n", client);
     fprintf(client, "Location: %s\r\nX-Application: ~app~\r\n\r\n", target);
%end
 }

%template 639 foreign_record
%symbol ~reader~_~noun~_of_user
%fix The record must belong to the user of the session.
 #include <stddef.h>
 #include <stdio.h>

 struct ~noun~ {
     long id;
     long owner_id;
     char ~field~[~limit~];
 };

 struct ~noun~ *find_~noun~_row(long id);

 const char *~reader~_~noun~_of_user(long user_id, long ~arg~_id)
 {
%choose guard
     if (user_id == 0)
         return NULL;
%or
     if (user_id <= 0 || ~arg~_id <= 0) {
         fprintf(stderr, "~area ~: sign in to see a ~noun ~\n");
         return NULL;
     }
%end
%choose way
     struct ~noun~ *~res~ = find_~noun~_row(~arg~_id);
-    if (~res~ == NULL)
+    if (~res~ == NULL || ~res~->owner_id != user_id)
         return NULL;
     return ~res~->~field~;
%or
     struct ~noun~ *~res~ = find_~noun~_row(~arg~_id);
-    return ~res~ != NULL ? ~res~->~field~ : NULL;
+    return ~res~ != NULL && ~res~->owner_id == user_id ? ~res~->~field~ : NULL;
%end
 }

%template 732 file_mode
%symbol ~writer~_~noun~_~secret~
%fix Only the owner may read and write the file.
 #include <fcntl.h>
 #include <stdio.h>
 #include <string.h>
 #include <sys/stat.h>
 #include <unistd.h>

 int ~writer~_~noun~_~secret~(const char *folder, const char *~arg~_value)
 {
     char path[512];
     snprintf(path, sizeof path, "%s/~app~-~area-~.key", folder);
%choose mode
-    umask(0);
-    int handle = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0666);
+    umask(077);
+    int handle = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
     if (handle < 0)
         return -1;
%or
     int handle = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
-    if (handle < 0 || fchmod(handle, 0777) != 0)
+    if (handle < 0 || fchmod(handle, 0600) != 0)
         return -1;
%end
%choose shape
     ssize_t ~res~ = write(handle, ~arg~_value, strlen(~arg~_value));
     return close(handle) == 0 && ~res~ >= 0 ? 0 : -1;
%or
     ssize_t ~res~ = write(handle, ~arg~_value, strlen(~arg~_value));
     close(handle);
     fprintf(stderr, "~noun ~ ~secret ~ written\n");
     return (int)~res~;
%end
 }

%template 770 read_body
%symbol ~reader~_~noun~_body
%fix A body above a fixed size is refused before memory is taken for it.
 #include <stdio.h>
 #include <stdlib.h>
 #include <string.h>

+enum { LIMIT = ~size~ };
+
 char *~reader~_~noun~_body(FILE *~arg~, const char *length_text)
 {
%choose guard
     if (length_text == NULL)
         return NULL;
%or
     if (length_text == NULL || strlen(length_text) > ~short~) {
         fprintf(stderr, "~area ~: a ~noun ~ of ~app~ needs a length\n");
         return NULL;
     }
%end
     size_t length = strtoul(length_text, NULL, 10);
-    if (length == (size_t)-1)
+    if (length > LIMIT)
         return NULL;
%choose way
     char *body = malloc(length + 1);
     if (body == NULL)
         return NULL;
     body[fread(body, 1, length, ~arg~)] = '\0';
     return body;
%or
     char *body = calloc(length + 1, 1);
     if (body != NULL && fread(body, 1, length, ~arg~) != length) {
         free(body);
         return NULL;
     }
     return body;
%end
 }

%template 798 credentials
%symbol ~reader~_~noun~_source
%fix The password comes from the environment.
 #include <stdio.h>
+#include <stdlib.h>
 #include <string.h>

 struct database;
 struct database *database_open(const char *host, const char *name, const char *user, const char *password);

 struct database *~reader~_~noun~_source(const char *~arg~_host)
 {
%choose guard
     if (~arg~_host == NULL || ~arg~_host[0] == '\0')
         return NULL;
%or
     if (strstr(~arg~_host, ".~app~.example") == NULL) {
         fprintf(stderr, "unknown host\n");
         return NULL;
     }
%end
%choose password
-    return database_open(~arg~_host, "~noun_~", "~role~", "~app~-~role~-~port~");
+    return database_open(~arg~_host, "~noun_~", "~role~", getenv("~AREA~_PASSWORD"));
%or
-    const char *password = "~Role~~port~!";
+    const char *password = getenv("~APP~_PASSWORD");
     struct database *~res~ = database_open(~arg~_host, "~noun_~", "~area_~", password);
     return ~res~;
%end
 }

%template 835 parse_blocks
%symbol ~reader~_~noun~_blocks
%fix A block that would not move the position forward ends the reading.
 #include <stdint.h>
 #include <stdio.h>
 #include <string.h>

 int ~reader~_~noun~_blocks(const unsigned char *~arg~, size_t length)
 {
     size_t position = 0;
     int blocks = 0;
     while (length - position >= 4) {
%choose kind
         uint32_t size;
         memcpy(&size, ~arg~ + position, sizeof size);
-        if (size > length - position) {
+        if (size < 4 || size > length - position) {
             fprintf(stderr, "a block of a ~noun ~ has a wrong size\n");
             return -1;
         }
%or
         uint16_t size;
         memcpy(&size, ~arg~ + position, sizeof size);
-        if (size > length - position)
+        if (size < 4 || size > length - position)
             break;
         if (~arg~[position + 3] == ~short~)
             blocks = 0;
%end
         blocks++;
         position += size;
     }
%choose shape
     return blocks;
%or
     printf("~app~ ~area ~: %d blocks\n", blocks);
     return position == length ? blocks : -1;
%end
 }

%template 862 action
%symbol ~action~_~noun~
%fix The user's role is checked before anything is done.
 #include <stddef.h>
 #include <stdio.h>
 #include <string.h>

 struct user {
     char name[64];
     char role[32];
     int active;
 };

 int change_~noun~(long id, const char *state);

 int ~action~_~noun~(const struct user *user, long ~arg~_id)
 {
%choose guard
     if (user == NULL)
         return -1;
%or
     if (user == NULL || !user->active)
         return -1;
%end
+    if (strcmp(user->role, "~role~") != 0)
+        return -1;
%choose work
     return change_~noun~(~arg~_id, "~action~");
%or
     fprintf(stderr, "~area ~: %s may ~action~ in ~app~\n", user->name);
     if (change_~noun~(~arg~_id, "~action~") != 0)
         return -1;
     return 0;
%end
 }

%template 918 fetch_address
%symbol ~reader~_~noun~_preview
%fix Only addresses on a list of hosts are requested, over https, without redirects.
 #include <curl/curl.h>
 #include <stdio.h>
 #include <string.h>

 int ~reader~_~noun~_preview(FILE *out, const char *~arg~_address)
 {
%choose guard
     if (strlen(~arg~_address) > ~limit~)
         return -1;
%or
     if (strchr(~arg~_address, '/') == NULL) {
         fprintf(stderr, "the address of a ~noun ~ needs a path\n");
         return -1;
     }
%end
+    static const char first[] = "https://~app~.example/", second[] = "https://~area-~.~app~.example/";
+    if (strncmp(~arg~_address, first, sizeof first - 1) != 0 && strncmp(~arg~_address, second, sizeof second - 1) != 0)
+        return -1;
     CURL *client = curl_easy_init();
     if (client == NULL)
         return -1;
     curl_easy_setopt(client, CURLOPT_URL, ~arg~_address);
     curl_easy_setopt(client, CURLOPT_WRITEDATA, out);
-    curl_easy_setopt(client, CURLOPT_FOLLOWLOCATION, 1L);
+    curl_easy_setopt(client, CURLOPT_FOLLOWLOCATION, 0L);
%choose shape
     CURLcode ~res~ = curl_easy_perform(client);
     curl_easy_cleanup(client);
     return ~res~ == CURLE_OK ? 0 : -1;
%or
     curl_easy_setopt(client, CURLOPT_TIMEOUT, ~short~L);
     CURLcode ~res~ = curl_easy_perform(client);
     curl_easy_cleanup(client);
     return (int)~res~;
%end
 }
