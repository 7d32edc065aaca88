package lower_test

var twins = map[string]twin{
	"OneD_CNN": {
		use: "std.models.benchmark (electrode_cnn)", net: "electrode_cnn(drop: 0 %)", slim: "electrode_cnn(width: 12, hidden: 10, drop: 0 %)",
		tensors: electrodeCNN,
	},
}

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
