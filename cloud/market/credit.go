package market

import (
	"fmt"
	"math/big"
	"time"

	"github.com/hearthgrid/hearthgrid/cloud/market/ledger"
	"github.com/hearthgrid/hearthgrid/cloud/market/whole"
	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// Credit is what PJM pays a plant for regulation in one stretch of time: MW times
// score times the sum of the price for capability and, times the mileage ratio,
// that for performance. Per hour up to September 2025, per 5 minutes since.
type Credit struct {
	Assigned    int64 // W
	Score       int64 // millionths
	Mileage     int64 // of the signal over that of the reference, millionths
	Capability  ledger.Micro
	Performance ledger.Micro // both per MW and hour
	Length      time.Duration
}

// leastScore is the score of an hour, in millionths, below which nothing is paid.
const leastScore = 250_000

// Amount returns what is paid, rounded once, halves away from zero; nothing where
// the score forfeits it.
func (c Credit) Amount() (ledger.Micro, error) {
	if c.Assigned < 0 || c.Score < 0 || c.Score > 1_000_000 || c.Mileage < 0 || c.Length <= 0 {
		return 0, &fault.Error{Op: "credit regulation", Kind: fault.Invalid, Err: fmt.Errorf("%+v", c), Hint: "want a score of 0 to 1 and nothing negative"}
	}
	if c.Score < leastScore {
		return 0, nil
	}
	price := new(big.Int).Mul(big.NewInt(c.Mileage), big.NewInt(int64(c.Performance)))
	price.Add(price, new(big.Int).Mul(big.NewInt(int64(c.Capability)), big.NewInt(1_000_000)))
	for _, factor := range []int64{c.Assigned, c.Score, c.Length.Milliseconds()} {
		price.Mul(price, big.NewInt(factor))
	}
	// W to MW, two ratios in millionths, ms to h.
	by := new(big.Int).Mul(big.NewInt(1e18), big.NewInt(time.Hour.Milliseconds()))
	worth, fits := whole.Divide(price, by)
	if amount := ledger.Micro(worth); fits && amount <= ledger.MostAmount && amount >= -ledger.MostAmount {
		return amount, nil
	}
	return 0, &fault.Error{Op: "credit regulation", Kind: fault.Invalid, Err: fmt.Errorf("%+v", c), Hint: "it is more than a ledger can hold"}
}

// Millionths returns r as an integer, rounded.
func Millionths(r energy.Ratio) int64 { return int64(float64(r)*1e6 + 0.5) }

// Share is a device's part of a payment.
type Share struct {
	Site   energy.SiteID   `json:"site"`
	Device energy.DeviceID `json:"device,omitempty"`
	Weight int64           `json:"weight"` // not negative: as by energy, or by the power it gave
}

// Payments splits what a plant was paid among its devices by weight, without a
// rest. Devices of no weight get no entry. Method and evidence are those of the
// score.
func (e Event) Payments(total ledger.Micro, shares []Share, method string, evidence ledger.Hash, at time.Time) ([]ledger.Draft, error) {
	weights := make([]int64, len(shares))
	for i, s := range shares {
		weights[i] = s.Weight
	}
	parts, err := ledger.Apportion(total, weights)
	if err != nil {
		return nil, &fault.Error{Op: "split payment", Kind: fault.Invalid, Subject: e.ID, Err: err, Hint: "give the weights of the devices that took part"}
	}
	var drafts []ledger.Draft
	for i, s := range shares {
		if s.Weight == 0 {
			continue
		}
		drafts = append(drafts, ledger.Draft{
			At: at, Kind: ledger.Payment, Programme: e.Programme, Event: e.ID, Site: s.Site, Device: s.Device, Span: e.Span,
			Amount: parts[i], Currency: e.Currency, Method: method, Evidence: evidence,
		})
	}
	return drafts, nil
}
