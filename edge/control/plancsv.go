package control

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// columns is what a plan may say of a slot, in FormatPlan's order.
var columns = []string{"start", "end", "charge_w", "discharge_w", "hold", "own", "import_price", "export_price", "charge_if_paid_w", "max_pv_w"}

// readCSV reads one slot a line, with names above them. No value needs quotes; a
// line that begins with "#" is a remark.
func readCSV(text string) ([]written, error) {
	var names []string
	var out []written
	for i, row := range strings.Split(text, "\n") {
		row = strings.TrimSpace(row)
		if row == "" || row[0] == '#' {
			continue
		}
		values := cells(row)
		if names == nil {
			names = values
			if err := known(names); err != nil {
				return nil, fmt.Errorf("line %d: %w", i+1, err)
			}
			continue
		}
		w, err := slotOf(names, values)
		if err != nil {
			return nil, fmt.Errorf("line %d: %w", i+1, err)
		}
		out = append(out, w)
	}
	return out, nil
}

func known(names []string) error {
	for i, n := range names {
		switch {
		case !slices.Contains(columns, n):
			return fmt.Errorf("no column %q: want some of %s", n, strings.Join(columns, ", "))
		case slices.Contains(names[:i], n):
			return fmt.Errorf("column %q is there twice", n)
		}
	}
	return nil
}

func slotOf(names, values []string) (w written, err error) {
	if len(values) != len(names) {
		return w, fmt.Errorf("%d values for %d columns", len(values), len(names))
	}
	for k, v := range values {
		if err := w.set(names[k], v); err != nil {
			return w, fmt.Errorf("%s: %w", names[k], err)
		}
	}
	return w, nil
}

func cells(row string) []string {
	out := strings.Split(row, ",")
	for i := range out {
		out[i] = strings.TrimSpace(out[i])
	}
	return out
}

// set sets what is in one column; "" is nothing.
func (w *written) set(name, value string) (err error) {
	if value == "" {
		return nil
	}
	switch name {
	case "start":
		w.Start, err = time.Parse(time.RFC3339, value)
	case "end":
		w.End, err = time.Parse(time.RFC3339, value)
	case "hold":
		w.Hold, err = strconv.ParseBool(value)
	case "own":
		w.Own, err = strconv.ParseBool(value)
	case "charge_w":
		w.Charge, err = number(w.Charge, value)
	case "discharge_w":
		w.Discharge, err = number(w.Discharge, value)
	case "import_price":
		w.ImportPrice, err = number(w.ImportPrice, value)
	case "export_price":
		w.ExportPrice, err = number(w.ExportPrice, value)
	case "charge_if_paid_w":
		w.IfPaid, err = number(w.IfPaid, value)
	case "max_pv_w":
		w.MaxPV, err = number(w.MaxPV, value)
	}
	return err
}

// number reads a number of the kind that it replaces.
func number[T ~float64](_ *T, text string) (*T, error) {
	v, err := strconv.ParseFloat(text, 64)
	out := T(v)
	return &out, err
}
