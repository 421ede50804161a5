package scenario

import (
	"errors"
	"fmt"
	"strings"
	"time"
)

// part is one slot of a plan: from and until times from now, or of the clock.
type part struct {
	from, until moment
	cells       map[string]string // of the plan's file, by column
}

// moment is a time, or a length of time from now.
type moment struct {
	at    time.Time
	after time.Duration
}

func (m moment) of(now time.Time) time.Time {
	if m.at.IsZero() {
		return now.Add(m.after)
	}
	return m.at
}

// asks is what a plan may ask, by the word for it, with its column.
var asks = map[string]struct {
	column string
	unit   unit
}{
	"charge": {"charge_w", watts}, "discharge": {"discharge_w", watts}, "import-price": {"import_price", pure}, "export-price": {"export_price", pure},
	"charge-if-paid": {"charge_if_paid_w", watts}, "max-pv": {"max_pv_w", watts},
}

// planColumns is the order in which they are written down.
var planColumns = []string{"charge_w", "discharge_w", "hold", "own", "import_price", "export_price", "charge_if_paid_w", "max_pv_w"}

// planned reads "clear", or slots such as "+1h..+2h charge=3kW" one after another.
func planned(words []string, zone *time.Location) (deed, error) {
	if len(words) == 1 && words[0] == "clear" {
		return func(h Home, _ time.Time) error { return h.ClearPlan() }, nil
	}
	var parts []part
	for _, w := range words {
		from, until, slot := strings.Cut(w, "..")
		var err error
		switch {
		case slot:
			p := part{cells: map[string]string{}}
			p.from, err = momentOf(from, zone)
			if err == nil {
				p.until, err = momentOf(until, zone)
			}
			parts = append(parts, p)
		case len(parts) == 0:
			err = errors.New("want slots such as \"+1h..+2h charge=3kW\", or clear")
		default:
			err = parts[len(parts)-1].ask(w)
		}
		if err != nil {
			return nil, err
		}
	}
	return func(h Home, now time.Time) error { return h.Plan(planText(parts, now)) }, nil
}

func momentOf(text string, zone *time.Location) (moment, error) {
	if after, ok := strings.CutPrefix(text, "+"); ok {
		d, err := span(after)
		return moment{after: d}, err
	}
	at, err := time.ParseInLocation("2006-01-02T15:04", text, zone)
	if err != nil {
		err = fmt.Errorf("%q: want a length of time from now such as +1h, or a time such as 2026-03-29T01:00", text)
	}
	return moment{at: at}, err
}

func (p *part) ask(word string) error {
	key, value, _ := strings.Cut(word, "=")
	if word == "hold" || word == "own" {
		p.cells[word] = "true"
		return nil
	}
	known, ok := asks[key]
	if !ok {
		return fmt.Errorf("%q: want charge=, discharge=, hold, own, import-price=, export-price=, charge-if-paid= or max-pv=", word)
	}
	v, err := quantity(value, known.unit)
	p.cells[known.column] = fmt.Sprint(v)
	return err
}

// planText is the file that somebody in the home would write at now.
func planText(parts []part, now time.Time) string {
	var b strings.Builder
	fmt.Fprintf(&b, "start,end,%s\n", strings.Join(planColumns, ","))
	for _, p := range parts {
		fmt.Fprintf(&b, "%s,%s", p.from.of(now).Format(time.RFC3339Nano), p.until.of(now).Format(time.RFC3339Nano))
		for _, c := range planColumns {
			b.WriteString("," + p.cells[c])
		}
		b.WriteString("\n")
	}
	return b.String()
}
