# Go, standard library only. Grammar: README.md.
%template 22 read_below_folder
%symbol ~reader~~Noun~Document
%fix The path is cleaned first and refused unless it lies below the folder.
 package ~app~

 import (
 	"errors"
 	"os"
 	"path/filepath"
+	"strings"
 )

 const folder = "/srv/~app~/~area-~"

 func ~reader~~Noun~Document(~arg~Name string) ([]byte, error) {
%choose guard
 	if ~arg~Name == "" {
 		return nil, errors.New("the ~noun ~ document needs a name")
 	}
%or
 	if len(~arg~Name) > ~limit~ {
 		return nil, errors.New("the name is too long")
 	}
%end
 	file := filepath.Join(folder, ~arg~Name)
+	if !strings.HasPrefix(file, folder+"/") {
+		return nil, errors.New("the document lies outside the folder")
+	}
%choose shape
 	return os.ReadFile(file)
%or
 	~res~, err := os.ReadFile(file)
 	if err != nil {
 		return nil, errors.New("no such ~noun ~")
 	}
 	return ~res~, nil
%end
 }

%template 78 run_tool
%symbol ~runner~~Noun~Tool
%fix The program gets its arguments as a list and no shell reads them.
 package ~app~

 import (
 	"fmt"
 	"log"
 	"os/exec"
 )

 func ~runner~~Noun~Tool(~arg~Path string) (string, error) {
 	log.Print("~area ~: ~noun ~ tool called")
%choose tool
-	command := exec.Command("sh", "-c", "tar -czf /var/backups/~app~.tgz -- "+~arg~Path)
+	command := exec.Command("tar", "-czf", "/var/backups/~app~.tgz", "--", ~arg~Path)
%or
-	command := exec.Command("/bin/sh", "-c", fmt.Sprintf("wc -l -- %s", ~arg~Path))
+	command := exec.Command("wc", "-l", "--", ~arg~Path)
%or
-	line := "file --brief -- '" + ~arg~Path + "'"
-	command := exec.Command("bash", "-c", line)
+	command := exec.Command("file", "--brief", "--", ~arg~Path)
%end
 	~res~, err := command.CombinedOutput()
 	if err != nil {
 		return "", fmt.Errorf("~noun ~ tool failed: %w", err)
 	}
%choose shape
 	return string(~res~), nil
%or
 	return fmt.Sprintf("~noun ~: %s", ~res~), nil
%end
 }

%template 79 page
%symbol ~builder~~Noun~Page
%fix The value is encoded for HTML before it is placed into the page.
 package ~app~

 import (
 	"fmt"
+	"html"
 	"io"
 )

 func ~builder~~Noun~Page(page io.Writer, ~arg~~Field~ string, count int) {
%choose start
 	fmt.Fprintln(page, "<!doctype html><title>~Noun~</title>")
%or
 	fmt.Fprintln(page, "<!doctype html><h1>~app~ ~area ~</h1>")
%end
 	if count == 0 {
 		fmt.Fprintln(page, "<p>Nothing to show</p>")
 	}
%choose markup
-	fmt.Fprintf(page, "<p>~field ~: %s</p>\n", ~arg~~Field~)
+	fmt.Fprintf(page, "<p>~field ~: %s</p>\n", html.EscapeString(~arg~~Field~))
%or
-	io.WriteString(page, `<li class="~field-~">`+~arg~~Field~+"</li>\n")
+	io.WriteString(page, `<li class="~field-~">`+html.EscapeString(~arg~~Field~)+"</li>\n")
%or
-	fmt.Fprintf(page, "<input name=\"~field_~\" value=\"%s\">\n", ~arg~~Field~)
+	fmt.Fprintf(page, "<input name=\"~field_~\" value=\"%s\">\n", html.EscapeString(~arg~~Field~))
%end
 	fmt.Fprintf(page, "<footer>%d of ~limit~</footer>\n", count)
 }

%template 88 program_option
%symbol ~runner~~Noun~Program
%fix Values that begin with a hyphen are refused, so that none can be an option.
 package ~app~

 import (
 	"errors"
 	"os/exec"
+	"strings"
 )

 func ~runner~~Noun~Program(~arg~~Field~ string) ([]byte, error) {
 	if ~arg~~Field~ == "" || len(~arg~~Field~) > ~limit~ {
 		return nil, errors.New("the ~field ~ of a ~noun ~ has a wrong length")
 	}
+	if strings.HasPrefix(~arg~~Field~, "-") {
+		return nil, errors.New("the ~field ~ must not begin with a hyphen")
+	}
%choose program
 	command := exec.Command("git", "-C", "/srv/~app~", "log", "--oneline", ~arg~~Field~)
%or
 	command := exec.Command("curl", "--silent", "--fail", ~arg~~Field~)
%or
 	command := exec.Command("tar", "-cf", "/srv/~app~/~noun-~.tar", ~arg~~Field~)
%end
%choose call
 	return command.Output()
%or
 	command.Dir = "/srv/~app~"
 	~res~, err := command.CombinedOutput()
 	return ~res~, err
%end
 }

