package graph

import (
	"fmt"
	"strings"
)

// DOT draws the nodes that outs need for Graphviz.
func DOT(outs ...*Node) string {
	var b strings.Builder
	b.WriteString("digraph eegp {\n  rankdir=TB;\n  node [shape=box, fontname=\"Helvetica\", fontsize=10];\n")
	for _, n := range Order(outs...) {
		if inline(n) {
			continue
		}
		fmt.Fprintf(&b, "  n%d [label=%q%s];\n", n.ID, n.label(), dotStyle[n.Prim.Class])
		for _, x := range n.In {
			if !inline(x) {
				fmt.Fprintf(&b, "  n%d -> n%d;\n", x.ID, n.ID)
			}
		}
	}
	b.WriteString("}\n")
	return b.String()
}

var dotStyle = map[Class]string{
	Source: ", style=rounded", Contract: ", style=filled, fillcolor=\"#ffe2b8\"", Reduce: ", style=filled, fillcolor=\"#d8ecff\"",
	Scan: ", style=filled, fillcolor=\"#e3d8ff\"", Call: ", style=filled, fillcolor=\"#ffd8d8\"",
}

// Mermaid draws the nodes that outs need as a flow chart that code hosts show.
func Mermaid(outs ...*Node) string {
	var b strings.Builder
	b.WriteString("flowchart TD\n")
	for _, n := range Order(outs...) {
		if inline(n) {
			continue
		}
		fmt.Fprintf(&b, "  n%d[\"%s\"]\n", n.ID, strings.NewReplacer("\n", "<br/>", `"`, "'").Replace(n.label()))
		for _, x := range n.In {
			if !inline(x) {
				fmt.Fprintf(&b, "  n%d --> n%d\n", x.ID, n.ID)
			}
		}
	}
	return b.String()
}

func (n *Node) label() string {
	head := n.Prim.Name
	for _, x := range n.In {
		if inline(x) && x.Arg != nil {
			head += " " + x.Arg.String()
		}
	}
	if n.Prim.Class == Source && n.Arg != nil {
		head = n.Arg.String()
		if at := strings.LastIndex(head, " ["); at > 0 {
			head = head[:at]
		}
	}
	return head + "\n" + n.shapes()
}
