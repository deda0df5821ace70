using System.Runtime.CompilerServices;
using MiniGrad.Data;
using MiniGrad.Layers;
using MiniGrad.Training;

namespace MiniGrad.Estimators;

/// <summary>
/// What <see cref="MlpClassifier"/> and <see cref="MlpRegressor"/> have in common: a <see cref="Mlp{T}"/> that is made, trained with Adam and asked in one call
/// each, in the manner of scikit-learn.
/// </summary>
/// <remarks>
/// <para>
/// The defaults are those of scikit-learn's <c>MLPClassifier</c> and <c>MLPRegressor</c>, but for three things. Inputs are scaled, and so are a regressor's
/// targets; scikit-learn leaves that to its user. Two classes have two logits and a softmax rather than one and a sigmoid. And early stopping looks at the loss of
/// the samples held out, not at their score. All weights start as <see cref="Initializers.Initializer.GlorotUniform"/>, as there, and biases at 0: He's
/// distribution, which <see cref="Mlp{T}"/> takes for ReLU, starts the first layer of a table with few features so large that the fit was seen to
/// generalise less.
/// </para>
/// <para>
/// The same settings, data and seed give the same estimator, bit for bit, on the same machine. Predictions are safe from any number of threads at once, also
/// while another fits: they come from what was fitted last. A fit that fails or is cancelled leaves the estimator as it was.
/// </para>
/// </remarks>
public abstract partial class MlpEstimator
{
    internal const int MaximumHiddenLayers = 1000;

    private const int LargestUsualBatch = 200;

    private volatile FittedMlp? fitted;

    private protected MlpEstimator() { }

    /// <summary>The number of units in each hidden layer, each at least 1; at most 1,000 layers; with none, the model is linear. Default: one layer of 100.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A size is below 1, or there are more than 1,000.</exception>
    public IReadOnlyList<int> HiddenSizes
    {
        get;
        init
        {
            ArgumentNullException.ThrowIfNull(value);
            int[] sizes = [.. value];
            Check(sizes.Length <= MaximumHiddenLayers, "at most 1000 sizes", sizes.Length);
            Check(Array.TrueForAll(sizes, size => size >= 1), "sizes of at least 1", $"[{string.Join(", ", sizes)}]");
            field = Array.AsReadOnly(sizes);
        }
    }
    = [100];

    /// <summary>What follows each hidden layer. Default: <see cref="Activation.Relu"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not defined.</exception>
    public Activation Activation { get; init => field = Check(Enum.IsDefined(value), "a defined activation", value); } = Activation.Relu;

    /// <summary>The probability with which a hidden unit is dropped in training, from 0 to below 1. Default: 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is out of its range.</exception>
    public double Dropout { get; init => field = Check(value is >= 0 and < 1, "from 0 to below 1", value); }

    /// <summary>Adam's η, at least 0. Default: 0.001.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is negative or not finite.</exception>
    public double LearningRate { get; init => field = Check(IsNotNegative(value), "a finite number of at least 0", value); } = 1e-3;

    /// <summary>The samples in a step, at least 1; more than there are mean all of them. Default: null, 200.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is below 1.</exception>
    public int? BatchSize { get; init => field = Check(value is null or >= 1, "at least 1", value); }

    /// <summary>The most passes over the training samples, at least 1. Default: 200.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is below 1.</exception>
    public int Epochs { get; init => field = Check(value >= 1, "at least 1", value); } = 200;

    /// <summary>
    /// α of the penalty on large weights, at least 0: <c>α/(2B)·ΣW²</c> is a part of a step's loss, with B the batch size and W all weights, not the biases. It is
    /// scikit-learn's <c>alpha</c>: its weight in each step falls with the size of the batch. As <see cref="Optimizers.Optimizer{T}.WeightDecay"/> it is
    /// <c>λ = α/B</c>. Default: 0.0001.
    /// </summary>
    /// <remarks>
    /// A last batch that is smaller has the same penalty; scikit-learn divides by its own size. The losses in <see cref="History"/> are without the penalty. For a
    /// regressor with k outputs λ is <c>2α/(kB)</c>, because its loss is the mean of the squares and scikit-learn's half their sum.
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException">It is negative or not finite.</exception>
    public double L2Penalty { get; init => field = Check(IsNotNegative(value), "a finite number of at least 0", value); } = 1e-4;

