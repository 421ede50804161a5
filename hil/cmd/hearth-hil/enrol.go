package main

import (
	"encoding/json"
	"net/http"
	"strings"

	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// longestAsk is the most bytes of one request to enrol.
const longestAsk = 64 << 10

// enrols answers as the cloud's API does to a gateway that has the claim: with its
// certificate, whom to trust, and whose orders to obey.
func (e *exchange) enrols() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /api/v1/enroll", func(w http.ResponseWriter, r *http.Request) {
		var body struct {
			Site string `json:"site"`
			CSR  string `json:"csr_pem"`
		}
		if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, longestAsk)).Decode(&body); err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		claim, _ := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
		if !e.claim.Matches(claim) {
			http.Error(w, "the claim is not this bench's", http.StatusForbidden)
			return
		}
		certificate, err := e.authority.SignGateway([]byte(body.CSR), energy.SiteID(body.Site))
		if err != nil {
			http.Error(w, err.Error()+"; "+fault.HintOf(err), http.StatusBadRequest)
			return
		}
		_ = json.NewEncoder(w).Encode(map[string]string{ // who went away asks again
			"certificate_pem": string(certificate), "ca_pem": string(e.authority.CertPEM()), "dispatch_keys": e.dispatcher.Ring().String(),
		})
	})
	return mux
}
