package twin_test

import (
	"fmt"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/cloud/twin"
	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/wire"
)

func TestStoreKeepsHomesApartUnderConcurrentWriters(t *testing.T) {
	s := twin.NewStore()
	var wg sync.WaitGroup
	for w := range 4 {
		wg.Go(func() {
			for i := range 200 {
				site := energy.SiteID(fmt.Sprintf("home-%d", i))
				s.Batch(wire.Batch{Site: site, Boot: 1, Reports: []energy.Report{report(uint64(w*200+i+1), nil)}}, noon)
				s.Presence(wire.Presence{Site: site, Boot: 1, Online: true}, noon)
				s.Visit(func(*twin.Twin) {})
			}
		})
	}
	wg.Wait()
	require.Equal(t, 200, s.Len())
	for i := range 200 {
		tw, ok := s.Get(energy.SiteID(fmt.Sprintf("home-%d", i)))
		require.True(t, ok)
		require.Equal(t, uint64(600+i+1), tw.Report.Seq)
	}
	_, ok := s.Get("nobody")
	require.False(t, ok)
}

func TestStoreKeepsTheNewestOrder(t *testing.T) {
	s := twin.NewStore()
	s.Desire(energy.Order{ID: 5, Site: "h"})
	s.Desire(energy.Order{ID: 4, Site: "h"})
	tw, _ := s.Get("h")
	require.Equal(t, uint64(5), tw.Desired.ID)
}
