package score

import "math"

func mean(v []float64) float64 {
	sum := 0.0
	for _, x := range v {
		sum += x
	}
	return sum / float64(len(v))
}

func meanAbs(v []float64) float64 {
	sum := 0.0
	for _, x := range v {
		sum += math.Abs(x)
	}
	return sum / float64(len(v))
}

// moments returns the sums of squares about the means, and of products.
func moments(a, b []float64) (aa, bb, ab float64) {
	ma, mb := mean(a), mean(b)
	for i := range a {
		aa += (a[i] - ma) * (a[i] - ma)
		bb += (b[i] - mb) * (b[i] - mb)
		ab += (a[i] - ma) * (b[i] - mb)
	}
	return aa, bb, ab
}

// deviation is the standard deviation of a whole population.
func deviation(v []float64) float64 {
	vv, _, _ := moments(v, v)
	return math.Sqrt(vv / float64(len(v)))
}

// correlation is Pearson's; both must move.
func correlation(a, b []float64) float64 {
	aa, bb, ab := moments(a, b)
	return ab / math.Sqrt(aa*bb)
}

// slope is that of the line of least squares, per sample.
func slope(v []float64) float64 {
	at := make([]float64, len(v))
	for i := range at {
		at[i] = float64(i)
	}
	aa, _, ab := moments(at, v)
	return ab / aa
}
