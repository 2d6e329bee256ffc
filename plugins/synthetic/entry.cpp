#include "collector.hpp"
#include "plugin_manifest.h"

using streamguard::synthetic::SyntheticCollector;
STREAMGUARD_COLLECTOR(SyntheticCollector)
