package op

import (
	"strconv"

	"github.com/eegp-lang/eegp/compiler/graph"
	"github.com/eegp-lang/eegp/compiler/layer"
	"github.com/eegp-lang/eegp/lang/diag"
	"github.com/eegp-lang/eegp/lang/types"
)

// Training. The loop belongs to the runtime; rows say what can be asked of it.
var trainRows = []Row{
	{
		Sig: `train(net: Net, epochs: Int in 1..100000 = 100, batch: Int in 1..100000 = 32, loss: Loss = cross_entropy, ` +
			`optimizer: Optimizer = adamw, schedule: Schedule = none, stop: Stop = none, restore in [best, last] = best, ` +
			`validation: Any = 0.2, augment: Map = none, freeze: List Part = none, clip: Real in 0..1e9 = 0, repeats: Int in 1..1000 = 1) : net ~> Scores`,
		Doc: "Trains a network on the training side of each fold.",
		Notes: `Every epoch shuffles the training trials and takes them in batches; the last batch is smaller.
A validation part is cut from the training side when something needs it: stop, a
schedule that waits for the held-out loss, or validation written out. It is a share of
the training trials of each class, or of whole runs, sessions or subjects when the study's
split keeps those together; a split, such as leave_out(1, of: run), says it otherwise, and
its first fold counts. Its loss has no penalties and no dropout. restore: best takes the
weights of the epoch with the lowest held-out loss; without a validation part the last
weights are taken.
Data come as the pipeline gives them, in µV: networks without a normalisation in front
learn faster from zscore or from an amplitude near 1.
repeats trains several networks from different beginnings and averages their
probabilities. clip bounds the norm of the whole gradient (0: no bound). freeze names
parts that keep their weights and behave as when predicting. augment is a stage that
changes training trials only.
A loss or a weight that is no number stops the method and says in which layer it began.`,
		Try:  `train(linear(mix: channel, to: filter=4) |> square |> mean(over: time) |> dense(class), epochs: 2)`,
		Does: Iterative{Role: types.StageRole, Task: false}, Labels: true, Random: true, Inspect: trainFits,
	},
	{
		Sig: `pretrain(net: Net, task: Task, epochs: Int in 1..100000 = 100, batch: Int in 1..100000 = 32, ` +
			`optimizer: Optimizer = adamw, schedule: Schedule = none, clip: Real in 0..1e9 = 0, on: Recordings = none) : net -> net`,
		Doc: "Trains a network without labels before it is used.",
		Notes: `In every fold, on the training trials of that fold; the weights then begin the network
that holds it, layer by layer.`,
		Try:  `train(pretrain(linear(mix: channel, to: filter=4), task: masked, epochs: 2) |> std(over: time) |> dense(class), epochs: 2)`,
		Does: Iterative{Role: types.StageRole, Task: true}, Random: true,
	},
}

// trainFits checks what a type cannot show: the validation part and the augmentation.
func trainFits(c Call, _ types.Type) []diag.Problem {
	if wrong := augments(c, "augment"); wrong != nil {
		return wrong
	}
	switch v := c.Value("validation").(type) {
	case types.Num:
		if v.Float() > 0 && v.Float() < 1 {
			return nil
		}
	case *types.Bound:
		if v.Op.Role == types.SplitRole {
			return nil
		}
	case nil:
		return nil
	}
	return []diag.Problem{diag.WrongType{
		At: c.ArgSpan("validation"), Param: "validation", Want: "a share between 0 and 1, or a split",
		Got: types.Show(c.Value("validation")), Hint: "validation: 20 %, or validation: leave_out(1, of: run)",
	}}
}

// ShareOf is the split that holds a share of trials out, of units of a level within
// groups of another: the validation part of a training.
func ShareOf(share float64, of, within string) Call {
	// 20 % and 0.2 are one share, and give one draw.
	n, _ := types.ParseNum(strconv.FormatFloat(share, 'g', -1, 64), "")
	return &types.Bound{Op: Named("holdout").Head(), Args: []types.Arg{
		{Name: "share", Value: n},
		{Name: "of", Value: types.NameValue(of)},
		{Name: "within", Value: types.NameValue(within)},
	}}
}

// walkInner lowers a stage that an iterative one holds.
func walkInner(b *layer.Build, _ Call, x *graph.Node) *graph.Node {
	b.Here()
	return b.Walk(b.Stage().Parts[0], x)
}
