package dispatchkey

import (
	"crypto"
	"crypto/ed25519"
	"encoding/base64"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// MaxKeys is how many keys a ring may hold: one, and others while they change.
const MaxKeys = 4

// Ring holds the public keys whose orders a home obeys. It never changes. The
// zero Ring trusts nobody.
type Ring struct{ keys map[Name]ed25519.PublicKey }

func ringOf(keys ...ed25519.PublicKey) Ring {
	r := Ring{keys: make(map[Name]ed25519.PublicKey, len(keys))}
	for _, k := range keys {
		r.keys[nameOf(k)] = k
	}
	return r
}

// Join returns a ring of the keys of both.
func (r Ring) Join(other Ring) Ring {
	return ringOf(slices.Concat(slices.Collect(maps.Values(r.keys)), slices.Collect(maps.Values(other.keys)))...)
}

// Names returns the names of the keys, sorted.
func (r Ring) Names() []Name { return slices.Sorted(maps.Keys(r.keys)) }

// Verify returns nil where the key called by signed body as c. Kind Denied
// otherwise: the sender has no right to be obeyed.
func (r Ring) Verify(c Context, by Name, body, signature []byte) error {
	key, known := r.keys[by]
	switch {
	case len(signature) == 0:
		return denied(by, errors.New("it is not signed"), "")
	case !known:
		return denied(by, fmt.Errorf("signed by a key this home does not know: it knows %v", r.Names()), "give the home the new ring of dispatch keys")
	}
	if err := ed25519.VerifyWithOptions(key, body, signature, &ed25519.Options{Context: string(c), Hash: crypto.Hash(0)}); err != nil {
		return denied(by, err, "")
	}
	return nil
}

func denied(by Name, err error, hint string) error {
	return &fault.Error{Op: "check dispatch key", Kind: fault.Denied, Subject: fmt.Sprintf("%q", string(by)), Hint: hint, Err: err}
}

// algorithm stands before each key in text, so that another one can come.
const algorithm = "ed25519"

// String returns the ring as text, a line for each key: "ed25519 BASE64".
func (r Ring) String() string {
	var b strings.Builder
	for _, name := range r.Names() {
		fmt.Fprintf(&b, "%s %s\n", algorithm, base64.StdEncoding.EncodeToString(r.keys[name]))
	}
	return b.String()
}

// ParseRing returns the ring in text, as String writes it; blank lines and
// those that begin with # say nothing. It refuses, naming the line, what is no
// key, and more than MaxKeys of them.
func ParseRing(text string) (Ring, error) {
	var keys []ed25519.PublicKey
	for i, line := range strings.Split(text, "\n") {
		line = strings.TrimSpace(line)
		if line == "" || line[0] == '#' {
			continue
		}
		key, err := parseKey(line)
		if err != nil {
			return Ring{}, fmt.Errorf("dispatch keys: line %d: %w", i+1, err)
		}
		keys = append(keys, key)
	}
	if r := ringOf(keys...); len(r.keys) <= MaxKeys {
		return r, nil
	}
	return Ring{}, fmt.Errorf("dispatch keys: %d of them: want at most %d", len(keys), MaxKeys)
}

func parseKey(line string) (ed25519.PublicKey, error) {
	kind, data, _ := strings.Cut(line, " ")
	if kind != algorithm {
		return nil, fmt.Errorf("%q: want %q", kind, algorithm+" BASE64")
	}
	key, err := base64.StdEncoding.DecodeString(strings.TrimSpace(data))
	if err == nil && len(key) != ed25519.PublicKeySize {
		err = fmt.Errorf("%d bytes: want %d", len(key), ed25519.PublicKeySize)
	}
	return key, err
}
