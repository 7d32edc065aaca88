package goldens

import "strings"

// A twin is a network of the library beside its reference.
type twin struct {
	use string // the module it is of
	net string // the block, or a variant by its dotted name
	// args are given besides: what tells this network from others of its block, and
	// in the model family the widths that the reference was made small by.
	args, slim string
	// tensors has one line a layer, or a tensor: its name in the reference, its path
	// within the network, and the order of axes that the reference flattens it in.
	tensors string
}

// expr is the network without dropout, which the reference switches off.
func (tw twin) expr(slim bool) string {
	args := "drop: 0 %"
	for _, more := range []string{tw.args, tw.slim} {
		if more != "" && (slim || more == tw.args) {
			args += ", " + more
		}
	}
	return tw.net + "(" + args + ")"
}

const benchmark = "std.models.benchmark"

var twins = map[string]twin{
	"Single_LSTM":            {benchmark, "benchmark.single_lstm", "", "units: 16, hidden: 12", recurrent("lstm", false)},
	"Single_GRU":             {benchmark, "benchmark.single_gru", "", "units: 16, hidden: 12", recurrent("gru", true)},
	"OneD_CNN":               {benchmark, "benchmark.electrode_cnn", "", narrow, electrodeCNN},
	"OneD_CNN_Dilated":       {benchmark, "benchmark.electrode_cnn", "dilation: 2", narrow, electrodeCNN},
	"OneD_CNN_Causal":        {benchmark, "benchmark.electrode_cnn", "pad: causal", narrow, electrodeCNN},
	"OneD_CNN_CausalDilated": {benchmark, "benchmark.electrode_cnn", "pad: causal, dilation: 2", narrow, electrodeCNN},
	"TwoD_CNN":               {benchmark, "benchmark.twod_cnn", "", narrow, electrodeCNN},
	"TwoD_CNN_Dilated":       {benchmark, "benchmark.twod_cnn", "dilation: 2", narrow, electrodeCNN},
	"TwoD_CNN_Separable":     {benchmark, "benchmark.twod_cnn_separable", "", narrow, separableCNN},
	"TwoD_CNN_Depthwise":     {benchmark, "benchmark.twod_cnn_depthwise", "", narrow, depthwiseCNN},
	"CNN_LSTM":               {benchmark, "benchmark.cnn_lstm", "", narrow + ", units: 14", oneStep("lstm.bias")},
	"CNN_GRU":                {benchmark, "benchmark.cnn_gru", "", narrow + ", units: 14", oneStep("gru.bias+gru.recurrent_bias")},
	"Single_ConvLSTM2D":      {benchmark, "benchmark.single_conv_lstm", "", "width: 6, hidden: 10", convLSTM},

	"EEGNet_8_2":           {"std.models.eegnet", "eegnet.released", "", "", eegnet("filter.in time.in")},
	"EEGNet_4_2":           {"std.models.eegnet", "eegnet.released", "filters: 4, separable: 8", "", eegnet("filter.in time.in")},
	"EEGNet_8_2_filterbn":  {"std.models.eegnet", "eegnet.per_filter", "", "", eegnet("filter.in time.in")},
	"EEGNet_8_2_reference": {"std.models.eegnet", "eegnet.original", "", "", eegnet("time.in filter.in")},
	"EEGNet_braindecode":   {"std.models.eegnet", "eegnet.braindecode", "", "", eegnet("filter.in time.in")},
	"EEGNeX_8_32":          {"std.models.eegnex", "eegnex.released", "", "", eegnex},
	"EEGNeX_8_32_filterbn": {"std.models.eegnex", "eegnex.per_filter", "", "kernel: 32", eegnex},
	"EEGNeX_braindecode":   {"std.models.eegnex", "eegnex.braindecode", "", "", eegnex},

	"ShallowConvNet_braindecode": {"std.models.shallow_convnet", "shallow_convnet.braindecode", "", "", shallow("filter.in time.in")},
	"ShallowConvNet_keras":       {"std.models.shallow_convnet", "shallow_convnet.keras", "", "filters: 20", shallow("time.in filter.in")},
	"DeepConvNet_braindecode": {
		"std.models.deep_convnet", "deep_convnet.braindecode", "",
		"first: 6, spatial: 6, second: 8, third: 10, fourth: 12", deep("filter.in time.in"),
	},
	"DeepConvNet_keras": {
		"std.models.deep_convnet", "deep_convnet.keras", "",
		"first: 6, spatial: 7, second: 9, third: 11, fourth: 13", deep("time.in filter.in"),
	},
}

const narrow = "width: 12, hidden: 10"

