package api

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/agext/levenshtein"

	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// queries are the names that a query may have, by the pattern of its route: those that
// the document has.
type queries map[string][]string

// parameter is one of the document, itself or by reference.
type parameter struct {
	Name string `json:"name"`
	In   string `json:"in"`
	Ref  string `json:"$ref"`
}

const referred = "#/components/parameters/"

// queriesOf reads the document, which is part of the program.
func queriesOf(document []byte) queries {
	var d struct {
		Paths      map[string]map[string]json.RawMessage
		Components struct{ Parameters map[string]parameter }
	}
	must(json.Unmarshal(document, &d))
	all := queries{}
	for path, item := range d.Paths {
		for method, raw := range item {
			if method == "parameters" {
				continue // none of a path is in its query
			}
			var operation struct{ Parameters []parameter }
			must(json.Unmarshal(raw, &operation))
			pattern := strings.ToUpper(method) + " " + path
			all[pattern] = []string{}
			for _, p := range operation.Parameters {
				if p.Ref != "" {
					p = d.Components.Parameters[strings.TrimPrefix(p.Ref, referred)]
				}
				if p.In == "query" {
					all[pattern] = append(all[pattern], p.Name)
				}
			}
		}
	}
	return all
}

func must(err error) {
	if err != nil {
		panic("BUG: the document is not what it should be: " + err.Error())
	}
}

// check refuses a query that its route does not take. Without that a name that is
// misspelt would be as if it were left out, and the answer one to another question.
func (q queries) check(pattern string, r *http.Request) error {
	taken, known := q[pattern]
	if !known || !strings.HasPrefix(r.URL.Path, "/api/") {
		return nil
	}
	asked, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil {
		return unasked(r, "write it as name=value, with & between", err)
	}
	for name, values := range asked {
		switch {
		case !slices.Contains(taken, name):
			return unasked(r, nearest(name, taken), fmt.Errorf("unknown query parameter %q", name))
		case len(values) > 1:
			return unasked(r, "give it once", fmt.Errorf("query parameter %q is there %d times", name, len(values)))
		}
	}
	return nil
}

func unasked(r *http.Request, hint string, err error) error {
	return &fault.Error{Op: r.Method, Kind: fault.Invalid, Subject: r.URL.Path, Hint: hint, Err: err}
}

// nearest says which name was meant, where there are any.
func nearest(name string, taken []string) string {
	if len(taken) == 0 {
		return "leave it out: this resource takes none"
	}
	likest := slices.MaxFunc(taken, func(a, b string) int {
		if levenshtein.Match(name, a, nil) < levenshtein.Match(name, b, nil) {
			return -1
		}
		return 1
	})
	return fmt.Sprintf("the nearest known is %q, of %s", likest, strings.Join(slices.Sorted(slices.Values(taken)), ", "))
}
