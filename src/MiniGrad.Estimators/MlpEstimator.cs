using System.Runtime.CompilerServices;
using MiniGrad.Data;
using MiniGrad.Layers;
using MiniGrad.Training;

namespace MiniGrad.Estimators;

/// <summary>A <see cref="Mlp{T}"/> that is made, trained with Adam and asked in one call each, in the manner of scikit-learn.</summary>
/// <remarks><para>The defaults are those of scikit-learn's <c>MLPClassifier</c> and <c>MLPRegressor</c>, but for three things: inputs and a
/// regressor's targets are scaled; two classes have two logits and a softmax; and early stopping goes by the loss of the samples held out,
/// not by their score. Weights start as <see cref="Initializers.Initializer.GlorotUniform"/>, biases at 0: with He's distribution, small
/// tables were seen to generalise less.</para>
/// <para>The same settings, data and seed give the same bits on the same machine. Predictions are safe from any number of threads at once,
/// also while another fits. A fit that fails or is cancelled leaves the estimator as it was.</para></remarks>
public abstract partial class MlpEstimator
{
    internal const int MaximumHiddenLayers = 1000;

    internal const int MaximumMembers = 1000;

    private const int LargestUsualBatch = 200;

    private volatile FittedMlp? fitted;

    private protected MlpEstimator() { }

    /// <summary>The units of each hidden layer, each at least 1; at most 1,000 layers; none for a linear model. Default: 100.</summary>
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

    /// <summary>α of the penalty on large weights, at least 0: <c>α/(2B)·ΣW²</c> in a step's loss, with B the batch size and W all weights,
    /// not the biases. scikit-learn's <c>alpha</c>. As <see cref="Optimizers.Optimizer{T}.WeightDecay"/> it is <c>λ = α/B</c>. Default:
    /// 0.0001.</summary>
    /// <remarks>A smaller last batch has the same penalty; scikit-learn divides by its size. The losses in <see cref="History"/> are
    /// without it. For a regressor with k outputs λ is <c>2α/(kB)</c>, because its loss is the mean of the squares and scikit-learn's half
    /// their sum.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">It is negative or not finite.</exception>
    public double L2Penalty { get; init => field = Check(IsNotNegative(value), "a finite number of at least 0", value); } = 1e-4;

    /// <summary>The smallest decrease of the loss that counts as an improvement, at least 0. Default: 0.0001.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is negative or not finite.</exception>
    public double Tolerance { get; init => field = Check(IsNotNegative(value), "a finite number of at least 0", value); } = 1e-4;

    /// <summary>After how many epochs in a row without a better loss training ends, at least 1: the loss of the training samples, or with
    /// <see cref="StopsEarly"/> of those held out. Default: 10.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is below 1.</exception>
    public int Patience { get; init => field = Check(value >= 1, "at least 1", value); } = 10;

    /// <summary>Whether a share of the samples is held out and evaluated after each epoch, to end training when their loss gets no better
    /// and to go back to the best weights. Default: false.</summary>
    public bool StopsEarly { get; init; }

    /// <summary>The share of the samples that <see cref="StopsEarly"/> holds out, above 0 and below 1. Default: 0.1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is out of its range.</exception>
    public double ValidationShare { get; init => field = Check(value is > 0 and < 1, "above 0 and below 1", value); } = 0.1;

    /// <summary>How inputs are scaled, by figures of the samples learned from. Default: to mean 0 and standard deviation 1. scikit-learn
    /// does not scale.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not defined.</exception>
    public Scaling InputScaling { get; init => field = Check(Enum.IsDefined(value), "a defined scaling", value); } = Scaling.Standard;

    /// <summary>The seed of starting weights, order of samples, dropout and the samples held out. Default: 0.</summary>
    public ulong Seed { get; init; }

    /// <summary>How many networks are trained from different starting weights, from 1 to 1,000; their probabilities, or a regressor's
    /// numbers, are averaged. Five are usually better than the best of them. Default: 1. B. Lakshminarayanan, A. Pritzel, C. Blundell,
    /// Simple and scalable predictive uncertainty estimation using deep ensembles, 2017.</summary>
    /// <remarks>Each is the network that an estimator with its one of <see cref="MemberSeeds"/> as <see cref="Seed"/> trains alone, bit for
    /// bit, but that with <see cref="StopsEarly"/> all have the same samples held out, by <see cref="Seed"/>.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">It is out of its range.</exception>
    public int Members { get; init => field = Check(value is >= 1 and <= MaximumMembers, "from 1 to 1000", value); } = 1;

    /// <summary>How many members are trained at once, at least 1, each by one thread where there are several. The result is the same. It is
    /// not kept in files. Default: 1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is below 1.</exception>
    public int Workers { get; init => field = Check(value >= 1, "at least 1", value); } = 1;

