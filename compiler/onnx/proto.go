// Package onnx writes inference graphs in the Open Neural Network Exchange format
// (ONNX IR version 8, operator set 17), with weights inside. All sizes are fixed,
// the batch too.
package onnx

import (
	"encoding/binary"
	"math"

	"google.golang.org/protobuf/encoding/protowire"
)

// Numbers of fields and types of onnx.proto, as far as they are written here.
const (
	typeFloat = 1
	typeInt64 = 7
	typeBool  = 9

	attrFloat  = 1
	attrInt    = 2
	attrString = 3
	attrGraph  = 5
	attrInts   = 7
	irVersion  = 8
	opset      = 17
)

// A message is a protocol buffer being written.
type message []byte

func (m *message) varint(field int, v int64) {
	*m = protowire.AppendTag(*m, protowire.Number(field), protowire.VarintType)
	*m = protowire.AppendVarint(*m, uint64(v))
}

func (m *message) bytes(field int, v []byte) {
	*m = protowire.AppendTag(*m, protowire.Number(field), protowire.BytesType)
	*m = protowire.AppendBytes(*m, v)
}

func (m *message) text(field int, v string) { m.bytes(field, []byte(v)) }

func (m *message) float(field int, v float32) {
	*m = protowire.AppendTag(*m, protowire.Number(field), protowire.Fixed32Type)
	*m = protowire.AppendFixed32(*m, math.Float32bits(v))
}

// An attr is one attribute of a node.
type attr struct {
	name  string
	value any // int, []int, float32, string or *graphProto
}

func (a attr) encode() []byte {
	var m message
	m.text(1, a.name)
	switch v := a.value.(type) {
	case float32:
		m.float(2, v)
		m.varint(20, attrFloat)
	case int:
		m.varint(3, int64(v))
		m.varint(20, attrInt)
	case string:
		m.text(4, v)
		m.varint(20, attrString)
	case *graphProto:
		m.bytes(6, v.encode())
		m.varint(20, attrGraph)
	case []int:
		for _, x := range v {
			m.varint(8, int64(x))
		}
		m.varint(20, attrInts)
	}
	return m
}

// A node is one operator.
type node struct {
	op      string
	name    string
	in, out []string
	attrs   []attr
}

func (n node) encode() []byte {
	var m message
	for _, x := range n.in {
		m.text(1, x)
	}
	for _, x := range n.out {
		m.text(2, x)
	}
	m.text(3, n.name)
	m.text(4, n.op)
	for _, a := range n.attrs {
		m.bytes(5, a.encode())
	}
	return m
}

// A tensor is a constant: float32 or int64.
type tensor struct {
	name   string
	shape  []int
	floats []float32
	ints   []int64
}

func (t tensor) encode() []byte {
	var m message
	for _, d := range t.shape {
		m.varint(1, int64(d))
	}
	var raw []byte
	if t.ints != nil {
		m.varint(2, typeInt64)
		for _, v := range t.ints {
			raw = binary.LittleEndian.AppendUint64(raw, uint64(v))
		}
	} else {
		m.varint(2, typeFloat)
		for _, v := range t.floats {
			raw = binary.LittleEndian.AppendUint32(raw, math.Float32bits(v))
		}
	}
	m.text(8, t.name)
	m.bytes(9, raw)
	return m
}

// A value is a named input or output with its type.
type value struct {
	name  string
	shape []int
	doc   string
}

func (v value) encode() []byte {
	var dims message
	for _, d := range v.shape {
		var dim message
		dim.varint(1, int64(d))
		dims.bytes(1, dim)
	}
	var t message
	t.varint(1, typeFloat)
	t.bytes(2, dims)
	var kind message
	kind.bytes(1, t)
	var m message
	m.text(1, v.name)
	m.bytes(2, kind)
	if v.doc != "" {
		m.text(3, v.doc)
	}
	return m
}

// A graphProto is a graph being written.
type graphProto struct {
	name      string
	nodes     []node
	constants []tensor
	in, out   []value
	doc       string
}

func (g *graphProto) encode() []byte {
	var m message
	for _, n := range g.nodes {
		m.bytes(1, n.encode())
	}
	m.text(2, g.name)
	for _, t := range g.constants {
		m.bytes(5, t.encode())
	}
	if g.doc != "" {
		m.text(10, g.doc)
	}
	for _, v := range g.in {
		m.bytes(11, v.encode())
	}
	for _, v := range g.out {
		m.bytes(12, v.encode())
	}
	return m
}

// encodeModel wraps a graph with its versions and notes.
func encodeModel(g *graphProto, producer, version string, notes [][2]string) []byte {
	var set message
	set.text(1, "")
	set.varint(2, opset)
	var m message
	m.varint(1, irVersion)
	m.text(2, producer)
	m.text(3, version)
	m.bytes(7, g.encode())
	m.bytes(8, set)
	for _, n := range notes {
		var entry message
		entry.text(1, n[0])
		entry.text(2, n[1])
		m.bytes(14, entry)
	}
	return m
}
