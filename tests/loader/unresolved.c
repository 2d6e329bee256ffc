/* A plugin that was linked without a library that it needs. */
#include <streamguard/plugin.h>

extern int a_function_that_nobody_has(void);
extern SG_EXPORT int call_it(void);
int call_it(void) { return a_function_that_nobody_has(); }
