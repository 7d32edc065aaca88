package syntax

// Walk calls visit for a node and, while visit returns true, for the nodes
// below it in source order. Absent parts are not visited.
func Walk(n Node, visit func(Node) bool) {
	if !visit(n) {
		return
	}
	w := walker{visit}
	switch n := n.(type) {
	case Decl:
		w.decl(n)
	case Expr:
		w.expr(n)
	case *Type:
		w.args(n.Axes)
		w.typ(n.Of)
	case *Param:
		w.typ(n.Type)
		w.opt(n.In)
		w.opt(n.Default)
	case *Field:
		Walk(n.Value, visit)
	case *Body:
		w.lets(n.Lets)
		Walk(n.Result, visit)
	case *TestStep:
		if n.Let != nil {
			Walk(n.Let, visit)
		} else {
			Walk(n.Expect, visit)
		}
	case *Arg:
		w.opt(n.Value)
		w.opt(n.Rate)
	case *Entry:
		Walk(n.Value, visit)
	case *Gen:
		for _, c := range n.Clauses {
			Walk(c.In, visit)
		}
		w.opt(n.If)
	}
}

// WalkFile walks every declaration of a file.
func WalkFile(f *File, visit func(Node) bool) {
	for _, d := range f.Decls {
		Walk(d, visit)
	}
}

type walker struct{ visit func(Node) bool }

// opt walks an expression that may be absent.
func (w walker) opt(e Expr) {
	if e != nil {
		Walk(e, w.visit)
	}
}

func (w walker) typ(t *Type) {
	if t != nil {
		Walk(t, w.visit)
	}
}

func (w walker) args(as []*Arg) {
	for _, a := range as {
		Walk(a, w.visit)
	}
}

func (w walker) lets(ls []*Let) {
	for _, l := range ls {
		Walk(l, w.visit)
	}
}

func (w walker) params(ps []*Param) {
	for _, p := range ps {
		Walk(p, w.visit)
	}
}

func (w walker) fields(fs []*Field) {
	for _, f := range fs {
		Walk(f, w.visit)
	}
}

func (w walker) decl(d Decl) {
	switch d := d.(type) {
	case *Let:
		w.typ(d.Type)
		Walk(d.Value, w.visit)
	case *Fn:
		w.params(d.Params)
		w.typ(d.Result)
		Walk(d.Body, w.visit)
	case *Block:
		w.params(d.Params)
		w.typ(d.In)
		w.typ(d.Out)
		Walk(d.Body, w.visit)
	case *Protocol:
		w.params(d.Params)
		w.fields(d.Fields)
	case *Study:
		w.fields(d.Fields)
	case *Test:
		for i := range d.Steps {
			Walk(&d.Steps[i], w.visit)
		}
	}
}

func (w walker) expr(e Expr) {
	switch e := e.(type) {
	case *Unary:
		Walk(e.X, w.visit)
	case *Binary:
		Walk(e.L, w.visit)
		Walk(e.R, w.visit)
	case *Call:
		Walk(e.Fn, w.visit)
		w.args(e.Args)
	case *Select:
		Walk(e.X, w.visit)
	case *Index:
		Walk(e.X, w.visit)
		Walk(e.I, w.visit)
	case *List:
		if e.Gen != nil {
			Walk(e.Gen, w.visit)
		}
		w.args(e.Items)
	case *Record:
		if e.Gen != nil {
			Walk(e.Gen, w.visit)
		}
		for _, entry := range e.Entries {
			Walk(entry, w.visit)
		}
	case *Lambda:
		Walk(e.Body, w.visit)
	case *Paren:
		Walk(e.X, w.visit)
	}
}
