package evidence

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// Format is the version of a report. It changes where an older reader would
// misread a newer report.
const Format = "hearthgrid-evidence-1"

// Hash is a SHA-256, in text 64 lower-case hexadecimal digits.
type Hash [sha256.Size]byte

// MarshalText returns the hash in text.
func (h Hash) MarshalText() ([]byte, error) { return hex.AppendEncode(nil, h[:]), nil }

// String returns the hash in text.
func (h Hash) String() string { return hex.EncodeToString(h[:]) }

func hashOf(data []byte) Hash { return sha256.Sum256(data) }

// UnmarshalText reads what MarshalText writes, and nothing else.
func (h *Hash) UnmarshalText(text []byte) error {
	if len(text) != 2*len(h) || strings.ToLower(string(text)) != string(text) {
		return fmt.Errorf("%q: want %d lower-case hexadecimal digits", text, 2*len(h))
	}
	_, err := hex.Decode(h[:], text)
	return err
}

// Report is the evidence of one event.
type Report struct {
	Format    string    `json:"format"`
	Title     string    `json:"title"`
	Programme string    `json:"programme"`
	Event     string    `json:"event"`
	Start     time.Time `json:"start"`
	End       time.Time `json:"end"`
	Made      time.Time `json:"made"`
	Shares    Shares    `json:"shares"` // of all sources; see Finish
	Figures   []Figure  `json:"figures"`
	Charts    []Chart   `json:"charts"`
	Settled   []Settled `json:"settled"`
	Head      string    `json:"ledger_head,omitempty"` // that Settled is up to
	Sources   []Source  `json:"sources"`
	Notes     []string  `json:"notes"` // what else is to be known, for people
}

// Source is a range of stored samples.
type Source struct {
	ID      string          `json:"id"`
	Site    energy.SiteID   `json:"site,omitempty"` // "" for what is of no home, as a signal
	Device  energy.DeviceID `json:"device,omitempty"`
	Metric  string          `json:"metric"`
	From    time.Time       `json:"from"`
	To      time.Time       `json:"to"`
	Samples int             `json:"samples"`
	SHA256  Hash            `json:"sha256"` // of the samples, as Encoding says
	// Encoding says how samples become the bytes that are hashed.
	Encoding string `json:"encoding"`
	// Cover is of what the report is about; that of input which is told elsewhere is
	// empty.
	Cover Cover `json:"cover"`
}

// Cover is how the time of a source is covered, in milliseconds.
type Cover struct {
	Measured int64 `json:"measured_ms"`
	Filled   int64 `json:"filled_ms"` // modelled from what is beside it
	LeftOut  int64 `json:"left_out_ms"`
	Missing  int64 `json:"missing_ms"`
}

// Shares are the parts of all sources' time, in millionths. Their sum is a
// million, or 0 where sources have no time at all.
type Shares struct {
	Measured int64 `json:"measured_ppm"`
	Filled   int64 `json:"filled_ppm"`
	LeftOut  int64 `json:"left_out_ppm"` // doubtful, or of a clock that is not right
	Missing  int64 `json:"missing_ppm"`
}

// Figure is one number that the report states.
type Figure struct {
	Name    string   `json:"name"`
	Value   *Decimal `json:"value,omitempty"`
	Unit    string   `json:"unit"`   // "1" for a plain number
	Method  string   `json:"method"` // with its version
	Sources []string `json:"sources"`
	Why     string   `json:"why,omitempty"` // there is no value
}

// Chart is lines over time with one unit.
type Chart struct {
	Title string `json:"title"`
	Unit  string `json:"unit"`
	Lines []Line `json:"lines"`
}

// Line is values in order of time. One that is absent is a gap.
type Line struct {
	Name    string   `json:"name"`
	Sources []string `json:"sources"`
	Points  []Point  `json:"points"`
}

// Point is one value of a line.
type Point struct {
	At    time.Time `json:"at"`
	Value *Decimal  `json:"value,omitempty"`
}

// Settled is an entry of the ledger.
type Settled struct {
	Entry    uint64          `json:"entry"`
	Site     energy.SiteID   `json:"site"`
	Device   energy.DeviceID `json:"device,omitempty"`
	Energy   Decimal         `json:"energy_kwh"`
	Amount   Decimal         `json:"amount"`
	Currency string          `json:"currency"`
	Method   string          `json:"method"`
	Evidence Hash            `json:"evidence"`
	Sources  []string        `json:"sources"`
}
