package console_test

import (
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/cloud/console"
)

func ask(method, path string) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	console.Handler(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusTeapot) })).
		ServeHTTP(w, httptest.NewRequest(method, path, nil))
	return w
}

// TestPageAndAllItsPartsAreServed follows what the page and its scripts name,
// and finds every file there is.
func TestPageAndAllItsPartsAreServed(t *testing.T) {
	served := map[string]bool{}
	names := regexp.MustCompile(`(?:src|href)="([a-z.]+)"|from "\./([a-z.]+)"`)
	var follow func(name string)
	follow = func(name string) {
		if served[name] {
			return
		}
		w := ask("GET", "/"+name)
		require.Equal(t, 200, w.Code, name)
		require.Contains(t, w.Header().Get("Content-Security-Policy"), "default-src 'none'")
		require.NotEmpty(t, w.Body.String())
		served[name] = true
		for _, part := range names.FindAllStringSubmatch(w.Body.String(), -1) {
			follow(part[1] + part[2])
		}
	}
	follow("")
	files, err := filepath.Glob("page/*")
	require.NoError(t, err)
	require.Len(t, served, len(files), "%v", served)
}

// TestNothingIsInline: the policy forbids it.
func TestNothingIsInline(t *testing.T) {
	index := ask("GET", "/").Body.String()
	require.NotContains(t, index, "style=")
	require.NotRegexp(t, `<script[^>]*>[^<]`, index)
	require.NotRegexp(t, ` on[a-z]+=`, index)
	require.Contains(t, index, `name="viewport"`)
}

// TestScriptsNameOnlyWhatIsOnThePage: a misspelt id is nothing to a browser.
func TestScriptsNameOnlyWhatIsOnThePage(t *testing.T) {
	index := ask("GET", "/").Body.String()
	scripts, err := filepath.Glob("page/*.js")
	require.NoError(t, err)
	used := map[string]bool{}
	for _, script := range scripts {
		text, err := os.ReadFile(script)
		require.NoError(t, err)
		for _, id := range regexp.MustCompile(`at\("([a-z-]+)"\)`).FindAllStringSubmatch(string(text), -1) {
			require.Contains(t, index, `id="`+id[1]+`"`, script)
			used[id[1]] = true
		}
	}
	require.Greater(t, len(used), 20)
}

func TestWhatIsNoPartIsGivenOn(t *testing.T) {
	f := func(method, path string) {
		t.Helper()
		require.Equal(t, http.StatusTeapot, ask(method, path).Code)
	}
	f("GET", "/nothing.js")
	f("GET", "/page/index.html")
	f("POST", "/")
	f("GET", "/..")
}
