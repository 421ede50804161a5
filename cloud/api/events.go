package api

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"os"
	"strconv"
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/fault"
)

const (
	writeWait   = 5 * time.Second  // one event may take to leave before its reader is cut
	heartbeat   = 10 * time.Second // of a stream that has nothing to tell
	mostReaders = 256
)

// Run makes an event a second of every plant that is read, until ctx ends.
func (s *Server) Run(ctx context.Context) error {
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
		for _, plant := range s.feeds.next() {
			s.tell(plant)
		}
	}
}

// tell adds what the plant is now to its feed. A plant that is none any more has
// no more to tell.
func (s *Server) tell(id energy.PlantID) {
	p, err := s.rooms.Plants.Plant(id)
	var data []byte
	if err == nil {
		data, err = json.Marshal(p)
	}
	if err != nil {
		s.log.Error("events of a plant end", "plant", id, "err", err)
		s.feeds.end(id)
		return
	}
	s.feeds.add(id, data)
}

// getEvents streams the plant each second as server-sent events, from behind the
// one that the header Last-Event-ID names.
func (s *Server) getEvents(w http.ResponseWriter, r *http.Request) {
	id, err := plantID(r)
	if err == nil {
		_, err = s.rooms.Plants.Plant(id)
	}
	var last uint64
	if err == nil {
		last, err = lastID(r)
	}
	if err != nil {
		s.fail(w, r, err)
		return
	}
	one, ok := s.feeds.open(id)
	if !ok {
		s.fail(w, r, &fault.Error{Op: "follow", Kind: fault.Busy, Subject: string(id), Hint: "close another stream", Err: fmt.Errorf("%d readers are there", mostReaders)})
		return
	}
	defer s.feeds.close(one)
	s.tell(id)
	if last == noID {
		last = s.feeds.newest(one) - 1
	}
	s.stream(w, r, one, last)
}

// noID is what a reader has that comes for the first time.
const noID = 0

func lastID(r *http.Request) (uint64, error) {
	text := r.Header.Get("Last-Event-ID")
	if text == "" {
		return noID, nil
	}
	id, err := strconv.ParseUint(text, 10, 63)
	if err != nil || id == noID {
		return 0, &fault.Error{Op: "follow", Kind: fault.Invalid, Subject: r.URL.Path, Hint: "give the id of an event, or leave the header out", Err: fmt.Errorf("Last-Event-ID %q", text)}
	}
	return id, nil
}

// stream sends what follows an id for as long as it is read.
func (s *Server) stream(w http.ResponseWriter, r *http.Request, one *feed, last uint64) {
	// Each event has a deadline of its own; those for whole requests would end
	// the stream.
	if err := http.NewResponseController(w).SetReadDeadline(time.Time{}); err != nil {
		s.fail(w, r, err)
		return
	}
	w.Header().Set("Content-Type", "text/event-stream")
	w.Header().Set("Cache-Control", "no-store")
	if r.Method == http.MethodHead {
		return
	}
	quiet := time.NewTimer(heartbeat)
	defer quiet.Stop()
	for {
		events, changed := s.feeds.after(one, last)
		for _, e := range events {
			if !s.send(w, fmt.Sprintf("id: %d\nevent: %s\ndata: %s\n\n", e.id, e.name, e.data)) {
				return
			}
			last = e.id
			quiet.Reset(heartbeat)
		}
		if changed == nil {
			return
		}
		select {
		case <-r.Context().Done():
			return
		case <-changed:
		case <-quiet.C:
			if !s.send(w, ": nothing new\n\n") {
				return
			}
			quiet.Reset(heartbeat)
		}
	}
}

// send tells whether the reader took text in time. One that does not is cut, and
// comes back to what it missed.
func (s *Server) send(w http.ResponseWriter, text string) bool {
	out := http.NewResponseController(w)
	err := out.SetWriteDeadline(time.Now().Add(writeWait))
	if err == nil {
		_, err = w.Write([]byte(text))
	}
	if err == nil {
		err = out.Flush()
	}
	s.feeds.sent(err == nil, errors.Is(err, os.ErrDeadlineExceeded))
	return err == nil
}
