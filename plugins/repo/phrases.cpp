#include "repo/phrases.hpp"

#include <algorithm>
#include <array>

namespace streamguard::repo {
namespace {

using enum Topic;

constexpr Phrase kPhrases[] = {
    {memory, "buffer|heap|array|string|index overflow|overflows|overrun|overruns|overread|overreads|overwrite"},
    {memory, "buffer|heap|array underflow|underflows|underrun|underread"},
    {memory, "buffer|heap|stack over|under read|reads|write|run|flow"},
    {memory, "stack buffer|based overflow|overflows"},
    {memory, "stack based buffer overflow|overflows"},
    {memory, "buffer|memory over read|reads"},
    {memory, "out of bound|bounds|boundary"},
    {memory, "oob read|reads|write|writes|access|accesses|memory|index|heap"},
    {memory, "use|uses|used after free|frees|freed|delete|return|scope"},
    {memory, "after being|been|having freed"},
    {memory, "after it|they has|have|was|is been freed"},
    {memory, "uaf"},
    {memory, "double free|frees|freeing|delete"},
    {memory, "invalid|bad|illegal|wild free|read|reads|write|writes"},
    {memory, "invalid|bad|illegal|wild memory|pointer access|read|write|reads|writes|dereference"},
    {memory, "memory|heap|stack corruption|corruptions|smashing"},
    {memory, "corrupt|corrupts|corrupting memory|heap|stack"},
    {memory, "memory safety"},
    {memory, "dangling|wild|stale pointer|pointers"},
    {memory, "dangling reference|references"},
    {memory, "type confusion"},
    {memory,
     "read|reads|reading|write|writes|writing|access|accesses|accessing|run|runs|running|index|indexing|scan|scanning|"
     "copy|copying|overread past|beyond|over|outside|after the|end|its|buffer|array|allocated|bounds|file"},
    {memory, "past|beyond|over|outside the end|bounds|start|limits of"},
    {memory, "past|beyond end of buffer|string|array|data|input|the"},
    {memory, "past|beyond the buffer|array|allocated|bounds|bound|allocation"},
    {memory, "format string vulnerability|bug|attack|issue|injection"},
    {memory, "overread|overreads|overreading"},
    {memory, "uninitialized|uninitialised memory|read|reads|access|heap|stack|pointer"},
    {memory, "arbitrary memory"},

    {arithmetic,
     "integer|int|uint|integral|signed|unsigned|arithmetic|size|length|multiplication|addition|pointer overflow|"
     "overflows|overflowed|overflowing|underflow|underflows|wraparound"},
    {arithmetic, "integer|int|uint|size truncation|wrap"},
    {arithmetic, "integer|int|size over|under flow|flows"},
    {arithmetic,
     "overflow|overflows|underflow|wrap|wraparound of|in size_t|int|integer|length|size|allocation|"
     "multiplication"},
    {arithmetic, "size_t|uint32_t|int32_t|uint32|uint64_t|int64_t overflow|overflows|underflow|wraparound|truncation"},
    {arithmetic, "numeric overflow|truncation"},

    {injection, "xss"},
    {injection, "cross site scripting"},
    {injection,
     "csrf|xsrf vulnerability|vulnerabilities|attack|attacks|issue|issues|bug|hole|flaw|problem|exploit|bypass|check|"
     "checks|leak|protection"},
    {injection, "prevent|prevents|against|fix|fixes|fixed|possible|potential csrf|xsrf"},
    {injection, "cross site request forgery"},
    {injection, "ssrf"},
    {injection, "server side request forgery"},
    {injection, "xxe"},
    {injection, "external entity attack|injection|vulnerability|expansion|processing"},
    {injection, "sqli"},
    {injection,
     "sql|nosql|code|command|commands|cmd|shell|script|scripts|html|xml|header|headers|crlf|newline|ldap|xpath|"
     "template|argument|arguments|parameter|css|log|object|javascript|formula|csv|smtp|os|eval "
     "injection|injections|injected"},
    {injection, "prevent|prevents|avoid|avoids|against|potential|possible injection|injections"},
    {injection, "inject|injecting|injects|injected arbitrary|malicious"},
    {injection, "to be injected"},
    {injection, "path|directory|dir traversal|traversals"},
    {injection, "directory climbing"},
    {injection, "zip slip"},
    {injection, "prototype|prototypes pollution|poisoning|poison"},
    {injection, "pollution protection"},
    {injection, "open redirect|redirects|redirection|redirector"},
    {injection, "request|response|header|http|desync smuggling|splitting"},
    {injection, "remote|arbitrary code|command execution"},
    {injection, "arbitrary code"},
    {injection, "arbitrary command|commands execution|injection|execute|on"},
    {injection, "arbitrary file read|write|access|overwrite|upload|deletion|inclusion|disclosure|creation"},
    {injection, "execute|executes|executing|execution of|an arbitrary"},
    {injection, "execute|executes|executing arbitrary"},
    {injection, "rce"},
    {injection, "remote|local file inclusion"},
    {injection, "insecure|unsafe deserialization|deserialisation|unserialize|unserialization|yaml|pickle"},
    {injection, "cache|dns poisoning"},
    {injection, "clickjacking"},
    {injection, "tabnabbing"},
    {injection,
     "unescaped|unsanitized|unsanitised|unfiltered user|input|output|html|data|content|value|values|string|text|"
     "parameter|variable|print_r|url|urls"},

    {access,
     "auth|authentication|authorization|authorisation|signature|permission|permissions|access|acl|sandbox|filter|"
     "sanitizer|validation|verification|security|restriction|restrictions|safe_mode|password|login|csp|mfa|2fa "
     "bypass|bypasses|bypassed|bypassing|evasion"},
    {access, "sandbox escape|escapes"},
    {access,
     "bypass|bypasses|bypassing|circumvent|circumvents|circumventing the|a|of security|auth|authentication|"
     "authorization|signature|permission|permissions|access|sandbox|filter|sanitizer|restriction|restrictions|"
     "protection|acl"},
    {access, "bypass|circumvent security|authentication|authorization|signature|access|sandbox|restrictions"},
    {access, "privilege|privileges|permission escalation|escalations"},
    {access, "escalate|elevation|escalation of|their|its privilege|privileges"},
    {access, "unauthorized|unauthorised|unauthenticated access|user|users|read|write|request|requests|actions"},
    {access,
     "improper|missing|broken|incorrect authorization|authentication|access|permission|certificate|signature "
     "control|check|checks|validation|verification"},
    {access,
     "information|info|memory|data|credential|credentials|password|token|secret|header|cookie|address "
     "disclosure|exposure|leakage"},
    {access,
     "information|info|credential|credentials|password|passwords|token|secrets|secret|kernel leak|leaks|leaking"},
    {access,
     "leak|leaks|leaking|leaked|disclose|discloses|disclosing sensitive|credentials|credential|password|passwords|"
     "token|tokens|secrets|secret|authorization|authentication|cookies"},
    {access, "expose|exposes|exposing|exposed sensitive|credentials|passwords|secrets"},
    {access, "sensitive information|data"},
    {access,
     "timing|side|replay|downgrade|collision|spoofing|mitm|symlink|wrapping|rebinding attack|attacks|channel|channels"},
    {access, "padding oracle"},
    {access, "brute force attack|attacks"},
    {access, "constant|fixed time comparison|compare|comparisons|equality|equals|string"},
    {access, "timing safe"},
    {access, "session fixation|hijacking|hijack"},
    {access, "man in the middle"},
    {access, "symlink race|races|attack|attacks|vulnerability"},
    {access, "tocttou|toctou"},
    {access, "insecure|predictable|unsafe temporary|temp|tmp|random|default|permissions|file"},
    {access, "world readable|writable|writeable"},
    {access, "owner only permissions|permission"},
    {access, "mkstemp|tmpnam|tempnam"},
    {access, "same origin policy"},
    {access, "homograph|forged|forgery"},

    {exhaustion, "denial of service"},
    {exhaustion, "dos"},
    {exhaustion, "ddos"},
    {exhaustion, "redos"},
    {exhaustion, "catastrophic|exponential|polynomial|super backtracking|linear"},
    {exhaustion, "billion laughs"},
    {exhaustion, "entity|decompression|zip|gzip|xml|compression expansion|bomb|bombs"},
    {exhaustion, "resource|memory|stack|cpu|heap|resources exhaustion"},
    {exhaustion, "exhaust|exhausts|exhausting|exhaustion the|of|all|stack|memory|resources|cpu"},
    {exhaustion, "stack overflow|overflows"},
    {exhaustion, "unbounded|uncontrolled recursion|recursions|memory|allocation|resource|cpu|consumption"},
    {exhaustion, "excessive|huge|gigantic|exorbitant memory|cpu|consumption"},
    {exhaustion, "gigabytes of memory"},
    {exhaustion, "hash collision|flooding|collisions attack|attacks"},
    {exhaustion, "amplification attack|attacks"},

    {crash, "null|nullptr pointer|ptr|reference dereference|dereferences|dereferencing|deref|access|derefs"},
    {crash, "null|nullptr|nil dereference|deref|dereferences|dereferencing|check|checks|checking|checkings"},
    {crash, "dereference|dereferencing|dereferences|deref of|a|the null|nullptr|nil"},
    {crash, "dereference|dereferencing|dereferences null|nullptr|nil"},
    {crash, "divide|division|dividing|divides|div by zero|0"},
    {crash, "zerodiv|divbyzero"},
    {crash, "memory|mem leak|leaks|leaking|leaked"},
    {crash, "memleak|memleaks"},
    {crash, "uninitialized|uninitialised|unitialized"},
    {crash, "segfault|segfaults|segfaulting|sigsegv|segv"},
    {crash, "segmentation fault|violation"},
    {crash, "crash|crashes|crashed|crashing"},
    {crash, "assertion|assertions|assert failure|failures|failed|fail|fails|abort"},
    {crash, "undefined behavior|behaviour"},
    {crash, "race condition|conditions"},
    {crash, "data race|races"},
    {crash, "overflow|overflows|overflowing|overflowed|underflow|overrun|overruns"},
    {crash, "off by one"},
    {crash, "sign extension"},
    {crash, "shift exponent"},
    {crash, "past|beyond|over|before end|eof|the end"},
    {crash,
     "quadratic|exponential|polynomial|cubic|pathological time|complexity|blowup|blow|runtime|behavior|behaviour|"
     "grouping|performance|growth|expansion|regex|scan|loop|parsing|cpu"},
    {crash, "infinite|endless|unlimited|runaway|deep|excessive recursion|recursions|loop|loops|looping"},
    {crash, "loop|loops|looping forever|endlessly|infinitely"},
    {crash, "limit|limits|limiting recursion|nesting|the recursion|nesting"},
    {crash, "recursionerror"},
    {crash, "stack trace leak"},

    {security,
     "security fix|fixes|issue|issues|bug|bugs|hole|holes|problem|problems|vulnerability|vulnerabilities|flaw|"
     "flaws|patch|patches|weakness|risk|risks|concern|concerns|reason|reasons|impact|implication|implications|"
     "advisory|hardening|improvement|threat|exploit|breach|error|defect|regression|measure|critical|relevant"},
    {security, "fix|fixes|fixed|fixing security"},
    {security, "improve|improves|increase|increases security"},
    {security, "vulnerability|vulnerabilities|vulnerable|vuln|vulns"},
    {security, "exploit|exploits|exploitable|exploited|exploiting|exploitation"},
    {security, "attacker|attackers|adversary|hacker|hackers"},
    {security, "attack|attacks vector|vectors|surface"},
    {security, "malicious|maliciously"},
    {security, "specially|maliciously|carefully crafted|formed|constructed|formatted"},
    {security, "crafted"},
    {security, "zero day|0day"},

    {caution, "security|secure|securely|secured"},
    {caution, "insecure|insecurely|unsafe|unsafely|dangerous"},
    {caution, "harden|hardens|hardened|hardening"},
    {caution, "attack|attacks"},
    {caution, "untrusted|trusted|tainted"},
    {caution,
     "sanitize|sanitizes|sanitized|sanitise|sanitised|sanitizing|sanitising|sanitization|sanitisation|unsanitized"},
    {caution, "injection|injections|inject|injected"},
    {caution, "bypass|bypasses|bypassed|bypassing|circumvent|spoofed"},
    {caution, "privilege|privileges|privileged|permissions|authorization|impersonate|impersonation|spoof|spoofing"},
    {caution, "oob"},
    {caution, "csrf|xsrf"},
    {caution, "external entity|entities"},
    {caution, "arbitrary file|files|html|javascript|shell|script|command|commands"},
    {caution, "hostname|certificate|cert verification|validation|check"},

    {fuzzing, "oss fuzz"},
    {fuzzing, "ossfuzz|clusterfuzz|libfuzzer|honggfuzz|syzkaller|syzbot|afl"},
    {fuzzing, "fuzz|fuzzed|fuzzing|fuzzer|fuzzers"},
    {fuzzing, "addresssanitizer|asan|ubsan|msan|valgrind"},
    {fuzzing, "address|memory|undefined sanitizer"},
    {fuzzing, "sanitizer failure|failures|error|errors|report|issue"},
    {fuzzing, "poc"},
    {fuzzing, "proof of concept"},
    {fuzzing, "runtime error"},

    {credit, "reported|discovered|found|spotted|disclosed|identified|notified by"},
    {credit, "credit|credits to|for|goes|go"},
    {credit, "thanks|thank|thx to|you|for|goes"},
    {credit, "for reporting|finding|discovering|disclosing"},
    {credit, "responsible|responsibly|coordinated disclosure|disclosed"},
    {credit, "bug bounty"},
    {credit, "hackerone|huntr|snyk"},

    {hostile,
     "malformed|corrupt|corrupted|truncated|bogus|broken|invalid|bad|damaged|illegal|faulty|incorrect "
     "file|files|data|input|inputs|image|images|packet|packets|header|headers|frame|frames|length|lengths|size|"
     "sizes|stream|streams|document|documents|xml|request|requests|box|boxes|chunk|chunks|atom|atoms|message|"
     "messages|index|offset|offsets|values|value|pdf|font|utf8|utf|string|strings|url|urls|bitstream"},
    {hostile, "malformed|malicious|truncated|bogus"},
    {hostile, "user supplied|controlled|provided input"},
    {hostile, "attacker|remote|user controlled"},
    {hostile, "user input"},
    {hostile, "very|too|extremely large|long|big|deep|small|many|short"},

    {guard, "bound|bounds|boundary|range|length|size|limit|sanity|buffer|overflow check|checks|checking|checked"},
    {guard,
     "check|checks|checking|checked|validate|validates|validating|verify|verifies|ensure|limit|limits|clamp|restrict|"
     "restricts|test|enforce the|for|against|that|its|all bound|bounds|length|size|range|sizes|lengths|offset|offsets|"
     "index|count|number|overflow|overflows|input|inputs|width|depth|return|null|maximum"},
    {guard,
     "check|checks|validate|limit|clamp|restrict|enforce|verify bounds|length|lengths|size|sizes|range|offset|index|"
     "overflow|input|inputs|depth"},
    {guard,
     "missing|proper|more|add|additional|better|extra|stricter|strict|insufficient|improved|necessary "
     "check|checks|checking|validation|bounds|escaping|sanitization|verification|error|sanity|null"},
    {guard, "escape|escapes|escaped|escaping|unescaped|esacpe|htmlspecialchars|htmlentities"},
    {guard,
     "validate|validates|validated|validating|validation|disallow|disallows|reject|rejects|rejected|rejecting|refuse|"
     "whitelist|blacklist|allowlist|denylist|blocklist"},
    {guard, "safe|safely|safer"},
    {guard, "more careful|robust|strict|defensive"},
    {guard, "be careful|stricter"},
    {guard, "bail out"},
    {guard, "recursion limit|depth|level"},
    {guard, "upper|lower|maximum|hard bound|bounds|limit|size"},

    {repair, "fix|fixes|fixed|fixing|fixup|bugfix|hotfix"},
    {repair, "prevent|prevents|prevented|preventing|avoid|avoids|avoided|avoiding"},
    {repair, "protect|protects|protected|protecting|protection|guard|guards|guarding|armor|armour"},
    {repair, "mitigate|mitigates|mitigating|mitigation|repair|repairs|plug|close|closes|workaround|address|addresses"},
    {repair, "resolve|resolves|resolved|patch|patched|correct|corrects|corrected|handle|handles|ensure|ensures"},
    {repair, "stop|stops|block|blocks|blocked|forbid|forbids|restrict|restricts|dont|never|deny|denies"},

    // Homonyms: what is no weakness at all.
    {nothing,
     "dos line|lines|format|eol|newline|newlines|path|paths|style|box|ending|endings|batch|file|files|mode|partition"},
    {nothing,
     "text|content|scroll|scrollbar|menu|toolbar|horizontal|vertical|css|layout|body|table|line|page|element|popup "
     "overflow|overflows|overflowing|underflow"},
    {nothing, "overflow hidden|menu|menus|scroll|auto|visible|button|y|x|icon|ellipsis|page|clip|anchor"},
    {nothing, "on|from|see|via stack overflow"},
    {nothing, "stack overflow question|answer|post|com|link|thread"},
    {nothing, "dependency|dependencies|constructor|service|fault|error|setter|style|styles injection|injections"},
    {nothing,
     "crash report|reports|reporter|reporting|log|logs|handler|handling|dump|dumps|test|tests|safe|course|recovery"},
    {nothing,
     "security policy|policies|manager|context|group|groups|provider|realm|md|label|descriptor|tests|test|doc|docs|"
     "page|section|banner|warning|warnings|scan|scanning|scanner|team|mailing|contact|audit|checklist|notes|file"},
    {nothing,
     "exploit|exploits|exploiting|exploited the|this fact|structure|parallelism|symmetry|cache|property|locality"},
    {nothing, "hand crafted"},
    {nothing, "malicious code"},
    {nothing, "csrf|xsrf token|tokens|header|headers|cookie|middleware|setting|settings"},
    {nothing, "oob data|inline|callback|flow|message|signal"},
    {nothing, "attack of|time|release|decay"},
    {nothing, "address|memory|thread|undefined sanitizer|behavior build|builds|job|option|support|ci"},

    {papers,
     "doc|docs|documentation|document|documents|documented|documenting|readme|manual|manpage|docstring|docstrings"},
    {papers, "changelog|changelogs|news|todo|authors|thanks|notes|note|mention|mentions|credits|entry"},
    {papers, "typo|typos|spelling|grammar|wording|comment|comments|formatting|describe|describes|explain"},
    {papers, "website|homepage|tutorial|faq|license|copyright|example|examples"},

    {tests, "test|tests|testing|testcase|testcases|tested|testsuite|unittest|unittests|smoketest|smoketests"},
    {tests, "fuzz target|targets|harness|corpus"},
    {tests, "coverage|mock|mocks|fixture|fixtures|benchmark|benchmarks|corpus"},

    {release,
     "bump|bumps|bumped|upgrade|upgrades|upgraded|upgrading|downgrade|dependency|dependencies|deps|dependabot"},
    {release, "release|releases|released|releasing|version|versions|changes for"},
    {release, "merge|merges|merged|merging|revert|reverts|reverted|reverting|backout|backed|cherry"},
    {release, "submodule|vendor|vendored|import|imported|snapshot|sync|port|ported|update|updates|updated"},

    {upkeep,
     "warning|warnings|lint|linter|style|styles|indent|indentation|whitespace|format|pep8|flake8|cosmetic|cosmetics|"
     "clang|tidy|coverity|cppcheck|gcc|msvc|compiler|compilers|pylint|eslint"},
    {upkeep,
     "refactor|refactors|refactored|refactoring|rename|renames|renamed|cleanup|cleanups|clean|simplify|simplifies|"
     "simplified|simplification|tidy|reorganize|reorganise|reorder|rewrite|rewrote|restructure|modernize|move|moved|"
     "split|extract|unused|obsolete|deprecated|deprecate|redundant|dead|unnecessary|consistent|consistency"},
    {upkeep,
     "build|builds|building|compile|compiles|compilation|compiling|cmake|makefile|autotools|configure|ci|travis|"
     "appveyor|workflow|workflows|actions|jenkins|docker|dockerfile|linking|install|installation|packaging"},
    {upkeep, "performance|optimize|optimise|optimized|optimization|faster|speedup|speed|efficient|efficiency"},

    {feature,
     "add|adds|added|adding support|option|options|feature|features|api|method|methods|function|functions|"
     "parameter|flag|ability|command|class|module|implementation|property|attribute"},
    {feature, "support|supports|supported|supporting|implement|implements|implemented|implementing|implementation"},
    {feature,
     "introduce|introduces|introduced|feature|features|feat|new|create|creates|created|initial|enable|enables|"
     "allow|allows|allowing|allowed|make|makes|option|options|configurable|experimental|wip|draft"},
};

constexpr std::array<std::string_view, 5> kNegations = {"no", "without", "harmless", "unrelated", "non"};
// "so that it does not read past the end" is what a fix says; "this is not a vulnerability" is not.
constexpr std::array<std::string_view, 7> kDenials = {"not", "isnt", "wasnt", "arent", "doesnt", "cannot", "never"};

}  // namespace

std::span<const Phrase> phrases() noexcept { return kPhrases; }

bool is_negation(Topic topic, std::string_view word) noexcept {
  if (std::find(kNegations.begin(), kNegations.end(), word) != kNegations.end()) return true;
  const bool deniable = topic == security || topic == caution || topic == fuzzing;
  return deniable && std::find(kDenials.begin(), kDenials.end(), word) != kDenials.end();
}

}  // namespace streamguard::repo
