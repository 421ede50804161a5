package evidence

import (
	"fmt"
	"strings"
)

// trace draws a line. Where there are many points to a pixel, the first, the
// least, the most and the last of each stand for all, so that no peak is lost.
func trace(l Line, x, y scale, number int) path {
	p := path{Name: l.Name, Class: fmt.Sprintf("line%d", number%6)}
	s := stroke{x: x, y: y}
	for _, point := range l.Points {
		if point.Value == nil {
			p.Gaps++
			p.Strokes = s.end(p.Strokes)
			continue
		}
		p.Known++
		s.add(x.at(seconds(point.At)), y.at(point.Value.Float()))
	}
	p.Strokes = s.end(p.Strokes)
	return p
}

// spot is a point on the page.
type spot struct{ x, y float64 }

// stroke is a line without a gap while it is drawn.
type stroke struct {
	x, y   scale
	text   strings.Builder
	column []spot // of one pixel
}

func (s *stroke) add(x, y float64) {
	if len(s.column) > 0 && int(s.column[0].x) != int(x) {
		s.flush()
	}
	s.column = append(s.column, spot{x, y})
}

// flush writes the spots of a pixel.
func (s *stroke) flush() {
	keep := map[int]bool{0: true, len(s.column) - 1: true}
	least, most := 0, 0
	for i, at := range s.column {
		if at.y < s.column[least].y {
			least = i
		}
		if at.y > s.column[most].y {
			most = i
		}
	}
	keep[least], keep[most] = true, true
	for i, at := range s.column {
		if keep[i] {
			fmt.Fprintf(&s.text, "%s,%s ", pixel(at.x), pixel(at.y))
		}
	}
	s.column = s.column[:0]
}

// end appends what was drawn to strokes and begins anew. A single spot becomes a
// short stroke, so that it is seen.
func (s *stroke) end(strokes []string) []string {
	if len(s.column) > 0 {
		s.flush()
	}
	text := strings.TrimSuffix(s.text.String(), " ")
	s.text.Reset()
	if text == "" {
		return strokes
	}
	if !strings.Contains(text, " ") {
		text += " " + text
	}
	return append(strokes, text)
}
