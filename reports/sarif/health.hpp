/// health.hpp: a run as a SARIF log about the collection itself: one result a collector, located where the manifest
/// names it. Pure.
#pragma once

#include "sarif_log.hpp"

namespace streamguard::sarif_report {

Log health_of(const facts::Facts& facts);

}  // namespace streamguard::sarif_report
