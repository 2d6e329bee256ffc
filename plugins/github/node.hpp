/// node.hpp: an advisory as GitHub's GraphQL interface gives it (a SecurityAdvisory node) as a sample of kind
/// `advisory`. One thread at a time; what read() fills in borrows from the reader and lives until its next call.
///
/// The severity is GitHub's own word (MODERATE becomes MEDIUM), whatever the vectors score. A version range becomes
/// events where it can be said exactly so (ranges.hpp); otherwise its text is in extra.unparsed_ranges.
#pragma once

#include <simdjson.h>

#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "github/document.hpp"
#include "record/record.hpp"

namespace streamguard::github {

class NodeReader final : public DocumentReader {
 public:
  bool read(std::string_view document, std::string_view name) override;
  const record::Sample& sample() const override { return sample_; }
  std::string_view classification() const override { return classification_; }
  const std::string& problem() const override { return problem_; }
  void fixes(std::vector<fix::Target>& targets) const override;
  std::string_view names_text() override;

 private:
  using Element = simdjson::dom::element;
  using Object = simdjson::dom::object;

  bool broken(std::string why);
  void clear();
  std::string& keep_empty();  ///< an empty text of ours that stays where it is until the next document
  void take_field(std::string_view key, Element value);
  void take_identifiers(Element list);
  void take_references(Element list);
  void take_cvss(Element value);
  void take_vector(std::string_view vector);
  void take_cwes(Element connection);
  void take_vulnerabilities(Element connection);
  void take_vulnerability(Element vulnerability);
  void append_range(std::string_view range, std::string_view patched, std::string& json);
  void settle(std::string_view document);

  std::string problem_;
  simdjson::dom::parser parser_;
  record::Sample sample_;
  record::Weakness weakness_;
  std::string_view classification_, origin_, permalink_;
  std::deque<std::string> kept_;  ///< texts that are ours, at fixed places; `kept_count_` of them are in use
  std::size_t kept_count_ = 0;
  std::vector<std::string*> ranges_;        ///< of each package of the sample, in kept_
  std::vector<std::string_view> unparsed_;  ///< ranges without events
  std::string raw_sha256_, extra_, names_text_;
};

}  // namespace streamguard::github
