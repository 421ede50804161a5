package history

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
)

// answer is a response kept in memory, up to limit bytes of body.
type answer struct {
	header http.Header
	status int
	body   bytes.Buffer
	limit  int64
	err    error
}

// Header returns the headers to be set.
func (a *answer) Header() http.Header { return a.header }

// WriteHeader notes the status. The last one counts, for nothing was sent yet:
// an error met halfway through an answer is thus told as one.
func (a *answer) WriteHeader(status int) { a.status = status }

// Write adds to the body.
func (a *answer) Write(p []byte) (int, error) {
	if int64(a.body.Len()+len(p)) > a.limit {
		a.err = fmt.Errorf("the answer is longer than %d bytes: ask for a shorter interval", a.limit)
		return 0, a.err
	}
	return a.body.Write(p)
}

func (a *answer) response(request *http.Request) (*http.Response, error) {
	if a.err != nil {
		return nil, a.err
	}
	if a.status == 0 {
		a.status = http.StatusOK
	}
	return &http.Response{
		Status:        fmt.Sprintf("%d %s", a.status, http.StatusText(a.status)),
		StatusCode:    a.status,
		Proto:         "HTTP/1.1",
		ProtoMajor:    1,
		ProtoMinor:    1,
		Header:        a.header,
		Body:          io.NopCloser(&a.body),
		ContentLength: int64(a.body.Len()),
		Request:       request,
	}, nil
}
