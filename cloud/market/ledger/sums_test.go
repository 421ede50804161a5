package ledger_test

import (
	"bytes"
	"errors"
	"fmt"
	"iter"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/hearthgrid/hearthgrid/cloud/market/ledger"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// draw makes a ledger of random sales, payments and corrections; refused drafts
// are left out.
func draw(t *rapid.T) (*ledger.Book, [][]byte) {
	b := ledger.NewBook()
	var lines [][]byte
	for range rapid.IntRange(1, 40).Draw(t, "drafts") {
		from := rapid.IntRange(0, 20).Draw(t, "from")
		d := sale(rapid.SampledFrom([]string{"capacity", "reserve"}).Draw(t, "programme"), from, from+rapid.IntRange(1, 5).Draw(t, "minutes"))
		d.Site = rapid.SampledFrom([]energy.SiteID{"home-1", "home-2"}).Draw(t, "site")
		d.Device = rapid.SampledFrom([]energy.DeviceID{"battery", "car", ""}).Draw(t, "device")
		d.Event = rapid.SampledFrom([]string{"e1", "e2"}).Draw(t, "event")
		d.Energy = ledger.Energy(rapid.Int64Range(-1e9, 1e9).Draw(t, "energy"))
		d.Price = ledger.Micro(rapid.Int64Range(-1e6, 1e6).Draw(t, "price"))
		switch rapid.IntRange(0, 3).Draw(t, "kind") {
		case 1:
			d.Kind, d.Amount, d.Energy, d.Price = ledger.Payment, ledger.Micro(d.Energy), 0, 0
		case 2:
			if len(lines) > 0 {
				e := entryOf(t, rapid.SampledFrom(lines).Draw(t, "corrects"))
				amount := ledger.Micro(0)
				if e.Kind == ledger.Payment {
					amount, d.Energy, d.Price = ledger.Micro(d.Energy), 0, 0
				}
				d.Programme, d.Event, d.Site, d.Device, d.Span = e.Programme, e.Event, e.Site, e.Device, e.Span()
				d = correction(e.Seq, d, d.Energy, amount)
			}
		}
		if in, err := b.Enter(d); err == nil && in.Line != nil {
			lines = append(lines, in.Line)
		}
	}
	return b, lines
}

func entryOf(t require.TestingT, line []byte) ledger.Entry {
	e, _, _, err := ledger.ParseLine(bytes.TrimSuffix(line, []byte("\n")))
	require.NoError(t, err)
	return e
}

func all(lines [][]byte) iter.Seq2[ledger.Entry, error] {
	return func(yield func(ledger.Entry, error) bool) {
		for _, line := range lines {
			e, _, _, err := ledger.ParseLine(bytes.TrimSuffix(line, []byte("\n")))
			if !yield(e, err) {
				return
			}
		}
	}
}

// Device, home, event, programme and currency add up to the same, and what a sale
// is worth is its energy times its price, whatever was corrected.
func TestEveryLevelAddsUpToTheSameTotal(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		_, lines := draw(t)
		var energies [5]ledger.Energy
		var amounts [5]ledger.Micro
		var entries [5]int
		for level := ledger.ByCurrency; level <= ledger.ByDevice; level++ {
			rows, err := ledger.Sums(all(lines), level)
			require.NoError(t, err)
			for _, r := range rows {
				energies[level] += r.Energy
				amounts[level] += r.Amount
				entries[level] += r.Entries
			}
		}
		for level := range energies {
			require.Equal(t, energies[0], energies[level])
			require.Equal(t, amounts[0], amounts[level])
			require.Equal(t, len(lines), entries[level])
		}
		standing, worth, price := map[uint64]ledger.Energy{}, map[uint64]ledger.Micro{}, map[uint64]ledger.Micro{}
		for e, err := range all(lines) {
			require.NoError(t, err)
			root := max(e.Corrects, 0)
			if root == 0 {
				root = e.Seq
			}
			if e.Kind == ledger.Payment {
				continue
			}
			standing[root] += e.Energy
			worth[root] += e.Amount
			price[root] = e.Price
		}
		for root := range worth {
			if entryOf(t, lines[root-1]).Kind == ledger.Sale {
				require.Equal(t, ledger.Worth(standing[root], price[root]), worth[root])
			}
		}
	})
}

