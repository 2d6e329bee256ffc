#include "store/sample_shape.hpp"

#include <array>

namespace streamguard::store {
namespace {

using std::string_view;

constexpr std::array<string_view, 1> kVersions{"1.0.0"};
constexpr std::array<string_view, 5> kKinds{"function_pair", "file_pair", "advisory", "exploit", "synthetic_pair"};
constexpr std::array<string_view, 4> kTiers{"gold", "silver", "bronze", "none"};
constexpr std::array<string_view, 6> kMethods{"one_function", "named_in_advisory", "advisory_commit",
                                              "message",      "template",          "none"};
constexpr std::array<string_view, 5> kSeverities{"NONE", "LOW", "MEDIUM", "HIGH", "CRITICAL"};

constexpr std::uint8_t kText = kString | kNull;  ///< a string or null

// Items of the arrays.
constexpr Field kIdsCve{"", "ids.cve[]", kString}, kIdsGhsa{"", "ids.ghsa[]", kString};
constexpr Field kIdsOsv{"", "ids.osv[]", kString}, kIdsEdb{"", "ids.edb[]", kString};
constexpr Field kBeforeLine{"", "code.before_lines[]", kInteger}, kAfterLine{"", "code.after_lines[]", kInteger};
constexpr Field kCweItem{"", "weakness.cwe[]", kString}, kUrl{"", "provenance.urls[]", kString};

constexpr std::array<Field, 4> kIdsFields{{
    {"cve", "ids.cve", kArray, false, {}, nullptr, &kIdsCve},
    {"ghsa", "ids.ghsa", kArray, false, {}, nullptr, &kIdsGhsa},
    {"osv", "ids.osv", kArray, false, {}, nullptr, &kIdsOsv},
    {"edb", "ids.edb", kArray, false, {}, nullptr, &kIdsEdb},
}};
constexpr Shape kIds{"ids", kIdsFields};

constexpr std::array<Field, 6> kCodeFields{{
    {"before", "code.before", kText, true},
    {"after", "code.after", kText, true},
    {"language", "code.language", kString, true},
    {"symbol", "code.symbol", kText},
    {"before_lines", "code.before_lines", kArray | kNull, false, {}, nullptr, &kBeforeLine, 2},
    {"after_lines", "code.after_lines", kArray | kNull, false, {}, nullptr, &kAfterLine, 2},
}};
constexpr Shape kCode{"code", kCodeFields};

constexpr std::array<Field, 2> kLabelFields{{
    {"tier", "label.tier", kString, true, kTiers},
    {"method", "label.method", kString, true, kMethods},
}};
constexpr Shape kLabel{"label", kLabelFields};

constexpr std::array<Field, 4> kCvssFields{{
    {"version", "weakness.cvss[].version", kString},
    {"vector", "weakness.cvss[].vector", kString},
    {"score", "weakness.cvss[].score", kNumber | kNull},
    {"source", "weakness.cvss[].source", kText},
}};
constexpr Shape kCvss{"weakness.cvss[]", kCvssFields};
constexpr Field kCvssItem{"", "weakness.cvss[]", kObject, false, {}, &kCvss};

constexpr std::array<Field, 3> kWeaknessFields{{
    {"cwe", "weakness.cwe", kArray, false, {}, nullptr, &kCweItem},
    {"cvss", "weakness.cvss", kArray, false, {}, nullptr, &kCvssItem},
    {"severity", "weakness.severity", kText, false, kSeverities},
}};
constexpr Shape kWeakness{"weakness", kWeaknessFields};

constexpr std::array<Field, 6> kFixFields{{
    {"repo", "fix.repo", kString},
    {"commit", "fix.commit", kString},
    {"parent", "fix.parent", kString},
    {"path", "fix.path", kString},
    {"author_date", "fix.author_date", kText},
    {"functions_changed", "fix.functions_changed", kInteger},
}};
constexpr Shape kFix{"fix", kFixFields};

constexpr std::array<Field, 4> kPackageFields{{
    {"ecosystem", "packages[].ecosystem", kString},
    {"name", "packages[].name", kString},
    {"purl", "packages[].purl", kText},
    {"ranges", "packages[].ranges", kArray},
}};
constexpr Shape kPackage{"packages[]", kPackageFields};
constexpr Field kPackageItem{"", "packages[]", kObject, false, {}, &kPackage};

constexpr std::array<Field, 3> kDatesFields{{
    {"published", "dates.published", kText},
    {"modified", "dates.modified", kText},
    {"withdrawn", "dates.withdrawn", kText},
}};
constexpr Shape kDates{"dates", kDatesFields};

constexpr std::array<Field, 6> kProvenanceFields{{
    {"collector", "provenance.collector", kString, true},
    {"version", "provenance.version", kString, true},
    {"urls", "provenance.urls", kArray, true, {}, nullptr, &kUrl},
    {"record_license", "provenance.record_license", kText},
    {"code_license", "provenance.code_license", kText},
    {"raw_sha256", "provenance.raw_sha256", kText},
}};
constexpr Shape kProvenance{"provenance", kProvenanceFields};

constexpr std::array<Field, 2> kHashesFields{{
    {"exact", "hashes.exact", kString, true},
    {"normalised", "hashes.normalised", kText},
}};
constexpr Shape kHashes{"hashes", kHashesFields};

constexpr Shape kExtra{"extra", {}};

constexpr std::array<Field, 16> kTopFields{{
    {"schema_version", "schema_version", kString, true, kVersions},
    {"sample_id", "sample_id", kString, true},
    {"kind", "kind", kString, true, kKinds},
    {"source", "source", kString, true},
    {"ids", "ids", kObject, false, {}, &kIds},
    {"title", "title", kText},
    {"description", "description", kText},
    {"code", "code", kObject | kNull, false, {}, &kCode},
    {"label", "label", kObject, true, {}, &kLabel},
    {"weakness", "weakness", kObject | kNull, false, {}, &kWeakness},
    {"fix", "fix", kObject | kNull, false, {}, &kFix},
    {"packages", "packages", kArray, false, {}, nullptr, &kPackageItem},
    {"dates", "dates", kObject, false, {}, &kDates},
    {"provenance", "provenance", kObject, true, {}, &kProvenance},
    {"hashes", "hashes", kObject, true, {}, &kHashes},
    {"extra", "extra", kObject, false, {}, &kExtra},
}};

}  // namespace

constexpr Shape kSampleShape{"", kTopFields};
constexpr const Field* const kSampleIdField = &kTopFields[1];
constexpr const Field* const kSourceField = &kTopFields[3];

}  // namespace streamguard::store
