#include "github/collector.hpp"
#include "plugin_manifest.h"

STREAMGUARD_COLLECTOR(streamguard::github::GithubCollector)
