package control

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// written is one slot as a plan's file says it.
type written struct {
	Start time.Time `json:"start"`
	End   time.Time `json:"end,omitzero"`
	Task
}

// ParsePlan reads a plan: a JSON list of slots, or CSV with a line of names above
// them, "start", "end" and those of Task. Times are RFC 3339, with their offset
// from UTC. A slot without an end ends where the next begins; the last has one. It
// refuses with Invalid, names the slot, and takes no plan without slots.
func ParsePlan(text string) ([]Slot, error) {
	trimmed := strings.TrimSpace(strings.TrimPrefix(text, "\ufeff"))
	read := readCSV
	if strings.HasPrefix(trimmed, "[") || strings.HasPrefix(trimmed, "{") {
		read = readJSON
	}
	lines, err := read(trimmed)
	if err == nil && len(lines) == 0 {
		err = errors.New("no slots")
	}
	if err != nil {
		return nil, &fault.Error{Op: "read plan", Kind: fault.Invalid, Err: err, Hint: "want a JSON list of slots, or CSV, with start and what to do, such as charge_w or export_price"}
	}
	slots := make([]Slot, len(lines))
	for i, l := range lines {
		if l.End.IsZero() && i+1 < len(lines) {
			l.End = lines[i+1].Start
		}
		if l.End.IsZero() {
			return nil, refusePlan(i, "want an end of the last slot", errors.New("no end"))
		}
		if slots[i], err = l.Slot(); err != nil {
			return nil, refusePlan(i, "see the example of the site file for what a slot may ask", err)
		}
		slots[i].Start, slots[i].End = l.Start, l.End
	}
	return slots, checkPlan(slots)
}

func readJSON(text string) (lines []written, err error) {
	d := json.NewDecoder(bytes.NewReader([]byte(text)))
	d.DisallowUnknownFields()
	if err := d.Decode(&lines); err != nil {
		return nil, err
	}
	if _, err := d.Token(); err != io.EOF {
		return nil, errors.New("there is more behind the list")
	}
	return lines, nil
}

// FormatPlan returns slots as CSV that ParsePlan takes for the same.
func FormatPlan(slots []Slot) string {
	var b strings.Builder
	b.WriteString(strings.Join(columns, ",") + "\n")
	for _, s := range slots {
		t := s.task()
		row := []string{s.Start.Format(time.RFC3339Nano), s.End.Format(time.RFC3339Nano), figure(t.Charge), figure(t.Discharge),
			flag(t.Hold), flag(t.Own), figure(t.ImportPrice), figure(t.ExportPrice), figure(t.IfPaid), figure(t.MaxPV)}
		b.WriteString(strings.Join(row, ",") + "\n")
	}
	return b.String()
}

func figure[T ~float64](v *T) string {
	if v == nil {
		return ""
	}
	return fmt.Sprint(float64(*v))
}

func flag(v bool) string {
	if v {
		return "true"
	}
	return ""
}
