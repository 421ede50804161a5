package server

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"errors"

	"github.com/hearthgrid/hearthgrid/cloud/fleet/asset"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// heading begins the file. Its number counts up with every change of what follows:
// the SHA-256 of the rest, the zones by region, what was learned of all, and each
// home's name with what was learned of it. Each is preceded by its length.
const heading = "hearthgrid estimates 1\n"

// learnings is what is in the file.
type learnings struct {
	zones   []asset.GroupID
	learned []byte
	homes   map[energy.SiteID][]byte
}

// sealed returns the file whose parts are rest.
func sealed(rest []byte) []byte {
	sum := sha256.Sum256(rest)
	return append(append([]byte(heading), sum[:]...), rest...)
}

func appendPart(b, part []byte) []byte {
	return append(binary.LittleEndian.AppendUint32(b, uint32(len(part))), part...)
}

func parseKept(data []byte) (k learnings, err error) {
	rest, found := bytes.CutPrefix(data, []byte(heading))
	if !found {
		return k, errors.New("it does not begin with " + heading[:len(heading)-1])
	}
	if len(rest) < sha256.Size || sha256.Sum256(rest[sha256.Size:]) != [sha256.Size]byte(rest) {
		return k, errors.New("it is damaged: its checksum is of something else")
	}
	r := parts{rest: rest[sha256.Size:]}
	zones := parts{rest: r.part()}
	for len(zones.rest) > 0 && !zones.short {
		k.zones = append(k.zones, asset.GroupID(zones.part()))
	}
	k.learned, k.homes = r.part(), map[energy.SiteID][]byte{}
	for len(r.rest) > 0 && !r.short {
		id := energy.SiteID(r.part())
		k.homes[id] = r.part()
	}
	if r.short || zones.short {
		return learnings{}, errors.New("a part is longer than what is left")
	}
	return k, nil
}

// parts takes parts off the front.
type parts struct {
	rest  []byte
	short bool
}

func (r *parts) part() []byte {
	if len(r.rest) >= 4 {
		if n := uint64(binary.LittleEndian.Uint32(r.rest)); n <= uint64(len(r.rest)-4) {
			part := r.rest[4 : 4+n]
			r.rest = r.rest[4+n:]
			return part
		}
	}
	r.short = true
	return nil
}
