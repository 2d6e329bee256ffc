// The plugin's one exported symbol.
#include "osv/collector.hpp"
#include "plugin_manifest.h"

STREAMGUARD_COLLECTOR(streamguard::osv::OsvCollector)
