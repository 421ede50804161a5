package main

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

const course = `{"site":"%s","order":7,"plant":"demo","steps":[
{"step":"issued","seen":true,"at":"2026-03-01T12:00:00Z","clock":"cloud"},{"step":"sent","seen":true,"at":null,"clock":"cloud"},
{"step":"written","seen":false,"at":null,"clock":"home"}],"refusal":null,"overruled":"reads 0 W","home":"told"}`

// server answers for orders: 7 is the newest of so many homes.
func server(homes int, asked *[]string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		*asked = append(*asked, r.URL.Path)
		if r.URL.Path == "/api/v1/orders/7" {
			var ids []string
			for i := range homes {
				ids = append(ids, fmt.Sprintf(`"home-%d"`, i))
			}
			_, _ = fmt.Fprintf(w, `{"order":7,"sites":[%s]}`, strings.Join(ids, ","))
			return
		}
		_, _ = fmt.Fprintf(w, course, strings.Split(r.URL.Path, "/")[4])
	}
}

func TestRow34_TraceShowsEveryStepWithItsTime(t *testing.T) {
	var asked []string
	out, code := run(t, server(1, &asked), "order", "trace", "7")
	require.Zero(t, code, out)
	require.Equal(t, []string{"/api/v1/orders/7", "/api/v1/sites/home-0/orders/7"}, asked)
	require.Contains(t, out, "order 7 of home-0\n")
	require.Regexp(t, `issued +2026-03-01T12:00:00Z by the cloud's clock`, out)
	require.Regexp(t, `sent +seen\n`, out)
	require.Regexp(t, `written +not seen\n`, out)
	require.Regexp(t, `overruled +reads 0 W\n`, out)
	require.NotContains(t, out, "refused")
	require.NotContains(t, out, "the home's steps")
}

func TestTraceOfManyHomesAsksSome(t *testing.T) {
	var asked []string
	out, code := run(t, server(9, &asked), "order", "trace", "7")
	require.Zero(t, code, out)
	require.Len(t, asked, 1+mostTraced)
	require.Contains(t, out, "4 more homes have an order of this id")
	asked = nil
	out, code = run(t, server(9, &asked), "order", "trace", "7", "--site", "home-8", "--json")
	require.Zero(t, code, out)
	require.Equal(t, []string{"/api/v1/sites/home-8/orders/7"}, asked)
	require.Contains(t, out, `"step": "issued"`)
}
