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

// The bounds of a target: it lives as long as it takes to reach the homes, and
// not for longer than a day without being renewed.
const (
	minTarget = time.Second
	maxTarget = 24 * time.Hour
)

// putTarget takes {"power_w":1000,"for_ms":60000}, battery power of the plant's
// homes together, positive discharges, and, where the plant is
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
	if err := decode(r, "set target", `{"power_w":1000,"for_ms":60000}, and "capacity_w" where one is assigned`, &body); err != nil {
		return Target{}, err
	}
	bad := func(hint, format string, args ...any) (Target, error) {
		return Target{}, &fault.Error{Op: "set target", Kind: fault.Invalid, Hint: hint, Err: fmt.Errorf(format, args...)}
	}
	if body.PowerW == nil || body.ForMS == nil {
		return bad("send both", "power_w or for_ms is missing")
	}
	if ms := *body.ForMS; ms < minTarget.Milliseconds() || ms > maxTarget.Milliseconds() {
		return bad("renew a target that is to last longer", "for_ms %d: want %d to %d", ms, minTarget.Milliseconds(), maxTarget.Milliseconds())
	}
	if !(body.PowerW.Abs() <= energy.MostPower) {
		return bad("give a power in W that a plant can have", "power_w %v: want a magnitude of at most %v", *body.PowerW, energy.MostPower)
	}
	if c := body.CapacityW; c != nil && !(*c > 0 && *c >= body.PowerW.Abs() && *c <= energy.MostPower) {
		return bad("assign more, ask for less, or leave capacity_w out",
			"capacity_w %v: want a magnitude above 0, not below that of power_w, %v, and at most %v", *c, *body.PowerW, energy.MostPower)
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

// decode reads one JSON object into v. It refuses keys that v does not have, and
// anything behind the object, with what was wanted as the way out.
func decode(r *http.Request, what, wanted string, v any) error {
	body, err := io.ReadAll(http.MaxBytesReader(nil, r.Body, maxBody))
	if err == nil {
		d := json.NewDecoder(bytes.NewReader(body))
		d.DisallowUnknownFields()
		if err = d.Decode(v); err == nil && d.InputOffset() != int64(len(bytes.TrimRight(body, " \t\r\n"))) {
			err = fmt.Errorf("more follows the object at byte %d", d.InputOffset())
		}
	}
	if err != nil {
		return &fault.Error{Op: what, Kind: fault.Invalid, Hint: "send one JSON object: " + wanted, Err: err}
	}
	return nil
}
