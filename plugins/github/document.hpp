/// document.hpp: an advisory as text, whatever its form, and what is read of it. One thread at a time.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "fix/target.hpp"
#include "record/record.hpp"

namespace streamguard::github {

struct Document {
  std::string name;  ///< where it is from, for the unit and the log: an id, a file and its line, a member of an archive
  std::string text;  ///< the advisory
  std::string problem;  ///< why the source itself could not give it; then there is no text
};

class DocumentReader {
 public:
  virtual ~DocumentReader() = default;

  /// False where the document is no advisory: problem() says why. Else what follows borrows from the reader until the
  /// next read(). `text` needs simdjson::SIMDJSON_PADDING readable bytes behind it, inside its capacity.
  virtual bool read(std::string_view text, std::string_view name) = 0;
  virtual const std::string& problem() const = 0;

  virtual const record::Sample& sample() const = 0;
  virtual std::string_view classification() const = 0;  ///< GENERAL, MALWARE; empty where the form does not tell
  virtual void fixes(std::vector<fix::Target>& targets) const = 0;  ///< appended, best first
  virtual std::string_view names_text() = 0;                        ///< texts that may name a function
};

/// "GHSA-" and three groups of four of the letters and digits that GitHub uses.
bool is_ghsa(std::string_view id);

}  // namespace streamguard::github
