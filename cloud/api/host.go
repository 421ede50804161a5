package api

import (
	"errors"
	"net"
	"net/http"
	"strings"

	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// Local has next answer requests that name this machine, or host, as the one
// they are for. Any other was brought here by a name that somebody points at
// this machine: a page of theirs would read and move the plant as its own
// (DNS rebinding), and no rule about origins would see it.
func (s *Server) Local(host string, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if name := nameOf(r.Host); !loopback(name) && (host == "" || name != nameOf(host)) {
			s.fail(w, r, &fault.Error{Op: r.Method, Kind: fault.Denied, Subject: r.URL.Path,
				Hint: "use http://localhost, or the address in the server's configuration", Err: errors.New("the request is for another host")})
			return
		}
		next.ServeHTTP(w, r)
	})
}

// nameOf returns the host of "host:port", "[host]:port" or "host".
func nameOf(host string) string {
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	return strings.ToLower(strings.Trim(host, "[]"))
}

func loopback(name string) bool {
	ip := net.ParseIP(name)
	return name == "localhost" || ip != nil && ip.IsLoopback()
}
