package ledger

import (
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/fault"
)

const (
	longestName   = 64
	longestReason = 200                 // bytes
	longestSpan   = 31 * 24 * time.Hour // of what is settled at once
)

// check names the first thing wrong with d, taken by itself.
func (d *Draft) check() error {
	for _, err := range []error{d.checkKind(), d.checkNames(), d.checkTimes(), d.checkSums(), d.checkReason()} {
		if err != nil {
			return &fault.Error{Op: "enter in ledger", Kind: fault.Invalid, Subject: d.subject(), Err: err, Hint: "correct the draft"}
		}
	}
	return nil
}

func (d *Draft) subject() string {
	if d.Device == "" {
		return string(d.Site)
	}
	return string(d.Site) + "/" + string(d.Device)
}

func (d *Draft) checkKind() error {
	switch {
	case d.Kind != Sale && d.Kind != Payment && d.Kind != Correction:
		return fmt.Errorf("kind %q: want %s, %s or %s", d.Kind, Sale, Payment, Correction)
	case (d.Kind == Correction) != (d.Corrects > 0):
		return errors.New("a correction, and nothing else, names the entry that it corrects")
	case d.Kind == Payment && (d.Energy != 0 || d.Price != 0):
		return errors.New("a payment has no energy of its own and no price")
	case d.Kind == Sale && d.Amount != 0:
		return errors.New("the amount of a sale is worked out from its price")
	}
	return nil
}

func (d *Draft) checkNames() error {
	if _, err := energy.ParseSiteID(string(d.Site)); err != nil {
		return err
	}
	if d.Device != "" {
		if _, err := energy.ParseDeviceID(string(d.Device)); err != nil {
			return err
		}
	}
	if len(d.Currency) != 3 || strings.Trim(d.Currency, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") != "" {
		return fmt.Errorf("currency %q: want three capital letters, as of ISO 4217", d.Currency)
	}
	for _, name := range [...][2]string{{"programme", d.Programme}, {"event", d.Event}, {"method", d.Method}} {
		if n := name[1]; n == "" || len(n) > longestName || strings.ContainsFunc(n, func(r rune) bool { return !isNameRune(r) }) {
			return fmt.Errorf("%s %q: want 1 to %d characters of A-Z a-z 0-9 _ - . : @", name[0], n, longestName)
		}
	}
	if d.Evidence.IsZero() {
		return errors.New("no evidence: give the hash of the document that shows it")
	}
	return nil
}

func isNameRune(r rune) bool {
	return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("_-.:@", r)
}

func (d *Draft) checkTimes() error {
	for _, at := range []time.Time{d.At, d.Span.Start, d.Span.End} {
		if year := at.UTC().Year(); year < 1970 || year > 9999 {
			return fmt.Errorf("time %v: want one from 1970 on", at)
		}
	}
	whole := func(at time.Time) bool { return at.Nanosecond() == 0 }
	if length := d.Span.Duration(); length <= 0 || length > longestSpan || !whole(d.Span.Start) || !whole(d.Span.End) {
		return fmt.Errorf("interval from %v to %v: want whole seconds, more than 0 and at most %v", d.Span.Start, d.Span.End, longestSpan)
	}
	return nil
}

func (d *Draft) checkSums() error {
	switch {
	case d.Energy > MostEnergy || d.Energy < -MostEnergy:
		return fmt.Errorf("energy of %d mWh: want at most %d", d.Energy, MostEnergy)
	case d.Price > MostPrice || d.Price < -MostPrice:
		return fmt.Errorf("price of %d: want at most %d millionths", d.Price, MostPrice)
	case d.Amount > MostAmount || d.Amount < -MostAmount:
		return fmt.Errorf("amount of %d: want at most %d millionths", d.Amount, MostAmount)
	}
	return nil
}

func (d *Draft) checkReason() error {
	switch {
	case d.Kind == Correction && d.Reason == "":
		return errors.New("a correction says why")
	case d.Kind != Correction && d.Reason != "":
		return errors.New("only a correction has a reason")
	case len(d.Reason) > longestReason || !utf8.ValidString(d.Reason):
		return fmt.Errorf("reason of %d bytes: want text of at most %d", len(d.Reason), longestReason)
	}
	return nil
}
