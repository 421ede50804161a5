package history

import (
	"net/http"
	"sync"
)

// Remote is the transport to a VictoriaMetrics that runs elsewhere.
type Remote struct {
	transport http.RoundTripper
	once      sync.Once
}

// OpenRemote returns a transport over t, which carries TLS and proxies as the
// caller has set them. It fails with fault.Conflict where the process holds a
// history already.
func OpenRemote(t http.RoundTripper) (*Remote, error) {
	if err := takeEngine("remote"); err != nil {
		return nil, err
	}
	startParsers()
	return &Remote{transport: t}, nil
}

// RoundTrip carries one request.
func (r *Remote) RoundTrip(request *http.Request) (*http.Response, error) {
	return r.transport.RoundTrip(request)
}

// Close ends the transport's workers. No request may be running.
func (r *Remote) Close() error {
	r.once.Do(func() {
		stopParsers()
		releaseEngine()
	})
	return nil
}
