package exec

import (
	"fmt"
	"math"
	"time"

	"github.com/eegp-lang/eegp/compiler/op"
	"github.com/eegp-lang/eegp/compiler/plan"
	"github.com/eegp-lang/eegp/compiler/ref/random"
	"github.com/eegp-lang/eegp/compiler/ref/stat"
	"github.com/eegp-lang/eegp/compiler/value"
	"github.com/eegp-lang/eegp/lang/diag"
	"github.com/eegp-lang/eegp/lang/source"
)

const (
	level     = 0.95
	resamples = 1000
	// fewestSubjects for an interval over subjects; with fewer, Student's
	// interval is wider than the scale of the score.
	fewestSubjects = 3
)

func now() time.Time { return time.Now() }

// scoreOf is a score as a number; NaN where it has no value.
func scoreOf(s plan.Score, o op.Outcome) float64 {
	if s.Of == nil {
		return math.NaN()
	}
	v, err := s.Of(s.Call, o)
	if err != nil {
		return math.NaN()
	}
	return v
}

// summarise turns cells into scores with spread, baseline and interval.
func (r *runner) summarise(t *value.Trials) {
	for _, s := range r.result.Splits {
		for _, m := range s.Methods {
			for i, score := range r.plan.Scores {
				if score.Table != nil {
					m.Tables = append(m.Tables, Table{Score: score.Name, Counts: total(score, m, t)})
					continue
				}
				m.Scores = append(m.Scores, r.summary(t, s, m, i, score))
			}
		}
	}
}

func (r *runner) summary(t *value.Trials, s *SplitResult, m *MethodResult, i int, score plan.Score) Summary {
	out := Summary{Score: score.Name}
	var values, base []float64
	var scored []*Cell
	unscored := 0
	for _, c := range m.Cells {
		switch {
		case c == nil:
		case c.Err != nil:
			out.Failed++
		case math.IsNaN(c.Scores[i]):
			unscored++
		default:
			values, base = append(values, c.Scores[i]), append(base, c.Baseline[i])
			scored = append(scored, c)
			out.Trials += len(c.Test)
		}
	}
	out.Folds = len(values)
	if unscored > 0 {
		r.report(diag.Unscored{
			At: score.Call.Span, Method: m.Name, Score: score.Name, Folds: unscored, Of: len(m.Cells),
			Reason: "a test fold lacks a class",
		})
	}
	if len(values) == 0 {
		out.Mean, out.Spread, out.Low, out.High, out.Baseline = math.NaN(), math.NaN(), math.NaN(), math.NaN(), math.NaN()
		return out
	}
	out.Mean, out.Spread, out.Baseline = stat.Mean(values), deviation(values), mean(base)
	out.Low, out.High, out.Interval = r.interval(t, m, scored, i, score)
	out.Below = out.Mean < out.Baseline
	if out.Below {
		r.report(diag.BelowChance{
			At: r.methodSpan(m.Name), Method: m.Name, Score: score.Name, Split: s.Name,
			Value: out.Mean, Chance: out.Baseline,
		})
	}
	return out
}

// interval of a mean score. With several subjects the subject is the unit; else
// the trial is: Wilson's interval for a proportion, the bootstrap for the rest.
func (r *runner) interval(t *value.Trials, m *MethodResult, cells []*Cell, i int, score plan.Score) (low, high float64, how string) {
	if subjects := perSubject(t, cells, i); len(subjects) >= fewestSubjects {
		if iv, err := stat.MeanInterval(subjects, level); err == nil {
			// Student's interval knows nothing of the ends of a scale.
			return max(iv.Low, score.Low), min(iv.High, score.High), fmt.Sprintf("Student's t over %d subjects", len(subjects))
		}
	}
	if score.Proportion {
		right, n := 0, 0
		for _, c := range cells {
			for k, trial := range c.Test {
				n++
				if c.Predicted[k] == t.Labels[trial] {
					right++
				}
			}
		}
		if iv, err := stat.Wilson(right, n, level, false); err == nil {
			return iv.Low, iv.High, fmt.Sprintf("Wilson over %d trials", n)
		}
	}
	return r.bootstrap(t, m, cells, score)
}

