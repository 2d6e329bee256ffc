// The same assertions as C++20: both languages see one layout.
#include "layout.c"
