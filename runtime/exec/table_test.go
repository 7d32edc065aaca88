package exec_test

import (
	"context"
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/eegp-lang/eegp/compiler/op"
	"github.com/eegp-lang/eegp/compiler/value"
	"github.com/eegp-lang/eegp/lang/diag"
	"github.com/eegp-lang/eegp/lang/source"
	"github.com/eegp-lang/eegp/lang/syntax"
	"github.com/eegp-lang/eegp/lang/types"
	"github.com/eegp-lang/eegp/runtime/exec"
)

// Examples of the table come in two forms: `op([..], ..) == [..]`, which runs on
// literal samples at 100 Hz, and a line of a study, which runs on simulated
// recordings.
func TestExamplesOfTheTable(t *testing.T) {
	for _, family := range op.Families() {
		for _, o := range family.Ops {
			t.Run(o.Name, func(t *testing.T) {
				if o.Try == "" {
					if o.Head().Ready && o.Head().Role != types.ValueRole && o.Name != "files" { // files needs recordings; its own tests run it
						t.Error("an operator that runs needs an example")
					}
					return
				}
				if !o.Head().Ready {
					checkOnly(t, o.Try)
					return
				}
				// Layers and options are held to their examples where they are lowered.
				if role := o.Head().Role; role == types.ValueRole || role == types.OptionRole || strings.HasPrefix(o.Try, "shape(") {
					checkOnly(t, o.Try)
					return
				}
				if strings.Contains(o.Try, "==") {
					literal(t, o.Try)
					return
				}
				runs(t, studyOf(o.Try), exec.Options{})
			})
		}
	}
}

// studyOf fills the rest of a study around one line of it.
func studyOf(line string) string {
	data := "data = simulated.motor_imagery(subjects: 1, trials: 20, snr: 6 dB) |> bandpass(8..30 Hz) |> trials(0.5..2.5 s)"
	split, method := "split = holdout(50 %)", "csp(4) |> log_variance |> lda"
	more := ""
	switch head, _, _ := strings.Cut(line, " = "); head {
	case "data":
		// Shrunk covariances cope with few or dependent channels.
		data, method = line, "covariances(oas) |> min_distance(riemann)"
	case "split":
		split = line
	case "score":
		more = line
	default:
		method = line
	}
	return fmt.Sprintf("eegp 1\n\nstudy example {\n  %s\n  %s\n  %s\n  methods = { it: %s }\n}\n", data, split, more, method)
}

func checkOnly(t *testing.T, line string) {
	t.Helper()
	report := &diag.List{}
	syntax.ParseExpr(source.NewFile("example", line), report)
	if report.HasErrors() {
		t.Errorf("%s\n%s", line, diag.Text(report.All()))
	}
}

// literal runs an example on written samples: a list is time, a list of lists
// channel × time.
func literal(t *testing.T, example string) {
	t.Helper()
	report := &diag.List{}
	e := syntax.ParseExpr(source.NewFile("example", example), report)
	if report.HasErrors() {
		t.Fatal(diag.Text(report.All()))
	}
	equal, ok := e.(*syntax.Binary)
	if !ok || equal.Op != "==" {
		t.Fatalf("%s is no comparison", example)
	}
	call, ok := equal.L.(*syntax.Call)
	if !ok || len(call.Args) == 0 {
		t.Fatalf("%s applies no operator", example)
	}
	// op(x, a) is x |> op(a).
	stage := example[call.Fn.Span().Start:call.Fn.Span().End]
	if rest := call.Args[1:]; len(rest) > 0 {
		stage += "(" + example[rest[0].Span().Start:rest[len(rest)-1].Span().End] + ")"
	}
	want := samplesOf(t, equal.R)
	got := applied(t, stage, samplesOf(t, call.Args[0].Value))
	if len(got) != len(want) {
		t.Fatalf("%s gives %v", example, got)
	}
	for i, row := range want {
		for k, v := range row {
			if math.Abs(got[i][k]-v) > 1e-6 {
				t.Fatalf("%s gives %v", example, got)
			}
		}
	}
}

func samplesOf(t *testing.T, e syntax.Expr) [][]float64 {
	t.Helper()
	list, ok := e.(*syntax.List)
	if !ok {
		return [][]float64{{numberOf(t, e)}}
	}
	var row []float64
	var rows [][]float64
	for _, item := range list.Items {
		if _, nested := item.Value.(*syntax.List); nested {
			rows = append(rows, samplesOf(t, item.Value)...)
			continue
		}
		row = append(row, numberOf(t, item.Value))
	}
	if rows == nil {
		rows = [][]float64{row}
	}
	return rows
}

func numberOf(t *testing.T, e syntax.Expr) float64 {
	t.Helper()
	sign := 1.0
	if u, ok := e.(*syntax.Unary); ok && u.Op == "-" {
		sign, e = -1, u.X
	}
	n, ok := e.(*syntax.Number)
	if !ok {
		t.Fatalf("%s is no number", e.Span().Text())
	}
	return sign * n.Value
}

// applied runs a map in a method, as a study would, and catches what it gives.
func applied(t *testing.T, stage string, x [][]float64) [][]float64 {
	t.Helper()
	text := fmt.Sprintf("eegp 1\n\nstudy example {\n  data = simulated.motor_imagery(subjects: 1, rate: 100 Hz) |> trials(0..1 s)\n"+
		"  methods = { it: %s |> lda }\n}\n", stage)
	p := only(t, text)
	call := p.Methods[0].From.Stage.Bound
	return exec.ApplyForTest(t, call, x, 100)
}

func TestSimulatedSchemasAreTrue(t *testing.T) {
	for _, name := range []string{"motor_imagery", "ssvep", "erp"} {
		p := only(t, "eegp 1\n\nstudy s {\n  data = simulated."+name+"(subjects: 1, sessions: 1) |> trials(0..0.5 s)\n"+
			"  methods = { it: log_variance |> lda }\n}\n")
		recs, problems := exec.Opener{}.Open(context.Background(), p.Source, 1)
		if len(problems) > 0 || len(recs) == 0 {
			t.Fatal(name, problems)
		}
		schema, ok := op.Of(p.Source).Schema(p.Source)
		if !ok {
			t.Fatal(name, "has no schema")
		}
		compareSchema(t, name, schema, recs[0])
	}
}

func compareSchema(t *testing.T, name string, schema types.Type, rec *value.Recording) {
	t.Helper()
	of, _ := types.Inner(schema)
	channel, _ := of.Axis("channel")
	time, _ := of.Axis("time")
	if n, _ := channel.Size.Int(); int(n) != len(rec.X) || time.Rate != rec.Rate {
		t.Errorf("%s: the schema says %s, the recording has %d channels at %g Hz", name, of, len(rec.X), rec.Rate)
	}
	if got, want := fmt.Sprint(types.Classes(schema)), fmt.Sprint(rec.Classes); got != want {
		t.Errorf("%s: the schema says classes %s, the recording has %s", name, got, want)
	}
}
