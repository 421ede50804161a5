package main

import (
	"slices"

	"github.com/hearthgrid/hearthgrid/hil/bench"
)

func takenOf(s slice) float64   { return s.taken }
func settledOf(s slice) float64 { return s.settled }
func cpuOf(s slice) float64     { return s.cpu }
func loadOf(s slice) float64    { return s.load }
func othersOf(s slice) float64  { return s.others }

// saturatedFigures are of slices of which those at the same place are a pair.
// A ratio is the middle one of the pairs' own. Rates feel whatever else the
// machine does, which others_cpu_ratio tells; ratio_per_cpu and cpu_ratio
// hardly do.
func saturatedFigures(cloud, bare []slice) bench.Figures {
	f := bench.Figures{
		"samples_per_s": bench.Median(cloud, takenOf), "bare_broker_per_s": bench.Median(bare, takenOf),
		"settled_per_s":     bench.Median(cloud, settledOf),
		"cpu_us_per_sample": bench.Median(cloud, cpuOf), "cpu_us_bare": bench.Median(bare, cpuOf), "load_cpu_us": bench.Median(bare, loadOf),
		"others_cpu_ratio": bench.Median(slices.Concat(cloud, bare), othersOf), "pairs": float64(len(cloud)),
	}
	addRatio(f, "ratio", bench.Ratios(cloud, bare, takenOf))
	addRatio(f, "settled_ratio", bench.Ratios(cloud, bare, settledOf))
	addRatio(f, "ratio_per_cpu", bench.Ratios(cloud, bare, slice.perCPU))
	addRatio(f, "cpu_ratio", bench.Ratios(cloud, bare, cpuOf))
	return f
}

// batchedFigures are of samples that came to the cloud many in a message, against
// samples that came to the bare broker one by one.
func batchedFigures(cloud, bare []slice) bench.Figures {
	f := bench.Figures{
		"batched_samples_per_s": bench.Median(cloud, takenOf), "batched_cpu_us_per_sample": bench.Median(cloud, cpuOf),
		"batched_load_cpu_us": bench.Median(cloud, loadOf), "batch_samples": float64(batchSize),
	}
	addRatio(f, "batched_ratio", bench.Ratios(cloud, bare, takenOf))
	addRatio(f, "batched_ratio_per_cpu", bench.Ratios(cloud, bare, slice.perCPU))
	addRatio(f, "batched_cpu_ratio", bench.Ratios(cloud, bare, cpuOf))
	return f
}

func pacedFigures(cloud, bare []slice) bench.Figures {
	f := bench.Figures{"paced_cpu_us_per_sample": bench.Median(cloud, cpuOf), "paced_cpu_us_bare": bench.Median(bare, cpuOf)}
	addRatio(f, "paced_cpu_ratio", bench.Ratios(cloud, bare, cpuOf))
	return f
}

// idleFigures are shares of one core that a side takes while nothing is sent: of what
// it costs to have homes, which is in the processor time of every sample.
func idleFigures(cloud, bare []float64) bench.Figures {
	same := func(v float64) float64 { return v }
	return bench.Figures{"idle_cpu_ratio": bench.Median(cloud, same), "idle_cpu_ratio_bare": bench.Median(bare, same)}
}

func addRatio(f bench.Figures, name string, pairs []float64) {
	f[name] = bench.Median(pairs, func(v float64) float64 { return v })
	f[name+"_spread"] = bench.SpreadOf(pairs)
}
