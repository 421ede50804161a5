package evidence

import (
	"fmt"
	"math"
	"strings"
	"time"
)

// The drawing, in pixels.
const (
	width, height = 960, 280
	left, right   = 70, 12
	top, bottom   = 12, 34
)

// plot is a chart as it is drawn.
type plot struct {
	Chart
	Width, Height int
	Rows, Columns []tick
	Paths         []path
}

// tick is a line of the grid with its label.
type tick struct {
	At    string // x or y
	Label string
}

// path is a line as it is drawn: a stroke for each stretch without a gap.
type path struct {
	Name    string
	Class   string
	Strokes []string
	Known   int
	Gaps    int // points without a value
}

// scale is where a value, or a time, comes to stand.
type scale struct {
	from, to      float64 // values
	begin, finish float64 // pixels
	step          float64 // between ticks
	firstTick     float64
}

func (s scale) at(v float64) float64 {
	return s.begin + (v-s.from)/(s.to-s.from)*(s.finish-s.begin)
}

func draw(c Chart) plot {
	p := plot{Chart: c, Width: width, Height: height}
	x, y := scales(c)
	for v := y.firstTick; v <= y.to+y.step/1e6; v += y.step {
		p.Rows = append(p.Rows, tick{pixel(y.at(v)), fmt.Sprintf("%g", rounded(v, y.step))})
	}
	for v := x.firstTick; v <= x.to; v += x.step {
		p.Columns = append(p.Columns, tick{pixel(x.at(v)), clock(v, x)})
	}
	for i, l := range c.Lines {
		p.Paths = append(p.Paths, trace(l, x, y, i))
	}
	return p
}

func scales(c Chart) (x, y scale) {
	x, y = scale{from: math.Inf(1), to: math.Inf(-1)}, scale{} // power is seen against 0
	for _, l := range c.Lines {
		for _, p := range l.Points {
			at := seconds(p.At)
			x.from, x.to = min(x.from, at), max(x.to, at)
			if p.Value != nil {
				y.from, y.to = min(y.from, p.Value.Float()), max(y.to, p.Value.Float())
			}
		}
	}
	if !(x.from < x.to) {
		x.from, x.to = min(x.from, 0), max(x.to, 1)
		if math.IsInf(x.from, 0) || math.IsInf(x.to, 0) {
			x.from, x.to = 0, 1
		}
	}
	if y.from == y.to {
		y.to = y.from + 1
	}
	x.begin, x.finish, y.begin, y.finish = left, width-right, height-bottom, top
	x.step, y.step = timeStep(x.to-x.from), niceStep(y.to-y.from)
	x.firstTick = math.Ceil(x.from/x.step) * x.step
	y.firstTick = math.Ceil(y.from/y.step) * y.step
	return x, y
}

func seconds(t time.Time) float64 { return float64(t.UnixMilli()) / 1000 }

// niceStep is 1, 2 or 5 times a power of ten, some five to a span.
func niceStep(span float64) float64 {
	power := math.Pow(10, math.Floor(math.Log10(span/5)))
	for _, m := range []float64{1, 2, 5} {
		if span/(m*power) <= 6 {
			return m * power
		}
	}
	return 10 * power
}

// timeStep is a round time in seconds, at most eight to a span.
func timeStep(span float64) float64 {
	for _, s := range []float64{0.1, 0.5, 1, 5, 10, 30, 60, 300, 600, 1800, 3600, 3 * 3600, 6 * 3600, 12 * 3600, 24 * 3600} {
		if span/s <= 8 {
			return s
		}
	}
	return math.Ceil(span/8/86400) * 86400
}

func clock(at float64, x scale) string {
	t := time.UnixMilli(int64(math.Round(at * 1000))).UTC()
	switch {
	case x.step < 1:
		return t.Format("15:04:05.0")
	case x.step < 60:
		return t.Format("15:04:05")
	case x.step < 24*3600:
		return t.Format("15:04")
	}
	return t.Format("2 Jan")
}

// rounded takes off what adding steps has left in the last digits.
func rounded(v, step float64) float64 { return math.Round(v/step*1000) / 1000 * step }

func pixel(v float64) string {
	return strings.TrimSuffix(strings.TrimSuffix(fmt.Sprintf("%.2f", v), "0"), ".0")
}
