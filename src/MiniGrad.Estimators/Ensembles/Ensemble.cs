using MiniGrad.Data;
using MiniGrad.Layers;

namespace MiniGrad.Estimators;

/// <summary>Several networks that answer together. Of classifiers the probabilities are averaged, <c>p̄ = Σ_m w_m·softmax(z_m)</c>, of
/// regressors the numbers, <c>μ = Σ_m w_m·y_m</c>. Networks from different starting weights err in different places, so their average is
/// better than they are, and where they disagree it is not to be trusted. B. Lakshminarayanan, A. Pritzel, C. Blundell, Simple and scalable
/// predictive uncertainty estimation using deep ensembles, 2017.</summary>
/// <remarks><para>All members are run by one captured step. Averages are computed in double precision from logarithms of probabilities, so
/// that none underflows, and rounded at the end. An output that is NaN or +∞ makes its row NaN. The members' weights are used as they
/// are at each call. Safe for many threads at once, while nobody trains.</para>
/// <para>A classifier's outputs are logits [samples, classes]; a single one z is the logit of the second of two classes,
/// <c>σ(z)</c>.</para></remarks>
/// <example><code>
/// Ensemble&lt;float&gt; ensemble = Ensemble.Train(members: 5, seed: 1, member =>
/// {
///     var network = new Mlp&lt;float&gt;([784, 128, 10], Activation.Relu, member.Random);
///     new Trainer&lt;float&gt;(network, new Adam&lt;float&gt;(network.Parameters), training) { Seed = member.Seed }.Fit(2);
///     return network;
/// });
/// Tensor&lt;float&gt; probabilities = ensemble.Calibrate(validation).PredictProbabilities(images);
/// </code></example>
public sealed partial class Ensemble<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Predictor<T> predictor;

    /// <param name="members">Networks of the same inputs and outputs, at least one, each once.</param>
    /// <param name="weights">How much each counts, above 0; only their ratios matter. Default: all the same.</param>
    /// <exception cref="ArgumentException">There are no members, one is there twice, there are not as many weights, or members are known to
    /// take or give different numbers. Of layers that do not tell, that is found at the first prediction.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A weight is not finite and above 0.</exception>
    public Ensemble(IReadOnlyList<Layer<T>> members, IReadOnlyList<double>? weights = null)
    {
        Guard.NotEmpty(members, nameof(Ensemble<T>), "member");
        Members = Array.AsReadOnly([.. members]);
        CheckMembers(Members);
        Weights = Array.AsReadOnly(Shares(weights ?? [.. members.Select(_ => 1.0)]));
        predictor = new Predictor<T>(new EnsembleNetwork<T>(Members));
    }

    private Ensemble(Ensemble<T> other, double temperature)
    {
        (Members, Weights, predictor) = (other.Members, other.Weights, other.predictor);
        Temperature = temperature;
    }

    /// <summary>The networks.</summary>
    public IReadOnlyList<Layer<T>> Members { get; }

    /// <summary>w, how much each member counts; they sum to 1.</summary>
    public IReadOnlyList<double> Weights { get; }

    /// <summary>t, what the logarithms of the averaged probabilities are divided by: <c>softmax(log p̄ / t)</c>. Default: 1, p̄
    /// itself.</summary>
    public double Temperature { get; } = 1;

    /// <summary>The same members with another <see cref="Temperature"/>.</summary>
    /// <param name="temperature">t, above 0: below 1 for more confidence, above it for less.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is not finite, or below 1e-300.</exception>
    public Ensemble<T> WithTemperature(double temperature) => new(this, Guard.That(
        double.IsFinite(temperature) && temperature >= Ensemble.LeastTemperature, temperature, "a finite number of at least 1e-300",
        nameof(WithTemperature), nameof(temperature)));

    /// <summary>The same members with the <see cref="Temperature"/> that makes held-out samples most likely: t minimises
    /// <c>−Σ_i w_i·log softmax(log p̄_i / t)[y_i]</c>. Members that are calibrated by themselves are too cautious together, and this mends
    /// it; it does not change which class is the most probable. C. Guo, G. Pleiss, Y. Sun, K. Q. Weinberger, On calibration of modern
    /// neural networks, 2017; after averaging: R. Rahaman, A. Thiery, Uncertainty quantification and deep ensembles, 2021.</summary>
    /// <remarks>The loss is convex in 1/t, so there is one minimum; its derivative is brought to 0 by Newton's steps within a bracket. The
    /// temperature that this ensemble has does not matter.</remarks>
    /// <param name="heldOut">Inputs and labels [samples] that no member has learned from; weighted where they are.</param>
    /// <exception cref="ArgumentException">There are no samples or only such of weight 0, a label is not among the classes, a probability
    /// is NaN or that of the right class 0; or no t is best, because the right class is the most probable one of every sample, or the
    /// probabilities tell nothing of the labels.</exception>
    /// <inheritdoc cref="PredictMembers"/>
    public Ensemble<T> Calibrate(Dataset<T> heldOut)
    {
        ArgumentNullException.ThrowIfNull(heldOut);
        HeldOutLabels labels = HeldOutLabels.Of(heldOut, nameof(Calibrate));
        return new(this, new TemperatureFit(Outputs(heldOut.Inputs).Average(), labels).Minimize());
    }

    /// <summary>The members and the temperature in one line.</summary>
    public override string ToString() =>
        Invariant($"Ensemble of {Members.Count}: {Members[0].Description}")
            + (Temperature == 1 ? "" : Invariant($", t = {Temperature:G4}"));

    private static double[] Normalized(IReadOnlyList<double> weights)
    {
        // The largest first, or the sum could overflow.
        double largest = weights.Max(), sum = weights.Sum(weight => weight / largest);
        return [.. weights.Select(weight => weight / largest / sum)];
    }

    private double[] Shares(IReadOnlyList<double> weights)
    {
        if (weights.Count != Members.Count)
        {
            throw new ArgumentException(
                Invariant($"Ensemble: expected a weight for each of {Members.Count} members, got {weights.Count}."), nameof(weights));
        }
        for (int m = 0; m < weights.Count; m++)
            Guard.Positive(weights[m], nameof(Ensemble<T>), Invariant($"the weight of member {m}"), nameof(weights));
        return Normalized(weights);
    }

    private static void CheckMembers(IReadOnlyList<Layer<T>> members)
    {
        for (int m = 1; m < members.Count; m++)
        {
            for (int other = 0; other < m; other++)
            {
                if (!ReferenceEquals(members[other], members[m])) continue;
                throw new ArgumentException(
                    Invariant($"Ensemble: member {m} is the same network as member {other}; to count more, it takes a weight."),
                    nameof(members));
            }
            CheckSame("inputs", MemberSizes.Inputs(members[0]), MemberSizes.Inputs(members[m]), m);
            CheckSame("outputs", MemberSizes.Outputs(members[0]), MemberSizes.Outputs(members[m]), m);
        }
    }

    private static void CheckSame(string what, int? first, int? other, int member)
    {
        if (first is null || other is null || first == other) return;
        throw new ArgumentException(
            Invariant($"Ensemble: expected members of the same {what}, got {first} of member 0 and {other} of member {member}."));
    }
}
