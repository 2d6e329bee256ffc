// Reads the list of files given as argument; prints what Go's parser or type checker does not accept.
package main

import (
	"fmt"
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"os"
	"strings"
)

func main() {
	list, err := os.ReadFile(os.Args[1])
	if err != nil {
		panic(err)
	}
	set := token.NewFileSet()
	packages := importer.ForCompiler(set, "source", nil)
	bad := 0
	for _, name := range strings.Fields(string(list)) {
		file, err := parser.ParseFile(set, name, nil, parser.AllErrors)
		if err == nil {
			config := types.Config{Importer: packages}
			_, err = config.Check(name, set, []*ast.File{file}, nil)
		}
		if err != nil {
			bad++
			fmt.Println(err)
		}
	}
	if bad > 0 {
		os.Exit(1)
	}
}
