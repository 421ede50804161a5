package energy

import (
	"strconv"
	"strings"
)

// laneMark comes before the number of a lane: no group has a name that ends so.
const laneMark = "--"

// Lane returns the name under which some homes of p follow a signal of their own, of 0
// and below p itself. Who may hear p may hear its lanes.
func (p PlantID) Lane(n int) PlantID {
	if n <= 0 {
		return p
	}
	return p + laneMark + PlantID(strconv.Itoa(n))
}

// Whole returns the plant of which p is a lane, and p where it is none.
func (p PlantID) Whole() PlantID {
	at := strings.LastIndex(string(p), laneMark)
	if at <= 0 {
		return p
	}
	n, err := strconv.Atoi(string(p[at+len(laneMark):]))
	if err != nil || p[:at].Lane(n) != p {
		return p
	}
	return p[:at]
}