    /// <summary>By how much the loss must have become smaller than the last that counted, to count as better; at least 0. Default: 0.0001.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is negative or not finite.</exception>
    public double Tolerance { get; init => field = Check(IsNotNegative(value), "a finite number of at least 0", value); } = 1e-4;

    /// <summary>
    /// After how many epochs in a row without a better loss training ends, at least 1: a better loss on the training samples, or with
    /// <see cref="StopsEarly"/> on those held out. Default: 10. As many as <see cref="Epochs"/> are never over.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">It is below 1.</exception>
    public int Patience { get; init => field = Check(value >= 1, "at least 1", value); } = 10;

    /// <summary>
    /// Whether a part of the samples, <see cref="ValidationShare"/>, is not learned from but evaluated after each epoch, to end training when their loss gets no
    /// better and to go back to the weights with which it was best. Default: false.
    /// </summary>
    public bool StopsEarly { get; init; }

    /// <summary>The share of the samples, and of each class, that <see cref="StopsEarly"/> holds out, above 0 and below 1. Default: 0.1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is out of its range.</exception>
    public double ValidationShare { get; init => field = Check(value is > 0 and < 1, "above 0 and below 1", value); } = 0.1;

    /// <summary>
    /// How inputs are scaled, by figures that are found from the samples learned from and belong to the fitted estimator. Default: to mean 0 and standard
    /// deviation 1. scikit-learn does not scale.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not defined.</exception>
    public Scaling InputScaling { get; init => field = Check(Enum.IsDefined(value), "a defined scaling", value); } = Scaling.Standard;

    /// <summary>What everything random follows from: starting weights, the order of the samples, dropout, what is held out. Default: 0.</summary>
    public ulong Seed { get; init; }

    /// <summary>The callbacks, told of every step and epoch in this order. Default: none.</summary>
    public IReadOnlyList<TrainingCallback> Callbacks { get; init; } = [];

    /// <summary>Whether there is something to predict with.</summary>
    public bool IsFitted => fitted is not null;

    /// <summary>The network. It takes scaled inputs; a classifier's outputs are logits, a regressor's are scaled targets.</summary>
    /// <exception cref="InvalidOperationException">Nothing was fitted yet.</exception>
    public Mlp<float> Model => Fitted.Model;

    /// <summary>How the last fit went, or null if the estimator was loaded from a file.</summary>
    /// <exception cref="InvalidOperationException">Nothing was fitted yet.</exception>
    public TrainingHistory? History => Fitted.History;

    /// <summary>What makes features of a table's columns, or null if the fit was on tensors.</summary>
    /// <exception cref="InvalidOperationException">Nothing was fitted yet.</exception>
    public TableEncoder? Encoder => Fitted.Encoder;

    /// <summary>The number of features that the network takes.</summary>
    /// <exception cref="InvalidOperationException">Nothing was fitted yet.</exception>
    public int FeatureCount => Fitted.FeatureCount;

    private protected string Name => GetType().Name;

    /// <exception cref="InvalidOperationException">Nothing was fitted yet.</exception>
    private protected FittedMlp Fitted => fitted ?? throw new InvalidOperationException($"{Name}: call Fit or Load first; nothing was learned yet.");

    /// <exception cref="ArgumentException">There are none.</exception>
    private protected void CheckJudged(int samples)
    {
        if (samples == 0) throw new ArgumentException($"{Name}: expected samples to judge it by, got none.");
    }

    private static bool IsNotNegative(double value) => value >= 0 && double.IsFinite(value);

    private protected TValue Check<TValue>(bool isValid, string expected, TValue value, [CallerMemberName] string setting = "") =>
        isValid ? value : throw new ArgumentOutOfRangeException(setting, Invariant($"{Name}: expected {setting} to be {expected}, got {value}."));
}
