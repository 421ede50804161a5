package wire

import (
	"fmt"
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// Question is an Ask message: why the home did what it did at a time, the zero
// time for now.
type Question struct {
	ID uint64 // comes back with the answer
	At time.Time
	// Order is the order whose course is asked for, 0 for that of the tick.
	Order uint64
	// Watch is how long the home tells every tick, for somebody looks: a lease,
	// of which a home takes MaxWatch at most.
	Watch time.Duration
}

// MaxWatch is the longest that a home tells every tick for one question.
const MaxWatch = 5 * time.Minute

// EncodeAsk returns q as the bytes of an Ask.
func EncodeAsk(q Question) ([]byte, error) {
	m := &Ask{Id: q.ID, WatchMs: millis(q.Watch), Order: q.Order}
	if !q.At.IsZero() {
		m.AtUnixMs = q.At.UnixMilli()
	}
	return m.MarshalVT()
}

// DecodeAsk returns the question in payload.
func DecodeAsk(payload []byte) (Question, error) {
	var m Ask
	if err := m.UnmarshalVT(payload); err != nil {
		return Question{}, fmt.Errorf("decode ask: %w", err)
	}
	q := Question{ID: m.Id, Order: m.Order, Watch: min(duration(m.WatchMs), MaxWatch)}
	if m.AtUnixMs != 0 {
		q.At = time.UnixMilli(m.AtUnixMs)
	}
	return q, nil
}

// Explanation is a Told message: the tick in force at the time asked for, in
// figures and in a sentence for people.
type Explanation struct {
	ID       uint64
	Site     energy.SiteID
	Boot     uint64
	Kept     bool // else nothing so old is kept, and the rest is empty
	Snapshot energy.Snapshot
	Decision energy.Decision
	Sentence string
	// Course is how far the order asked for has come, the zero Course where none was
	// asked for or it is not remembered.
	Course energy.Course
}

// EncodeTold returns e as the bytes of a Told.
func EncodeTold(e Explanation) ([]byte, error) {
	m := &Told{Id: e.ID, Site: string(e.Site), Boot: e.Boot, Sentence: e.Sentence, Course: encodeCourse(e.Course)}
	if e.Kept {
		m.Tick = encodeSample(&energy.Report{Snapshot: e.Snapshot, Decision: e.Decision})
	}
	return m.MarshalVT()
}

// DecodeTold returns the explanation in payload.
func DecodeTold(payload []byte) (Explanation, error) {
	var m Told
	if err := m.UnmarshalVT(payload); err != nil {
		return Explanation{}, fmt.Errorf("decode told: %w", err)
	}
	site, err := energy.ParseSiteID(m.Site)
	if err != nil {
		return Explanation{}, fmt.Errorf("decode told: %w", err)
	}
	e := Explanation{ID: m.Id, Site: site, Boot: m.Boot, Sentence: m.Sentence, Course: decodeCourse(m.Course), Kept: m.Tick != nil}
	if e.Kept {
		r := decodeSample(m.Tick)
		e.Snapshot, e.Decision = r.Snapshot, r.Decision
	}
	return e, nil
}
