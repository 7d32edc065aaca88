package types

import (
	"slices"
	"strconv"
)

// A Part says which piece of a network is meant, by the names on the way to it.
// The first step is a let of the file or the name of a block, the others are lets
// of the blocks inside: pretrained.layers[1..2].
type Part struct{ Steps []PartStep }

// A PartStep is one name of a Part. From..To are the copies of a repeated stage,
// counted from 1; 0 when all of it is meant. Only the last step has them.
type PartStep struct {
	Name     string
	From, To int
}

// Copies of the repeated stage that the part is; 0, 0 when all are meant.
func (p *Part) Copies() (from, to int) {
	last := p.Steps[len(p.Steps)-1]
	return last.From, last.To
}

// String prints pretrained.layers[1..2].
func (p *Part) String() string {
	out := ""
	for i, s := range p.Steps {
		if i > 0 {
			out += "."
		}
		out += s.Name
		switch {
		case s.From > 0 && s.From == s.To:
			out += "[" + strconv.Itoa(s.From) + "]"
		case s.From > 0:
			out += "[" + strconv.Itoa(s.From) + ".." + strconv.Itoa(s.To) + "]"
		}
	}
	return out
}

// PartOf is how a stage may be named from outside; nil for one without a name.
func PartOf(s *Stage) *Part {
	switch {
	case s.Part != nil:
		return s.Part
	case s.Label() != "":
		return &Part{Steps: []PartStep{{Name: s.Label()}}}
	}
	return nil
}

// Label is the name a stage has among the parts of a network: its let, or its
// block's name; "" for an operator written in place.
func (s *Stage) Label() string {
	switch {
	case s.Let != "":
		return s.Let
	case s.Form == BlockForm:
		return s.Name
	}
	return ""
}

func (s *Stage) called(name string) bool {
	return s.Let == name || s.Form == BlockForm && s.Name == name
}

// Find lists the stages of a typed network that a part names, in the order they
// are computed; a stage that is applied twice is there twice, with weights of its
// own each time. Copies of a repeated stage are one stage: see Part.Copies.
func (s *Stage) Find(p *Part) []*Stage {
	var found []*Stage
	if s.called(p.Steps[0].Name) {
		found = []*Stage{s}
	} else {
		found = s.named(p.Steps[0].Name, true)
	}
	for _, step := range p.Steps[1:] {
		var next []*Stage
		for _, f := range found {
			next = append(next, f.opened().named(step.Name, false)...)
		}
		found = next
	}
	return found
}

// opened goes through what an operator or a let wraps, to the block whose lets are
// parts of the stage.
func (s *Stage) opened() *Stage {
	for s.Form != BlockForm && len(s.Parts) == 1 {
		s = s.Parts[0]
	}
	return s
}

// named finds the outermost stages of a name within; blocks says whether to look
// inside inner blocks.
func (s *Stage) named(name string, blocks bool) []*Stage {
	var out []*Stage
	for _, in := range s.Inside() {
		switch {
		case in.called(name):
			out = append(out, in)
		case blocks || in.Form != BlockForm:
			out = append(out, in.named(name, blocks)...)
		}
	}
	return out
}

// PartNames lists what Find finds: the named parts of a typed network, and the
// parts of those, each once.
func (s *Stage) PartNames() []string {
	var out []string
	add := func(name string) {
		if !slices.Contains(out, name) {
			out = append(out, name)
		}
	}
	for _, top := range s.labelled() {
		add(top.Label())
		for _, in := range top.opened().Inside() {
			for _, part := range in.labelled() {
				add(top.Label() + "." + part.Label())
			}
		}
	}
	return out
}

// labelled is the stage itself when it has a name, else the named ones inside.
func (s *Stage) labelled() []*Stage {
	if s.Label() != "" {
		return []*Stage{s}
	}
	var out []*Stage
	for _, in := range s.Inside() {
		out = append(out, in.labelled()...)
	}
	return out
}
