package regmap

import (
	"fmt"
	"strings"

	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// Text returns the characters of a string point, up to the first NUL, without
// trailing spaces. It is false where the point is not text, is empty (SunSpec:
// not implemented), or block is too short.
func (p Point) Text(block []uint16) (string, bool) {
	if p.kind.form != text || !p.held(block) {
		return "", false
	}
	var b strings.Builder
	for _, w := range block[p.offset : p.offset+p.kind.words] {
		b.WriteByte(byte(w >> 8))
		b.WriteByte(byte(w))
	}
	s, _, _ := strings.Cut(b.String(), "\x00")
	s = strings.TrimRight(s, " ")
	return s, s != ""
}

// SetText writes s to a string point, padded with NULs. It fails with Invalid
// where the point is not text, or s does not fit or holds a NUL.
func (p Point) SetText(block []uint16, s string) error {
	if p.kind.form != text || !p.held(block) || len(s) > 2*p.kind.words || strings.ContainsRune(s, 0) {
		return p.refuse(fault.Invalid, fmt.Sprintf("want up to %d characters without NUL", 2*p.kind.words), fmt.Errorf("%q does not fit %s", s, p.kind.name))
	}
	clear(block[p.offset : p.offset+p.kind.words])
	for i := range len(s) {
		block[p.offset+i/2] |= uint16(s[i]) << (8 * (1 - i%2))
	}
	return nil
}
