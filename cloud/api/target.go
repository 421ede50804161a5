package api

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// maxTarget bounds how long a target may live without being renewed.
const maxTarget = 24 * time.Hour

// putTarget takes {"power_w":1000,"for_ms":60000} and, where the plant is
// assigned a capacity, "capacity_w": the greatest magnitude that targets take
// while it holds.
func (s *Server) putTarget(w http.ResponseWriter, r *http.Request) {
	id, err := plantID(r)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	t, err := decodeTarget(r, time.Now())
	if err == nil {
		err = s.rooms.Targets.SetTarget(id, t)
	}
	if err != nil {
		s.fail(w, r, err)
		return
	}
	answer(w, t)
}

// deleteTarget lets the plant go.
func (s *Server) deleteTarget(w http.ResponseWriter, r *http.Request) {
	id, err := plantID(r)
	if err == nil {
		err = s.rooms.Targets.ClearTarget(id)
	}
	if err != nil {
		s.fail(w, r, err)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

func decodeTarget(r *http.Request, now time.Time) (Target, error) {
	var body struct {
		PowerW    *energy.Watts `json:"power_w"`
		CapacityW *energy.Watts `json:"capacity_w"`
		ForMS     *int64        `json:"for_ms"`
	}
	if err := decode(r, "set target", &body); err != nil {
		return Target{}, err
	}
	if body.PowerW == nil || body.ForMS == nil || *body.ForMS <= 0 || *body.ForMS > maxTarget.Milliseconds() {
		return Target{}, &fault.Error{Op: "set target", Kind: fault.Invalid,
			Err: fmt.Errorf("want power_w, and for_ms in 1..%d", maxTarget.Milliseconds())}
	}
	if c := body.CapacityW; c != nil && !(*c > 0 && *c >= body.PowerW.Abs()) {
		return Target{}, &fault.Error{Op: "set target", Kind: fault.Invalid, Hint: "assign more, ask for less, or leave capacity_w out",
			Err: fmt.Errorf("capacity_w %v: want a magnitude above 0 and not below that of power_w, %v", *c, *body.PowerW)}
	}
	return Target{PowerW: *body.PowerW, CapacityW: body.CapacityW, Until: now.Add(time.Duration(*body.ForMS) * time.Millisecond)}, nil
}

func plantID(r *http.Request) (energy.PlantID, error) {
	id, err := energy.ParsePlantID(r.PathValue("id"))
	if err != nil {
		return "", &fault.Error{Op: "find plant", Kind: fault.Invalid, Err: err}
	}
	return id, nil
}

// maxBody bounds every request body: the largest is a certificate request.
const maxBody = 64 << 10

// decode reads one JSON object into v and refuses keys that v does not have.
func decode(r *http.Request, what string, v any) error {
	body, err := io.ReadAll(io.LimitReader(r.Body, maxBody+1))
	if err == nil && len(body) > maxBody {
		err = fmt.Errorf("body is over %d bytes", maxBody)
	}
	if err == nil {
		d := json.NewDecoder(bytes.NewReader(body))
		d.DisallowUnknownFields()
		err = d.Decode(v)
	}
	if err != nil {
		return &fault.Error{Op: what, Kind: fault.Invalid, Hint: "send one JSON object as the documentation says", Err: err}
	}
	return nil
}
