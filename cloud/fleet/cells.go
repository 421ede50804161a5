package fleet

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/hearthgrid/hearthgrid/cloud/fleet/asset"
	"github.com/hearthgrid/hearthgrid/cloud/fleet/sheet"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// cells reads the cells of one row, and keeps whether all were good.
type cells struct {
	row  *sheet.Row
	plan *plan
	ok   bool
}

func (c *cells) fail(column sheet.Column, hint string, err error) {
	value := c.row.Cells[column]
	if c.row.Cells[sheet.Record] == "person" && column == sheet.Value {
		value = ""
	}
	c.plan.bad(sheet.Flaw{Line: c.row.Line, Column: column.String(), Value: value, Reason: err.Error(), Hint: hint})
	c.ok = false
}

func (c *cells) text(column sheet.Column) string { return c.row.Cells[column] }

// name returns the id that a cell has.
func (c *cells) name(column sheet.Column) string {
	text := c.row.Cells[column]
	if _, err := energy.ParseSiteID(text); err != nil {
		c.fail(column, "an id is 1 to 64 characters of A-Z a-z 0-9 _ -", errors.New("it is no id"))
	}
	return text
}

// time returns the time of a cell, or otherwise where it is empty.
func (c *cells) time(column sheet.Column, otherwise int64) int64 {
	text := c.row.Cells[column]
	if text == "" {
		return otherwise
	}
	at, err := ParseTime(text)
	if err != nil {
		c.fail(column, "give a time as 2026-03-01T12:00:00Z, or a day as 2026-03-01", errors.New("it is no time"))
		return otherwise
	}
	return at.UnixMilli()
}

// span returns the row's from and to.
func (c *cells) span() (from, to int64) {
	from, to = c.time(sheet.From, 0), c.time(sheet.To, asset.Forever)
	if c.ok && to <= from {
		c.fail(sheet.To, "let it end after it began, or leave it empty", errors.New("it is not after from"))
	}
	return from, to
}

// ParseTime returns the time that s is, RFC 3339 or a day in UTC, to the
// millisecond.
func ParseTime(s string) (time.Time, error) {
	layout := time.RFC3339
	if !strings.Contains(s, "T") {
		layout = time.DateOnly
	}
	at, err := time.Parse(layout, s)
	if err == nil && (at.Year() < 1900 || at.Year() > 9000) {
		err = fmt.Errorf("year %d", at.Year())
	}
	if err != nil {
		return time.Time{}, fmt.Errorf("time %q: want one as 2026-03-01T12:00:00Z, or a day as 2026-03-01", s)
	}
	return at.UTC().Truncate(time.Millisecond), nil
}

// cell returns the text of a column's value: whole numbers are times.
func cell(value any) string {
	switch v := value.(type) {
	case int64:
		return asset.Stamp(time.UnixMilli(v))
	case float64:
		return number64(v)
	case []byte:
		return string(v)
	case string:
		return v
	}
	return ""
}
