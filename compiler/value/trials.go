package value

// A Tensor is a dense float64 array whose axes have names. Data is row-major
// in the order of Axes.
type Tensor struct {
	Axes  []string
	Shape []int
	Data  []float64
	Rate  float64 // Hz of the time axis, 0 without one
	Start float64 // s from the event to the first sample
}

// NewTensor allocates zeros.
func NewTensor(axes []string, shape []int) *Tensor {
	n := 1
	for _, s := range shape {
		n *= s
	}
	return &Tensor{Axes: axes, Shape: shape, Data: make([]float64, n)}
}

// Stride is the number of elements of one item of the first axis.
func (t *Tensor) Stride() int {
	if len(t.Shape) == 0 || t.Shape[0] == 0 {
		return 0
	}
	return len(t.Data) / t.Shape[0]
}

// Axis is the position of an axis, -1 when absent.
func (t *Tensor) Axis(name string) int {
	for i, a := range t.Axes {
		if a == name {
			return i
		}
	}
	return -1
}

// Trials are labelled pieces of recordings. X has the axis trial first; item i
// belongs to Labels[i] and Origin[i]. Trials are shared and must not be changed
// in place.
type Trials struct {
	X        *Tensor
	Labels   []int    // index into Classes; nil where no stage may know them
	Classes  []string // sorted by name, as the field's label encoders do
	Origin   []Origin
	Channels []string // names along the channel axis while there is one
	Dropped  int      // trials lost so far to ends, gaps and rejection
}

// Origin of a trial: its recording, and which trial and window of it.
type Origin struct {
	Key
	Recording  string  // hash of the recording
	Trial      int     // number of the event within the recording
	Window     int     // number of the window within the trial
	Onset      float64 // s from the recording's first sample
	First, End int     // samples of the recording that it covers
}

// Len is the number of trials.
func (t *Trials) Len() int { return len(t.Origin) }

// Unlabelled is the same trials without their labels.
func (t *Trials) Unlabelled() *Trials {
	c := *t
	c.Labels = nil
	return &c
}

// Item is the data of trial i, shared with X.
func (t *Trials) Item(i int) []float64 {
	n := t.X.Stride()
	return t.X.Data[i*n : (i+1)*n]
}

// With is the same trials with other data, e.g. features.
func (t *Trials) With(x *Tensor) *Trials {
	c := *t
	c.X = x
	if x.Axis("channel") < 0 {
		c.Channels = nil
	}
	return &c
}

// Take is the chosen trials in the order of index; the data are copied.
func (t *Trials) Take(index []int) *Trials {
	n := t.X.Stride()
	shape := append([]int{len(index)}, t.X.Shape[1:]...)
	x := NewTensor(t.X.Axes, shape)
	x.Rate = t.X.Rate
	c := &Trials{
		X: x, Classes: t.Classes, Channels: t.Channels, Dropped: t.Dropped,
		Origin: make([]Origin, len(index)),
	}
	if t.Labels != nil {
		c.Labels = make([]int, len(index))
	}
	for to, from := range index {
		copy(x.Data[to*n:(to+1)*n], t.Item(from))
		if t.Labels != nil {
			c.Labels[to] = t.Labels[from]
		}
		c.Origin[to] = t.Origin[from]
	}
	return c
}
