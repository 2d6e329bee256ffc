# cmake -DIN=font.ttf -DNAME=c_name -DOUT=font.c -P embed_font.cmake
# Turns a file into a C array. As a string, because compilers take minutes over millions of numbers.
file(READ "${IN}" bytes HEX)
string(LENGTH "${bytes}" size)
math(EXPR size "${size} / 2")
string(REGEX REPLACE "([0-9a-f][0-9a-f])" "\\\\x\\1" bytes "${bytes}")
file(WRITE "${OUT}" "#include <stddef.h>\n"
  "extern const unsigned char ${NAME}[];\nextern const size_t ${NAME}Size;\n"
  "const unsigned char ${NAME}[] =\n\"${bytes}\";\nconst size_t ${NAME}Size = ${size};\n")
