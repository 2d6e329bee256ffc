// The plugin's one exported symbol.
#include "plugin_manifest.h"
#include "repo/collector.hpp"

STREAMGUARD_COLLECTOR(streamguard::repo::RepoCollector)
