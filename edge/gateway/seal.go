package gateway

import (
	"encoding/json"
	"fmt"
	"hash/crc32"
	"maps"

	"github.com/hearthgrid/hearthgrid/edge/safety"
	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// Seal is the checksum of the limits, for Sealed: the CRC-32 of those that are
// set, by name. A later firmware that knows more optional limits comes to the same.
func (l Limits) Seal() string {
	l.Sealed = ""
	var set map[string]any
	if err := json.Unmarshal(encode(l), &set); err != nil {
		panic("BUG: limits have no form: " + err.Error())
	}
	return fmt.Sprintf("%08x", crc32.ChecksumIEEE(encode(given(set))))
}

// given returns v without what is not set, at any depth.
func given(v map[string]any) map[string]any {
	maps.DeleteFunc(v, func(_ string, value any) bool { return value == nil })
	for _, value := range v {
		if table, ok := value.(map[string]any); ok {
			given(table)
		}
	}
	return v
}

// CheckSeal says that the limits of a site file are not what was sealed: a gateway
// starts with such a file, and holds the battery still.
func CheckSeal(c Config) error {
	if seal := c.Limits.Seal(); c.Limits.Sealed != "" && c.Limits.Sealed != seal {
		return &fault.Error{
			Op: "check", Kind: fault.Conflict, Subject: "limits.sealed", Err: fmt.Errorf("is %q and the limits come to %q: the battery would be held at 0 W", c.Limits.Sealed, seal),
			Hint: "put the limits back as they were agreed, or seal those that are agreed now with hearth-gateway seal",
		}
	}
	return nil
}

// whole returns the limits agreed, and false where they are not what was sealed:
// the home is then held still.
func (l Limits) whole() (safety.Limits, bool) {
	if l.Sealed != "" && l.Sealed != l.Seal() {
		return safety.Cautious(), false
	}
	return l.safety(), true
}
