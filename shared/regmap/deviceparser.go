package regmap

import (
	"fmt"
	"strings"
)

// deviceParser carries one vendor file's state from line to line.
type deviceParser struct {
	device *Device
	table  Table
	little bool
	told   map[string]bool // directives that stand once
	refs   []reference     // points that name another one
	lines  map[string]int  // of each point, step and mark
	steps  []int           // line of each step
	cuts   []int           // and of each that holds PV back
}

// reference is a point whose scale or direction another point tells.
type reference struct {
	line         int
	point        int
	scale, minus string
}

// ParseDevice reads one vendor map. A line is blank, a comment that begins with
// #, a directive, a step of the control program, or a point:
//
//	device NAME            first
//	vendor NAME            the maker
//	role meter|pv|storage|hybrid
//	over PATTERN           taken instead of the SunSpec device of that maker
//	models TEXT            the models covered, in words
//	source TEXT            where the facts are from; once or more
//	verified yes|no TEXT   on hardware: where, or why not
//	proof words|table TEXT what was held against the map beside its sources: raw words, or another table
//	table holding|input    of the points that follow
//	order big|little       word order of the points that follow
//	unit N  pace MS  clients N  gap WORDS  together
//	sunspec                read and commanded as a SunSpec device; the map says how far to trust it
//	print POINT VALUE...   a mark: text patterns, numbers, or ranges LOW..HIGH
//	known MODEL VERSION    a pair that the map fits, as patterns
//	refused TEXT           what to do where the device refuses a write
//	island|mains POINT[&MASK] NUMBER...  which numbers, or ranges, mean that the home is on an island, and on the grid
//	lease period|timer POINT SECONDS [ATLEAST] | heartbeat POINT SECONDS | fixed SECONDS | kept TEXT | none TEXT
//	curb timer POINT SECONDS | fixed SECONDS | kept TEXT   the same of what holds PV back
//	other UNIT...          the units that points with unit=other may stand at, the likeliest first
//	hold|refresh always|charge|discharge|idle POINT VALUE
//	release POINT VALUE
//	need POINT NUMBER      a setting of the owner's, without which nothing is commanded
//	cut|uncut POINT VALUE  hold PV back, and let all of it through again
//	cutneed POINT NUMBER   a setting of the owner's, without which PV is not held back
//	NAME ADDRESS TYPE SCALE UNIT ACCESS DIRECTION VOLATILITY [KEY=VALUE ...]
//
// A step's VALUE is a number, power, size, share:POINT, length or beat; power with
// POINTs added and taken away, as power+pv-load, is for a device that takes
// another power than its battery's. A cut's is a number, length, sun (the most PV
// power, in W), ac (the most power of the inverter) or ac:POINT (the same in percent
// of POINT), an uncut's a number, or before for what stood there until it was cut; a release's may be point:POINT,
// or LOW..HIGH, of which LOW is written where another stands. TYPE is
// u16, i16, b16, u32, i32, b32, u64, f32 or stringWORDS; SCALE a power of ten,
// a point that tells one, or -; ACCESS ro, rw or wo; DIRECTION gen, load or -;
// VOLATILITY const or live for ro, else ram, eeprom or unknown. KEYs are
//
//	then=ADDRESS     the second word, where it does not follow the first
//	nan=RAW          the raw value that means "not implemented"
//	minus=POINT:RAW  the value is a magnitude, negative while POINT reads RAW
//	range=LOW..HIGH  enum=V,V,...  budget=WRITES  dead=CHANGE  unit=other
//
// Points never overlap. Errors are fault.Corrupt and name file:line.
func ParseDevice(file string, text []byte) (*Device, error) {
	p := deviceParser{told: map[string]bool{}, lines: map[string]int{}}
	for i, line := range strings.Split(string(text), "\n") {
		if err := p.line(i+1, strings.Fields(line)); err != nil {
			return nil, corrupt(file, i+1, err)
		}
	}
	if line, err := p.finish(); err != nil {
		return nil, corrupt(file, line, err)
	}
	return p.device, nil
}

func (p *deviceParser) line(number int, f []string) error {
	switch {
	case len(f) == 0 || strings.HasPrefix(f[0], "#"):
		return nil
	case f[0] == "device":
		return p.begin(f)
	case p.device == nil:
		return fmt.Errorf("%q before the device line", f[0])
	case steps[f[0]] != nil:
		return p.step(number, f)
	}
	directive, ok := directives[f[0]]
	if !ok {
		return p.point(number, f)
	}
	if p.told[f[0]] && !directive.again {
		return fmt.Errorf("%q stands twice", f[0])
	}
	p.told[f[0]] = true
	if len(f)-1 < directive.least {
		return fmt.Errorf("%q: want %d words or more behind it", f[0], directive.least)
	}
	p.lines[f[0]] = number
	return directive.read(p, f[1:])
}

func (p *deviceParser) begin(f []string) error {
	if p.device != nil || len(f) != 2 || !dashed.MatchString(f[1]) {
		return fmt.Errorf("want one line: device NAME, in small letters, digits and dashes")
	}
	p.device = &Device{Name: f[1], byName: map[string]Point{}}
	return nil
}
