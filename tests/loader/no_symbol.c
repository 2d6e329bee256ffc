/* A library that is no plugin. */
#include <streamguard/plugin.h>

extern SG_EXPORT const int kSomethingElse;
const int kSomethingElse = 1;
