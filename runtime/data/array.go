package data

import (
	"fmt"
	"slices"
	"strings"

	"github.com/eegp-lang/eegp/lang/diag"
)

// A Variable is a named array of a file, or a column of a table, by its head.
type Variable struct {
	Name string `json:"name"`
	Type string `json:"type"`
	Dims []int  `json:"shape"` // -1: not known before all is read
}

// String is the variable for people: y: double 60871 × 8.
func (v Variable) String() string {
	return strings.TrimSpace(v.Name + ": " + v.Type + " " + shapeText(v.Dims))
}

func shapeText(dims []int) string {
	parts := make([]string, len(dims))
	for i, d := range dims {
		if parts[i] = fmt.Sprint(d); d < 0 {
			return "" // not known yet
		}
	}
	return strings.Join(parts, " × ")
}

// An array is a variable with its values, in any order of axes.
type array struct {
	Variable
	values  []float64
	strides []int
	texts   []string // of texts and cells of texts
}

// columnMajor strides have the first axis closest together (MATLAB, Fortran),
// rowMajor the last (C).
func columnMajor(dims []int) []int {
	strides, step := make([]int, len(dims)), 1
	for i, d := range dims {
		strides[i] = step
		step *= d
	}
	return strides
}

func rowMajor(dims []int) []int {
	strides, step := make([]int, len(dims)), 1
	for i := len(dims) - 1; i >= 0; i-- {
		strides[i] = step
		step *= dims[i]
	}
	return strides
}

// vector is the values of an array with one axis that is longer than 1.
func (a *array) vector() ([]float64, bool) {
	long := 0
	for _, d := range a.Dims {
		if d != 1 {
			long++
		}
	}
	return a.values, long <= 1
}

// product is the number of values of a shape, and false for one that no memory
// holds.
func product(dims []int) (int, bool) {
	n := 1
	for _, d := range dims {
		if d < 0 || d > 0 && n > (1<<40)/d {
			return 0, false
		}
		n *= d
	}
	return n, true
}

// arrays is a file of named arrays.
type arrays interface {
	// variables are the top-level ones, from their heads.
	variables() []Variable
	// load reads one with its values; a dotted name reaches into structures.
	load(name string) (*array, diag.Problem)
}

// loadFrom is load with the words for a name that is not there.
func loadFrom(path string, file arrays, name string) (*array, diag.Problem) {
	top, _, _ := strings.Cut(name, ".")
	known := func(v Variable) bool { return v.Name == top || v.Name == name }
	if vars := file.variables(); !slices.ContainsFunc(vars, known) {
		return nil, noVariable(path, name, vars)
	}
	return file.load(name)
}

func noVariable(path, name string, vars []Variable) diag.Problem {
	names := make([]string, len(vars))
	for i, v := range vars {
		names[i] = v.Name
	}
	return diag.NoSuchVariable{Path: path, Name: name, Near: nearest(name, names), Have: names}
}
