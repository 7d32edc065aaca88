package cpu

import (
	"slices"

	ck "github.com/eegp-lang/eegp/compiler/kernel"
	"github.com/eegp-lang/eegp/runtime/cpu/kernel"
)

var unaryOps = [...]kernel.UnaryOp{
	ck.Neg: kernel.Neg, ck.Recip: kernel.Recip, ck.Exp: kernel.Exp, ck.Expm1: kernel.Expm1, ck.Log: kernel.Log,
	ck.Log1p: kernel.Log1p, ck.Sin: kernel.Sin, ck.Cos: kernel.Cos, ck.Sqrt: kernel.Sqrt, ck.Tanh: kernel.Tanh,
	ck.Erf: kernel.Erf, ck.Sigmoid: kernel.Sigmoid, ck.Floor: kernel.Floor, ck.Sign: kernel.Sign, ck.Positive: kernel.Step, ck.Abs: kernel.Abs,
}

var binaryOps = [...]kernel.BinaryOp{
	ck.Add: kernel.Add, ck.Sub: kernel.Sub, ck.Mul: kernel.Mul, ck.Div: kernel.Div, ck.Max: kernel.Max,
	ck.Min: kernel.Min, ck.Pow: kernel.Pow, ck.Less: kernel.Less, ck.Equal: kernel.Equal,
}

// fusedMulAdd makes one instruction of a product that only one sum reads.
func fusedMulAdd(l *ck.Loop) *ck.Loop {
	uses := make([]int, len(l.Steps))
	for _, s := range l.Steps {
		if s.Kind == ck.Apply {
			for k := range s.Op.Arity() {
				uses[s.In[k]]++
			}
		}
	}
	for _, s := range l.Stores {
		uses[s.Reg] += 2
	}
	for _, f := range l.Folds {
		uses[f.Reg] += 2
	}
	out := *l
	out.Steps = slices.Clone(l.Steps)
	for i, s := range out.Steps {
		if s.Kind != ck.Apply || s.Op != ck.Add {
			continue
		}
		for k := range 2 {
			m := l.Steps[s.In[k]]
			if m.Kind == ck.Apply && m.Op == ck.Mul && uses[s.In[k]] == 1 {
				out.Steps[i] = ck.Step{Kind: ck.Apply, Op: ck.MulAdd, In: [3]int{m.In[0], m.In[1], s.In[1-k]}}
				out.Steps[s.In[k]] = ck.Step{Kind: ck.Number} // nobody reads it now
				break
			}
		}
	}
	return &out
}
