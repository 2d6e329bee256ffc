"""Reads the list of files given as argument; prints what the parser of Python does not accept."""
import ast
import sys

bad = 0
for line in open(sys.argv[1], encoding="utf-8"):
    path = line.strip()
    try:
        ast.parse(open(path, encoding="utf-8").read(), path)
    except SyntaxError as error:
        bad += 1
        print(f"{path}:{error.lineno}: {error.msg}")
sys.exit(1 if bad else 0)
