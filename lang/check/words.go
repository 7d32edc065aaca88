package check

import (
	"github.com/eegp-lang/eegp/lang/types"
)

// words says what a value is, as a reader would.
func words(v value) string {
	switch x := v.V.(type) {
	case *types.Stage:
		if x.IsData() {
			return "data"
		}
		return article(x.Kind)
	case *types.Bound:
		return withArticle(x.Op.Role.String())
	case *types.Closure:
		return "a function"
	case *protocolValue:
		return "a protocol"
	case types.Axes:
		return "an axis"
	}
	return typeWords(v.T)
}

func article(k types.Kind) string {
	return [...]string{"a stage", "a network", "a learner"}[k]
}

func typeWords(t types.Type) string {
	switch t := t.(type) {
	case types.Basic:
		return [...]string{
			"unknown", "anything", "a whole number", "a plain number", "yes or no", "a text",
			"a number of samples or a duration", "whole numbers", "names", "names or whole numbers", "a function", "a record",
			"an axis set", "new names for axes", "a protocol",
		}[t]
	case types.Quantity:
		return t.Dim.Article()
	case types.RangeOf:
		if q, ok := t.Elem.(types.Quantity); ok {
			return "a range of " + q.Dim.String()
		}
		return "a range"
	case types.Choice:
		return "a choice"
	case types.AxisType:
		if t.Many {
			return "axes"
		}
		return "an axis"
	case types.ListOf:
		return "a list"
	case types.RecordOf:
		return "a record"
	case types.Tensor:
		if types.IsAnyTensor(t) {
			return "a tensor"
		}
		return "a tensor " + t.String()
	case types.Recordings:
		return "recordings"
	case types.Trials:
		return "trials"
	case types.Scores:
		return "scores"
	case types.StageType:
		return article(t.Kind)
	case types.StageParam:
		switch {
		case t.Part:
			return "a part of a network"
		case t.Any:
			return "a stage"
		}
		return article(t.Kind)
	case types.Opaque:
		switch t {
		case types.StepFn:
			return "a function of a state and a slice"
		case types.LossFn:
			return "a loss"
		case types.State:
			return "a number, a tensor or a record of them"
		}
		return withArticle(string(t))
	case nil:
		return "unknown"
	}
	return t.String()
}

func withArticle(name string) string {
	switch name[0] {
	case 'A', 'E', 'I', 'O', 'U', 'a', 'e', 'i', 'o', 'u':
		return "an " + name
	}
	return "a " + name
}
