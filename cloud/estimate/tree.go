package estimate

// Node is a place in a hierarchy: a feeder, a plant, a programme, the grid.
type Node int

// Cell is the homes of one region that are in the same nodes of every hierarchy.
type Cell uint32

// Tree says which sums go into which. A node may be in several others, so that one
// fleet has many hierarchies; a home counts once in each node above its cell, as
// long as there is one way up to it.
type Tree struct {
	regions int
	cells   int
	up      [][]Node // of each node
	rows    []row    // cells first come as they are made
	of      [][]int32
	index   map[[2]int]int32
}

// row is the homes of one region below one node. What is of one region moves
// together, so sums stay apart by region to the top.
type row struct {
	region int
	node   Node // -1 for a cell
	up     []int32
	sum    sum
}

// NewTree returns a tree without nodes, for as many regions.
func NewTree(regions int) *Tree {
	return &Tree{regions: regions, index: map[[2]int]int32{}}
}

// Node adds a node below others, which were added before.
func (t *Tree) Node(above ...Node) Node {
	t.up, t.of = append(t.up, above), append(t.of, nil)
	return Node(len(t.up) - 1)
}

// Cell adds a cell of a region below nodes.
func (t *Tree) Cell(region int, above ...Node) Cell {
	i := int32(len(t.rows))
	t.cells++
	t.rows = append(t.rows, row{region: region, node: -1})
	for _, n := range above {
		up := t.row(region, n)
		t.rows[i].up = append(t.rows[i].up, up)
	}
	return Cell(i)
}

func (t *Tree) row(region int, n Node) int32 {
	key := [2]int{region, int(n)}
	if i, ok := t.index[key]; ok {
		return i
	}
	i := int32(len(t.rows))
	t.index[key] = i
	t.rows, t.of[n] = append(t.rows, row{region: region, node: n}), append(t.of[n], i)
	for _, above := range t.up[n] {
		up := t.row(region, above)
		t.rows[i].up = append(t.rows[i].up, up)
	}
	return i
}

func (t *Tree) clear() {
	for i := range t.rows {
		t.rows[i].sum = sum{}
	}
}

// rollUp adds every row to those above it, lower ones first: cells, and then nodes
// from the last made to the first, since a node is made after those above it.
func (t *Tree) rollUp() {
	for i := range t.rows {
		if t.rows[i].node < 0 {
			t.lift(i)
		}
	}
	for n := len(t.of) - 1; n >= 0; n-- {
		for _, i := range t.of[n] {
			t.lift(int(i))
		}
	}
}

func (t *Tree) lift(i int) {
	for _, up := range t.rows[i].up {
		t.rows[up].sum.add(&t.rows[i].sum)
	}
}
