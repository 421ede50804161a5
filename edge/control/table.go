package control

import (
	"errors"
	"fmt"
	"time"
)

// Row is one row of a daily table: what is asked from one time of the local clock
// until another. One that ends no later than it begins ends on the next day.
type Row struct {
	Days  Days
	From  Clock
	Until Clock // not in it
	Slot  Slot  // without times
}

// Table is asked for day after day, by the clock on the wall of its zone. A row is
// in force whenever that clock shows a time in it: what is skipped in spring is
// not done, and what is shown twice in autumn is done twice. The zero Table asks
// for nothing.
type Table struct {
	zone *time.Location
	rows []Row
}

// MaxRows bounds a table: each hour of each day of the week.
const MaxRows = 168

// NewTable returns the table of rows in zone. It refuses rows that overlap on any
// day of the week, and what no slot can be; it names them, counted from 1.
func NewTable(zone *time.Location, rows []Row) (Table, error) {
	if len(rows) > MaxRows {
		return Table{}, fmt.Errorf("%d rows: want at most %d", len(rows), MaxRows)
	}
	taken := make([]int, 7*minutesOfDay) // by minute of the week, the row
	for i, r := range rows {
		if err := r.sound(); err != nil {
			return Table{}, fmt.Errorf("row %d: %w", i+1, err)
		}
		for m := range 7 * minutesOfDay {
			if !r.covers(time.Weekday(m/minutesOfDay), Clock(m%minutesOfDay)) {
				continue
			}
			if other := taken[m]; other > 0 {
				return Table{}, fmt.Errorf("row %d overlaps row %d on %v at %v", i+1, other, time.Weekday(m/minutesOfDay), Clock(m%minutesOfDay))
			}
			taken[m] = i + 1
		}
	}
	return Table{zone: zone, rows: rows}, nil
}

func (r Row) sound() error {
	switch {
	case r.Days == 0:
		return errors.New("no day: leave days out for all of them")
	case r.From == r.Until || r.From >= minutesOfDay || r.Until > minutesOfDay:
		return fmt.Errorf("from %v until %v: want two times of the day; all of it is from 00:00 until 24:00", r.From, r.Until)
	}
	return r.Slot.sound()
}

// covers tells whether the row holds where the clock shows now on a day. The
// part of a row behind midnight is of the day before.
func (r Row) covers(day time.Weekday, now Clock) bool {
	if r.From < r.Until {
		return r.Days.Has(day) && now >= r.From && now < r.Until
	}
	return (r.Days.Has(day) && now >= r.From) || (r.Days.Has((day+6)%7) && now < r.Until)
}

// Set tells whether the table has rows.
func (t *Table) Set() bool { return len(t.rows) > 0 }

// at returns what the table asks at now, and false where it asks for nothing.
func (t *Table) at(now time.Time) (Slot, bool) {
	if !t.Set() {
		return Slot{}, false
	}
	local := now.In(t.zone)
	shown := Clock(local.Hour()*60 + local.Minute())
	for i := range t.rows {
		if t.rows[i].covers(local.Weekday(), shown) {
			return t.rows[i].Slot, true
		}
	}
	return Slot{}, false
}

// Words returns the rows, for people.
func (t *Table) Words() []string {
	var out []string
	for _, r := range t.rows {
		out = append(out, fmt.Sprintf("%v-%v %v %s", r.From, r.Until, r.Days, r.Slot.Words()))
	}
	return out
}
