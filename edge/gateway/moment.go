package gateway

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// moments seals instants of the home's clock since this start. Who holds
// messages back can make none, and so can make no lease last longer.
type moments struct {
	born   time.Time
	secret [sha256.Size]byte
}

func newMoments(born time.Time) *moments {
	m := &moments{born: born}
	_, _ = rand.Read(m.secret[:]) // never fails: it ends the process first
	return m
}

// seal returns now in microseconds since the start, and half a seal of it.
func (m *moments) seal(now time.Time) (out energy.Moment) {
	binary.BigEndian.PutUint64(out[:8], uint64(max(0, now.Sub(m.born).Microseconds())))
	mac := hmac.New(sha256.New, m.secret[:])
	mac.Write(out[:8])
	copy(out[8:], mac.Sum(nil))
	return out
}

// open returns the instant, and false for what was not sealed since this start.
func (m *moments) open(sealed energy.Moment) (time.Time, bool) {
	at := m.born.Add(time.Duration(binary.BigEndian.Uint64(sealed[:8])) * time.Microsecond)
	again := m.seal(at)
	return at, hmac.Equal(again[:], sealed[:])
}
