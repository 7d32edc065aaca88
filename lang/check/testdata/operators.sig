# One operator a line: KIND [words] | SIGNATURE | what it does.
# KIND is map, net, learner, source, split, score, compare, value or option.
# Words: labels, random, future, batch, keeps, past_only, wip (checks, does not run yet).

# Sources
source | simulated.motor_imagery(subjects: Int in 1..1000 = 4, sessions: Int in 1..100 = 2, runs: Int in 1..100 = 1, trials: Int in 1..10000 = 40, rate: Hz in 64..2048 Hz = 128 Hz, snr: dB = 0 dB) : Recordings | Simulated imagery of two hands.
source | simulated.erp(subjects: Int in 1..1000 = 4, sessions: Int in 1..100 = 2, rate: Hz in 64..2048 Hz = 128 Hz, snr: dB = -10 dB) : Recordings | Simulated potentials after an event.
source | simulated.ssvep(subjects: Int in 1..1000 = 4, sessions: Int in 1..100 = 2, rate: Hz in 64..2048 Hz = 256 Hz, snr: dB = -12 dB) : Recordings | Simulated flicker responses.
source | files(pattern: Text, events: Record = none, channels: Record = none, eog: Names = none, unit in [as_stated, uV, mV, V, nV] = as_stated) : Recordings [channel, time] uV | Recordings of the reader's own.
source | dataset(name: Text, channels: Int, rate: Hz, classes: Names, subjects: Ints = all) : Recordings | A public data set.

# Recordings and trials
map | bandpass(band: Range Hz, order: Int in 1..12 = 4, phase in [zero, causal] = zero) : [..r, time] u -> [..r, time] u | Keeps a band of frequencies.
map | highpass(edge: Hz, order: Int in 1..12 = 4, phase in [zero, causal] = zero) : [..r, time] u -> [..r, time] u | Keeps what is faster than an edge.
map | lowpass(edge: Hz, order: Int in 1..12 = 4, phase in [zero, causal] = zero) : [..r, time] u -> [..r, time] u | Keeps what is slower than an edge.
map | notch(at: Hz, width: Hz = 1 Hz, order: Int in 1..12 = 4, phase in [zero, causal] = zero) : [..r, time] u -> [..r, time] u | Removes a narrow band.
map | filter_bank(bands: List Range Hz, phase in [zero, causal] = zero) : [..r, time] u -> [..r, band=bands, time] u | Filters into several bands at once.
map | resample(rate: Hz) : [..r, time] u -> [..r, time @ rate] u | Changes the sampling rate.
map | detrend(trend in [constant, linear] = constant) : [..r, time] u -> [..r, time] u | Removes the mean or a line.
map | reference(to: Names = average) : [..r, channel, time] u -> [..r, channel, time] u | Subtracts a reference.
map | pick(channels: Names) : [..r, channel] u -> [..r, channel=channels] u | Keeps the channels named.
map | scale(by: Real) : [..r] u -> [..r] u | Multiplies by a number.
map | trials(window: Range s, on: Names = event, ends in [closed, half_open] = closed) : Recordings [..r, time] u -> Trials [..r, time=window+1] u | Cuts a trial around every event.
map | baseline(window: Range s, mode in [mean, ratio, zscore] = mean) : Trials [..r, time] u -> Trials [..r, time] u | Corrects by the mean of a window.
map | reject(peak_to_peak: uV = none, below: Real = none) : Any -> Any | Drops trials above a limit, or decisions below a certainty.
map | windows(length: s, step: s) : Trials [..r, time] u -> Trials [..r, time=length] u | Cuts trials into windows.
map | standardize() : [..r, time] u -> [..r, time] | Zero mean and unit variance within each trial.
learner | zscore(per: Axes = channel) : [..r, per, time] u ~> [..r, per, time] | Zero mean and unit variance over the training trials.

