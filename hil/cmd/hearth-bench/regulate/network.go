package regulate

import "time"

// network draws a delay for each message, or loses it.
type network struct {
	extent *Extent
}

// What a message is, in its drawing.
const (
	signals uint64 = iota + 1
	orders
	receipts
	reports
)

// due returns when message n of a kind, sent to or from a home, arrives, or false for
// never. It is the same whenever it is asked.
func (n network) due(kind uint64, home int, id uint64, sent time.Time) (time.Time, bool) {
	drawn := mix(mix(mix(n.extent.Seed+kind<<56)+uint64(home)) + id)
	if share(drawn) < float64(n.extent.Loss) {
		return time.Time{}, false
	}
	spread := float64(n.extent.DelayMost - n.extent.DelayLeast)
	return sent.Add(n.extent.DelayLeast + time.Duration(share(mix(drawn))*spread)), true
}

func share(drawn uint64) float64 { return float64(drawn>>11) / (1 << 53) }

// mix is the output function of SplitMix64 (Steele, Lea, Flood 2014).
func mix(z uint64) uint64 {
	z += 0x9e3779b97f4a7c15
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}
