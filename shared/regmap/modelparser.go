package regmap

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// parser carries one file's state from line to line.
type parser struct {
	model  *Model
	end    int            // first word not yet taken by a point
	scales map[string]int // offsets of the scale factors seen
	wants  []want         // points whose scale factor stands further on
	start  int            // of the inner group
	cell   int            // its words, 0 outside one
	lead   int            // words of the inner groups that ended
}

type want struct {
	point int
	scale string
	line  int
}

// Parse reads one map. A line is blank, a comment that begins with #, or
//
//	model  ID NAME LENGTH                  first; body words before the group
//	repeat NAME OFFSET WORDS               once; the points after it repeat
//	inner OFFSET WORDS                     the points after it repeat inside that
//	end                                    of the inner group; behind it, as if it took no words
//	NAME OFFSET TYPE SCALE UNIT ACCESS DIRECTION VOLATILITY
//
// SCALE is a sunssf point of the fixed part, a constant power of ten -10..10,
// or -; UNIT is - for none; ACCESS ro or rw; DIRECTION gen, load or -;
// VOLATILITY const or live for ro, stored or volatile for rw. Points stand in
// ascending order and never overlap. Errors are fault.Corrupt and name
// file:line.
func Parse(file string, text []byte) (*Model, error) {
	p := parser{scales: map[string]int{}}
	for i, line := range strings.Split(string(text), "\n") {
		if err := p.line(i+1, line); err != nil {
			return nil, corrupt(file, i+1, err)
		}
	}
	if line, err := p.finish(); err != nil {
		return nil, corrupt(file, line, err)
	}
	return p.model, nil
}

func corrupt(file string, line int, err error) error {
	return &fault.Error{Op: "parse register map", Kind: fault.Corrupt, Subject: fmt.Sprintf("%s:%d", file, line), Err: err}
}

func (p *parser) line(number int, text string) error {
	f := strings.Fields(text)
	switch {
	case len(f) == 0 || strings.HasPrefix(f[0], "#"):
		return nil
	case f[0] == "model":
		return p.head(f)
	case p.model == nil:
		return fmt.Errorf("%q before the model line", f[0])
	case f[0] == "repeat":
		return p.repeat(f)
	case f[0] == "inner":
		return p.inner(f)
	case f[0] == "end":
		return p.close(f)
	}
	return p.point(number, f)
}

func (p *parser) head(f []string) error {
	if p.model != nil || len(f) != 4 {
		return fmt.Errorf("want one line: model ID NAME LENGTH")
	}
	id, err := number(f[1], 1, 65534)
	if err != nil {
		return fmt.Errorf("model id: %w", err)
	}
	length, err := number(f[3], 0, maxWords)
	if err != nil {
		return fmt.Errorf("model length: %w", err)
	}
	p.model = &Model{ID: uint16(id), Name: f[2], fixed: length, byName: map[string]Point{}}
	p.end = header
	return nil
}

func (p *parser) repeat(f []string) error {
	if p.model.stride != 0 || len(f) != 4 || !word.MatchString(f[1]) {
		return fmt.Errorf("want one line: repeat NAME OFFSET WORDS")
	}
	if f[2] != strconv.Itoa(header+p.model.fixed) {
		return fmt.Errorf("repeat offset %q: want %d, the end of the fixed part", f[2], header+p.model.fixed)
	}
	stride, err := number(f[3], 1, maxWords)
	if err != nil {
		return fmt.Errorf("repeat words: %w", err)
	}
	p.model.group, p.model.stride = f[1], stride
	p.end = header + p.model.fixed
	return nil
}

// finish resolves the scale factors, which may stand after their points.
func (p *parser) finish() (int, error) {
	if p.model == nil {
		return 1, fmt.Errorf("no model line")
	}
	for _, w := range p.wants {
		offset, ok := p.scales[w.scale]
		if !ok {
			return w.line, fmt.Errorf("scale %q: no sunssf point of that name in the fixed part", w.scale)
		}
		p.model.points[w.point].scale, p.model.points[w.point].factor = offset, true
	}
	if err := p.loosen(); err != nil {
		return 1, err
	}
	p.index()
	return 0, nil
}

func (p *parser) index() {
	for _, pt := range p.model.points {
		if _, taken := p.model.byName[pt.name]; !taken {
			p.model.byName[pt.name] = pt
		}
		if pt.stride != 0 {
			p.model.byName[p.model.group+"."+pt.name] = pt
		}
	}
}
