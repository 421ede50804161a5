package scenario

import (
	"fmt"
	"html/template"
	"math"
	"strings"
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// The plot's measures, in its own units.
const (
	plotWidth, left           = 900.0, 60.0
	powerTop, powerHigh       = 16.0, 130.0
	chargeTop, chargeHigh     = 160.0, 46.0
	stateTop, stateHigh, tall = 212.0, 8.0, 240.0
)

// plot draws one home's course: powers, charge, state, and the expectations.
func plot(r Result, c Course) template.HTML {
	if len(c.Points) < 2 {
		return ""
	}
	d := drawing{end: c.Points[len(c.Points)-1].At, high: c.highest()}
	fmt.Fprintf(&d.b, `<svg viewBox="0 0 %g %g" role="img" aria-label="course of %s">`, plotWidth+left+10, tall, template.HTMLEscapeString(c.Name))
	d.axes(c.Name)
	d.power("pv", c.Points, func(p Point) energy.Watts { return p.PV })
	d.power("grid", c.Points, func(p Point) energy.Watts { return p.Grid })
	d.power("battery", c.Points, func(p Point) energy.Watts { return p.Battery })
	d.line("soc", c.Points, func(p Point) float64 { return chargeTop + chargeHigh*(1-float64(p.SoC)) })
	d.states(c.Points)
	d.marks(r.Marks)
	d.b.WriteString("</svg>")
	return template.HTML(d.b.String())
}

type drawing struct {
	b    strings.Builder
	end  time.Duration
	high float64 // W at the top of the plot
}

// highest is the largest power, rounded up to kilowatts.
func (c Course) highest() float64 {
	most := 1000.0
	for _, p := range c.Points {
		most = max(most, math.Abs(float64(p.Battery)), math.Abs(float64(p.Grid)), math.Abs(float64(p.PV)))
	}
	return 1000 * math.Ceil(most/1000)
}

func (d *drawing) x(at time.Duration) float64 {
	return left + plotWidth*min(1, at.Seconds()/max(d.end.Seconds(), 1e-9))
}

func (d *drawing) y(p energy.Watts) float64 {
	return powerTop + powerHigh*(0.5-0.5*float64(p)/d.high)
}

func (d *drawing) axes(name string) {
	for _, row := range []struct {
		y    float64
		text string
	}{
		{d.y(energy.Watts(d.high)), fmt.Sprintf("+%.0f kW", d.high/1000)}, {d.y(0), "0"}, {d.y(energy.Watts(-d.high)), fmt.Sprintf("−%.0f kW", d.high/1000)},
		{chargeTop, "100 %"}, {chargeTop + chargeHigh, "0 %"},
	} {
		fmt.Fprintf(&d.b, `<line class="axis" x1="%g" x2="%g" y1="%.1f" y2="%.1f"/><text x="2" y="%.1f">%s</text>`, left, left+plotWidth, row.y, row.y, row.y+4, row.text)
	}
	legend := `<text x="%g" y="11">%s: <tspan style="fill:#1f6fb2">battery</tspan> <tspan style="fill:#c2570c">grid</tspan> <tspan style="fill:#b58900">PV</tspan> <tspan style="fill:#2a7d4f">charge</tspan></text>`
	fmt.Fprintf(&d.b, legend, left, template.HTMLEscapeString(name))
	for i := range 5 {
		at, anchor := d.end*time.Duration(i)/4, "middle"
		if i == 4 {
			anchor = "end"
		}
		fmt.Fprintf(&d.b, `<text x="%.1f" y="%g" text-anchor="%s">%s</text>`, d.x(at), tall-4, anchor, at.Round(time.Second))
	}
}

func (d *drawing) power(class string, points []Point, of func(Point) energy.Watts) {
	d.line(class, points, func(p Point) float64 { return d.y(of(p)) })
}

func (d *drawing) line(class string, points []Point, y func(Point) float64) {
	fmt.Fprintf(&d.b, `<polyline class="%s" points="`, class)
	for _, p := range points {
		fmt.Fprintf(&d.b, "%.1f,%.1f ", d.x(p.At), y(p))
	}
	d.b.WriteString(`"/>`)
}

// states draws one bar for each stretch in one state.
func (d *drawing) states(points []Point) {
	from := 0
	for i := 1; i <= len(points); i++ {
		if i < len(points) && points[i].class() == points[from].class() {
			continue
		}
		until := points[min(i, len(points)-1)].At
		x := d.x(points[from].At)
		fmt.Fprintf(&d.b, `<rect class="%s" x="%.1f" y="%g" width="%.1f" height="%g"><title>%s</title></rect>`,
			points[from].class(), x, stateTop, max(0.5, d.x(until)-x), stateHigh, points[from].class())
		from = i
	}
}

// off is the state of a gateway that is off, or stands still.
const off = "off"

func (p Point) class() string {
	if !p.Alive {
		return off
	}
	return p.State.String()
}

func (d *drawing) marks(marks []Mark) {
	for _, m := range marks {
		class := "held"
		if !m.Held {
			class = "missed"
		}
		x := d.x(m.At)
		fmt.Fprintf(&d.b, `<line class="%s" x1="%.1f" x2="%.1f" y1="%g" y2="%g"><title>line %d: %s</title></line>`,
			class, x, x, stateTop-6, stateTop+stateHigh+4, m.Line, template.HTMLEscapeString(m.Text))
	}
}
