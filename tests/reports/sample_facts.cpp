#include "sample_facts.hpp"

#include <nlohmann/json.hpp>

namespace streamguard::tests {

nlohmann::ordered_json sample_facts() {
  return nlohmann::ordered_json::parse(R"({
  "facts_version": 1, "report_generated": "2025-03-01T10:02:00.250Z", "streamguard_version": "0.1.0",
  "start_time": "2025-03-01T10:00:00.000Z", "end_time": "2025-03-01T10:02:00.000Z", "total_duration": 120.0,
  "mode": "parallel", "seed": 42, "output": "data/raw", "manifest": {"name": "full", "path": "/home/ada/project/configs/full.yaml", "relative": "configs/full.yaml",
    "sha256": "00ff"},
  "interrupted": false, "sandbox": "strict: landlock 3, seccomp",
  "collectors": {
    "synthetic": {"plugin": "synthetic", "version": "1.0.0", "folder": "synthetic", "status": "exhausted",
      "state": "done", "samples_collected": 180, "target_samples": 200, "duration": 60.0, "success": true,
      "samples_this_run": 90, "rejected": {"total": 1, "by_reason": {"not valid UTF-8": 1}}, "duplicates": 2,
      "restarts": 1, "quarantined": ["page 7"], "error": null,
      "requests": {"made": 4, "from_cache": 3, "local": 0, "bytes": 40960, "retries": 1, "waited_seconds": 1.5},
      "planned": [{"upstream": "feed", "requests": 5, "bytes": null, "least_seconds": 0.0, "basis": "pages"}],
      "progress": [{"seconds": 0.0, "samples": 90}, {"seconds": 30.0, "samples": 120}, {"seconds": 60.0, "samples": 180}],
      "manifest_line": 12, "sandbox": "landlock 3, seccomp",
      "parts": [{"path": "synthetic/part-00000-of-00001.jsonl", "bytes": 396000, "records": 180, "commits": 4}],
      "kinds": {"synthetic_pair": 180}, "languages": {"C": 100, "Go": 80}, "tiers": {"gold": 180},
      "cwes": {"CWE-79": 12, "CWE-89": 3}},
    "osv": {"plugin": "osv", "version": "1.2.0", "folder": "osv", "status": "failed", "state": "given up",
      "samples_collected": 20, "target_samples": null, "duration": 0.0, "success": false, "samples_this_run": 20,
      "rejected": {"total": 0, "by_reason": {}}, "duplicates": 0, "restarts": 5, "quarantined": [],
      "error": {"class": "transient", "message": "=cmd|'/c calc'!A1, said \"the server\""},
      "requests": {"made": 9, "from_cache": 0, "local": 2, "bytes": 100, "retries": 8, "waited_seconds": 30.25},
      "parts": [{"path": "osv/part-00000-of-00001.jsonl", "bytes": 4000, "records": 20, "commits": 1}],
      "kinds": {"advisory": 20}, "languages": {}, "tiers": {"none": 20}, "cwes": {"CWE-79": 8}},
    "mine": {"status": "pending", "samples_collected": 0, "target_samples": 50, "duration": 0, "success": false}},
  "budgets": [
    {"upstream": "feed", "limit": {"requests": 5, "seconds": 30.0, "text": "5 in any 30.0s"}, "authenticated": false,
      "requests": {"made": 13, "from_cache": 3, "local": 2, "bytes": 41060, "retries": 9, "waited_seconds": 31.75},
      "planned": {"requests": 5, "least_seconds": 0.0}},
    {"upstream": "git", "limit": null, "authenticated": false,
      "requests": {"made": 0, "from_cache": 0, "local": 0, "bytes": 0, "retries": 0, "waited_seconds": 0.0},
      "planned": null}],
  "summary": {"total_collectors": 3, "successful_collectors": 1, "failed_collectors": 1,
    "total_samples_collected": 200, "total_target_samples": 250, "completion_rate": 72.0, "total_duration": 120.0,
    "by_collector": {}}})");
}

}  // namespace streamguard::tests
