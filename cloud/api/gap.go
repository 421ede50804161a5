package api

import "encoding/json"

// Gap is the event that tells a reader of others that it did not get.
type Gap struct {
	Missed    *uint64 `json:"missed"` // seconds without an event; null: not known
	Restarted bool    `json:"restarted"`
}

// gap returns the event that tells of what lies between id and the first event
// that is kept, and false where nothing does. What another process of the server
// told is not known to this one.
func (f *feeds) gap(one *feed, id uint64) (event, bool) {
	if len(one.ring) == 0 {
		return event{}, false
	}
	first, last := one.ring[0].id, one.ring[len(one.ring)-1].id
	g := Gap{}
	switch {
	case id > last && id > f.tick || id < f.begun-1:
		g.Restarted = true
	case id+1 < first:
		missed := first - id - 1
		g.Missed = &missed
		f.counts.Missed += missed
	default:
		return event{}, false
	}
	data, err := json.Marshal(g)
	if err != nil {
		panic("BUG: a gap is not JSON: " + err.Error())
	}
	return event{id: first - 1, name: "gap", data: data}, true
}