    /// <summary>The seeds of the members: <see cref="Seed"/> of member 0, so that it is the network of an estimator with one member, and
    /// <see cref="EnsembleMember.SeedOf"/> of <see cref="Seed"/> and the number of each other.</summary>
    public IReadOnlyList<ulong> MemberSeeds =>
        Array.AsReadOnly([.. Enumerable.Range(0, Members).Select(member => member == 0 ? Seed : EnsembleMember.SeedOf(Seed, member))]);

    /// <summary>Whether a fit begins with the weights of the last one, rather than with random ones: for samples of the same kind that have
    /// changed a little. Inputs are scaled and columns encoded by the new samples. It is not kept in files. Default: false.</summary>
    /// <remarks>Where features or classes are others, the fit is refused. To learn more of samples that come bit by bit, with one scaling,
    /// there is <c>PartialFit</c>.</remarks>
    public bool StartsWarm { get; init; }

    /// <summary>The column of a table that says how much each row counts, a number of at least 0; it is no feature. Scores of tables are
    /// weighted by it too, where they have it. Default: none, all rows count the same.</summary>
    /// <exception cref="ArgumentException">The name is empty.</exception>
    public string? WeightColumn
    {
        get;
        init
        {
            if (value is not null) ArgumentException.ThrowIfNullOrEmpty(value, nameof(WeightColumn));
            field = value;
        }
    }

    /// <summary>The callbacks, told of every step and epoch of the first member in this order. Default: none.</summary>
    public IReadOnlyList<TrainingCallback> Callbacks { get; init; } = [];

    /// <summary>Whether training of a single network that is cancelled after an epoch ends there with what was learned, rather than with
    /// nothing.</summary>
    internal bool KeepsInterrupted { get; init; }

    /// <summary>Whether there is something to predict with.</summary>
    public bool IsFitted => fitted is not null;

    /// <summary>The network, the first of several. It takes scaled inputs; a classifier's outputs are logits, a regressor's are scaled
    /// targets.</summary>
    /// <exception cref="InvalidOperationException">Nothing was fitted yet.</exception>
    public Mlp<float> Model => Fitted.Model;

    /// <summary>The networks of all <see cref="Members"/>, each as <see cref="Model"/>.</summary>
    /// <exception cref="InvalidOperationException">Nothing was fitted yet.</exception>
    public IReadOnlyList<Mlp<float>> Models => Fitted.Models;

    /// <summary>How the last fit went, of several members that of the first, or null if the estimator was loaded from a file.</summary>
    /// <exception cref="InvalidOperationException">Nothing was fitted yet.</exception>
    public TrainingHistory? History => Fitted.Histories.Count > 0 ? Fitted.Histories[0] : null;

    /// <summary>How the last fit of each member went; none if the estimator was loaded from a file.</summary>
    /// <exception cref="InvalidOperationException">Nothing was fitted yet.</exception>
    public IReadOnlyList<TrainingHistory> Histories => Fitted.Histories;

    /// <summary>What makes features of a table's columns, or null if the fit was on tensors.</summary>
    /// <exception cref="InvalidOperationException">Nothing was fitted yet.</exception>
    public TableEncoder? Encoder => Fitted.Encoder;

    /// <summary>The number of features that the network takes.</summary>
    /// <exception cref="InvalidOperationException">Nothing was fitted yet.</exception>
    public int FeatureCount => Fitted.FeatureCount;

    private protected string Name => GetType().Name;

    /// <exception cref="InvalidOperationException">Nothing was fitted yet.</exception>
    internal FittedMlp Fitted =>
        fitted ?? throw new InvalidOperationException($"{Name}: call Fit or Load first; nothing was learned yet.");

    /// <summary>Has predictions go by something else from now on.</summary>
    private protected void Replace(FittedMlp known)
    {
        // What comes bit by bit goes on with the same networks.
        if (online is { } state && ReferenceEquals(state.Known, fitted)) state.Known = known;
        fitted = known;
    }

    /// <exception cref="ArgumentException">There are none.</exception>
    private protected void CheckJudged(int samples)
    {
        if (samples == 0) throw new ArgumentException($"{Name}: expected samples to judge it by, got none.");
    }

    private static bool IsNotNegative(double value) => value >= 0 && double.IsFinite(value);

    private protected TValue Check<TValue>(bool isValid, string expected, TValue value, [CallerMemberName] string setting = "") =>
        isValid
            ? value
            : throw new ArgumentOutOfRangeException(setting, Invariant($"{Name}: expected {setting} to be {expected}, got {value}."));
}
