package server

import (
	"github.com/hearthgrid/hearthgrid/cloud/api"
	"github.com/hearthgrid/hearthgrid/cloud/history"
)

// Store implements api.Past.
func (p *past) Store() api.Store { return storeView(p.writer.State()) }

func storeView(s history.State) api.Store {
	v := api.Store{State: api.StoreOK, Waiting: s.Waiting, Undelivered: s.Undelivered}
	if !s.DownSince.IsZero() {
		since := s.DownSince.UTC()
		v.State, v.DownSince = api.StoreDown, &since
	}
	if s.Cause != nil {
		cause := s.Cause.Error()
		v.Cause = &cause
	}
	if s.Full {
		v.State = api.StoreFull
	}
	return v
}
