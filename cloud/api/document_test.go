package api_test

import (
	"encoding/json"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// document is what the API says of itself.
type document object

func open(t *testing.T) document {
	t.Helper()
	text, err := os.ReadFile("openapi.json")
	require.NoError(t, err)
	var d document
	require.NoError(t, json.Unmarshal(text, &d))
	return d
}

// operation is one method of one path.
type operation struct {
	method, path string
	says, item   object
}

func (o operation) String() string { return o.method + " " + o.path }

func (d document) operations() (all []operation) {
	paths := d["paths"].(object)
	for _, path := range slices.Sorted(maps.Keys(paths)) {
		item := paths[path].(object)
		for _, method := range slices.Sorted(maps.Keys(item)) {
			if method != "parameters" {
				all = append(all, operation{method: strings.ToUpper(method), path: path, says: item[method].(object), item: item})
			}
		}
	}
	return all
}

// routes are the patterns that the sources give to the mux.
func routes(t *testing.T) (all []string) {
	t.Helper()
	files, err := filepath.Glob("*.go")
	require.NoError(t, err)
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		tree, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
		require.NoError(t, err)
		ast.Inspect(tree, func(n ast.Node) bool {
			if call, ok := n.(*ast.CallExpr); ok && strings.HasPrefix(called(call), "Handle") && len(call.Args) == 2 {
				literal, ok := call.Args[0].(*ast.BasicLit)
				require.True(t, ok, "%s: a route is not a literal", file)
				pattern, err := strconv.Unquote(literal.Value)
				require.NoError(t, err)
				all = append(all, pattern)
			}
			return true
		})
	}
	slices.Sort(all)
	return all
}

func called(call *ast.CallExpr) string {
	if f, ok := call.Fun.(*ast.SelectorExpr); ok && fmt.Sprint(f.X) == "mux" {
		return f.Sel.Name
	}
	return ""
}

// TestTheDocumentAndTheServerHaveTheSameRoutes both ways: by the sources, and by
// what a running server says that it allows.
func TestTheDocumentAndTheServerHaveTheSameRoutes(t *testing.T) {
	d := open(t)
	var said []string
	allowed := map[string][]string{}
	for _, o := range d.operations() {
		said = append(said, o.String())
		allowed[o.path] = append(allowed[o.path], o.method)
		if o.method == "GET" {
			allowed[o.path] = append(allowed[o.path], "HEAD")
		}
	}
	slices.Sort(said)
	require.Equal(t, routes(t), said)
	for path, methods := range allowed {
		w := httptest.NewRecorder()
		face("").ServeHTTP(w, httptest.NewRequest("BREW", "http://localhost"+path, nil))
		require.Equal(t, 405, w.Code, path)
		slices.Sort(methods)
		require.Equal(t, strings.Join(methods, ", "), w.Header().Get("Allow"), path)
	}
}

// TestTheDocumentIsServedAsItIs, and its ids are each there once.
func TestTheDocumentIsServedAsItIs(t *testing.T) {
	_, call := serve(t)
	status, body := call("GET", "/api/v1/openapi.json", "")
	require.Equal(t, 200, status)
	text, err := os.ReadFile("openapi.json")
	require.NoError(t, err)
	require.Equal(t, string(text), body)
	d, ids := open(t), map[any]bool{}
	require.Equal(t, "3.1.0", d["openapi"])
	for _, o := range d.operations() {
		require.False(t, ids[o.says["operationId"]], "%s", o)
		ids[o.says["operationId"]] = true
		require.NotEmpty(t, o.says["summary"], "%s", o)
	}
}

// contents calls see for what every body and answer is written in.
func (d document) contents(see func(at, media string, content object)) {
	each := func(at string, holder object) {
		if ref, ok := holder["$ref"].(string); ok {
			holder = d.refer(ref)
		}
		inside, _ := holder["content"].(object)
		for media, content := range inside {
			see(at, media, content.(object))
		}
	}
	for _, o := range d.operations() {
		if body, ok := o.says["requestBody"].(object); ok {
			each(o.String()+" body", body)
		}
		for status, one := range o.says["responses"].(object) {
			each(o.String()+" "+status, one.(object))
		}
	}
}

// TestEveryExampleIsAsItsSchemaSays; an answer in JSON has one.
func TestEveryExampleIsAsItsSchemaSays(t *testing.T) {
	d, seen := open(t), 0
	d.contents(func(at, media string, content object) {
		schema := content["schema"].(object)
		example, there := content["example"]
		if there {
			require.Empty(t, d.misfits(schema, example, at))
			seen++
		} else if strings.HasSuffix(media, "json") && len(schema) > 1 {
			t.Errorf("%s: no example", at)
		}
	})
	require.Greater(t, seen, 50)
}
