package console_test

import (
	"net/http/httptest"
	"regexp"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/cloud/console"
)

func TestPageAndAllItsPartsAreServed(t *testing.T) {
	get := func(path string) *httptest.ResponseRecorder {
		t.Helper()
		w := httptest.NewRecorder()
		console.Handler().ServeHTTP(w, httptest.NewRequest("GET", path, nil))
		require.Equal(t, 200, w.Code, path)
		require.Contains(t, w.Header().Get("Content-Security-Policy"), "default-src 'none'")
		return w
	}
	index := get("/").Body.String()
	parts := regexp.MustCompile(`(?:src|href)="([a-z.]+)"`).FindAllStringSubmatch(index, -1)
	require.Len(t, parts, 2, "a script and a style sheet")
	for _, part := range parts {
		require.NotEmpty(t, get("/"+part[1]).Body.String())
	}
	require.NotContains(t, index, "style=", "the policy forbids inline styles")
}
