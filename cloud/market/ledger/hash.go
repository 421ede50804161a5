package ledger

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strconv"
	"strings"
)

// Hash is a SHA-256. In text it is 64 lower-case hexadecimal digits.
type Hash [sha256.Size]byte

// HashOf returns the hash of data.
func HashOf(data []byte) Hash { return sha256.Sum256(data) }

// String returns the hash in text.
func (h Hash) String() string { return hex.EncodeToString(h[:]) }

// IsZero tells whether h is of nothing.
func (h Hash) IsZero() bool { return h == Hash{} }

// MarshalText returns the hash in text.
func (h Hash) MarshalText() ([]byte, error) { return hex.AppendEncode(nil, h[:]), nil }

// UnmarshalText reads a hash as MarshalText writes it.
func (h *Hash) UnmarshalText(text []byte) error {
	if len(text) != hex.EncodedLen(len(h)) || strings.ToLower(string(text)) != string(text) {
		return fmt.Errorf("%q: want %d lower-case hexadecimal digits", text, hex.EncodedLen(len(h)))
	}
	_, err := hex.Decode(h[:], text)
	return err
}

// Head is the last entry of a ledger: its number and hash. The zero Head is of
// an empty ledger. Published, it fixes every entry up to it.
type Head struct {
	Seq  uint64 `json:"seq"`
	Hash Hash   `json:"hash"`
}

// String returns the head as it is published: "hearthgrid-ledger-1 SEQ HASH".
func (h Head) String() string { return fmt.Sprintf("%s %d %s", headMark, h.Seq, h.Hash) }

const headMark = "hearthgrid-ledger-1"

// ParseHead reads what String returns, and nothing else.
func ParseHead(text string) (h Head, err error) {
	part := strings.Split(text, " ")
	if len(part) != 3 || part[0] != headMark {
		return Head{}, fmt.Errorf("head %q: want %s SEQ HASH", text, headMark)
	}
	if h.Seq, err = strconv.ParseUint(part[1], 10, 64); err != nil {
		return Head{}, fmt.Errorf("head %q: %w", text, err)
	}
	if err := h.Hash.UnmarshalText([]byte(part[2])); err != nil {
		return Head{}, fmt.Errorf("head %q: %w", text, err)
	}
	if h.String() != text {
		return Head{}, fmt.Errorf("head %q: want %q", text, h.String())
	}
	return h, nil
}
