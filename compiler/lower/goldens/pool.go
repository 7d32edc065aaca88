package goldens

import (
	"fmt"
	"math"
	"strings"
	"testing"
)

func pools(t *testing.T, m Machine) {
	m.each(t, "pool", func(t *testing.T, c *vector) {
		v := layerVector{in: "batch filter time", out: "batch filter time"}
		switch c.Op {
		case "mean_pool", "max_pool":
			v.text = pool(t, c, strings.TrimSuffix(c.Op, "_pool"), "time")
		case "mean_pool2d", "max_pool2d":
			v.in, v.out = "batch filter channel time", "batch filter channel time"
			v.text = pool(t, c, strings.TrimSuffix(c.Op, "_pool2d"), "[channel, time]")
		case "var_pool":
			v.text = pool(t, c, "variance", "time")
		case "log_var_pool":
			v.text = pool(t, c, "variance", "time") + fmt.Sprintf(" |> clip(%s) |> log", clipOf(t, c))
		case "square_mean_log":
			v.text = "square |> " + pool(t, c, "mean", "time") + fmt.Sprintf(" |> clip(%s) |> log", clipOf(t, c))
		case "adaptive_mean", "adaptive_max":
			v.text = fmt.Sprintf("pool(%s, over: time, into: %d)", strings.TrimPrefix(c.Op, "adaptive_"), c.Params.Int(t, "out"))
		case "global_mean", "global_max", "global_std":
			axes := c.Params.Text(t, "axis")
			v.text = fmt.Sprintf("%s(over: [%s])", strings.TrimPrefix(c.Op, "global_"), axes)
			v.out = "batch filter"
			if axes == "filter,time" {
				v.out = "batch"
			}
		case "log_mean_square":
			v.text = fmt.Sprintf("block net() : [filter, time] -> [filter] {\n  log(mean(x ^ 2, over: time) + %g) / log(10)\n}\n", c.Params.Float(t, "eps"))
			v.out = "batch filter"
		default:
			t.Fatalf("no network for %s", c.Op)
		}
		v.judge(t, c)
	})
}

// clipOf writes the bounds of a case; one that is missing is far away.
func clipOf(t *testing.T, c *vector) string {
	ends := c.Params["clip"].([]any)
	high, ok := ends[1].(float64)
	if !ok {
		high = math.MaxFloat32
	}
	return fmt.Sprintf("%g..%g", ends[0], high)
}

func pool(t *testing.T, c *vector, how, over string) string {
	p := c.Params
	text := fmt.Sprintf("pool(%s, over: %s, by: %s, stride: %s", how, over, pairOf(p.Ints(t, "kernel")), pairOf(p.Ints(t, "stride")))
	switch {
	case c.Params["ceil_mode"] == true:
		text += ", pad: end"
	case !p.Has("padding"), p.Is("padding", "valid"):
		text += ", pad: valid"
	case p.Is("padding", "same"):
		text += ", pad: same"
	default:
		text += fmt.Sprintf(", margin: %d", p.Int(t, "padding"))
	}
	if p["count_include_pad"] == true {
		text += ", include_pad: yes"
	}
	if p.Has("ddof") {
		text += fmt.Sprintf(", ddof: %d", p.Int(t, "ddof"))
	}
	return text + ")"
}
