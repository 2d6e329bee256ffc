# Java, standard library only. Grammar: README.md.
%template 22 read_below_folder
%symbol ~reader~~Noun~Document
%fix The path is normalised first and refused unless it lies below the folder.
 package example.~app~;

 import java.io.IOException;
 import java.nio.file.Files;
 import java.nio.file.Path;

 final class ~Noun~~Area~ {
   private static final Path FOLDER = Path.of("/srv/~app~/~area-~");

%choose shape
   byte[] ~reader~~Noun~Document(String ~arg~Name) throws IOException {
%or
   String ~reader~~Noun~Document(String ~arg~Name) throws IOException {
%end
%choose guard
     if (~arg~Name == null || ~arg~Name.isEmpty()) {
       throw new IllegalArgumentException("the ~noun ~ document needs a name");
     }
%or
     if (~arg~Name.length() > ~limit~) {
       return null;
     }
%end
-    Path file = FOLDER.resolve(~arg~Name);
+    Path file = FOLDER.resolve(~arg~Name).normalize();
+    if (!file.startsWith(FOLDER)) {
+      throw new SecurityException("the document lies outside the folder");
+    }
%choose shape
     return Files.readAllBytes(file);
%or
     return Files.readString(file);
%end
   }
 }

%template 78 run_tool
%symbol ~runner~~Noun~Tool
%fix The program gets its arguments as a list and no shell reads them.
 package example.~app~;

 import java.io.IOException;
 import java.nio.charset.StandardCharsets;

 final class ~Noun~~Area~ {
   String ~runner~~Noun~Tool(String ~arg~Path) throws IOException, InterruptedException {
%choose tool
-    String line = "tar -czf /var/backups/~app~.tgz -- " + ~arg~Path;
-    ProcessBuilder builder = new ProcessBuilder("sh", "-c", line);
+    ProcessBuilder builder = new ProcessBuilder("tar", "-czf", "/var/backups/~app~.tgz", "--", ~arg~Path);
%or
-    ProcessBuilder builder = new ProcessBuilder("/bin/sh", "-c", "wc -l -- " + ~arg~Path);
+    ProcessBuilder builder = new ProcessBuilder("wc", "-l", "--", ~arg~Path);
%or
-    String line = String.format("file --brief -- '%s'", ~arg~Path);
-    ProcessBuilder builder = new ProcessBuilder("bash", "-c", line);
+    ProcessBuilder builder = new ProcessBuilder("file", "--brief", "--", ~arg~Path);
%end
     builder.redirectErrorStream(true);
     Process process = builder.start();
     String ~res~ = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
%choose failure
     if (process.waitFor() != 0) {
       throw new IOException("~noun ~ tool failed");
     }
     return ~res~.strip();
%or
     int code = process.waitFor();
     System.out.println("~area ~: ~noun ~ tool ended with " + code);
     return code == 0 ? ~res~ : null;
%end
   }
 }

%template 79 page
%symbol ~builder~~Noun~Page
%fix The value is encoded for HTML before it is placed into the page.
 package example.~app~;

 final class ~Noun~~Area~ {
+  private static String encode(String text) {
+    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
+        .replace("\"", "&quot;").replace("'", "&#39;");
+  }
+
   String ~builder~~Noun~Page(String ~arg~~Field~, int count) {
%choose start
     StringBuilder page = new StringBuilder("<!doctype html>\n<title>~Noun~</title>\n");
%or
     StringBuilder page = new StringBuilder("<!doctype html>\n<h1>~noun ~</h1>\n");
%end
     if (count == 0) {
       page.append("<p>Nothing to show</p>\n");
     }
%choose markup
-    page.append("<p>~field ~: ").append(~arg~~Field~).append("</p>\n");
+    page.append("<p>~field ~: ").append(encode(~arg~~Field~)).append("</p>\n");
%or
-    page.append("<li class=\"~field-~\">" + ~arg~~Field~ + "</li>\n");
+    page.append("<li class=\"~field-~\">" + encode(~arg~~Field~) + "</li>\n");
%or
-    page.append(String.format("<input name=\"~field_~\" value=\"%s\">%n", ~arg~~Field~));
+    page.append(String.format("<input name=\"~field_~\" value=\"%s\">%n", encode(~arg~~Field~)));
%end
     page.append("<footer>").append(count).append(" of ~limit~</footer>\n");
     return page.toString();
   }
 }

%template 88 program_option
%symbol ~runner~~Noun~Program
%fix Values that begin with a hyphen are refused, so that none can be an option.
 package example.~app~;

 import java.io.IOException;
 import java.util.List;

 final class ~Noun~~Area~ {
   int ~runner~~Noun~Program(String ~arg~~Field~) throws IOException, InterruptedException {
     if (~arg~~Field~.isEmpty() || ~arg~~Field~.length() > ~limit~) {
       throw new IllegalArgumentException("the ~field ~ of a ~noun ~ has a wrong length");
     }
+    if (~arg~~Field~.startsWith("-")) {
+      throw new IllegalArgumentException("the ~field ~ must not begin with a hyphen");
+    }
%choose program
     List<String> command = List.of("git", "-C", "/srv/~app~", "log", "--oneline", ~arg~~Field~);
%or
     List<String> command = List.of("curl", "--silent", "--fail", ~arg~~Field~);
%or
     List<String> command = List.of("tar", "-cf", "/srv/~app~/~noun-~.tar", ~arg~~Field~);
%end
%choose call
     return new ProcessBuilder(command).inheritIO().start().waitFor();
%or
     Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
     process.getInputStream().transferTo(System.out);
     return process.waitFor();
%end
   }
 }

%template 89 find_by_field
%symbol ~reader~~Noun~By~Field~
%fix The value is bound as a parameter and never becomes part of the statement.
 package example.~app~;

 import java.sql.Connection;
+import java.sql.PreparedStatement;
 import java.sql.ResultSet;
 import java.sql.SQLException;
-import java.sql.Statement;
 import java.util.ArrayList;
 import java.util.List;

 final class ~Noun~~Area~ {
   List<Long> ~reader~~Noun~By~Field~(Connection connection, String ~arg~) throws SQLException {
     List<Long> ids = new ArrayList<>();
%choose statement
-    String sql = "SELECT id FROM ~noun_~ WHERE ~field_~ = '" + ~arg~ + "'";
-    try (Statement statement = connection.createStatement(); ResultSet rows = statement.executeQuery(sql)) {
-      while (rows.next()) {
-        ids.add(rows.getLong(1));
-      }
-    }
+    String sql = "SELECT id FROM ~noun_~ WHERE ~field_~ = ?";
+    try (PreparedStatement statement = connection.prepareStatement(sql)) {
+      statement.setString(1, ~arg~);
+      try (ResultSet rows = statement.executeQuery()) {
+        while (rows.next()) {
+          ids.add(rows.getLong(1));
+        }
+      }
+    }
%or
-    try (Statement statement = connection.createStatement()) {
+    String sql = "SELECT id FROM ~noun_~ WHERE active = 1 AND ~field_~ = ? ORDER BY id";
+    try (PreparedStatement statement = connection.prepareStatement(sql)) {
       statement.setMaxRows(~limit~);
-      ResultSet rows = statement.executeQuery(
-          String.format("SELECT id FROM ~noun_~ WHERE active = 1 AND ~field_~ = '%s' ORDER BY id", ~arg~));
+      statement.setString(1, ~arg~);
+      ResultSet rows = statement.executeQuery();
       while (rows.next()) {
         ids.add(rows.getLong("id"));
       }
     }
%end
%choose shape
     return ids;
%or
     System.out.println("~area ~: " + ids.size() + " rows");
     return List.copyOf(ids);
%or
     return ids.isEmpty() ? List.of() : ids.subList(0, 1);
%end
   }
 }

%template 90 directory_filter
%symbol ~reader~~Noun~Entry
%fix The value is given apart from the filter, and the library escapes it.
 package example.~app~;

 import javax.naming.NamingEnumeration;
 import javax.naming.NamingException;
 import javax.naming.directory.DirContext;
 import javax.naming.directory.SearchControls;
 import javax.naming.directory.SearchResult;

 final class ~Noun~~Area~ {
   SearchResult ~reader~~Noun~Entry(DirContext context, String ~arg~Name) throws NamingException {
%choose guard
     if (~arg~Name.length() > ~limit~) {
       return null;
     }
%or
     if (~arg~Name.isEmpty()) {
       throw new NamingException("a ~noun ~ needs a name");
     }
%end
     SearchControls controls = new SearchControls();
     controls.setSearchScope(SearchControls.SUBTREE_SCOPE);
     String base = "ou=~area-~,dc=~app~,dc=example";
%choose filter
-    String filter = "(&(objectClass=~Noun~)(cn=" + ~arg~Name + "))";
-    NamingEnumeration<SearchResult> ~res~ = context.search(base, filter, controls);
+    String filter = "(&(objectClass=~Noun~)(cn={0}))";
+    NamingEnumeration<SearchResult> ~res~ = context.search(base, filter, new Object[] {~arg~Name}, controls);
%or
-    String filter = String.format("(|(uid=%s)(mail=%s))", ~arg~Name, ~arg~Name);
-    NamingEnumeration<SearchResult> ~res~ = context.search(base, filter, controls);
+    String filter = "(|(uid={0})(mail={0}))";
+    NamingEnumeration<SearchResult> ~res~ = context.search(base, filter, new Object[] {~arg~Name}, controls);
%end
     return ~res~.hasMore() ? ~res~.next() : null;
   }
 }

%template 113 response_header
%symbol ~sender~~Noun~Head
%fix A value with a line break or another control character is refused.
 package example.~app~;

 import java.io.IOException;
 import java.io.OutputStream;
 import java.nio.charset.StandardCharsets;

 final class ~Noun~~Area~ {
   void ~sender~~Noun~Head(OutputStream out, String ~arg~~Field~, int length) throws IOException {
     StringBuilder head = new StringBuilder("HTTP/1.1 200 OK\r\n");
     head.append("Content-Length: ").append(length).append("\r\n");
%choose cache
     head.append("Cache-Control: no-store\r\n");
%or
     head.append("Cache-Control: max-age=~limit~\r\n");
%or
     if (length > ~limit~) {
       head.append("Connection: close\r\n");
     }
%end
+    if (~arg~~Field~.chars().anyMatch(Character::isISOControl)) {
+      throw new IllegalArgumentException("a header value must be one line");
+    }
%choose header
     head.append("X-~app~-~Field~: ").append(~arg~~Field~).append("\r\n");
%or
     head.append("Set-Cookie: ~noun_~_~field_~=" + ~arg~~Field~ + "; Path=/~area-~; HttpOnly\r\n");
%or
     String name = ~arg~~Field~.replace("\"", "");
     head.append("Content-Disposition: attachment; filename=\"" + name + "\"\r\n");
%end
     out.write(head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
   }
 }

%template 117 log_entry
%symbol ~runner~~Noun~Request
%fix Line breaks in the value are replaced, so one entry stays one line.
 package example.~app~;

 import java.util.logging.Logger;

 final class ~Noun~~Area~ {
   private static final Logger LOG = Logger.getLogger("~app~.~area_~");

   boolean ~runner~~Noun~Request(String ~arg~~Field~, boolean allowed) {
%choose guard
     if (~arg~~Field~.length() > ~limit~) {
       throw new IllegalArgumentException("the ~field ~ is too long");
     }
%or
     if (!allowed) {
       LOG.warning("~noun ~ refused");
       return false;
     }
%end
%choose entry
-    LOG.info("~noun ~ ~field ~=" + ~arg~~Field~);
+    LOG.info("~noun ~ ~field ~=" + ~arg~~Field~.replaceAll("\\R", "_"));
%or
-    String line = String.format("~noun ~ for %s", ~arg~~Field~);
+    String line = String.format("~noun ~ for %s", ~arg~~Field~.replaceAll("[^ -~~]", "?"));
     LOG.fine(line);
%or
-    LOG.info(() -> "~field ~ " + ~arg~~Field~ + " of a ~noun ~");
+    LOG.info(() -> "~field ~ " + ~arg~~Field~.replaceAll("[\\p{Cntrl}\\u2028\\u2029]", "_") + " of a ~noun ~");
%end
     return allowed;
   }
 }

%template 208 compare_secret
%symbol ~checker~~Noun~~Secret~
%fix The comparison takes the same time wherever the values differ.
 package example.~app~;

 import java.nio.charset.StandardCharsets;
+import java.security.MessageDigest;
-import java.util.Arrays;

 final class ~Noun~~Area~ {
   boolean ~checker~~Noun~~Secret~(String stored, String ~arg~Value) {
%choose guard
     if (stored == null || ~arg~Value == null) {
       return false;
     }
%or
     if (~arg~Value.length() > ~limit~) {
       throw new IllegalArgumentException("the ~secret ~ is too long");
     }
%end
     byte[] left = stored.getBytes(StandardCharsets.UTF_8);
     byte[] right = ~arg~Value.getBytes(StandardCharsets.UTF_8);
-    boolean matches = Arrays.equals(left, right);
+    boolean matches = MessageDigest.isEqual(left, right);
%choose shape
     if (!matches) {
       throw new SecurityException("the ~secret ~ of this ~noun ~ is wrong");
     }
     return true;
%or
     return matches;
%or
     System.out.println("~area ~: ~secret ~ checked for ~app~");
     return matches;
%end
   }
 }

%template 209 failure_reply
%symbol ~runner~~Noun~Request
%fix Details go to the log, and the sender gets a plain message.
 package example.~app~;

 import com.sun.net.httpserver.HttpExchange;
 import java.io.IOException;
-import java.io.PrintWriter;
-import java.io.StringWriter;
 import java.sql.Connection;
 import java.sql.PreparedStatement;
 import java.sql.SQLException;
 import java.util.logging.Level;
 import java.util.logging.Logger;

 final class ~Noun~~Area~ {
   private static final Logger LOG = Logger.getLogger("~app~");

   void ~runner~~Noun~Request(HttpExchange exchange, Connection connection, long ~arg~Id) throws IOException {
     int status = 200;
     String text = "~noun ~ updated";
%choose statement
     try (PreparedStatement update = connection.prepareStatement("UPDATE ~noun_~ SET seen = 1 WHERE id = ?")) {
%or
     try (PreparedStatement update = connection.prepareStatement("DELETE FROM ~noun_~ WHERE id = ?")) {
%end
       update.setLong(1, ~arg~Id);
       update.executeUpdate();
     } catch (SQLException error) {
       LOG.log(Level.WARNING, "~area ~ failed for a ~noun ~", error);
       status = 500;
%choose detail
-      StringWriter trace = new StringWriter();
-      error.printStackTrace(new PrintWriter(trace));
-      text = trace.toString();
+      text = "the ~noun ~ cannot be changed now";
%or
-      StringWriter trace = new StringWriter();
-      error.printStackTrace(new PrintWriter(trace, true));
-      text = "failed: " + error.getSQLState() + "\n" + trace;
+      text = "internal error";
%end
     }
     byte[] body = text.getBytes();
     exchange.sendResponseHeaders(status, body.length);
     exchange.getResponseBody().write(body);
     exchange.close();
   }
 }

%template 295 tls_client
%symbol ~reader~~Noun~Context
%fix The certificates are checked against the trusted authorities of the platform.
 package example.~app~;

 import java.security.GeneralSecurityException;
+import java.security.KeyStore;
-import java.security.cert.X509Certificate;
 import javax.net.ssl.SSLContext;
 import javax.net.ssl.TrustManager;
+import javax.net.ssl.TrustManagerFactory;
-import javax.net.ssl.X509TrustManager;

 final class ~Noun~~Area~ {
   SSLContext ~reader~~Noun~Context(String ~arg~Protocol) throws GeneralSecurityException {
%choose guard
     if (!~arg~Protocol.startsWith("TLS")) {
       throw new IllegalArgumentException("~area ~ of a ~noun ~ needs TLS");
     }
%or
     System.out.println("~area ~: TLS for a ~noun ~");
%end
-    TrustManager[] trusted = {
-      new X509TrustManager() {
-        @Override
-        public void checkClientTrusted(X509Certificate[] chain, String kind) {}
-
-        @Override
-        public void checkServerTrusted(X509Certificate[] chain, String kind) {}
-
-        @Override
-        public X509Certificate[] getAcceptedIssuers() {
-          return new X509Certificate[0];
-        }
-      }
-    };
+    TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
+    factory.init((KeyStore) null);
+    TrustManager[] trusted = factory.getTrustManagers();
%choose shape
     SSLContext ~res~ = SSLContext.getInstance(~arg~Protocol);
     ~res~.init(null, trusted, null);
     return ~res~;
%or
     SSLContext ~res~ = SSLContext.getInstance(~arg~Protocol);
     ~res~.init(null, trusted, null);
     ~res~.getClientSessionContext().setSessionTimeout(~limit~);
     return ~res~;
%end
   }
 }

%template 307 login_attempts
%symbol ~checker~~Noun~Login
%fix After a few failures the account is locked for a while.
 package example.~app~;

 import java.security.MessageDigest;
 import java.util.Map;
 import java.util.function.BiFunction;

 final class ~Noun~~Area~ {
   static final class Account {
     byte[] salt;
     byte[] digest;
     String role;
     long lastLogin;
     int failures;
     long lockedUntil;
   }

   boolean ~checker~~Noun~Login(
       Map<String, Account> accounts, BiFunction<String, byte[], byte[]> slowHash, String ~arg~Name, String password) {
     Account account = accounts.get(~arg~Name);
     if (account == null) {
       return false;
     }
+    if (account.failures >= ~short~ && System.currentTimeMillis() < account.lockedUntil) {
+      return false;
+    }
     if (!MessageDigest.isEqual(slowHash.apply(password, account.salt), account.digest)) {
+      account.failures++;
+      account.lockedUntil = System.currentTimeMillis() + 1000L * ~limit~;
       return false;
     }
+    account.failures = 0;
     account.lastLogin = System.currentTimeMillis();
%choose success
     return true;
%or
     System.out.println("~area ~: ~noun ~ login");
     return true;
%or
     return "~role~".equals(account.role);
%end
   }
 }

%template 319 plain_transport
%symbol ~sender~~Noun~~Secret~
%fix The connection is encrypted.
 package example.~app~;

 import java.io.IOException;
 import java.net.URI;
 import java.net.http.HttpClient;
 import java.net.http.HttpRequest;
 import java.net.http.HttpResponse;
 import java.time.Duration;

 final class ~Noun~~Area~ {
   boolean ~sender~~Noun~~Secret~(HttpClient client, long ~arg~Id, String value)
       throws IOException, InterruptedException {
%choose guard
     if (value.isEmpty()) {
       throw new IllegalArgumentException("the ~secret ~ is empty");
     }
%or
     if (value.length() > ~limit~) {
       throw new IllegalArgumentException("the ~secret ~ is too long");
     }
%end
%choose address
-    URI address = URI.create("http://~area-~.~app~.example/~noun-~/" + ~arg~Id);
+    URI address = URI.create("https://~area-~.~app~.example/~noun-~/" + ~arg~Id);
%or
-    URI address = URI.create(String.format("http://~app~.example/~area-~/%d", ~arg~Id));
+    URI address = URI.create(String.format("https://~app~.example/~area-~/%d", ~arg~Id));
%end
     HttpRequest request = HttpRequest.newBuilder(address)
         .timeout(Duration.ofSeconds(~short~))
         .POST(HttpRequest.BodyPublishers.ofString("~secret_~=" + value))
         .build();
     return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
   }
 }

%template 327 cipher
%symbol ~writer~~Noun~~Field~
%fix The old cipher gives way to authenticated encryption with AES.
 package example.~app~;

 import java.io.IOException;
 import java.io.OutputStream;
 import java.nio.charset.StandardCharsets;
 import java.security.GeneralSecurityException;
+import java.security.SecureRandom;
 import javax.crypto.Cipher;
+import javax.crypto.spec.GCMParameterSpec;
 import javax.crypto.spec.SecretKeySpec;

 final class ~Noun~~Area~ {
   int ~writer~~Noun~~Field~(OutputStream out, byte[] key, String ~arg~)
       throws IOException, GeneralSecurityException {
     byte[] data = ~arg~.getBytes(StandardCharsets.UTF_8);
     if (data.length > ~size~) {
       throw new IllegalArgumentException("the ~field ~ of a ~noun ~ is too long");
     }
%choose old
-    Cipher cipher = Cipher.getInstance("DES/ECB/PKCS5Padding");
-    cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, 0, 8, "DES"));
+    byte[] nonce = new byte[12];
+    new SecureRandom().nextBytes(nonce);
+    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
+    cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "AES"), new GCMParameterSpec(128, nonce));
+    out.write(nonce);
%or
-    Cipher cipher = Cipher.getInstance("RC4");
-    cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "RC4"));
+    byte[] nonce = SecureRandom.getSeed(12);
+    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
+    cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "AES"), new GCMParameterSpec(128, nonce));
+    out.write(nonce);
%end
%choose shape
     byte[] sealed = cipher.doFinal(data);
     out.write(sealed);
     return sealed.length;
