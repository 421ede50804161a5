package baseline

import "math/big"

// Judgement is how well baselines told what was metered on days without an event.
type Judgement struct {
	Intervals int // metered, and compared
	LeftOut   Count
	// Bias is the sum of baseline less metered load over the sum of metered load,
	// and Spread the root of the mean square over the mean load, in millionths.
	Bias, Spread int64
	// Known tells whether there was any load to compare with.
	Known bool
}

// MostBias is what a placebo day may be off by, in millionths.
const MostBias = 20_000

// Judge compares results of days on which nobody was called, as if they had been.
func Judge(results []Result) Judgement {
	var j Judgement
	off, load, squares := new(big.Int), new(big.Int), new(big.Int)
	for i := range results {
		for _, v := range results[i].Intervals {
			j.LeftOut.add(v.State)
			if v.Delivered == nil {
				continue
			}
			j.Intervals++
			d := big.NewInt(int64(*v.Delivered)) // metered less baseline, of energy to the grid: baseline less metered load
			off.Add(off, d)
			load.Sub(load, big.NewInt(int64(*v.Metered)))
			squares.Add(squares, new(big.Int).Mul(d, d))
		}
	}
	if load.Sign() <= 0 {
		return j
	}
	million := big.NewInt(1_000_000)
	j.Bias = new(big.Int).Quo(off.Mul(off, million), load).Int64()
	root := squares.Mul(squares, big.NewInt(int64(j.Intervals)))
	root.Mul(root, new(big.Int).Mul(million, million)).Sqrt(root)
	j.Spread, j.Known = root.Quo(root, load).Int64(), true
	return j
}
