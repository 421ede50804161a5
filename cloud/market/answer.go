package market

import (
	"slices"
	"strings"

	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// Records returns how far calls are settled, the latest first.
func (c *Clerk) Records() []Record {
	c.mu.Lock()
	defer c.mu.Unlock()
	var list []Record
	for _, r := range c.records {
		list = append(list, r)
	}
	slices.SortFunc(list, func(a, b Record) int {
		if order := b.Start.Compare(a.Start); order != 0 {
			return order
		}
		return strings.Compare(a.Call, b.Call)
	})
	return list
}

// Record returns that of one call, or fails as NotFound.
func (c *Clerk) Record(call string) (Record, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	r, there := c.records[call]
	if !there {
		return Record{}, &fault.Error{Op: "find settlement", Kind: fault.NotFound, Subject: call,
			Hint: "a call is settled some time after it has ended"}
	}
	return r, nil
}

// File returns a file of a call's report, one of Files.
func (c *Clerk) File(call, name string) ([]byte, error) { return c.folder.read(call, name) }