%or
     out.write(cipher.doFinal(data));
     out.flush();
     return data.length;
%end
   }
 }

%template 328 digest
%symbol ~checker~~Noun~Package
%fix The digest is made by SHA-256.
 package example.~app~;

 import java.io.IOException;
 import java.nio.file.Files;
 import java.nio.file.Path;
 import java.security.GeneralSecurityException;
 import java.security.MessageDigest;
 import java.util.HexFormat;

 final class ~Noun~~Area~ {
   boolean ~checker~~Noun~Package(Path file, String ~arg~Digest) throws IOException, GeneralSecurityException {
     if (Files.size(file) > ~size~) {
       throw new IOException("the ~noun ~ package is too large");
     }
%choose old
-    MessageDigest digest = MessageDigest.getInstance("MD5");
+    MessageDigest digest = MessageDigest.getInstance("SHA-256");
%or
-    MessageDigest digest = MessageDigest.getInstance("SHA-1");
+    MessageDigest digest = MessageDigest.getInstance("SHA-256");
%end
     String ~res~ = HexFormat.of().formatHex(digest.digest(Files.readAllBytes(file)));
%choose shape
     if (!~res~.equalsIgnoreCase(~arg~Digest)) {
       throw new IOException("the ~noun ~ package for ~area ~ was changed");
     }
     return true;
%or
     return ~res~.equals(~arg~Digest);
%end
   }
 }

