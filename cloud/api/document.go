package api

import (
	_ "embed"
	"net/http"
)

// documentPath is where the API says what it is.
const documentPath = "/api/v1/openapi.json"

// document describes every route, body and answer (OpenAPI 3.1).
//
//go:embed openapi.json
var document []byte

func (s *Server) getDocument(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "application/json")
	_, _ = w.Write(document) // as in tell
}