# Spatial filters and Riemannian geometry
learner labels | csp(n: Int in 1..512 = 4, estimator in [scm, oas, lwf] = scm) : [..r, channel, time] u ~> [..r, component=n, time] u | Common spatial patterns.
learner labels | xdawn(n: Int in 1..512 = 4, estimator in [scm, oas, lwf] = scm) : [channel, time] u ~> [component, time] u | Filters that enhance an evoked response.
map | log_variance() : [..r, time] u -> [..r] | The logarithm of the variance over time.
map | covariances(estimator in [scm, oas, lwf] = scm) : [..r, C, time] u -> [..r, C, C'] u^2 | Covariance matrices of the trials.
learner labels | min_distance(metric in [riemann, logeuclid, euclid] = riemann) : [C, C'] u ~> Scores | The class whose mean is nearest.
learner | tangent_space(metric in [riemann, logeuclid, euclid] = riemann) : [..r, C, C'] u ~> [..r, feature] | Projects covariances to a flat space.
learner | recenter(metric in [riemann, logeuclid, euclid] = riemann) : [..r, C, C'] u ~> [..r, C, C'] | Moves the mean of the covariances to the identity.
map | cca(harmonics: Int in 1..20 = 5) : [..r, channel, time] u -> [..r, class] | Canonical correlation with sines of each frequency.
learner labels | trca(ensemble: Bool = no) : [..r, channel, time] u ~> [..r, class] | Task-related components.
map | combine(over: Axis, by: List Real) : [..r, over] u -> [..r] u | A weighted sum over an axis.

# Classifiers and search
learner labels | lda(shrinkage in [none, auto] = none) : [..r] u ~> Scores | Linear discriminant analysis.
learner labels | logistic(c: Real in 1e-9..1e9 = 1) : [..r] u ~> Scores | Logistic regression.
learner labels | svm(kernel in [linear, rbf] = linear, c: Real in 1e-9..1e9 = 1) : [..r] u ~> Scores | Support vectors.
learner labels | knn(k: Int in 1..1000 = 5) : [..r] u ~> Scores | Nearest neighbours.
learner labels | tune(candidates: List Learner, inner: Split = kfold(5), score: Score = accuracy) : candidates ~> candidates | Chooses a candidate on the training side.
map wip | smooth(over: Axis, span: s) : Scores -> Scores | Averages decisions over time.

# Networks
net wip | conv(over: Axes, kernel: Extent, mix: Axes = none, to: NewAxes = none, stride: Int in 1..1000 = 1, dilation: Int in 1..1000 = 1, pad in [same, valid, causal] = same, bias: Bool = no) : [..r, over, mix] u -> [..r, over, to] v | Slides learned weights along an axis.
net wip | linear(mix: Axes, per: Axes = none, to: NewAxes = none, max_norm: Real = none, bias: Bool = no) : [..r, mix, per] u -> [..r, per, to] v | Contracts axes with learned weights.
net wip | dense(to: NewAxes, max_norm: Real = none) : [..r] u -> [to] v | Contracts everything with learned weights.
net wip batch | norm(per: Axes) : [..r, per] u -> [..r, per] | Normalises over the batch.
map wip | pool(how in [mean, max, log_variance] = mean, over: Axis, by: Extent, pad in [same, valid] = same) : [..r, over=n] u -> [..r, over=n/by] u | Summarises neighbouring values.
map wip random | dropout(share: Real in 0..1 = 0.5) : [..r] u -> [..r] u | Silences values at random in training.
map wip | elu() : [..r] u -> [..r] u | An exponential below zero.
map wip | relu() : [..r] u -> [..r] u | Nothing below zero.
map wip | sum(over: Axis) : [..r, over] u -> [..r] u | Adds over an axis.
map wip | mean(over: Axis) : [..r, over] u -> [..r] u | Averages over an axis.
map wip | softmax(over: Axis) : [..r, over] -> [..r, over] | Positive numbers that sum to one.
map | exp() : [..r] -> [..r] | The exponential.
map | log() : [..r] -> [..r] | The natural logarithm.
map wip | spike() : [..r] -> [..r] | A step with a smooth gradient.
map wip | rename(axes: Renames) : [..r] u -> [..r] u | Gives an axis another name.
map wip | scan(over: Axis, from: Real = 0, step: Fn) : [..r, over] u -> [..r, over] v | Carries a value along an axis.
map keeps wip | residual(inner: Stage) : inner | Adds what comes out to what went in.
map keeps wip | repeat(times: Int in 1..1000, inner: Stage) : inner | The same stage several times, each with weights of its own.
value | tick(axis: Axis) : s | The time between two samples.
value | shape(stage: Stage, on: Shape) : Shape | The axes a stage gives for an input.
value | params(stage: Stage, on: Shape) : Int | The number of trainable weights of a stage.
learner labels wip | train(net: Net, epochs: Int in 1..100000 = 100, loss: Fn in [cross_entropy, balanced] = cross_entropy, optimizer: Optimizer = adamw, stop: Stop = none, freeze: List Stage = none, repeats: Int in 1..1000 = 1) : net ~> Scores | Trains a network on the training side.
net wip | pretrain(net: Net, task: Task, epochs: Int in 1..100000 = 100, on: Recordings = none) : net -> net | Trains a network without labels before.
option | masked(share: Real in 0..1 = 0.5) : Task | Guess what was hidden.
option | adamw(rate: Real in 0..1 = 0.001, decay: Real in 0..1 = 0) : Optimizer | Steps with momentum and decay.
option | patience(epochs: Int in 1..10000) : Stop | Stops when the held-out loss no longer falls.

# Splits, scores, comparisons
split | kfold(k: Int in 2..1000 = 5, of in [trial, run, session, subject] = trial, within in [all, run, session, subject] = session) : Split | Parts of equal size, each tested once.
split | leave_out(n: Int in 1..100 = 1, of in [trial, run, session, subject] = subject, within in [all, session, subject] = all) : Split | Tests each group once.
split | holdout(share: Real in 0..1 = 0.2, of in [trial, run, session, subject] = trial, within in [all, run, session, subject] = session) : Split | The last part is tested.
split past_only wip | online(train: Selection, window: s, step: s, idle: Names = none) : Split | The past trains, a window slides over the rest.
option | first(n: Int in 1..100 = 1, of in [trial, run, session, subject] = session) : Selection | The first groups.
score | accuracy() : Score | The share of correct predictions.
score | balanced_accuracy() : Score | The mean recall of the classes.
score | kappa() : Score | Agreement beyond chance.
score | f1(average in [macro, micro, weighted] = macro) : Score | The harmonic mean of precision and recall.
score | auc() : Score | The area under the ROC curve.
score | confusion() : Score | True classes against predicted ones.
score wip | itr(selection: s = 0 s, rest: s = 0 s) : Score | Bits per minute.
score wip | latency() : Score | The time to the first correct decision.
score wip | false_alarms() : Score | Wrong decisions in idle time.
compare | wilcoxon(against: Names = none, correct in [none, holm, bonferroni] = none) : Compare | Signed ranks over subjects.
compare | effect(size in [hedges, cohen] = hedges) : Compare | How large a difference is.
compare | pooled(how in [stouffer, fisher] = stouffer) : Compare | Joins p values of data sets.
