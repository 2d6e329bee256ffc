#include <string>

#include "survey/survey.hpp"

namespace streamguard::survey {
namespace {

// Names and help in our own words; the catalogue at cwe.mitre.org says what each weakness is in full.

constexpr std::string_view kNames =
    ";15 External control of a setting;16 Configuration;19 Data processing error;20 Improper input validation;"
    "22 Path traversal;23 Relative path traversal;24 Path traversal by ../;29 Path traversal by \\..\\;"
    "35 Path traversal by .../...//;36 Absolute path traversal;59 Link following;61 UNIX symbolic link following;"
    "73 External control of a file name or path;74 Injection;75 Special element injection;77 Command injection;"
    "78 OS command injection;79 Cross-site scripting;80 Basic cross-site scripting;81 Script in an error page;"
    "83 Script in attributes of a page;87 Alternate cross-site scripting syntax;88 Argument injection;"
    "89 SQL injection;90 LDAP injection;91 XML injection;93 CRLF injection;94 Code injection;95 Eval injection;"
    "96 Static code injection;97 Server-side include injection;98 PHP remote file inclusion;"
    "99 Resource injection;112 Missing XML validation;113 HTTP response splitting;114 Process control;"
    "115 Misinterpretation of input;116 Improper output encoding or escaping;117 Log injection;"
    "118 Access outside of bounds;119 Memory access outside of bounds;120 Classic buffer overflow;"
    "121 Stack-based buffer overflow;122 Heap-based buffer overflow;123 Write-what-where condition;"
    "124 Buffer underwrite;125 Out-of-bounds read;126 Buffer over-read;127 Buffer under-read;"
    "128 Wrap-around error;129 Improper validation of an array index;130 Improper handling of a length;"
    "131 Wrong calculation of a buffer size;134 Uncontrolled format string;"
    "150 Escape or control sequences not neutralised;170 Improper null termination;172 Encoding error;"
    "176 Improper handling of Unicode;177 Improper handling of URL encoding;178 Improper handling of case;"
    "179 Validation before canonicalisation;180 Validation before canonicalisation;"
    "184 Incomplete list of disallowed inputs;185 Incorrect regular expression;189 Numeric error;"
    "190 Integer overflow;191 Integer underflow;193 Off-by-one error;194 Unexpected sign extension;"
    "195 Signed to unsigned conversion error;197 Numeric truncation error;200 Exposure of sensitive information;"
    "201 Sensitive information in sent data;202 Sensitive information by data queries;203 Observable discrepancy;"
    "204 Observable response discrepancy;208 Observable timing discrepancy;"
    "209 Sensitive information in an error message;212 Sensitive information not removed before transfer;"
    "213 Exposure by incompatible policies;215 Sensitive information in debugging code;"
    "226 Sensitive information left in a reused resource;233 Improper handling of parameters;"
    "241 Unexpected data type;248 Uncaught exception;250 Execution with unnecessary privileges;"
    "252 Unchecked return value;253 Wrong check of a return value;254 Security features;"
    "255 Credentials management error;256 Password stored in plain text;257 Password stored recoverably;"
    "259 Hard-coded password;260 Password in a configuration file;261 Weak encoding of a password;"
    "264 Permissions and access control;265 Privilege issue;266 Incorrect privilege assignment;"
    "267 Privilege defined with unsafe actions;268 Privilege chaining;269 Improper privilege management;"
    "270 Privilege context switching error;271 Privilege dropping error;273 Unchecked dropping of privileges;"
    "275 Permission issue;276 Incorrect default permissions;277 Insecure inherited permissions;"
    "280 Improper handling of insufficient permissions;281 Improper preservation of permissions;"
    "282 Improper ownership management;284 Improper access control;285 Improper authorization;"
    "286 Incorrect user management;287 Improper authentication;288 Authentication bypass by another path;"
    "289 Authentication bypass by another name;290 Authentication bypass by spoofing;"
    "291 Reliance on the IP address;294 Authentication bypass by replay;295 Improper certificate validation;"
    "296 Broken chain of trust;297 Host mismatch in a certificate;299 Missing check for certificate revocation;"
    "300 Channel accessible by others;301 Reflection attack in authentication;"
    "302 Authentication bypass by assumed-immutable data;303 Wrong implementation of authentication;"
    "304 Missing step in authentication;305 Authentication bypass by a primary weakness;"
    "306 Missing authentication for a critical function;307 Unlimited authentication attempts;"
    "308 Single-factor authentication;310 Cryptographic issue;311 Missing encryption of sensitive data;"
    "312 Clear-text storage of sensitive data;313 Clear-text storage in a file;"
    "315 Clear-text storage in a cookie;316 Clear-text storage in memory;319 Clear-text transmission;"
    "320 Key management error;321 Hard-coded cryptographic key;322 Key exchange without authentication;"
    "323 Reuse of a nonce and key;324 Use of an expired key;325 Missing cryptographic step;"
    "326 Inadequate encryption strength;327 Broken or risky cryptographic algorithm;328 Weak hash;"
    "329 Predictable initialisation vector;330 Insufficiently random values;331 Insufficient entropy;"
    "334 Small space of random values;335 Incorrect use of seeds;337 Predictable seed;"
    "338 Cryptographically weak random numbers;340 Predictable numbers or identifiers;"
    "341 Predictable from observable state;342 Exact value predictable;343 Range of values predictable;"
    "344 Invariant value where it should change;345 Insufficient verification of authenticity;"
    "346 Origin validation error;347 Improper verification of a signature;348 Less trusted source;"
    "349 Untrusted data accepted with trusted;350 Reliance on reverse DNS;351 Insufficient type distinction;"
    "352 Cross-site request forgery;353 Missing integrity check;354 Improper validation of an integrity check;"
    "358 Security check implemented improperly;359 Exposure of private information;362 Race condition;"
    "363 Race condition enables link following;364 Signal handler race;366 Race condition within a thread;"
    "367 Time of check, time of use;369 Division by zero;377 Insecure temporary file;"
    "378 Temporary file with insecure permissions;379 Temporary file in an insecure folder;384 Session fixation;"
    "385 Covert timing channel;388 Error handling;391 Unchecked error;392 Missing report of an error;"
    "393 Wrong status code;394 Unexpected status code;399 Resource management error;"
    "400 Uncontrolled resource consumption;401 Missing release of memory;402 Resource leak to another sphere;"
    "403 File descriptor leak;404 Improper resource shutdown;405 Asymmetric resource consumption;"
    "406 Network message amplification;407 Inefficient algorithmic complexity;408 Early amplification;"
    "409 Decompression bomb;410 Insufficient resource pool;413 Improper resource locking;415 Double free;"
    "416 Use after free;417 Communication channel error;419 Unprotected primary channel;"
    "420 Unprotected alternate channel;424 Improper protection of an alternate path;425 Forced browsing;"
    "426 Untrusted search path;427 Uncontrolled search path element;428 Unquoted search path;"
    "434 Unrestricted upload of dangerous files;435 Interaction between entities;436 Interpretation conflict;"
    "440 Violation of expected behaviour;441 Confused deputy;444 HTTP request smuggling;"
    "451 Misrepresented information in a user interface;453 Insecure default of a variable;"
    "454 External initialisation of trusted variables;457 Use of an uninitialised variable;"
    "459 Incomplete cleanup;460 Improper cleanup on an exception;468 Wrong pointer scaling;470 Unsafe reflection;"
    "471 Modification of assumed-immutable data;472 External control of an assumed-immutable parameter;"
    "476 Null pointer dereference;477 Use of an obsolete function;"
    "479 Signal handler calls a non-reentrant function;480 Wrong operator;488 Data exposed to the wrong session;"
    "489 Active debugging code;494 Download of code without an integrity check;"
    "497 Exposure of system information;501 Trust boundary violation;502 Deserialization of untrusted data;"
    "506 Embedded malicious code;521 Weak password requirements;522 Insufficiently protected credentials;"
    "523 Unprotected transport of credentials;524 Sensitive information in a cache;"
    "525 Sensitive information in a browser's cache;526 Sensitive information in an environment variable;"
    "532 Sensitive information in a log file;538 Sensitive information in an accessible file;"
    "540 Sensitive information in source code;548 Exposure by a directory listing;552 Files accessible to others;"
    "565 Reliance on cookies without validation;567 Unsynchronised access to shared data;"
    "573 Wrong use of an interface by its caller;590 Free of memory not on the heap;"
    "593 Authentication bypass in SSL;595 Comparison of references;598 Sensitive query strings;"
    "599 Missing validation of a certificate;601 Open redirect;"
    "602 Client-side enforcement of server-side security;603 Client-side authentication;"
    "606 Unchecked input for a loop condition;610 External reference to a resource;611 XML external entities;"
    "613 Insufficient session expiration;614 Sensitive cookie without Secure;617 Reachable assertion;"
    "620 Unverified password change;625 Permissive regular expression;636 Not failing securely;"
    "638 Not using complete mediation;639 Authorization bypass by a user-controlled key;"
    "640 Weak password recovery;641 Improper restriction of resource names;"
    "642 External control of critical state;643 XPath injection;644 Script in HTTP headers;"
    "648 Incorrect use of privileged interfaces;657 Violation of secure design principles;"
    "662 Improper synchronisation;663 Use of a non-reentrant function;664 Improper control of a resource;"
    "665 Improper initialisation;666 Operation in the wrong phase of a lifetime;667 Improper locking;"
    "668 Exposure to the wrong sphere;669 Incorrect transfer between spheres;670 Always-incorrect control flow;"
    "671 Lack of administrator control;672 Operation after expiry or release;674 Uncontrolled recursion;"
    "675 Multiple operations on a single-operation resource;680 Integer overflow to buffer overflow;"
    "681 Incorrect conversion between numeric types;682 Incorrect calculation;683 Wrong order of arguments;"
    "684 Incorrect provision of functionality;685 Wrong number of arguments;686 Wrong type of an argument;"
    "687 Wrong value of an argument;690 Unchecked return value to null pointer dereference;"
    "691 Insufficient control flow management;693 Protection mechanism failure;694 Duplicate identifier;"
    "696 Wrong order of behaviour;697 Incorrect comparison;698 Execution after redirect;"
    "703 Improper handling of exceptional conditions;704 Incorrect type conversion;"
    "705 Incorrect control flow scoping;706 Wrongly resolved name or reference;707 Improper neutralisation;"
    "708 Incorrect ownership assignment;710 Coding standard not kept;"
    "732 Incorrect permissions of a critical resource;733 Optimisation removes security-critical code;"
    "749 Exposed dangerous function;754 Improper check for exceptional conditions;"
    "755 Improper handling of exceptional conditions;756 Missing custom error page;757 Algorithm downgrade;"
    "758 Undefined behaviour;759 One-way hash without a salt;760 Predictable salt;"
    "761 Free of a pointer not at the start;762 Mismatched memory management;763 Release of an invalid pointer;"
    "764 Multiple locks of a resource;765 Multiple unlocks of a resource;"
    "769 Uncontrolled consumption of file descriptors;770 Allocation without limits;"
    "771 Missing reference to an allocated resource;772 Missing release of a resource;"
    "774 Allocation of file handles without limits;775 Missing release of a file handle;776 XML entity expansion;"
    "777 Regular expression without anchors;778 Insufficient logging;779 Excessive logging;782 Exposed IOCTL;"
    "783 Operator precedence error;784 Reliance on cookies for a decision;"
    "785 Path manipulation without a maximal buffer;786 Access before a buffer;787 Out-of-bounds write;"
    "788 Access after a buffer;789 Allocation of excessive size;790 Improper filtering of special elements;"
    "791 Incomplete filtering of special elements;798 Hard-coded credentials;"
    "799 Improper control of interaction frequency;805 Access with a wrong length;"
    "806 Access by the source's size;807 Untrusted input in a security decision;820 Missing synchronisation;"
    "821 Incorrect synchronisation;822 Untrusted pointer dereference;823 Out-of-range pointer offset;"
    "824 Access of an uninitialised pointer;825 Expired pointer dereference;826 Premature release of a resource;"
    "827 Improper control of a document type;828 Signal handler not asynchronous-safe;"
    "829 Functionality from an untrusted source;830 Web functionality from an untrusted source;"
    "832 Unlock of what is not locked;833 Deadlock;834 Excessive iteration;835 Infinite loop;"
    "838 Wrong encoding for the output;841 Behavioural workflow not enforced;842 User in a wrong group;"
    "843 Type confusion;862 Missing authorization;863 Incorrect authorization;"
    "908 Use of an uninitialised resource;909 Missing initialisation;910 Use of an expired file descriptor;"
    "911 Wrong update of a reference count;912 Hidden functionality;913 Dynamically managed code resources;"
    "914 Dynamically identified variables;915 Mass assignment;916 Password hash with too little effort;"
    "917 Expression language injection;918 Server-side request forgery;920 Uncontrolled power consumption;"
    "921 Sensitive data stored without access control;922 Insecure storage of sensitive information;"
    "923 Channel not restricted to its endpoints;924 Missing message integrity in transit;"
    "926 Exported Android component;927 Implicit intent for sensitive communication;"
    "939 Authorization in a custom URL handler;940 Unverified source of a channel;"
    "941 Wrong destination of a channel;942 Permissive cross-domain policy;943 Data query injection;"
    "1004 Sensitive cookie without HttpOnly;1007 Homoglyphs not distinguished;1021 Clickjacking;"
    "1022 Link target with opener access;1023 Incomplete comparison;1024 Comparison of incompatible types;"
    "1025 Comparison of wrong factors;1059 Insufficient documentation;1076 Coding convention not kept;"
    "1077 Floating point comparison;1104 Unmaintained third-party components;"
    "1108 Excessive reliance on global variables;1164 Irrelevant code;1176 Inefficient computation;"
    "1177 Use of prohibited code;1188 Insecure default initialisation;1190 Access enabled too early;"
    "1191 Unprotected debug interface;1204 Weak initialisation vector;"
    "1220 Insufficient granularity of access control;1230 Sensitive information in metadata;"
    "1236 CSV formula injection;1240 Risky cryptographic primitive;1241 Predictable algorithm in random numbers;"
    "1254 Incorrect comparison granularity;1258 Sensitive information by debug;1259 Improper security token;"
    "1263 Improper physical access control;1265 Unintended reentrant invocation;1270 Wrong security tokens;"
    "1275 Cookie with a wrong SameSite;1284 Improper validation of a quantity;"
    "1285 Improper validation of a position or index;1286 Improper validation of syntax;"
    "1287 Improper validation of a type;1288 Improper validation of consistency;"
    "1289 Improper validation of equivalence;1295 Debug messages reveal too much;"
    "1299 Missing protection for an alternate interface;1300 Physical side channel;"
    "1303 Shared microarchitectural resources;1310 Missing ability to patch;1321 Prototype pollution;"
    "1325 Sequential memory allocation;1326 Missing root of trust;1327 Binding to an unrestricted address;"
    "1329 Component that cannot be updated;1333 Inefficient regular expression;1335 Wrong bitwise shift;"
    "1336 Template engine injection;1339 Insufficient precision of a real number;"
    "1341 Multiple releases of a resource;1342 Information exposure by transient execution;"
    "1357 Insufficiently trustworthy component;1385 Missing origin check in WebSockets;"
    "1386 Insecure operation on a Windows junction;1389 Wrong radix of a number;1390 Weak authentication;"
    "1391 Weak credentials;1392 Default credentials;1393 Default password;1394 Default cryptographic key;"
    "1395 Vulnerable third-party component;1420 Exposure by transient execution;"
    "1421 Exposure of shared microarchitectural structures;1423 Exposure by shared predictor state;"
    "1426 Improper validation of generated output;1427 Prompt injection;";

struct Help {
  std::string_view number, text;
};

constexpr Help kHelp[] = {
    {"20",
     "Input is used without a check that it has the properties which the code relies on. Check type, length, range and "
     "syntax where it enters, and refuse what does not fit."},
    {"22",
     "A path made from outside input may leave the folder it is meant to stay in. Resolve it first and refuse what "
     "does not lie below that folder."},
    {"59",
     "A file is opened by a name that may be a link to something else. Open without following links, or check what was "
     "opened."},
    {"74",
     "Outside input becomes part of a command or structure for another component. Pass data apart from code, or escape "
     "it for that component."},
    {"77", "Outside input becomes part of a command. Call programs with a list of arguments, not with a line of text."},
    {"78",
     "Outside input becomes part of a shell command. Start programs with a list of arguments and without a shell."},
    {"79",
     "Outside input reaches a web page unescaped, so that it may run as script in a visitor's browser. Escape for the "
     "place it is written to."},
    {"88",
     "Outside input is taken for an option of a program. End the options before it, or refuse what begins like one."},
    {"89", "Outside input becomes part of an SQL statement. Use parameters, never text put together."},
    {"90", "Outside input becomes part of an LDAP query. Escape it for filters and names."},
    {"91", "Outside input becomes part of an XML document. Escape it, or build the document by a library."},
    {"94", "Outside input is run as code. Do not make code of input; where it must be, allow only what a list names."},
    {"113", "Line breaks from outside input reach HTTP headers. Refuse CR and LF there."},
    {"117",
     "Outside input is written to a log unescaped, so that entries can be forged. Escape line breaks and control "
     "characters."},
    {"119", "Memory is read or written beyond the bounds of its buffer. Check each index and length against the size."},
    {"120", "Input is copied into a buffer without a look at the size of either. Use bounded copies."},
    {"121", "A buffer on the stack is written beyond its end. Check lengths before copying."},
    {"122", "A buffer on the heap is written beyond its end. Check lengths and how the size was calculated."},
    {"125",
     "Memory is read before the start or after the end of a buffer. Check each index and length against the size."},
    {"129", "An index from outside is used without a check. Refuse what lies outside of the array."},
    {"134", "Outside input is used as a format string. Use a constant format, and give input as an argument."},
    {"190", "A calculation exceeds the range of its type and wraps. Check before calculating, or use a wider type."},
    {"191", "A subtraction falls below the least value of its type and wraps. Check before calculating."},
    {"193", "A bound is one too large or too small. Test loops and sizes at their edges."},
    {"200", "Information reaches somebody who may not have it. Show and send only what the receiver is entitled to."},
    {"203", "Behaviour, an answer or its time differs in a way that tells a secret. Make the cases look alike."},
    {"208", "The time that an operation takes tells a secret. Compare secrets in constant time."},
    {"209", "An error message tells more than its reader should know. Log details, and show a plain message."},
    {"252", "A return value is not looked at, so a failure goes unnoticed. Check it."},
    {"269",
     "Privileges are not assigned, changed or checked as they should be. Give the least that is needed, and drop it "
     "early."},
    {"276", "Files or objects are made with permissions that are too wide. Set them when creating."},
    {"284",
     "Access to something is not restricted as it should be. Check authorization at each access, and refuse by "
     "default."},
    {"285",
     "It is not checked, or not rightly, whether somebody may do what they ask for. Check on the server, at each "
     "access."},
    {"287", "An identity is not proved, or not sufficiently. Check credentials completely before anything else."},
    {"295", "A certificate is not checked, or not completely. Check chain, host name, validity and revocation."},
    {"306", "A function that matters can be used without authentication. Require it."},
    {"307", "Passwords may be tried without limit. Slow down or lock after failures."},
    {"311", "Sensitive data is stored or sent unencrypted. Encrypt it."},
    {"312", "Sensitive data is stored in clear text. Encrypt or hash it."},
    {"319", "Sensitive data is sent in clear text. Use TLS."},
    {"326", "Encryption is too weak for what it protects. Use a current algorithm and key length."},
    {"327", "A cryptographic algorithm is used that is broken or risky. Use a current one."},
    {"330", "Random values are not random enough for what they protect. Use the system's secure source."},
    {"338", "Random numbers come from a generator that can be predicted. Use a cryptographically secure one."},
    {"345", "Data is accepted without a sufficient check of where it comes from. Verify origin and integrity."},
    {"346", "The origin of a request or message is not checked rightly. Compare it whole with a list."},
    {"347", "A signature is not verified, or not rightly. Verify it before the data is used."},
    {"352",
     "A web page can make a visitor's browser send a request that the visitor did not mean. Require a token, or a "
     "same-site cookie."},
    {"362",
     "Two parties use something at the same time, and the result depends on who is first. Lock, or make the operation "
     "atomic."},
    {"367", "Something changes between its check and its use. Check and use it by one handle."},
    {"369", "A divisor may be zero. Check it."},
    {"377",
     "A temporary file has a name that can be guessed, or is made unsafely. Use the system's function that creates it "
     "exclusively."},
    {"384", "A session identifier known before login stays valid after it. Make a new one at login."},
    {"400", "Input decides how much of a resource is used, without a limit. Set limits on size, time and number."},
    {"401", "Memory is not released once it is no longer used. Give each allocation one owner."},
    {"404", "A resource is not released, or not rightly. Release it on every path."},
    {"407", "An algorithm takes far more time on crafted input. Use one with a better worst case, or limit the input."},
    {"409", "A small compressed input becomes a huge output. Limit what is unpacked."},
    {"415", "Memory is released twice. Give each allocation one owner, and clear the pointer."},
    {"416", "Memory is used after it was released. Clear pointers, and let owners outlive users."},
    {"426", "Programs or libraries are looked for where others may put theirs. Use absolute paths."},
    {"427", "A search path holds a folder that others can write to. Use a fixed list."},
    {"434", "Files of dangerous types may be uploaded. Check type and name, and store where nothing is run."},
    {"444", "Two servers disagree on where an HTTP request ends. Refuse ambiguous lengths."},
    {"457", "A variable is read before it has a value. Set it where it is declared."},
    {"470", "Outside input chooses a class or function to be used. Choose from a list."},
    {"476", "A null pointer is used as if it pointed to something. Check it first."},
    {"494", "Code is fetched and run without a check of its integrity. Verify a signature or a digest."},
    {"502",
     "Untrusted data is made into objects, which may run code. Use a plain data format, or allow only listed types."},
    {"522", "Credentials are stored or sent with too little protection. Hash passwords, and encrypt what is sent."},
    {"532", "Sensitive data is written to a log. Leave it out or mask it."},
    {"552", "Files can be read by those who should not. Restrict permissions, and serve only what is meant to be."},
    {"601", "Outside input decides where a browser is sent. Allow only local or listed targets."},
    {"610", "Outside input names a resource in another sphere. Allow only listed ones."},
    {"611", "An XML parser follows external entities. Turn them off."},
    {"613", "A session stays valid for too long. End it after a time and at logout."},
    {"617", "An assertion can be reached by outside input. Handle the case instead."},
    {"639", "A key from outside selects data without a check whose they are. Check ownership at each access."},
    {"665", "Something is used before it is set up completely. Set all of it when creating."},
    {"667", "A lock is not taken, or not released, as it should be. Tie it to a scope."},
    {"668", "Something can be reached from where it should not be. Restrict it."},
    {"674", "Recursion has no limit, so that crafted input exhausts the stack. Limit the depth."},
    {"681", "A conversion between numeric types changes the value. Check the range first."},
    {"704", "A value is converted to a type that it does not have. Check the type first."},
    {"732", "Permissions of something critical are too wide. Restrict them when creating."},
    {"754", "A condition that is unusual is not checked for. Check what every call may return."},
    {"755", "A condition that is unusual is not handled. Handle it, or fail safely."},
    {"770", "Resources are allocated without a limit. Set one."},
    {"772", "A resource is not released after use. Tie it to a scope."},
    {"776", "XML entities may expand to a huge document. Limit or forbid them."},
    {"787",
     "Memory is written before the start or after the end of a buffer. Check each index and length against the size."},
    {"789", "The size of an allocation comes from outside without a limit. Set one."},
    {"798", "Credentials stand in the code. Take them from a store of secrets, and change those that were published."},
    {"824", "A pointer is used before it has a value. Set it where it is declared."},
    {"829", "Code or content is taken from a place that is not trusted. Pin and verify it."},
    {"835", "A loop may never end. Make its exit certain."},
    {"843", "A value is used as another type than it has. Check the type first."},
    {"862", "It is not checked whether somebody may do what they ask for. Check at each access."},
    {"863",
     "It is checked wrongly whether somebody may do what they ask for. Check on the server, against the actual "
     "object."},
    {"908", "Something is used before it was initialised. Set it when creating."},
    {"913", "Outside input changes variables, attributes or code at run time. Allow only listed ones."},
    {"915", "Outside input sets attributes of an object that it should not reach. Allow only listed attributes."},
    {"916", "A password hash is too quick to compute. Use one made for passwords."},
    {"917", "Outside input becomes part of an expression that is evaluated. Do not evaluate input."},
    {"918", "A server fetches what outside input names, and so reaches its own network. Allow only listed hosts."},
    {"943", "Outside input becomes part of a query. Use parameters."},
    {"1021", "A page can be shown inside another's frame. Forbid framing."},
    {"1236",
     "Outside input reaches a spreadsheet, where it may run as a formula. Escape leading characters of formulas."},
    {"1284", "A quantity from outside is used without a check. Refuse what is out of range."},
    {"1321", "Outside input changes the prototype of all objects. Refuse such keys."},
    {"1333",
     "A regular expression takes far more time on crafted input. Rewrite it without nested repetition, or limit the "
     "input."},
    {"1336", "Outside input becomes part of a template. Pass it as data."},
};

/// The number in "CWE-79"; empty for anything else.
std::string_view number_of(std::string_view cwe) {
  constexpr std::string_view kPrefix = "CWE-";
  constexpr std::size_t kDigitsMost = 6;
  if (cwe.substr(0, kPrefix.size()) != kPrefix) return {};
  cwe.remove_prefix(kPrefix.size());
  return cwe.size() > kDigitsMost || cwe.find_first_not_of("0123456789") != std::string_view::npos ? "" : cwe;
}

}  // namespace

std::string_view cwe_name(std::string_view cwe) {
  const std::string_view number = number_of(cwe);
  if (number.empty()) return {};
  const std::string key = ";" + std::string(number) + " ";
  const std::size_t at = kNames.find(key);
  if (at == std::string_view::npos) return {};
  const std::size_t begin = at + key.size();
  return kNames.substr(begin, kNames.find(';', begin) - begin);
}

std::string_view cwe_help(std::string_view cwe) {
  const std::string_view number = number_of(cwe);
  for (const Help& help : kHelp) {
    if (help.number == number) return help.text;
  }
  return {};
}

}  // namespace streamguard::survey
