package check_test

import (
	"strings"
	"testing"

	"github.com/eegp-lang/eegp/lang/check/checktest"
	"github.com/eegp-lang/eegp/lang/diag"
)

// Each text has the mistakes listed and no others; the stories hold the plain
// cases, these are the corners.
func TestCodes(t *testing.T) {
	env := environment(t)
	for _, c := range []struct{ text, want string }{
		{`let a = [1, "x"]`, "E208"},
		{`let a = [8 Hz, 8 s]`, "E208"},
		{`let a = [for n in 1..3 => [n, n ^ 2]][2][1] + 1`, ""},
		{`let a = { x: 1 }.y`, "E111"},
		{`let a = { x: 1, x: 2 }`, "E112"},
		{`let a: Hz = 8 s`, "E203"},
		{`let a: Int = 2.5`, "E207"},
		{`let a: Real = 2`, ""},
		{`let a: List Hz = [8 Hz, 9 Hz]`, ""},
		{`let a: Range Hz = 8 s .. 9 s`, "E203"},
		{`let a = 5 Hz .. 4`, "E204"},
		{`let a = 1 == "x"`, "E208"},
		{`let a = 1 < "x"`, "E211"},
		{`let a = -"x"`, "E211"},
		{`let a = 1..3 + 1`, ""},
		{`let a = [for n in 8 Hz .. 9 Hz => n]`, "E211"},
		{`let a = [for n in [1, 2] if n => n]`, "E211"},
		{`let a = 2 ^ 0.5 * 1 uV`, ""},
		{`let a = (2 uV) ^ 2 / 1 Hz`, ""},
		{`fn f(n in [a, b] = c) = n`, "E103"},
		{`fn f(n in 1..3 = 5) = n`, "E206"},
		{`fn f(t in 1..200 ms = 5 Hz) = t`, "E203"},
		{`fn f(n = 1, n = 2) = n`, "E107"},
		{"fn f(n: Int) = n\nlet a = f", ""},
		{"fn f(n: Int) = n\nlet a = f()", "E209"},
		{"fn f(n: Int) = n\nlet a = f(1, 2)", "E210"},
		{"fn f(n: Int) -> Hz = n", "E203"},
		{"fn f(m in [riemann, logeuclid] = riemann) = covariances |> min_distance(m)\nlet a = f(euclid)", "E103"},
		{"fn f(m in [riemann, mahalanobis] = riemann) = covariances |> min_distance(m)", "E103"},
		{"let f = fn(a, b) => a + b\nlet x = f(1)", "E209"},
		{"let f = fn(a, b) => a + b\nlet x = f(1 s, 2 Hz)", "E201"},
		{"let f = fn(a, a) => a", "E107"},
		{`let a = fn(n) => csp(n) |> nothing`, ""}, // a body is checked where it is called
		{"axis head, head", "E107"},
		{"axis head'", ""},
		{"use std.models\nlet a = models.eegnett", "E110"},
		{"use std.models as m\nlet a = train(m.eegnet)", ""},
		{"use std.models (eegnet) \nuse std.models (eegnet)", "E107"},
		{"use std.models as csp", "E108"},
		{"let a = simulated", "E111"},
		{"let a = time", "E208"},
		{"let a = csp(4).n", "E111"},
		{"block b() : [channel, time] -> [channel, time] {\n  let y = x + 1\n  y\n}", ""},
		{"block b() : [channel, time] uV -> [channel, time] uV {\n  let y = x + 1\n  y\n}", "E201"},
		{"block b() : [channel, time] uV -> [channel] uV = mean(over: time)", ""},
		{"block b() : [channel, time] uV -> [channel] = mean(over: time)", "E304"},
		{"block b(n = 8) : [channel, time] uV -> [filter=n, time] = linear(mix: channel, to: filter=n)", ""},
		{"block b() : [channel, time] uV -> [filter=8, time] = linear(mix: channel, to: filter=8 * 0)", "E206"},
		{"block b() : [channel, time] uV -> [channel, time] uV = 4", "E208"},
		{"block b() : [channel, time] uV -> [channel, time] {\n  csp(4)\n}", "E304"},
		{"block b() : [channel, tme] uV -> [class] = dense(class)", "E104"},
		{"block b() : [channel, time] uW -> [class] = dense(class)", "E105"},
		{"block b() : Recordings -> Trials = trials(0..4 s)", ""},
		{"block b() : Recordings -> Trials = scale(2)", "E304"},
		{"block b() : [channel, time] uV -> [filter, channel, time] = conv(over: time, kernel: 2.5, to: filter=2)", "E207"},
		{"block b() : [channel, time] uV -> [filter, channel, time] = conv(over: time, kernel: 2 Hz, to: filter=2)", "E203"},
		{"block b() : [channel, time] uV -> [channel, time] uV = conv(over: time=4, kernel: 2)", "E208"},
		{"block b() : [channel, time] uV -> [class] = dense([class, class])", "E112"},
		{"let a = pick([C3, Cz]) |> reference(average)", ""},
		{"let motor = [\"C3\", \"Cz\"]\nlet a = pick(motor)", ""},
		{"let a = pick(4)", "E208"},
		{"let a = train(4)", "E208"},
		{"let a = tune(lda)", ""},
		{"let a = tune([lda, 4])", "E208"},
		{"let a = csp(4) |> (log_variance |> lda)", ""},
		{"let a = lda |> smooth(over: window, span: 500 ms) |> reject(below: 70 %)", ""},
		{"let a = covariances |> covariances", "E303"},
		{"let a = 3 |> csp", "E302"},
		{"let a = covariances |> linear(mix: [component, component'], to: filter=3)", ""},
		{"let a = csp |> kfold(5)", "E310"},
		{"let a = kfold(5) |> csp", "E301"},
		{"let a = log(-1)", "E212"},
		{"let a = sum(over: time)(3)", "E302"},
		{"seed 1\nseed 2", "E107"},
		{"study s {\n  data = simulated.erp |> trials(0..1 s)\n  methods = [lda]\n}", "E208"},
		{"study s {\n  data = simulated.erp |> trials(0..1 s)\n  methods = { a: kfold(5) }\n}", "E208"},
		{"study s {\n  data = simulated.erp |> trials(0..1 s)\n  methods = {}\n}", "E405"},
		{"study s {\n  data = simulated.erp |> trials(0..1 s)\n  split = { a: kfold(5), b: accuracy }\n  methods = { a: lda }\n}", "E208"},
		{"study s {\n  protocol = 4\n  methods = { a: lda }\n}", "E208"},
		{"study s {\n  protocol = s\n  methods = { a: lda }\n}", "E101"},
		{"study s {\n  data = simulated.erp |> csp(2) |> trials(0..1 s)\n  methods = { a: lda }\n}", "E308"},
		{"study s {\n  data = simulated.erp |> trials(0..1 s) |> csp(2)\n  methods = { a: lda }\n}", "E401"},
		{"study s {\n  data = simulated.erp |> trials(0..1 s) |> lda\n  methods = { a: lda }\n}", "E401 E301"},
		{"study s {\n  data = simulated.erp |> trials(0..1 s)\n  methods = { a: lda }\n}\nstudy s {\n  data = simulated.erp |> trials(0..1 s)\n  methods = { a: lda }\n}", "E107"},
		{"test \"t\" {\n  expect 1 + 1\n}", "E208"},
		{"test \"t\" {\n  expect shape(scale(2), on: [chanel=3]) == [channel=3]\n}", "E104"},
		{"test \"t\" {\n  let n = 3\n  let n = 4\n  expect n == 3\n}", "E107"},
	} {
		_, report := checktest.Program(env, "test.eegp", "eegp 1\n\n"+c.text+"\n")
		var codes []string
		for _, d := range report.All() {
			if d.Severity == diag.Error {
				codes = append(codes, d.Code)
			}
		}
		if got := strings.Join(codes, " "); got != c.want {
			t.Errorf("%s\n gives %q, want %q\n%s", c.text, got, c.want, diag.Text(report.All()))
		}
	}
}
