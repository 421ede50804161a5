package api

import (
	"net/http"
	"strings"

	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// postEnroll takes {"site":"home-0001","csr_pem":"..."} with the claim as
// bearer token and answers with the certificate and the CA to trust. A private
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
	certificate, ca, err := s.rooms.Enroller.Enroll(claim, site, []byte(body.CSR))
	if err != nil {
		s.fail(w, r, err)
		return
	}
	answer(w, map[string]string{"certificate_pem": string(certificate), "ca_pem": string(ca)})
}
