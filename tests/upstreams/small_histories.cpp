// Two little programs and their fixes.
#include "small_mirror.hpp"

namespace streamguard::upstreams {
namespace {

const char* const kReadme = "# Parser\n\nReads records of a length and a name.\n";

const char* const kLicense =
    "MIT License\n\nPermission is hereby granted, free of charge, to any person obtaining a copy of this software and "
    "associated documentation files, to deal in the software without restriction.\n";

std::string parser_source(bool length_checked, bool name_ended, bool freed_once) {
  std::string out =
      "#include <stdlib.h>\n#include <string.h>\n\n"
      "struct record {\n  size_t length;\n  char name[64];\n  unsigned char *body;\n};\n\n";
  out +=
      "int read_length(const unsigned char *input, size_t size, struct record *out)\n{\n"
      "  if (size < 2)\n    return -1;\n"
      "  out->length = (size_t)input[0] << 8 | input[1];\n";
  if (length_checked) out += "  if (out->length > size - 2)\n    return -1;\n";
  out +=
      "  out->body = malloc(out->length);\n  if (out->body == NULL)\n    return -1;\n"
      "  memcpy(out->body, input + 2, out->length);\n  return 0;\n}\n\n";
  out += "int read_name(const char *input, struct record *out)\n{\n";
  out += name_ended ? "  size_t length = strlen(input);\n  if (length >= sizeof out->name)\n    return -1;\n"
                      "  memcpy(out->name, input, length + 1);\n  return 0;\n}\n\n"
                    : "  strcpy(out->name, input);\n  return 0;\n}\n\n";
  out += "void drop_record(struct record *one)\n{\n  if (one == NULL)\n    return;\n  free(one->body);\n";
  if (freed_once) out += "  one->body = NULL;\n";
  return out + "  one->length = 0;\n}\n";
}

std::string orders_source(bool bound, bool path_checked) {
  std::string out = "import os\n\n\nROOT = \"/srv/webshop/files\"\n\n\n";
  out += "def find_orders(database, customer):\n    cursor = database.cursor()\n";
  out += bound ? "    cursor.execute(\"SELECT id, total FROM orders WHERE customer = ?\", (customer,))\n"
               : "    cursor.execute(\"SELECT id, total FROM orders WHERE customer = '\" + customer + \"'\")\n";
  out += "    return [dict(id=row[0], total=row[1]) for row in cursor.fetchall()]\n\n\n";
  out += "def read_invoice(name):\n    path = os.path.join(ROOT, name)\n";
  if (path_checked) {
    out +=
        "    if os.path.commonpath([ROOT, os.path.realpath(path)]) != ROOT:\n"
        "        raise ValueError(\"an invoice outside of the folder\")\n";
  }
  return out + "    with open(path, \"rb\") as invoice:\n        return invoice.read()\n";
}

}  // namespace

std::vector<Change> parser_history() {
  return {
      {"begin",
       "Begin the parser\n",
       {{"README.md", kReadme}, {"LICENSE", kLicense}, {"src/parser.c", parser_source(false, false, false)}}},
      {"fix-length",
       "Fix out-of-bounds read in read_length\n\nA record could claim to be longer than its input (CVE-2021-71001).\n",
       {{"src/parser.c", parser_source(true, false, false)}}},
      {"docs", "Say what the parser is for\n", {{"README.md", std::string(kReadme) + "\nUsed by the shop.\n"}}},
      {"fix-name",
       "Fix buffer overflow in read_name\n\nNames of 64 letters and more overwrote the record. Fixes CVE-2021-71002.\n",
       {{"src/parser.c", parser_source(true, true, false)}}},
      {"fix-free",
       "Prevent double free of a record's body\n\nSecurity: drop_record() could be called twice (CVE-2024-71003).\n",
       {{"src/parser.c", parser_source(true, true, true)}}},
  };
}

std::vector<Change> webshop_history() {
  return {
      {"begin-shop", "Begin the shop\n", {{"LICENSE", kLicense}, {"shop/orders.py", orders_source(false, false)}}},
      {"fix-query",
       "Fix SQL injection in find_orders\n\nThe customer's name went into the query as it came (CVE-2024-71004).\n",
       {{"shop/orders.py", orders_source(true, false)}}},
      {"fix-path",
       "Fix path traversal in read_invoice\n\nA name with dots led out of the folder (CVE-2024-71005).\n",
       {{"shop/orders.py", orders_source(true, true)}}},
  };
}

}  // namespace streamguard::upstreams
