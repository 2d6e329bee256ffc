// A mirror's file: GraphQL nodes, one a line, or an archive of the database.
#include <algorithm>
#include <utility>

#include "github/archive_file.hpp"
#include "github/database_document.hpp"
#include "github/documents.hpp"

namespace streamguard::github {
namespace {

constexpr std::string_view kUpstream = "advisories";
constexpr std::uint64_t kMostFileBytes = std::uint64_t{4} << 30;
constexpr std::uint64_t kBatch = 500;      ///< documents whose code is fetched together
constexpr std::uint64_t kLeastBatch = 20;  ///< ... even where fewer samples are wanted
constexpr std::uint64_t kBatchBytes = 32u << 20;
constexpr std::uint64_t kDocumentsPerHeartbeat = 512;
constexpr std::uint64_t kLeaseMs = 60'000;

class FileDocuments final : public Documents {
 public:
  explicit FileDocuments(const Work& work) : work_(work), label_(work.config.file.substr(1)) {}

  bool next(Batch& batch, std::uint64_t most) override {
    batch.documents.clear();
    if (!opened_ && !open()) return false;
    work_.host.unit(label_);
    const std::uint64_t count = std::clamp(most, kLeastBatch, kBatch);
    std::uint64_t bytes = 0;
    Document document;
    while (batch.documents.size() < count && bytes < kBatchBytes && read(document, true)) {
      bytes += document.text.size();
      batch.documents.push_back(std::move(document));
      document = Document();
    }
    work_.place.next += batch.documents.size();
    return !batch.documents.empty();
  }

  std::uint64_t total() const override { return 0; }
  std::string summary() const override { return {}; }

 private:
  bool open() {
    work_.host.unit(label_);
    if (work_.skips.count(label_) != 0) {
      work_.host.log(SG_LOG_WARN, label_ + ": passed, because it failed before");
      return false;
    }
    const std::string path = bring();
    const std::string digest = digest_of(path);
    const bool lines = work_.config.source == Source::kNodes;
    file_ =
        std::make_unique<ArchiveFile>(path, label_, lines ? ArchiveFile::Kind::kLines : ArchiveFile::Kind::kMembers);
    opened_ = true;
    Place& place = work_.place;
    // Of a file that changed every document is read again; the host drops the samples that it has.
    if (place.digest != digest) place.next = place.done = 0;
    place.digest = digest;
    Document passed;
    for (std::uint64_t i = 0; i < place.next && read(passed, false); ++i) {
    }
    return true;
  }

  std::string bring() {
    HttpRequest request;
    request.upstream = kUpstream;
    request.path = work_.config.file;
    request.max_bytes = kMostFileBytes;
    try {
      return work_.host.fetch_file(request).path;
    } catch (const Error& error) {
      if (error.rc() != SG_E_UNAVAILABLE) throw;
      throw Error(SG_E_UNAVAILABLE, "github: the upstream `advisories` has no " + label_ + " (" + error.what() +
                                        "); bring it there, or name another one in `file`");
    }
  }

  /// The next document; only gone past where its text is not wanted.
  bool read(Document& document, bool wanted) {
    if (++read_ % kDocumentsPerHeartbeat == 0) {
      work_.host.heartbeat(kLeaseMs, "reading the mirror's file");
      Host::check(work_.host.raw()->cancelled(work_.host.raw()), "cancelled");
    }
    return work_.config.source == Source::kNodes ? read_line(document) : read_member(document, wanted);
  }

  bool read_line(Document& document) {
    bool too_long = false;
    do {
      if (!file_->next_line(document.text, too_long)) return false;
      ++line_;
    } while (!too_long && document.text.find_first_not_of(" \t\r") == std::string::npos);
    document.name = label_ + ":" + std::to_string(line_);
    if (too_long) document.problem = too_long_text();
    return true;
  }

  bool read_member(Document& document, bool wanted) {
    do {
      if (!file_->next_member(document.name)) return false;
    } while (!is_advisory(document.name));
    if (!wanted) return true;
    if (!file_->read_member(document.text)) {
      document.text.clear();
      document.problem = too_long_text();
    }
    return true;
  }

  bool is_advisory(const std::string& name) const {
    return !id_of_member(name).empty() && (work_.config.unreviewed || is_reviewed_member(name));
  }

  static std::string too_long_text() { return "it has over " + std::to_string(kMostDocumentBytes) + " bytes"; }

  Work work_;
  std::string label_;
  bool opened_ = false;
  std::unique_ptr<ArchiveFile> file_;
  std::uint64_t line_ = 0, read_ = 0;
};

}  // namespace

std::unique_ptr<Documents> make_file_documents(const Work& work) { return std::make_unique<FileDocuments>(work); }

}  // namespace streamguard::github
