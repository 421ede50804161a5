package gateway

import (
	"encoding/json"
	"fmt"
	"hash/crc32"
	"maps"

	"github.com/hearthgrid/hearthgrid/edge/safety"
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

// whole returns the limits agreed, and false where they are not what was sealed:
// the home is then held still.
func (l Limits) whole() (safety.Limits, bool) {
	if l.Sealed != "" && l.Sealed != l.Seal() {
		return safety.Cautious(), false
	}
	return l.safety(), true
}
