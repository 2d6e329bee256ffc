/* A library that is no plugin. */
#include <streamguard/plugin.h>

extern SG_EXPORT const int something_else;
const int something_else = 1;
