# cmake -DIN=… -DOUT=… -P other_manifest.cmake: the sidecar of another version than the library's.
file(READ "${IN}" text)
string(REPLACE "\"1.0.0\"" "\"1.0.1\"" text "${text}")
file(WRITE "${OUT}" "${text}")