%template 338 token
%symbol ~builder~~Noun~~Secret~
%fix The value comes from a generator made for secrets.
 package example.~app~;

+import java.security.SecureRandom;
 import java.util.Map;
-import java.util.Random;

 final class ~Noun~~Area~ {
-  private final Random random = new Random();
+  private final SecureRandom random = new SecureRandom();

   String ~builder~~Noun~~Secret~(Map<Long, String> store, long ~arg~Id) {
%choose kind
     String letters = "abcdefghjkmnpqrstuvwxyz23456789";
     StringBuilder value = new StringBuilder();
     while (value.length() < ~short~) {
       value.append(letters.charAt(random.nextInt(letters.length())));
     }
%or
     StringBuilder value = new StringBuilder("~app~_");
     while (value.length() < ~limit~) {
       value.append(Integer.toHexString(random.nextInt()));
     }
%or
     byte[] bytes = new byte[~short~];
     random.nextBytes(bytes);
     StringBuilder value = new StringBuilder();
     for (byte part : bytes) {
       value.append(String.format("%02x", part));
     }
%end
     store.put(~arg~Id, value.toString());
%choose shape
     return value.toString();
%or
     System.out.println("~area ~: new ~secret ~ for a ~noun ~");
     return store.get(~arg~Id);
%end
   }
 }

