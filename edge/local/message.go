package local

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// question is what a visitor says: one JSON object, and no more.
type question struct {
	Ask string    `json:"ask"` // status, explain, wear, plan or do
	At  time.Time `json:"at,omitzero"`
	Act Act       `json:"act,omitzero"`
}

// answer is what is said back: one JSON object. Without an Error it holds what
// was asked for.
type answer struct {
	Told  json.RawMessage `json:"told,omitempty"`
	Kind  string          `json:"kind,omitempty"` // fault.Kind of the error
	Error string          `json:"error,omitempty"`
}

func tell(w io.Writer, told any, err error) error {
	var a answer
	if err == nil {
		a.Told, err = json.Marshal(told)
	}
	if err != nil {
		a = answer{Kind: fault.KindOf(err).String(), Error: err.Error()}
	}
	return json.NewEncoder(w).Encode(a)
}

// hear reads an answer into told, or returns the error in it.
func hear(r io.Reader, told any) error {
	var a answer
	if err := json.NewDecoder(r).Decode(&a); err != nil {
		return fmt.Errorf("read the gateway's answer: %w", err)
	}
	if a.Error == "" {
		return json.Unmarshal(a.Told, told)
	}
	kind := fault.Internal
	for k := range fault.Corrupt + 1 {
		if k.String() == a.Kind {
			kind = k
		}
	}
	return &fault.Error{Op: "the gateway says", Kind: kind, Err: errors.New(a.Error)}
}
