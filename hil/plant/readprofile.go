package plant

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// longest is the longest recording taken, so that no time overflows.
const longest = 10 * 366 * 24 * time.Hour

// layout is a known pair of column headers and what its columns mean.
type layout struct {
	time, value string // time exactly, value as a prefix
	tick        time.Duration
	start       time.Duration
	channel     Channel
	unit        Unit
	scale       float64
}

// tick 0 marks a column of time stamps.
var layouts = [...]layout{
	{time: "t_s", value: "load_w", tick: time.Second, channel: LoadChannel, scale: 1},
	{time: "t_s", value: "pv_w", tick: time.Second, channel: PVChannel, scale: 1},
	{time: "t_s", value: "pv_ratio", tick: time.Second, channel: PVChannel, unit: PerPeak, scale: 1},
	{time: "minute", value: "p_kw", tick: time.Minute, start: 17*time.Hour + 24*time.Minute, channel: LoadChannel, scale: -1000},
	{time: "measured_on", value: "ac_power__", channel: PVChannel, scale: 1},
	{time: "timestamp", value: "value_normalized", channel: PVChannel, unit: PerPeak, scale: 1},
	{time: "", value: "Global ", channel: PVChannel, unit: PerPeak, scale: 0.001},
}

// ReadProfile reads one profile in a format that LoadProfiles names. Errors
// are fault.Corrupt and name the line.
func ReadProfile(name string, in io.Reader) (*Profile, error) {
	p, line, err := parse(in)
	if err != nil {
		return nil, &fault.Error{
			Op: "read profile", Kind: fault.Corrupt, Subject: fmt.Sprintf("%s:%d", name, line), Err: err,
			Hint: "want a header such as t_s,load_w or t_s,pv_w, then rows at even steps",
		}
	}
	p.Name = name
	return p, nil
}

func parse(in io.Reader) (*Profile, int, error) {
	rows := csv.NewReader(in)
	rows.FieldsPerRecord, rows.ReuseRecord = 2, true
	header, err := rows.Read()
	if err != nil {
		return nil, 1, err
	}
	l, err := layoutOf(header)
	if err != nil {
		return nil, 1, err
	}
	b := builder{layout: l, profile: Profile{Channel: l.channel, Unit: l.unit}}
	for line := 2; ; line++ {
		row, err := rows.Read()
		if errors.Is(err, io.EOF) {
			return b.finish(line)
		}
		if err == nil {
			err = b.add(row)
		}
		if err != nil {
			return nil, line, err
		}
	}
}

func layoutOf(header []string) (layout, error) {
	for _, l := range layouts {
		if header[0] == l.time && strings.HasPrefix(header[1], l.value) {
			return l, nil
		}
	}
	return layout{}, fmt.Errorf("unknown header %q", strings.Join(header, ","))
}

// builder takes rows and holds them to even steps.
type builder struct {
	layout  layout
	profile Profile
	first   time.Duration
	last    time.Duration
	origin  time.Time
}

func (b *builder) add(row []string) error {
	at, err := b.clock(row[0])
	if err != nil {
		return err
	}
	sample, err := b.sample(row[1])
	if err != nil {
		return err
	}
	if err := b.advance(at); err != nil {
		return err
	}
	b.profile.Samples = append(b.profile.Samples, sample)
	return nil
}

// sample returns a value column in the profile's unit. A home always has some
// power, so an empty field holds the sample before it, and is counted.
func (b *builder) sample(field string) (float32, error) {
	if have := len(b.profile.Samples); field == "" && have > 0 {
		b.profile.Held++
		return b.profile.Samples[have-1], nil
	}
	value, err := strconv.ParseFloat(field, 64)
	if err != nil || !(math.Abs(value) <= 1e9) {
		return 0, fmt.Errorf("value %q is not a power", field)
	}
	return float32(value * b.layout.scale), nil
}

func (b *builder) advance(at time.Duration) error {
	step := at - b.last
	switch len(b.profile.Samples) {
	case 0:
		b.first = at
	case 1:
		b.profile.Step = step
		if step <= 0 {
			return fmt.Errorf("time does not rise")
		}
	default:
		if step != b.profile.Step {
			return fmt.Errorf("step of %v among steps of %v", step, b.profile.Step)
		}
	}
	b.last = at
	return nil
}

// clock returns a time column as time since local midnight of the first day.
func (b *builder) clock(field string) (time.Duration, error) {
	if b.layout.tick == 0 {
		return b.stamp(field)
	}
	n, err := strconv.ParseFloat(field, 64)
	if err != nil || !(math.Abs(n) <= float64(longest/b.layout.tick)) {
		return 0, fmt.Errorf("time %q is not a number of ten years at most", field)
	}
	return b.layout.start + time.Duration(math.Round(n*1000)*float64(b.layout.tick/1000)), nil
}

func (b *builder) stamp(field string) (time.Duration, error) {
	at, err := time.Parse("2006-01-02 15:04:05Z07:00", field)
	if err != nil {
		return 0, fmt.Errorf("time %q is not like 2022-03-18 04:33:00-07:00", field)
	}
	if !b.origin.IsZero() && at.Sub(b.origin).Abs() > longest {
		return 0, fmt.Errorf("time %q is more than %v after the first", field, longest)
	}
	if b.origin.IsZero() {
		year, month, day := at.Date()
		b.origin = time.Date(year, month, day, 0, 0, 0, 0, at.Location())
	}
	return at.Sub(b.origin), nil
}

func (b *builder) finish(line int) (*Profile, int, error) {
	if len(b.profile.Samples) < 2 {
		return nil, line, errors.New("fewer than two rows")
	}
	b.profile.Start = b.first
	return &b.profile, line, nil
}