// No instant of a device is in two sales that stand, of the device or of the
// home that it is in.
func TestNoInstantIsSoldTwice(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		_, lines := draw(t)
		type claim struct {
			ledger.Entry
			sold bool
		}
		claims := map[uint64]*claim{}
		for e, err := range all(lines) {
			require.NoError(t, err)
			switch c := claims[e.Corrects]; {
			case e.Kind == ledger.Sale:
				claims[e.Seq] = &claim{e, true}
			case c != nil:
				c.Energy += e.Energy
				c.sold = c.Energy != 0
			}
		}
		for n, a := range claims {
			for m, b := range claims {
				overlap := a.Start.Before(b.End) && b.Start.Before(a.End) && a.Site == b.Site && (a.Device == b.Device || a.Device == "" || b.Device == "")
				require.False(t, n != m && a.sold && b.sold && overlap, "%d and %d", n, m)
			}
		}
	})
}

func TestSumsTellWhatTheyCannotHold(t *testing.T) {
	broken := errors.New("broken")
	_, err := ledger.Sums(func(yield func(ledger.Entry, error) bool) { yield(ledger.Entry{}, broken) }, ledger.ByEvent)
	require.ErrorIs(t, err, broken)
	_, err = ledger.Sums(func(yield func(ledger.Entry, error) bool) {
		for range 2 {
			if !yield(ledger.Entry{Amount: 1<<63 - 1}, nil) {
				return
			}
		}
	}, ledger.ByEvent)
	require.Error(t, err)
}

func TestHeadsReadBack(t *testing.T) {
	f := func(h ledger.Head) {
		t.Helper()
		got, err := ledger.ParseHead(h.String())
		require.NoError(t, err)
		require.Equal(t, h, got)
	}
	f(ledger.Head{})
	f(ledger.Head{Seq: 1<<64 - 1, Hash: ledger.HashOf(nil)})
	good := ledger.Head{Seq: 7}.String()
	for _, bad := range []string{"", good + " ", "x" + good, good[:len(good)-1], fmt.Sprintf("hearthgrid-ledger-1 07 %s", ledger.Hash{}), "hearthgrid-ledger-1 7 " + string(bytes.ToUpper([]byte(ledger.HashOf(nil).String())))} {
		_, err := ledger.ParseHead(bad)
		require.Error(t, err, bad)
	}
}

// What parses is written the same again.
func FuzzParseLine(f *testing.F) {
	b := ledger.NewBook()
	for _, d := range []ledger.Draft{sale("capacity", 0, 30), payment(5), correction(1, sale("capacity", 0, 30), 1, 0)} {
		in, err := b.Enter(d)
		require.NoError(f, err)
		f.Add(bytes.TrimSuffix(in.Line, []byte("\n")))
	}
	f.Add([]byte("hash {}"))
	f.Fuzz(func(t *testing.T, line []byte) {
		e, hash, intact, err := ledger.ParseLine(line)
		if err != nil {
			return
		}
		again, own, err := e.Line()
		require.NoError(t, err)
		require.Equal(t, intact, own == hash)
		require.Equal(t, string(line[65:]), string(again[65:len(again)-1]))
		require.NotPanics(t, func() { _ = ledger.NewBook().Replay(e, hash) })
	})
}

func FuzzParseHead(f *testing.F) {
	f.Add(ledger.Head{Seq: 3, Hash: ledger.HashOf(nil)}.String())
	f.Fuzz(func(t *testing.T, text string) {
		if h, err := ledger.ParseHead(text); err == nil {
			require.Equal(t, text, h.String())
		}
	})
}