%template 352 form_post
%symbol ~action~~Noun~
%fix The form's token must equal the one kept in the session.
 package example.~app~;

 import java.security.MessageDigest;
 import java.util.Map;
 import java.util.function.LongConsumer;

 final class ~Noun~~Area~ {
   int ~action~~Noun~(String method, Map<String, String> session, Map<String, String> form, LongConsumer work) {
     if (!method.equals("POST") || !session.containsKey("user")) {
       return 403;
     }
+    String expected = session.get("formToken");
+    String sent = form.get("formToken");
+    if (expected == null || sent == null || !MessageDigest.isEqual(expected.getBytes(), sent.getBytes())) {
+      return 403;
+    }
%choose work
     long ~arg~Id = Long.parseLong(form.getOrDefault("id", "0"));
     work.accept(~arg~Id);
%or
     String ~arg~Id = form.get("~noun_~");
     if (~arg~Id == null || ~arg~Id.length() > ~short~) {
       return 400;
     }
     work.accept(Long.parseLong(~arg~Id));
%end
%choose shape
     return 204;
%or
     System.out.println("~area ~: ~noun ~ done for " + session.get("user"));
     return 200;
%end
   }
 }

%template 367 create_once
%symbol ~writer~~Noun~Once
%fix The file is created only where none exists, in one step.
 package example.~app~;

 import java.io.IOException;
