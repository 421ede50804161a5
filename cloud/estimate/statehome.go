package estimate

import "fmt"

// AppendHome appends to b what was learned of home i alone: what is usual for it by
// the hour, and for how long it told of itself.
func (f *Fleet) AppendHome(b []byte, i Slot) []byte {
	l := &ledger{data: b}
	f.learnedHome(l, i)
	return l.data
}

// RecallHome takes what AppendHome wrote. Where it does not fit it says why, and
// the home is as it was.
func (f *Fleet) RecallHome(i Slot, b []byte) error {
	was := f.AppendHome(nil, i)
	l := &ledger{data: b, reads: true}
	f.learnedHome(l, i)
	if err := l.end(); err != nil {
		f.learnedHome(&ledger{data: was, reads: true}, i)
		return err
	}
	return nil
}

func (f *Fleet) learnedHome(l *ledger, i Slot) {
	if !f.has(i) {
		l.err = fmt.Errorf("slot %d is no home's", i)
		return
	}
	habits, sway := &f.habits[i], &f.homes[f.place[i]].sway
	l.count(&habits.told, days*24*3600*tick)
	l.narrow(sway)
	l.narrow(&habits.lag)
	l.narrow(&habits.most)
	for h := range habits.usual {
		u := &habits.usual[h]
		if u.learned(l); l.reads && l.err == nil && u.spread <= 0 {
			l.err = fmt.Errorf("a spread of %v W", u.spread)
		}
	}
	if l.reads && l.err == nil && *sway <= 0 {
		l.err = fmt.Errorf("a spread of %v of PV", *sway)
	}
	if l.reads && l.err == nil && (habits.lag < 0 || habits.lag >= numLags) {
		l.err = fmt.Errorf("a lag of step %v: want 0..%d", habits.lag, numLags-1)
	}
}
