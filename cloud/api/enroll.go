package api

import (
	"net/http"
	"strings"

	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// Papers are what a home is known by, and whom it is to trust.
type Papers struct {
	Certificate string `json:"certificate_pem"`
	Authority   string `json:"ca_pem"`
	Dispatch    string `json:"dispatch_keys"` // whose orders to obey, a line for each
}

// postEnroll takes {"site":"home-0001","csr_pem":"..."} with the claim as
// bearer token and answers with Papers. A private
// key never travels.
func (s *Server) postEnroll(w http.ResponseWriter, r *http.Request) {
	var body struct {
		Site string `json:"site"`
		CSR  string `json:"csr_pem"`
	}
	if err := decode(r, "enroll", `{"site":"home-0001","csr_pem":"-----BEGIN CERTIFICATE REQUEST-----..."}`, &body); err != nil {
		s.fail(w, r, err)
		return
	}
	site, err := energy.ParseSiteID(body.Site)
	if err != nil {
		s.fail(w, r, &fault.Error{Op: "enroll", Kind: fault.Invalid, Err: err})
		return
	}
	claim, _ := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	papers, err := s.rooms.Enroller.Enroll(claim, site, []byte(body.CSR))
	if err != nil {
		s.fail(w, r, err)
		return
	}
	answer(w, papers)
}