// perSubject is the mean score of each subject's folds, where every fold tests
// one subject only; nil otherwise.
func perSubject(t *value.Trials, cells []*Cell, i int) []float64 {
	var order []string
	values := map[string][]float64{}
	for _, c := range cells {
		if len(c.Test) == 0 {
			return nil
		}
		subject := t.Origin[c.Test[0]].Subject
		for _, trial := range c.Test {
			if t.Origin[trial].Subject != subject {
				return nil
			}
		}
		if _, ok := values[subject]; !ok {
			order = append(order, subject)
		}
		values[subject] = append(values[subject], c.Scores[i])
	}
	means := make([]float64, len(order))
	for k, s := range order {
		means[k] = stat.Mean(values[s])
	}
	return means
}

// bootstrap resamples the trials of every test fold and takes quantiles of the
// mean over folds.
func (r *runner) bootstrap(t *value.Trials, m *MethodResult, cells []*Cell, score plan.Score) (low, high float64, how string) {
	stream := random.New(uint64(r.plan.Seed), "interval/"+m.Name+"/"+score.Name)
	var means []float64
	for range resamples {
		sum, n := 0.0, 0
		for _, c := range cells {
			o := op.Outcome{Classes: t.Classes}
			for range c.Test {
				k := stream.Intn(len(c.Test))
				o.Labels = append(o.Labels, t.Labels[c.Test[k]])
				o.Predicted = append(o.Predicted, c.Predicted[k])
				o.Decision = append(o.Decision, c.Decision[k])
			}
			if v := scoreOf(score, o); !math.IsNaN(v) {
				sum += v
				n++
			}
		}
		if n > 0 {
			means = append(means, sum/float64(n))
		}
	}
	if len(means) == 0 {
		return math.NaN(), math.NaN(), ""
	}
	return stat.Quantile(means, (1-level)/2), stat.Quantile(means, (1+level)/2),
		fmt.Sprintf("bootstrap over the trials of each fold, %d resamples", resamples)
}

// total adds the tables of all folds.
func total(score plan.Score, m *MethodResult, t *value.Trials) [][]float64 {
	sum := make([][]float64, len(t.Classes))
	for i := range sum {
		sum[i] = make([]float64, len(t.Classes))
	}
	for _, c := range m.Cells {
		if c == nil || c.Err != nil {
			continue
		}
		o := op.Outcome{Predicted: c.Predicted, Decision: c.Decision, Classes: t.Classes}
		for _, trial := range c.Test {
			o.Labels = append(o.Labels, t.Labels[trial])
		}
		table, err := score.Table(o)
		if err != nil {
			continue
		}
		for i, row := range table {
			for j, v := range row {
				sum[i][j] += v
			}
		}
	}
	return sum
}

func mean(x []float64) float64 {
	sum, n := 0.0, 0
	for _, v := range x {
		if !math.IsNaN(v) {
			sum += v
			n++
		}
	}
	return sum / float64(n)
}

// deviation is the sample standard deviation, 0 for a single fold.
func deviation(x []float64) float64 {
	if len(x) < 2 {
		return 0
	}
	m, sum := stat.Mean(x), 0.0
	for _, v := range x {
		sum += (v - m) * (v - m)
	}
	return math.Sqrt(sum / float64(len(x)-1))
}

func (r *runner) methodSpan(name string) source.Span {
	for _, m := range r.plan.Methods {
		if m.Name == name {
			return m.Span.Span
		}
	}
	return source.Span{}
}

// cutSpan is where trials are cut: the last stage before they exist.
func (r *runner) cutSpan() source.Span {
	return r.plan.Prepare[len(r.plan.Prepare)-1].Span
}

// lossSpan is the last stage of data that left trials out.
func (r *runner) lossSpan() source.Span {
	r.mu.Lock()
	defer r.mu.Unlock()
	for n := r.plan.Data; n.From != nil; n = n.From {
		if r.memo[n.From.Key].trials.Dropped < r.memo[n.Key].trials.Dropped {
			return n.Stage.Span
		}
	}
	return r.cutSpan()
}

func (r *runner) splitSpan(s *SplitResult) source.Span {
	for _, p := range r.plan.Splits {
		if p.Name == s.Name {
			return p.Call.Span
		}
	}
	return source.Span{}
}
