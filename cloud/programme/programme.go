package programme

import (
	"bytes"
	_ "embed" // for the programmes that are built in
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// Programme is one service that the fleet sells.
type Programme struct {
	ID       ID        `json:"id"`
	Kind     Kind      `json:"kind"`
	Primacy  int       `json:"primacy"`         // the lower wins; an equal one does not take what is claimed
	Stack    string    `json:"stack,omitempty"` // calls of one stack share a home's power, never its energy
	Eligible Predicate `json:"eligible"`
	Rules    Rules     `json:"rules"`
	Curve    Curve     `json:"curve,omitempty"`
}

// Check returns why p can be no programme, as Invalid, or nil.
func (p *Programme) Check() error {
	err := errors.Join(named("programme", p.ID), p.Rules.Check())
	if p.Stack != "" {
		err = errors.Join(err, named("stack", p.Stack))
	}
	switch p.Kind.Drive() {
	case Undriven:
		err = errors.Join(err, fmt.Errorf("kind %q: there is none", string(p.Kind)))
	case Armed:
		err = errors.Join(err, p.Curve.check(), positive("nominal_hz", float64(p.Rules.Nominal)), positive("endurance_ms", float64(p.Rules.Endurance)))
	case Signalled:
		err = errors.Join(err, positive("endurance_ms", float64(p.Rules.Endurance)))
	}
	if err != nil {
		return &fault.Error{Op: "define programme", Kind: fault.Invalid, Subject: string(p.ID), Hint: "correct its definition", Err: err}
	}
	return nil
}

func positive(name string, v float64) error {
	if v > 0 {
		return nil
	}
	return fmt.Errorf("%s: want it above 0", name)
}

// endurance returns for how long a call of p over span is to give its full power.
func (p *Programme) endurance(span energy.Interval) time.Duration {
	if p.Kind.Drive().delivers() {
		return span.Duration()
	}
	return p.Rules.Endurance.Of()
}

// Parse returns the programmes of a JSON list. An unknown key is refused.
func Parse(text []byte) ([]Programme, error) {
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.DisallowUnknownFields()
	var list []Programme
	err := decoder.Decode(&list)
	if err == nil {
		if _, more := decoder.Token(); more != io.EOF {
			err = errors.New("something follows the list")
		}
	}
	if err != nil {
		return nil, &fault.Error{Op: "read programmes", Kind: fault.Invalid, Hint: "give a JSON list of programmes", Err: err}
	}
	for i := range list {
		if err := list[i].Check(); err != nil {
			return nil, err
		}
	}
	return list, nil
}

//go:embed builtin.json
var builtin []byte

// Builtin returns the programmes that come with Hearthgrid. What of their figures
// is not from the market's own text is said in builtin.md.
func Builtin() []Programme {
	list, err := Parse(builtin)
	if err != nil {
		panic("BUG: " + err.Error())
	}
	return list
}