const electrodeCNN = `
	conv1  conv    filter time.in channel.tap
	bn1    norm
	conv2  conv_2  filter filter.in channel.tap
	bn2    norm_2
	conv3  conv_3  filter filter.in channel.tap
	bn3    norm_3
	dense1 dense   feature channel.in filter.in
	dense2 dense_2 class feature.in
`

const separableCNN = `
	conv1.depthwise  conv.kernel     filter channel.tap
	conv1.pointwise  linear.kernel   filter filter.in
	conv1.bias       linear.bias
	bn1              norm
	conv2.depthwise  conv_2.kernel   filter channel.tap
	conv2.pointwise  linear_2.kernel filter filter.in
	conv2.bias       linear_2.bias
	bn2              norm_2
	conv3.depthwise  conv_3.kernel   filter channel.tap
	conv3.pointwise  linear_3.kernel filter filter.in
	conv3.bias       linear_3.bias
	bn3              norm_3
	dense1           dense           feature channel.in filter.in
	dense2           dense_2         class feature.in
`

const depthwiseCNN = `
	conv1            conv            filter channel.tap
	bn1              norm
	conv2.depthwise  conv_2.kernel   filter channel.tap
	conv2.pointwise  linear.kernel   filter filter.in
	conv2.bias       linear.bias
	bn2              norm_2
	conv3.depthwise  conv_3.kernel   filter channel.tap
	conv3.pointwise  linear_2.kernel filter filter.in
	conv3.bias       linear_2.bias
	bn3              norm_3
	dense1           dense           feature channel.in filter.in
	dense2           dense_2         class feature.in
`

// recurrent is three recurrent layers of an operator; two biases are one tensor of
// the reference.
func recurrent(op string, twoBiases bool) string {
	line := func(golden, ours, mix string) string {
		second := ""
		if twoBiases {
			second = "+" + ours + ".recurrent_bias"
		}
		return golden + ".kernel " + ours + ".kernel " + mix + ".in gate feature\n" +
			golden + ".recurrent " + ours + ".recurrent feature.in gate feature\n" +
			golden + ".bias " + ours + ".bias" + second + " gate feature\n"
	}
	return line("rnn1", op, "time") + line("rnn2", op+"_2", "feature") + line("rnn3", op+"_3", "feature") + `
	dense1 dense   feature feature.in
	dense2 dense_2 class feature.in
`
}

func eegnet(flat string) string {
	return `
	conv1         conv            filter time.tap
	bn1           norm
	spatial       linear          filter depth channel.in
	bn2           norm_2
	sep.depthwise conv_2.kernel   filter time.tap
	sep.pointwise linear_2.kernel filter filter.in
	bn3           norm_3
	dense         dense           class ` + flat
}

const eegnex = `
	conv1   conv   filter time.tap
	bn1     norm
	conv2   conv_2 filter filter.in time.tap
	bn2     norm_2
	spatial linear filter depth channel.in
	bn3     norm_3
	conv4   conv_3 filter filter.in time.tap
	bn4     norm_4
	conv5   conv_4 filter filter.in time.tap
	bn5     norm_5
	dense   dense  class filter.in time.in
`

func shallow(flat string) string {
	return `
	conv_time conv   filter time.tap
	conv_spat linear filter filter.in channel.in
	bn        norm
	dense     dense  class ` + flat
}

func deep(flat string) string {
	return `
	conv_time conv   filter time.tap
	conv_spat linear filter filter.in channel.in
	bn1       norm
	conv_2    conv_2 filter filter.in time.tap
	bn2       norm_2
	conv_3    conv_3 filter filter.in time.tap
	bn3       norm_3
	conv_4    conv_4 filter filter.in time.tap
	bn4       norm_4
	dense     dense  class ` + flat
}

// oneStep is the convolutions of electrodeCNN and a recurrent layer with a bias.
func oneStep(bias string) string {
	op, _, _ := strings.Cut(bias, ".")
	return `
	conv1         conv    filter time.in channel.tap
	bn1           norm
	conv2         conv_2  filter filter.in channel.tap
	bn2           norm_2
	conv3         conv_3  filter filter.in channel.tap
	bn3           norm_3
	rnn.kernel    ` + op + `.kernel channel.in filter.in gate feature
	rnn.recurrent ` + op + `.recurrent feature.in gate feature
	rnn.bias      ` + bias + ` gate feature
	dense1        dense   feature feature.in
	dense2        dense_2 class feature.in
`
}

const convLSTM = `
	convlstm.kernel    conv_lstm.kernel    gate filter time.in channel.tap
	convlstm.recurrent conv_lstm.recurrent gate filter filter.in channel.tap
	convlstm.bias      conv_lstm.bias      gate filter
	bn1                norm
	dense1             dense               feature channel.in filter.in
	dense2             dense_2             class feature.in
`
