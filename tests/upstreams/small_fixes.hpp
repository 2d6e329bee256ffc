/// small_fixes.hpp: the weaknesses that the small mirror's documents tell of. Values.
#pragma once

#include <array>
#include <string>

namespace streamguard::upstreams {

struct Fix {
  const char* cve;
  const char* ghsa;
  const char* text;
  const char* cwe;
  const char* vector;
  double score;
  const char* commit;     ///< its name in the histories
  const char* ecosystem;  ///< of OSV
  const char* package;
};

inline constexpr std::array<Fix, 5> kFixes{{
    {"CVE-2021-71001", "GHSA-2222-3333-4444",
     "Acme parser reads beyond its input in read_length when a record claims to be longer.", "CWE-125",
     "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:H", 9.1, "fix-length", "Go", "github.com/acme/parser"},
    {"CVE-2021-71002", "GHSA-2222-3333-5555",
     "A buffer overflow in read_name of Acme parser lets long names overwrite memory.", "CWE-787",
     "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", 9.8, "fix-name", "Go", "github.com/acme/parser"},
    {"CVE-2024-71003", "GHSA-2222-3333-6666", "Acme parser frees the body of a record twice in drop_record.", "CWE-415",
     "CVSS:3.1/AV:L/AC:L/PR:L/UI:N/S:U/C:N/I:N/A:H", 5.5, "fix-free", "Go", "github.com/acme/parser"},
    {"CVE-2024-71004", "GHSA-2222-3333-7777", "Acme webshop puts the customer's name into an SQL query in find_orders.",
     "CWE-89", "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:N", 9.1, "fix-query", "PyPI", "acme-webshop"},
    {"CVE-2024-71005", "GHSA-2222-3333-8888", "read_invoice of Acme webshop follows names that lead out of its folder.",
     "CWE-22", "CVSS:3.1/AV:N/AC:L/PR:L/UI:N/S:U/C:H/I:N/A:N", 6.5, "fix-path", "PyPI", "acme-webshop"},
}};

inline std::string two_digits(std::size_t number) { return (number < 10 ? "0" : "") + std::to_string(number); }

}  // namespace streamguard::upstreams
