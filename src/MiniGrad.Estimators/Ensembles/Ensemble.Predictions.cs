namespace MiniGrad.Estimators;

// What the members say together.
public sealed partial class Ensemble<T>
{
    /// <summary>The outputs of every member, as they are.</summary>
    /// <param name="inputs">Any number of samples along the first axis.</param>
    /// <returns>[samples, members, ...].</returns>
    /// <exception cref="ArgumentException">A member does not take such inputs, or there is no first axis.</exception>
    /// <exception cref="InvalidOperationException">The members' outputs have different shapes, or are not one for each sample.</exception>
    /// <exception cref="CaptureException">A member cannot be captured; the message says why.</exception>
    public Tensor<T> PredictMembers(Tensor<T> inputs) => predictor.Predict(inputs);

    /// <summary>The averaged probability of each class, <c>softmax(log p̄ / t)</c> with <see cref="Temperature"/> t, by default
    /// <c>p̄ = Σ_m w_m·softmax(z_m)</c>.</summary>
    /// <returns>[samples, classes], or [samples, 2] where members have one output; each row sums to 1.</returns>
    /// <exception cref="InvalidOperationException">The members' outputs are not [samples, classes] of one shape.</exception>
    /// <inheritdoc cref="PredictMembers"/>
    public Tensor<T> PredictProbabilities(Tensor<T> inputs) => Outputs(inputs).Probabilities(Temperature);

    /// <summary>The logarithms of <see cref="PredictProbabilities"/>, which do not underflow. They are logits as well: metrics such as
    /// <see cref="MiniGrad.Training.Metric.LogLoss"/> and losses take them.</summary>
    /// <returns>[samples, classes], or [samples, 2] where members have one output.</returns>
    /// <inheritdoc cref="PredictProbabilities"/>
    public Tensor<T> PredictLogProbabilities(Tensor<T> inputs) => Average(inputs).ToTensor<T>();

    /// <summary>The most probable class of each sample by the averaged probabilities; the first of several.</summary>
    /// <returns>The classes, [samples].</returns>
    /// <inheritdoc cref="PredictProbabilities"/>
    public IndexTensor PredictClasses(Tensor<T> inputs) => Average(inputs).ToClasses();

    /// <summary>The mean of the members' outputs, <c>μ = Σ_m w_m·y_m</c>: the prediction of regressors.</summary>
    /// <returns>[samples, ...], as the outputs of a member.</returns>
    /// <inheritdoc cref="PredictMembers"/>
    public Tensor<T> PredictMeans(Tensor<T> inputs) => Rounded(MeansAndSpread(inputs).Means);

    /// <summary>How far the members' outputs lie from their mean, <c>√Σ_m w_m·(y_m − μ)²</c>; 0 of a single member.</summary>
    /// <returns>[samples, ...], as the outputs of a member.</returns>
    /// <inheritdoc cref="PredictMembers"/>
    public Tensor<T> PredictSpread(Tensor<T> inputs) => Rounded(MeansAndSpread(inputs).Spread);

    /// <summary>How uncertain the members are of each sample's class, and how much they disagree.</summary>
    /// <remarks>Of p̄ as the members have it, whatever the <see cref="Temperature"/>.</remarks>
    /// <inheritdoc cref="PredictProbabilities"/>
    /// <returns>Numbers for each sample, in nats.</returns>
    public EnsembleDisagreement<T> PredictDisagreement(Tensor<T> inputs) => EnsembleDisagreement<T>.Of(Outputs(inputs));

    internal MemberOutputs<T> Outputs(Tensor<T> inputs) => new(predictor.Predict(inputs), Weights);

    /// <param name="inputs">Any number of samples along the first axis.</param>
    /// <param name="map">From a member's number, and its place in the outputs, to the number to be averaged. Default: itself.</param>
    internal (Tensor<double> Means, Tensor<double> Spread) MeansAndSpread(Tensor<T> inputs, Func<double, int, double>? map = null) =>
        Outputs(inputs).MeansAndSpread(map);

    private LogProbabilities Average(Tensor<T> inputs) => Outputs(inputs).Average().At(Temperature);

    private static Tensor<T> Rounded(Tensor<double> numbers) =>
        new(Array.ConvertAll(numbers.ToArray(), T.CreateTruncating), numbers.Shape);
}