%template 89 find_by_field
%symbol ~reader~~Noun~By~Field~
%fix The value is bound as a parameter and never becomes part of the statement.
 package ~app~

 import (
 	"database/sql"
 	"fmt"
 )

 func ~reader~~Noun~By~Field~(database *sql.DB, ~arg~ string) ([]int64, error) {
 	if len(~arg~) > ~limit~ {
 		return nil, fmt.Errorf("~area ~: the ~field ~ is too long")
 	}
%choose statement
-	rows, err := database.Query("SELECT id FROM ~noun_~ WHERE ~field_~ = '" + ~arg~ + "'")
+	rows, err := database.Query("SELECT id FROM ~noun_~ WHERE ~field_~ = ?", ~arg~)
%or
-	query := fmt.Sprintf("SELECT id FROM ~noun_~ WHERE active = 1 AND ~field_~ = '%s'", ~arg~)
-	rows, err := database.Query(query)
+	query := "SELECT id FROM ~noun_~ WHERE active = 1 AND ~field_~ = ?"
+	rows, err := database.Query(query, ~arg~)
%or
-	rows, err := database.Query("DELETE FROM ~noun_~ WHERE ~field_~ = '" + ~arg~ + "' RETURNING id")
+	rows, err := database.Query("DELETE FROM ~noun_~ WHERE ~field_~ = ? RETURNING id", ~arg~)
%end
 	if err != nil {
 		return nil, err
 	}
 	defer rows.Close()
 	var ids []int64
 	for rows.Next() {
 		var id int64
%choose scan
 		if err := rows.Scan(&id); err != nil {
 			return nil, err
 		}
 		ids = append(ids, id)
%or
 		if rows.Scan(&id) == nil && id > 0 {
 			ids = append(ids, id)
 		}
%end
 	}
 	return ids, rows.Err()
 }

%template 90 directory_filter
%symbol ~reader~~Noun~Entry
%fix Characters with a meaning in filters are escaped before the filter is made.
 package ~app~

 import (
 	"errors"
 	"fmt"
+	"strings"
 )

 type directory interface {
 	Search(base, filter string) ([]string, error)
 }