+import java.nio.file.FileAlreadyExistsException;
 import java.nio.file.Files;
 import java.nio.file.Path;
+import java.nio.file.StandardOpenOption;

 final class ~Noun~~Area~ {
   boolean ~writer~~Noun~Once(Path folder, long ~arg~Id, String text) throws IOException {
     Path file = folder.resolve("~noun-~-" + ~arg~Id + ".~app~");
%choose guard
     if (text.length() > ~size~) {
       throw new IOException("the ~noun ~ is too long");
     }
%or
     if (text.isEmpty()) {
       return false;
     }
%end
-    if (Files.exists(file)) {
-      return false;
-    }
-    Files.writeString(file, text);
+    try {
+      Files.writeString(file, text, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
+    } catch (FileAlreadyExistsException error) {
+      return false;
+    }
%choose shape
     System.out.println("~area ~: ~noun ~ written");
     return true;
%or
     return Files.size(file) > 0;
%end
   }
 }

%template 377 temporary_file
%symbol ~writer~~Noun~Draft
%fix The system picks a name that did not exist and opens it for this user alone.
 package example.~app~;

 import java.io.IOException;
 import java.nio.file.Files;
 import java.nio.file.Path;

 final class ~Noun~~Area~ {
   Path ~writer~~Noun~Draft(String ~arg~Text) throws IOException {
%choose guard
     if (~arg~Text.isEmpty()) {
       throw new IOException("an empty ~noun ~ has no draft");
     }
%or
     if (~arg~Text.length() > ~size~) {
       throw new IOException("the ~noun ~ is too long");
     }
%end
%choose name
-    Path file = Path.of("/tmp/~app~-~area-~-" + ProcessHandle.current().pid() + ".txt");
+    Path file = Files.createTempFile("~app~-~area-~-", ".txt");
     return Files.writeString(file, ~arg~Text);
%or
-    Path file = Path.of(System.getProperty("java.io.tmpdir"), "~area_~.draft");
+    Path file = Files.createTempFile("~area_~", ".draft");
     Files.writeString(file, ~arg~Text);
     file.toFile().deleteOnExit();
     return file;
%end
   }
 }

%template 434 upload
%symbol ~writer~~Noun~Upload
%fix Only file types on a list are taken, and the stored name is made here.
 package example.~app~;

 import java.io.IOException;
 import java.nio.file.Files;
 import java.nio.file.Path;
+import java.util.Locale;
+import java.util.Set;
+import java.util.UUID;

 final class ~Noun~~Area~ {
   private static final Path FOLDER = Path.of("/srv/~app~/public/~area-~");
+  private static final Set<String> ALLOWED = Set.of("png", "jpg", "pdf");

   String ~writer~~Noun~Upload(String ~arg~Name, byte[] data) throws IOException {
     if (data.length > ~size~) {
       throw new IOException("the file of a ~noun ~ is too large");
     }
     String name = Path.of(~arg~Name).getFileName().toString();
+    String kind = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
+    if (!ALLOWED.contains(kind)) {
+      throw new IOException("this type of file is not taken");
+    }
%choose target
-    Path target = FOLDER.resolve(name);
+    Path target = FOLDER.resolve(UUID.randomUUID() + "." + kind);
%or
-    Path target = FOLDER.resolve("~noun-~-" + name);
+    Path target = FOLDER.resolve("~noun-~-" + UUID.randomUUID() + "." + kind);
%end
     Files.write(target, data);
%choose shape
     return "/~area-~/" + target.getFileName();
%or
     return target.getFileName().toString();
%end
   }
 }

%template 470 named_step
%symbol ~runner~~Noun~Step
%fix The name is looked up in a table of steps that may be made.
 package example.~app~;

 import java.util.Map;
+import java.util.function.Supplier;

 final class ~Noun~~Area~ {
   interface Step {
     String apply(Map<String, String> entry);
   }

   static final class Count implements Step {
     @Override
     public String apply(Map<String, String> entry) {
       return "~noun ~ " + entry.size();
     }
   }

+  private static final Map<String, Supplier<Step>> STEPS = Map.of("count", Count::new);
+
   String ~runner~~Noun~Step(String ~arg~Name, Map<String, String> entry) throws ReflectiveOperationException {
%choose guard
     if (~arg~Name.length() > ~limit~) {
       throw new IllegalArgumentException("~area ~: the name is too long");
     }
%or
     if (entry.isEmpty()) {
       return "no ~noun ~";
     }
%end
%choose source
-    Step step = (Step) Class.forName(~arg~Name).getDeclaredConstructor().newInstance();
+    Supplier<Step> known = STEPS.get(~arg~Name);
+    if (known == null) {
+      throw new IllegalArgumentException("unknown step");
+    }
+    Step step = known.get();
%or
-    Class<?> kind = Thread.currentThread().getContextClassLoader().loadClass(~arg~Name);
-    Step step = kind.asSubclass(Step.class).getDeclaredConstructor().newInstance();
+    Supplier<Step> known = STEPS.get(~arg~Name);
+    if (known == null) {
+      return "unknown step";
+    }
+    Step step = known.get();
%end
     String ~res~ = step.apply(entry);
     return ~res~;
   }
 }

%template 532 logged_secret
%symbol ~runner~~Noun~Login
%fix The log says who and what, and leaves the secret out.
 package example.~app~;

 import java.util.function.BiFunction;
 import java.util.logging.Logger;

 final class ~Noun~~Area~ {
   private static final Logger LOG = Logger.getLogger("~app~.~area_~");

   String ~runner~~Noun~Login(BiFunction<String, String, String> service, String ~arg~Name, String ~secret~) {
%choose line
-    LOG.info("~noun ~ login of " + ~arg~Name + " with " + ~secret~);
+    LOG.info("~noun ~ login of " + ~arg~Name);
%or
-    LOG.fine(String.format("login: name=%s ~secret_~=%s", ~arg~Name, ~secret~));
+    LOG.fine(String.format("login: name=%s", ~arg~Name));
%or
-    LOG.warning(() -> "~area ~: " + ~arg~Name + " sent " + ~secret~);
+    LOG.warning(() -> "~area ~: " + ~arg~Name + " sent a ~secret ~");
%end
     String session = service.apply(~arg~Name, ~secret~);
%choose shape
     if (session == null) {
       LOG.info("~noun ~ login refused");
     }
     return session;
%or
     return session == null ? "" : session;
%end
   }
 }

%template 601 redirect
%symbol ~runner~~Noun~Return
%fix Only a path on this site is followed.
 package example.~app~;

 import com.sun.net.httpserver.HttpExchange;
 import java.io.IOException;
+import java.util.Set;

 final class ~Noun~~Area~ {
   void ~runner~~Noun~Return(HttpExchange exchange, String ~arg~Target) throws IOException {
     String target = ~arg~Target == null ? "/~noun-~" : ~arg~Target;
     if (target.length() > ~limit~ || target.indexOf('\n') >= 0 || target.indexOf('\r') >= 0) {
       exchange.sendResponseHeaders(400, -1);
       return;
     }
%choose check
+    if (!target.matches("/[a-z0-9-]+(/[a-z0-9-]+)*") || Set.of("/logout").contains(target)) {
+      target = "/~noun-~";
+    }
     exchange.getResponseHeaders().set("Location", target);
     exchange.sendResponseHeaders(302, -1);
%or
+    if (!Set.of("/~noun-~", "/~area-~", "/~area-~/~noun-~").contains(target)) {
+      target = "/~area-~";
+    }
     exchange.getResponseHeaders().add("Location", target);
     exchange.sendResponseHeaders(303, -1);
%end
     exchange.close();
   }
 }

%template 639 foreign_record
%symbol ~reader~~Noun~OfUser
%fix The record must belong to the user of the session.
 package example.~app~;

 import java.sql.Connection;
 import java.sql.PreparedStatement;
 import java.sql.ResultSet;
 import java.sql.SQLException;

 final class ~Noun~~Area~ {
   String ~reader~~Noun~OfUser(Connection connection, long userId, long ~arg~Id) throws SQLException {
%choose guard
     if (userId == 0) {
       throw new SecurityException("sign in to see a ~noun ~");
     }
%or
     if (userId <= 0 || ~arg~Id <= 0) {
       return null;
     }
%end
%choose statement
-    String sql = "SELECT ~field_~ FROM ~noun_~ WHERE id = ?";
+    String sql = "SELECT ~field_~ FROM ~noun_~ WHERE id = ? AND owner_id = ?";
     try (PreparedStatement select = connection.prepareStatement(sql)) {
       select.setLong(1, ~arg~Id);
+      select.setLong(2, userId);
       ResultSet rows = select.executeQuery();
       return rows.next() ? rows.getString(1) : null;
     }
%or
     String sql = "SELECT owner_id, ~field_~ FROM ~noun_~ WHERE id = ?";
     try (PreparedStatement select = connection.prepareStatement(sql)) {
       select.setLong(1, ~arg~Id);
       ResultSet rows = select.executeQuery();
-      if (!rows.next()) {
+      if (!rows.next() || rows.getLong(1) != userId) {
         throw new SQLException("no such ~noun ~");
       }
       return rows.getString(2);
     }
%end
   }
 }

%template 732 file_mode
%symbol ~writer~~Noun~~Secret~
%fix Only the owner may read and write the file.
 package example.~app~;

 import java.io.IOException;
 import java.nio.file.Files;
 import java.nio.file.Path;
 import java.nio.file.attribute.PosixFilePermissions;

 final class ~Noun~~Area~ {
   Path ~writer~~Noun~~Secret~(Path folder, String ~arg~Value) throws IOException {
     Path file = folder.resolve("~app~-~area-~.key");
%choose mode
     Files.deleteIfExists(file);
     Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
     Files.writeString(file, ~arg~Value);
-    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxrwxrwx"));
+    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
%or
     if (Files.notExists(file)) {
       Files.createFile(file);
     }
-    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-rw-"));
+    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
     Files.writeString(file, ~arg~Value);
%end
%choose shape
     return file;
%or
     System.out.println("~noun ~ ~secret ~ written");
     return file.getFileName();
%end
   }
 }

%template 770 read_body
%symbol ~reader~~Noun~Body
%fix No more than a fixed number of bytes is read.
 package example.~app~;

 import java.io.ByteArrayOutputStream;
 import java.io.IOException;
 import java.io.InputStream;
 import java.nio.charset.StandardCharsets;

 final class ~Noun~~Area~ {
+  private static final int LIMIT = ~size~;
+
   String ~reader~~Noun~Body(InputStream ~arg~, String type) throws IOException {
     if (!"application/json".equals(type)) {
       throw new IOException("a ~noun ~ comes as JSON");
     }
     ByteArrayOutputStream body = new ByteArrayOutputStream();
%choose way
     byte[] part = new byte[4096];
     int length;
     while ((length = ~arg~.read(part)) > 0) {
       body.write(part, 0, length);
+      if (body.size() > LIMIT) {
+        throw new IOException("the body is too large");
+      }
     }
%or
-    body.write(~arg~.readAllBytes());
+    body.write(~arg~.readNBytes(LIMIT + 1));
+    if (body.size() > LIMIT) {
+      throw new IOException("the body is too large");
+    }
%end
%choose shape
     return body.toString(StandardCharsets.UTF_8);
%or
     System.out.println("~area ~: " + body.size() + " bytes");
     return body.toString(StandardCharsets.UTF_8).strip();
%end
   }
 }

%template 798 credentials
%symbol ~reader~~Noun~Source
%fix The password comes from the environment.
 package example.~app~;

 import java.sql.Connection;
 import java.sql.DriverManager;
 import java.sql.SQLException;
 import java.util.Properties;

 final class ~Noun~~Area~ {
   Connection ~reader~~Noun~Source(String ~arg~Host) throws SQLException {
%choose guard
     if (~arg~Host.isEmpty()) {
       throw new SQLException("the host of the ~noun ~ database is missing");
     }
%or
     if (!~arg~Host.endsWith(".~app~.example")) {
       throw new SQLException("unknown host");
     }
%end
     String address = "jdbc:postgresql://" + ~arg~Host + "/~noun_~";
     Properties options = new Properties();
%choose password
     options.setProperty("user", "~role~");
-    options.setProperty("password", "~app~-~role~-~port~");
+    options.setProperty("password", System.getenv("~AREA~_PASSWORD"));
     return DriverManager.getConnection(address, options);
%or
-    String password = "~Role~~port~!";
+    String password = System.getenv("~APP~_PASSWORD");
     options.putAll(java.util.Map.of("user", "~area_~", "password", password));
     return DriverManager.getConnection(address, options);
%end
   }
 }

%template 835 parse_blocks
%symbol ~reader~~Noun~Blocks
%fix A block that would not move the position forward ends the reading.
 package example.~app~;

 import java.nio.ByteBuffer;
 import java.util.ArrayList;
 import java.util.List;

 final class ~Noun~~Area~ {
   List<ByteBuffer> ~reader~~Noun~Blocks(ByteBuffer ~arg~) {
     List<ByteBuffer> blocks = new ArrayList<>();
     int position = 0;
     while (position + 4 <= ~arg~.limit()) {
%choose kind
       int size = ~arg~.getInt(position);
-      if (size < 0 || size > ~arg~.limit() - position) {
+      if (size < 4 || size > ~arg~.limit() - position) {
         throw new IllegalArgumentException("a block of a ~noun ~ has a wrong size");
       }
       blocks.add(~arg~.slice(position, size));
%or
       int size = Short.toUnsignedInt(~arg~.getShort(position));
+      if (size < 4) {
+        break;
+      }
       if (~arg~.getShort(position + 2) == ~limit~) {
         blocks.add(~arg~.slice(position, Math.min(size, ~arg~.limit() - position)));
       }
%end
       position += size;
     }
%choose shape
     return blocks;
%or
     System.out.println("~app~ ~area ~: " + blocks.size() + " blocks");
     return List.copyOf(blocks);
%end
   }
 }

%template 862 action
%symbol ~action~~Noun~
%fix The user's role is checked before anything is done.
 package example.~app~;

 import java.util.Map;
 import java.util.Set;

 final class ~Noun~~Area~ {
   boolean ~action~~Noun~(Map<Long, String> store, Set<String> roles, String user, long ~arg~Id) {
%choose guard
     if (user == null) {
       throw new SecurityException("sign in first");
     }
%or
     if (user == null || user.length() > ~short~) {
       return false;
     }
%end
+    if (!roles.contains("~role~")) {
+      throw new SecurityException("only a ~role~ may ~action~ a ~noun ~");
+    }
     if (!store.containsKey(~arg~Id)) {
       throw new IllegalArgumentException("no such ~noun ~");
     }
%choose work
     store.put(~arg~Id, "~action~");
     return true;
%or
     store.remove(~arg~Id);
     System.out.println("~area ~: " + user + " " + roles);
     return true;
%end
   }
 }

%template 918 fetch_address
%symbol ~reader~~Noun~Preview
%fix Only addresses on a list of hosts are requested, over https, without redirects.
 package example.~app~;

 import java.io.IOException;
 import java.net.URI;
 import java.net.http.HttpClient;
 import java.net.http.HttpRequest;
 import java.net.http.HttpResponse;
+import java.util.Set;

 final class ~Noun~~Area~ {
   String ~reader~~Noun~Preview(String ~arg~Address) throws IOException, InterruptedException {
     URI address = URI.create(~arg~Address);
%choose guard
     if (~arg~Address.length() > ~limit~) {
       throw new IOException("the address is too long");
     }
%or
     if (address.getPath() == null) {
       throw new IOException("the address of a ~noun ~ needs a path");
     }
%end
+    Set<String> hosts = Set.of("~app~.example", "~area-~.~app~.example");
+    if (!"https".equals(address.getScheme()) || address.getPort() != -1 || address.getHost() == null
+        || !hosts.contains(address.getHost())) {
+      throw new IOException("this address is not allowed");
+    }
-    HttpClient client = HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NORMAL).build();
+    HttpClient client = HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NEVER).build();
     HttpRequest request = HttpRequest.newBuilder(address).build();
%choose shape
     return client.send(request, HttpResponse.BodyHandlers.ofString()).body();
%or
     HttpResponse<String> ~res~ = client.send(request, HttpResponse.BodyHandlers.ofString());
     return ~res~.statusCode() == 200 ? ~res~.body() : null;
%end
   }
 }
