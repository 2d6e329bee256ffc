// The plugin's one exported symbol.
#include "cve/collector.hpp"
#include "plugin_manifest.h"

STREAMGUARD_COLLECTOR(streamguard::cve::CveCollector)