+var escape = strings.NewReplacer(`\`, `\5c`, "*", `\2a`, "(", `\28`, ")", `\29`, "\x00", `\00`)
+
 func ~reader~~Noun~Entry(source directory, ~arg~Name string) ([]string, error) {
%choose guard
 	if len(~arg~Name) > ~limit~ {
 		return nil, errors.New("the name is too long")
 	}
%or
 	if ~arg~Name == "" {
 		return nil, errors.New("a ~noun ~ needs a name")
 	}
%end
%choose filter
-	filter := fmt.Sprintf("(&(objectClass=~Noun~)(cn=%s))", ~arg~Name)
+	filter := fmt.Sprintf("(&(objectClass=~Noun~)(cn=%s))", escape.Replace(~arg~Name))
%or
-	filter := fmt.Sprintf("(|(uid=%[1]s)(mail=%[1]s))", ~arg~Name)
+	filter := fmt.Sprintf("(|(uid=%[1]s)(mail=%[1]s))", escape.Replace(~arg~Name))
%end
 	~res~, err := source.Search("ou=~area-~,dc=~app~,dc=example", filter)
 	return ~res~, err
 }

%template 113 response_header
%symbol ~sender~~Noun~Head
%fix A value with a line break or another control character is refused.
 package ~app~

 import (
 	"bufio"
+	"errors"
 	"fmt"
 	"net"
+	"strings"
+	"unicode"
 )

 func ~sender~~Noun~Head(client net.Conn, ~arg~~Field~ string, length int) error {
 	out := bufio.NewWriter(client)
+	if strings.IndexFunc(~arg~~Field~, unicode.IsControl) >= 0 {
+		return errors.New("a header value must be one line")
+	}
 	fmt.Fprintf(out, "HTTP/1.1 200 OK\r\nContent-Length: %d\r\n", length)
%choose cache
 	fmt.Fprint(out, "Cache-Control: no-store\r\n")
%or
 	fmt.Fprint(out, "Cache-Control: max-age=~limit~\r\n")
%or
 	if length > ~limit~ {
 		fmt.Fprint(out, "Connection: close\r\n")
 	}
%end
%choose header
 	fmt.Fprintf(out, "X-~app~-~Field~: %s\r\n\r\n", ~arg~~Field~)
%or
 	fmt.Fprintf(out, "Set-Cookie: ~noun_~_~field_~=%s; Path=/~area-~; HttpOnly\r\n\r\n", ~arg~~Field~)
%or
 	fmt.Fprint(out, "Content-Language: "+~arg~~Field~+"\r\n\r\n")
%end
 	return out.Flush()
 }

%template 117 log_entry
%symbol ~runner~~Noun~Request
%fix Line breaks in the value are written as escapes, so one entry stays one line.
 package ~app~

 import (
 	"errors"
 	"fmt"
 	"io"
+	"strconv"
 	"time"
 )

 func ~runner~~Noun~Request(logFile io.Writer, ~arg~~Field~ string, allowed bool) error {
 	moment := time.Now().UTC().Format(time.RFC3339)
%choose guard
 	if len(~arg~~Field~) > ~limit~ {
 		return errors.New("the ~field ~ is too long")
 	}
%or
 	if !allowed {
 		fmt.Fprintln(logFile, moment, "~area ~ refused")
 		return errors.New("refused")
 	}
%end
%choose entry
-	fmt.Fprintf(logFile, "%s ~area ~ ~noun ~ %s\n", moment, ~arg~~Field~)
+	fmt.Fprintf(logFile, "%s ~area ~ ~noun ~ %s\n", moment, strconv.Quote(~arg~~Field~))
%or
-	entry := moment + " ~noun ~ ~field ~=" + ~arg~~Field~ + "\n"
+	entry := moment + " ~noun ~ ~field ~=" + strconv.QuoteToASCII(~arg~~Field~) + "\n"
 	fmt.Fprint(logFile, entry)
%or
-	fmt.Fprintln(logFile, moment, "~app~", ~arg~~Field~, allowed)
+	fmt.Fprintln(logFile, moment, "~app~", strconv.Quote(~arg~~Field~), allowed)
%end
 	return nil
 }

%template 208 compare_secret
%symbol ~checker~~Noun~~Secret~
%fix The comparison takes the same time wherever the values differ.
 package ~app~

 import (
-	"bytes"
+	"crypto/subtle"
 	"errors"
 )

 func ~checker~~Noun~~Secret~(stored, ~arg~Value []byte) error {
%choose guard
 	if len(stored) == 0 {
 		return errors.New("no ~secret ~ is set")
 	}
%or
 	if len(~arg~Value) > ~limit~ {
 		return errors.New("the ~secret ~ is too long")
 	}
%end
%choose compare
-	matches := bytes.Equal(stored, ~arg~Value)
+	matches := subtle.ConstantTimeCompare(stored, ~arg~Value) == 1
 	if !matches {
 		return errors.New("~area ~: the ~secret ~ of this ~noun ~ is wrong")
 	}
%or
-	if bytes.Compare(stored, ~arg~Value) != 0 {
+	if subtle.ConstantTimeCompare(stored, ~arg~Value) != 1 {
 		return errors.New("~app~: wrong ~secret ~")
 	}
%end
 	return nil
 }

%template 209 failure_reply
%symbol ~runner~~Noun~Request
%fix Details go to the log, and the sender gets a plain message.
 package ~app~

 import (
 	"database/sql"
 	"fmt"
 	"log"
 	"net/http"
-	"runtime/debug"
 )

 func ~runner~~Noun~Request(database *sql.DB, writer http.ResponseWriter, ~arg~Id int64) {
 	var value string
%choose statement
 	row := database.QueryRow("SELECT name FROM ~noun_~ WHERE id = ?", ~arg~Id)
%or
 	row := database.QueryRow("SELECT ~field_~ FROM ~noun_~ WHERE active = 1 AND id = ?", ~arg~Id)
%end
 	if err := row.Scan(&value); err != nil {
 		log.Printf("~area ~ failed for a ~noun ~: %v", err)
%choose detail
-		http.Error(writer, fmt.Sprintf("%v\n%s", err, debug.Stack()), http.StatusInternalServerError)
+		http.Error(writer, "the ~noun ~ cannot be shown now", http.StatusInternalServerError)
%or
-		writer.WriteHeader(http.StatusInternalServerError)
-		fmt.Fprintf(writer, "{\"error\": %q, \"stack\": %q}", err, debug.Stack())
+		writer.WriteHeader(http.StatusInternalServerError)
+		fmt.Fprint(writer, "{\"error\": \"internal error\"}")
%end
 		return
 	}
 	fmt.Fprintf(writer, "~noun ~: %q\n", value)
 }

%template 295 tls_client
%symbol ~reader~~Noun~Feed
%fix The certificate and the name in it are checked against the trusted authorities.
 package ~app~

 import (
 	"crypto/tls"
 	"fmt"
 	"io"
 	"net/http"
 	"time"
 )

 func ~reader~~Noun~Feed(~arg~Id int64) ([]byte, error) {
%choose way
-	settings := &tls.Config{InsecureSkipVerify: true}
+	settings := &tls.Config{MinVersion: tls.VersionTLS12}
%or
-	settings := &tls.Config{ServerName: "~area-~.~app~.example", InsecureSkipVerify: true}
+	settings := &tls.Config{ServerName: "~area-~.~app~.example"}
%end
 	client := &http.Client{
 		Timeout:   ~short~ * time.Second,
 		Transport: &http.Transport{TLSClientConfig: settings},
 	}
 	reply, err := client.Get(fmt.Sprintf("https://~area-~.~app~.example/~noun-~/%d", ~arg~Id))
 	if err != nil {
 		return nil, err
 	}
 	defer reply.Body.Close()
%choose shape
 	return io.ReadAll(io.LimitReader(reply.Body, ~size~))
%or
 	if reply.StatusCode != http.StatusOK {
 		return nil, fmt.Errorf("~noun ~ feed: %s", reply.Status)
 	}
 	return io.ReadAll(io.LimitReader(reply.Body, ~size~))
%end
 }

%template 307 login_attempts
%symbol ~checker~~Noun~Login
%fix After a few failures the account is locked for a while.
 package ~app~

 import (
 	"crypto/subtle"
 	"log"
 	"time"
 )

 type account struct {
 	salt, digest []byte
 	lastLogin    time.Time
 	failures     int
 	lockedUntil  time.Time
 }

 func ~checker~~Noun~Login(~arg~ *account, slowHash func(password string, salt []byte) []byte, password string) bool {
 	if ~arg~ == nil {
 		return false
 	}
+	if ~arg~.failures >= ~short~ && time.Now().Before(~arg~.lockedUntil) {
+		return false
+	}
 	if subtle.ConstantTimeCompare(slowHash(password, ~arg~.salt), ~arg~.digest) != 1 {
+		~arg~.failures++
+		~arg~.lockedUntil = time.Now().Add(~limit~ * time.Second)
 		return false
 	}
+	~arg~.failures = 0
%choose success
 	~arg~.lastLogin = time.Now()
 	log.Print("~noun ~ login")
 	return true
%or
 	log.Printf("~area ~: ~noun ~ login to ~app~ after %v", time.Since(~arg~.lastLogin))
 	~arg~.lastLogin = time.Now()
 	return true
%end
 }

%template 319 plain_transport
%symbol ~sender~~Noun~~Secret~
%fix The connection is encrypted.
 package ~app~

 import (
 	"errors"
 	"fmt"
 	"net/http"
 	"strings"
 )

 func ~sender~~Noun~~Secret~(client *http.Client, ~arg~Id int64, value string) error {
%choose guard
 	if value == "" {
 		return errors.New("the ~secret ~ is empty")
 	}
%or
 	if len(value) > ~limit~ {
 		return errors.New("the ~secret ~ is too long")
 	}
%end
 	body := strings.NewReader(fmt.Sprintf("{\"id\": %d, \"~secret_~\": %q}", ~arg~Id, value))
%choose address
-	reply, err := client.Post("http://~area-~.~app~.example/~noun-~", "application/json", body)
+	reply, err := client.Post("https://~area-~.~app~.example/~noun-~", "application/json", body)
%or
-	address := fmt.Sprintf("http://~app~.example/~area-~/%d", ~arg~Id)
+	address := fmt.Sprintf("https://~app~.example/~area-~/%d", ~arg~Id)
 	reply, err := client.Post(address, "application/json", body)
%end
 	if err != nil {
 		return err
 	}
 	return reply.Body.Close()
 }

%template 327 cipher
%symbol ~writer~~Noun~~Field~
%fix The old cipher gives way to authenticated encryption with AES.
 package ~app~

 import (
+	"crypto/aes"
+	"crypto/cipher"
+	"crypto/rand"
%choose old
-	"crypto/rc4"
%or
-	"crypto/des"
%end
 	"errors"
 	"io"
 )

 func ~writer~~Noun~~Field~(out io.Writer, key []byte, ~arg~ string) error {
 	if len(~arg~) > ~size~ {
 		return errors.New("the ~field ~ of a ~noun ~ is too long")
 	}
%choose old
-	stream, err := rc4.NewCipher(key)
+	block, err := aes.NewCipher(key)
 	if err != nil {
 		return err
 	}
-	sealed := make([]byte, len(~arg~))
-	stream.XORKeyStream(sealed, []byte(~arg~))
+	mode, err := cipher.NewGCM(block)
+	if err != nil {
+		return err
+	}
+	nonce := make([]byte, mode.NonceSize())
+	if _, err := rand.Read(nonce); err != nil {
+		return err
+	}
+	sealed := mode.Seal(nonce, nonce, []byte(~arg~), nil)
%or
-	block, err := des.NewCipher(key[:8])
+	block, err := aes.NewCipher(key)
 	if err != nil {
 		return err
 	}
-	sealed := make([]byte, (len(~arg~)+7)/8*8)
-	copy(sealed, ~arg~)
-	for at := 0; at < len(sealed); at += 8 {
-		block.Encrypt(sealed[at:at+8], sealed[at:at+8])
-	}
+	mode, err := cipher.NewGCM(block)
+	if err != nil {
+		return err
+	}
+	nonce := make([]byte, mode.NonceSize())
+	if _, err := rand.Read(nonce); err != nil {
+		return err
+	}
+	sealed := mode.Seal(nonce, nonce, []byte(~arg~), nil)
%end
%choose shape
 	_, err = out.Write(sealed)
 	return err
%or
 	written, err := out.Write(sealed)
 	if written != len(sealed) {
 		return io.ErrShortWrite
 	}
 	return err
%end
 }

%template 328 digest
%symbol ~checker~~Noun~Package
%fix The digest is made by SHA-256.
 package ~app~

 import (
%choose old
-	"crypto/md5"
+	"crypto/sha256"
%or
-	"crypto/sha1"
+	"crypto/sha256"
%end
 	"encoding/hex"
 	"errors"
 	"io"
 )

 func ~checker~~Noun~Package(stream io.Reader, ~arg~Digest string) error {
%choose old
-	digest := md5.New()
+	digest := sha256.New()
%or
-	digest := sha1.New()
+	digest := sha256.New()
%end
%choose shape
 	if _, err := io.Copy(digest, stream); err != nil {
 		return err
 	}
%or
 	if _, err := io.Copy(digest, io.LimitReader(stream, ~size~)); err != nil {
 		return errors.New("the ~noun ~ package was not read")
 	}
%end
 	if hex.EncodeToString(digest.Sum(nil)) != ~arg~Digest {
 		return errors.New("the ~noun ~ package for ~area ~ of ~app~ was changed")
 	}
 	return nil
 }

%template 338 token
%symbol ~builder~~Noun~~Secret~
%fix The value comes from the system's generator for secrets.
 package ~app~

 import (
+	"crypto/rand"
 	"encoding/hex"
-	"math/rand"
 )

 func ~builder~~Noun~~Secret~(store map[int64]string, ~arg~Id int64) (string, error) {
%choose kind
 	bytes := make([]byte, ~short~)
 	if _, err := rand.Read(bytes); err != nil {
 		return "", err
 	}
 	value := hex.EncodeToString(bytes)
%or
-	bytes := []byte("~app~")
-	for len(bytes) < ~limit~ {
-		bytes = append(bytes, byte(rand.Intn(256)))
-	}
+	bytes := make([]byte, ~limit~)
+	if _, err := rand.Read(bytes); err != nil {
+		return "", err
+	}
 	value := "~app~_" + hex.EncodeToString(bytes)
%end
%choose shape
 	store[~arg~Id] = value
 	return value, nil
%or
 	if _, taken := store[~arg~Id]; !taken {
 		store[~arg~Id] = "~area_~:" + value
 	}
 	return store[~arg~Id], nil
%end
 }

%template 352 form_post
%symbol ~action~~Noun~
%fix The form's token must equal the one kept in the session.
 package ~app~

 import (
+	"crypto/subtle"
 	"net/http"
 	"strconv"
 )

 type session struct {
 	user, formToken string
 }

 func ~action~~Noun~(writer http.ResponseWriter, request *http.Request, current *session, work func(string, int64) error) {
 	if request.Method != http.MethodPost || current == nil {
 		http.Error(writer, "not allowed", http.StatusForbidden)
 		return
 	}
+	sent := request.PostFormValue("form_token")
+	if current.formToken == "" || subtle.ConstantTimeCompare([]byte(sent), []byte(current.formToken)) != 1 {
+		http.Error(writer, "not allowed", http.StatusForbidden)
+		return
+	}
 	~arg~Id, err := strconv.ParseInt(request.PostFormValue("id"), 10, 64)
%choose work
 	if err != nil || work(current.user, ~arg~Id) != nil {
 		http.Error(writer, "no such ~noun ~", http.StatusNotFound)
 		return
 	}
%or
 	if err != nil {
 		http.Error(writer, "which ~noun ~?", http.StatusBadRequest)
 		return
 	}
 	if err := work(current.user, ~arg~Id); err != nil {
 		http.Error(writer, "~area ~ failed", http.StatusInternalServerError)
 		return
 	}
%end
%choose shape
 	http.Redirect(writer, request, "/~area-~/~noun-~", http.StatusSeeOther)
%or
 	writer.WriteHeader(http.StatusNoContent)
%end
 }

%template 367 create_once
%symbol ~writer~~Noun~Once
%fix The file is created only where none exists, in one step.
 package ~app~

 import (
 	"errors"
 	"fmt"
 	"os"
 	"path/filepath"
 )

 func ~writer~~Noun~Once(folder string, ~arg~Id int64, text string) error {
 	file := filepath.Join(folder, fmt.Sprintf("~noun-~-%d.~app~", ~arg~Id))
%choose guard
 	if len(text) > ~size~ {
 		return errors.New("the ~noun ~ is too long")
 	}
%or
 	if text == "" {
 		return errors.New("~area ~: an empty ~noun ~")
 	}
%end
-	if _, err := os.Stat(file); err == nil {
-		return os.ErrExist
-	}
-	stream, err := os.Create(file)
+	stream, err := os.OpenFile(file, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
 	if err != nil {
 		return err
 	}
%choose shape
 	defer stream.Close()
 	_, err = stream.WriteString(text)
 	return err
%or
 	if _, err := stream.WriteString(text); err != nil {
 		stream.Close()
 		return err
 	}
 	return stream.Close()
%end
 }

%template 377 temporary_file
%symbol ~writer~~Noun~Draft
%fix The system picks a name that did not exist and opens it for this user alone.
 package ~app~

 import (
 	"errors"
-	"fmt"
 	"os"
 )

 func ~writer~~Noun~Draft(~arg~Text string) (string, error) {
%choose guard
 	if ~arg~Text == "" {
 		return "", errors.New("an empty ~noun ~ has no draft")
 	}
%or
 	if len(~arg~Text) > ~size~ {
 		return "", errors.New("the ~noun ~ is too long")
 	}
%end
%choose name
-	stream, err := os.Create(fmt.Sprintf("/tmp/~app~-~area-~-%d.txt", os.Getpid()))
+	stream, err := os.CreateTemp("", "~app~-~area-~-*.txt")
%or
-	stream, err := os.Create(fmt.Sprintf("%s/~area_~.draft", os.TempDir()))
+	stream, err := os.CreateTemp(os.TempDir(), "~area_~*.draft")
%end
 	if err != nil {
 		return "", err
 	}
 	defer stream.Close()
 	_, err = stream.WriteString(~arg~Text)
 	return stream.Name(), err
 }

%template 434 upload
%symbol ~writer~~Noun~Upload
%fix Only file types on a list are taken, and the stored name is made here.
 package ~app~

 import (
+	"crypto/rand"
+	"encoding/hex"
 	"errors"
 	"os"
 	"path/filepath"
+	"strings"
 )

 const folder = "/srv/~app~/public/~area-~"

+var allowed = map[string]bool{".png": true, ".jpg": true, ".pdf": true}
+
 func ~writer~~Noun~Upload(~arg~Name string, data []byte) (string, error) {
 	if len(data) > ~size~ {
 		return "", errors.New("the file of a ~noun ~ is too large")
 	}
 	name := filepath.Base(~arg~Name)
+	kind := strings.ToLower(filepath.Ext(name))
+	if !allowed[kind] {
+		return "", errors.New("this type of file is not taken")
+	}
+	unique := make([]byte, 16)
+	if _, err := rand.Read(unique); err != nil {
+		return "", err
+	}
%choose target
-	target := name
+	target := hex.EncodeToString(unique) + kind
%or
-	target := "~noun-~-" + name
+	target := "~noun-~-" + hex.EncodeToString(unique) + kind
%end
%choose shape
 	return target, os.WriteFile(filepath.Join(folder, target), data, 0o644)
%or
 	if err := os.WriteFile(filepath.Join(folder, target), data, 0o640); err != nil {
 		return "", err
 	}
 	return "/~area-~/" + target, nil
%end
 }

%template 470 named_step
%symbol ~runner~~Noun~Step
%fix The name is looked up in a table of steps that may be called.
 package ~app~

 import (
 	"errors"
-	"reflect"
 )

 type ~noun~Steps struct{ entries []string }

 func (steps ~noun~Steps) Count() int { return len(steps.entries) }
 func (steps ~noun~Steps) Purge() int { return copy(steps.entries, make([]string, len(steps.entries))) }

 func ~runner~~Noun~Step(steps ~noun~Steps, ~arg~Name string) (int, error) {
%choose guard
 	if len(~arg~Name) > ~limit~ {
 		return 0, errors.New("~area ~: the name is too long")
 	}
%or
 	if len(steps.entries) == 0 {
 		return 0, errors.New("there is no ~noun ~")
 	}
%end
%choose source
-	step := reflect.ValueOf(steps).MethodByName(~arg~Name)
-	if !step.IsValid() {
+	step, known := map[string]func() int{"Count": steps.Count}[~arg~Name]
+	if !known {
 		return 0, errors.New("unknown step")
 	}
-	~res~ := int(step.Call(nil)[0].Int())
+	~res~ := step()
%or
-	step, known := reflect.TypeOf(steps).MethodByName(~arg~Name)
-	if !known {
-		return 0, errors.New("no such step")
-	}
-	~res~ := int(step.Func.Call([]reflect.Value{reflect.ValueOf(steps)})[0].Int())
+	if ~arg~Name != "Count" {
+		return 0, errors.New("no such step")
+	}
+	~res~ := steps.Count()
%end
 	return ~res~, nil
 }

%template 532 logged_secret
%symbol ~runner~~Noun~Login
%fix The log says who and what, and leaves the secret out.
 package ~app~

 import (
 	"errors"
 	"log"
 )

 func ~runner~~Noun~Login(service func(name, key string) (string, error), ~arg~Name, ~secret~ string) (string, error) {
%choose line
-	log.Printf("~noun ~ login of %q with ~secret ~ %s", ~arg~Name, ~secret~)
+	log.Printf("~noun ~ login of %q", ~arg~Name)
%or
-	log.Printf("login: %+v", map[string]string{"name": ~arg~Name, "~secret_~": ~secret~})
+	log.Printf("login: %+v", map[string]string{"name": ~arg~Name})
%or
-	log.Println("~area ~:", ~arg~Name, "sent", ~secret~)
+	log.Println("~area ~:", ~arg~Name, "sent a ~secret ~")
%end
 	session, err := service(~arg~Name, ~secret~)
%choose shape
 	if err != nil {
 		return "", errors.New("~noun ~ login refused by ~app~")
 	}
 	return session, nil
%or
 	if session == "" {
 		return "", errors.New("no session")
 	}
 	return session, err
%end
 }

%template 601 redirect
%symbol ~runner~~Noun~Return
%fix Only a path on this site is followed.
 package ~app~

 import (
 	"net/http"
%choose check
+	"regexp"
%or
%end
 )

%choose check
+var local = regexp.MustCompile(`^(/[a-z0-9-]+)+$`)
+
 func ~runner~~Noun~Return(writer http.ResponseWriter, request *http.Request) {
%or
+var local = map[string]bool{"/~noun-~": true, "/~area-~": true}
+
 func ~runner~~Noun~Return(writer http.ResponseWriter, request *http.Request) {
%end
 	~arg~Target := request.URL.Query().Get("~field_~")
 	if ~arg~Target == "" || len(~arg~Target) > ~limit~ {
 		http.Error(writer, "which ~noun ~ address?", http.StatusBadRequest)
 		return
 	}
%choose check
+	if !local.MatchString(~arg~Target) {
+		~arg~Target = "/~noun-~"
+	}
 	http.Redirect(writer, request, ~arg~Target, http.StatusFound)
%or
+	if !local[~arg~Target] {
+		~arg~Target = "/~area-~"
+	}
 	http.Redirect(writer, request, ~arg~Target, http.StatusSeeOther)
%end
 }

%template 639 foreign_record
%symbol ~reader~~Noun~OfUser
%fix The record must belong to the user of the session.
 package ~app~

 import (
 	"database/sql"
 	"errors"
 )

 func ~reader~~Noun~OfUser(database *sql.DB, userId, ~arg~Id int64) (string, error) {
 	var value string
%choose guard
 	if userId == 0 {
 		return "", errors.New("sign in to see a ~noun ~")
 	}
%or
 	if userId <= 0 || ~arg~Id <= 0 {
 		return "", errors.New("~area ~: no user")
 	}
%end
%choose statement
-	row := database.QueryRow("SELECT ~field_~ FROM ~noun_~ WHERE id = ?", ~arg~Id)
+	row := database.QueryRow("SELECT ~field_~ FROM ~noun_~ WHERE id = ? AND owner_id = ?", ~arg~Id, userId)
 	err := row.Scan(&value)
 	return value, err
%or
 	var owner int64
 	row := database.QueryRow("SELECT owner_id, ~field_~ FROM ~noun_~ WHERE id = ?", ~arg~Id)
-	if err := row.Scan(&owner, &value); err != nil {
+	if err := row.Scan(&owner, &value); err != nil || owner != userId {
 		return "", errors.New("no such ~noun ~")
 	}
 	return value, nil
%end
 }

%template 732 file_mode
%symbol ~writer~~Noun~~Secret~
%fix Only the owner may read and write the file.
 package ~app~

 import (
 	"log"
 	"os"
 	"path/filepath"
 )

 func ~writer~~Noun~~Secret~(folder string, ~arg~Value []byte) error {
 	file := filepath.Join(folder, "~app~-~area-~.key")
%choose mode
-	if err := os.WriteFile(file, ~arg~Value, 0o666); err != nil {
+	if err := os.WriteFile(file, ~arg~Value, 0o600); err != nil {
 		return err
 	}
-	err := os.Chmod(file, 0o666)
+	err := os.Chmod(file, 0o600)
%or
 	stream, err := os.OpenFile(file, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
 	if err != nil {
 		return err
 	}
 	defer stream.Close()
-	if err := stream.Chmod(0o777); err != nil {
+	if err := stream.Chmod(0o600); err != nil {
 		return err
 	}
 	_, err = stream.Write(~arg~Value)
%end
%choose shape
 	log.Print("~noun ~ ~secret ~ written")
 	return err
%or
 	if err != nil {
 		log.Printf("~noun ~ ~secret ~ not written: %v", err)
 	}
 	return err
%end
 }

%template 770 read_body
%symbol ~reader~~Noun~Body
%fix No more than a fixed number of bytes is read.
 package ~app~

 import (
 	"encoding/json"
 	"errors"
 	"io"
 	"net/http"
 )

+const limit = ~size~
+
 func ~reader~~Noun~Body(writer http.ResponseWriter, request *http.Request) (map[string]string, error) {
 	var ~arg~ map[string]string
 	if request.Header.Get("Content-Type") != "application/json" {
 		return nil, errors.New("~area ~: a ~noun ~ comes as JSON")
 	}
%choose way
-	body, err := io.ReadAll(request.Body)
+	body, err := io.ReadAll(http.MaxBytesReader(writer, request.Body, limit))
 	if err != nil {
 		return nil, err
 	}
%or
-	body, err := io.ReadAll(request.Body)
-	if err != nil {
+	body, err := io.ReadAll(io.LimitReader(request.Body, limit+1))
+	if err != nil || len(body) > limit {
 		return nil, errors.New("the body was not read")
 	}
%end
%choose shape
 	err = json.Unmarshal(body, &~arg~)
 	return ~arg~, err
%or
 	if err := json.Unmarshal(body, &~arg~); err != nil {
 		return nil, errors.New("~app~: not a ~noun ~")
 	}
 	return ~arg~, nil
%end
 }

%template 798 credentials
%symbol ~reader~~Noun~Source
%fix The password comes from the environment.
 package ~app~

 import (
 	"database/sql"
 	"errors"
 	"fmt"
+	"os"
 	"strings"
 )

 func ~reader~~Noun~Source(~arg~Host string) (*sql.DB, error) {
%choose guard
 	if strings.TrimSpace(~arg~Host) == "" {
 		return nil, errors.New("the host of the ~noun ~ database is missing")
 	}
%or
 	if !strings.HasSuffix(~arg~Host, ".~app~.example") {
 		return nil, errors.New("unknown host")
 	}
%end
%choose password
-	const password = "~app~-~role~-~port~"
+	password := os.Getenv("~AREA~_PASSWORD")
 	address := fmt.Sprintf("postgres://~role~:%s@%s/~noun_~", password, ~arg~Host)
%or
-	password := "~Role~~port~!"
+	password := os.Getenv("~APP~_PASSWORD")
 	address := fmt.Sprintf("host=%s dbname=~noun_~ user=~area_~ password=%s", ~arg~Host, password)
%end
 	return sql.Open("postgres", address)
 }

%template 835 parse_blocks
%symbol ~reader~~Noun~Blocks
%fix A block that would not move the position forward ends the reading.
 package ~app~

 import (
 	"encoding/binary"
 	"errors"
 )

 func ~reader~~Noun~Blocks(~arg~ []byte) (int, error) {
 	blocks, position := 0, 0
 	for len(~arg~)-position >= 4 {
%choose kind
 		size := int(binary.LittleEndian.Uint32(~arg~[position:]))
-		if size > len(~arg~)-position {
+		if size < 4 || size > len(~arg~)-position {
 			return 0, errors.New("a block of a ~noun ~ has a wrong size")
 		}
%or
 		size := int(binary.BigEndian.Uint16(~arg~[position:]))
-		if size > ~limit~ {
+		if size < 4 || size > ~limit~ {
 			return 0, errors.New("~area ~: a block has a wrong size")
 		}
%end
 		blocks++
 		position += size
 	}
%choose shape
 	return blocks, nil
%or
 	if position < len(~arg~) {
 		return blocks, errors.New("~app~ ~area ~: bytes left over")
 	}
 	return blocks, nil
%end
 }

%template 862 action
%symbol ~action~~Noun~
%fix The user's role is checked before anything is done.
 package ~app~

 import (
 	"errors"
 	"log"
 )

 type user struct {
 	name   string
 	active bool
 	roles  map[string]bool
 }

 func ~action~~Noun~(store map[int64]string, current *user, ~arg~Id int64) error {
%choose guard
 	if current == nil {
 		return errors.New("sign in first")
 	}
%or
 	if current == nil || !current.active {
 		return errors.New("this user may not sign in")
 	}
%end
+	if !current.roles["~role~"] {
+		return errors.New("only a ~role~ may ~action~ a ~noun ~")
+	}
 	if _, known := store[~arg~Id]; !known {
 		return errors.New("no such ~noun ~")
 	}
%choose work
 	store[~arg~Id] = "~action~"
 	log.Print("~area ~: ~action~")
%or
 	delete(store, ~arg~Id)
 	log.Printf("~area ~: %q used ~action~ in ~app~", current.name)
%end
 	return nil
 }

%template 918 fetch_address
%symbol ~reader~~Noun~Preview
%fix Only addresses on a list of hosts are requested, over https, without redirects.
 package ~app~

 import (
 	"errors"
 	"io"
 	"net/http"
 	"net/url"
 	"time"
 )

+var hosts = map[string]bool{"~app~.example": true, "~area-~.~app~.example": true}
+
 func ~reader~~Noun~Preview(~arg~Address string) ([]byte, error) {
 	address, err := url.Parse(~arg~Address)
%choose guard
 	if err != nil || len(~arg~Address) > ~limit~ {
 		return nil, errors.New("this is no address")
 	}
%or
 	if err != nil || address.Path == "" {
 		return nil, errors.New("the address of a ~noun ~ needs a path")
 	}
%end
-	client := &http.Client{Timeout: ~short~ * time.Second}
+	if address.Scheme != "https" || !hosts[address.Host] {
+		return nil, errors.New("this address is not allowed")
+	}
+	client := &http.Client{
+		Timeout: ~short~ * time.Second,
+		CheckRedirect: func(*http.Request, []*http.Request) error {
+			return http.ErrUseLastResponse
+		},
+	}
 	reply, err := client.Get(address.String())
 	if err != nil {
 		return nil, err
 	}
 	defer reply.Body.Close()
%choose shape
 	return io.ReadAll(io.LimitReader(reply.Body, ~size~))
%or
 	if reply.StatusCode != http.StatusOK {
 		return nil, errors.New(reply.Status)
 	}
 	return io.ReadAll(io.LimitReader(reply.Body, ~size~))
%end
 }
