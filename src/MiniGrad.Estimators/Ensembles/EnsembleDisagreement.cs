namespace MiniGrad.Estimators;

/// <summary>How uncertain the members of an ensemble are of each sample's class, in nats. What is left if they agree is the noise of the
/// data; what they disagree about would get less with more data. B. Lakshminarayanan, A. Pritzel, C. Blundell, 2017; S. Depeweg and others,
/// Decomposition of uncertainty in Bayesian deep learning, 2018.</summary>
/// <param name="Entropy">Of the averaged probabilities, <c>H(p̄) = −Σ_k p̄_k·log p̄_k</c>, [samples]: the whole uncertainty, from 0 to
/// log K.</param>
/// <param name="MeanEntropy">Of the members, <c>Σ_m w_m·H(p_m)</c>, [samples]: what they are uncertain of each by itself.</param>
/// <param name="MutualInformation"><c>H(p̄) − Σ_m w_m·H(p_m)</c>, [samples]: how much they disagree, never below 0. Computed as the mean
/// Kullback–Leibler divergence <c>Σ_m w_m·KL(p_m‖p̄)</c>, in which nothing large cancels.</param>
public sealed record EnsembleDisagreement<T>(Tensor<T> Entropy, Tensor<T> MeanEntropy, Tensor<T> MutualInformation)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    internal static EnsembleDisagreement<T> Of(MemberOutputs<T> outputs)
    {
        int rows = outputs.Values.Shape[0];
        T[] entropy = new T[rows], meanEntropy = new T[rows], mutualInformation = new T[rows];
        outputs.Average((row, members, average) =>
        {
            double ofMembers = 0, divergence = 0;
            for (int m = 0; m < outputs.Weights.Count; m++)
            {
                ReadOnlySpan<double> member = members.Slice(m * average.Length, average.Length);
                ofMembers += outputs.Weights[m] * EntropyOf(member);
                divergence += outputs.Weights[m] * Divergence(member, average);
            }
            // Rounding must not go beyond what the formulas can.
            double whole = Math.Min(EntropyOf(average), Math.Log(average.Length));
            entropy[row] = Rounded(whole);
            meanEntropy[row] = Rounded(Math.Min(ofMembers, whole));
            mutualInformation[row] = Rounded(Math.Clamp(divergence, 0, whole));
        });
        return new(Vector(entropy), Vector(meanEntropy), Vector(mutualInformation));

        Tensor<T> Vector(T[] numbers) => new(numbers, [rows]);

        // Down, so that log K in single precision is not above log K.
        static T Rounded(double value)
        {
            T rounded = T.CreateTruncating(value);
            return double.CreateTruncating(rounded) > value ? T.BitDecrement(rounded) : rounded;
        }
    }

    private static double EntropyOf(ReadOnlySpan<double> logarithms)
    {
        double sum = 0;
        foreach (double logarithm in logarithms)
            if (!double.IsNegativeInfinity(logarithm)) sum -= Math.Exp(logarithm) * logarithm;
        return Math.Max(0, sum);
    }

    private static double Divergence(ReadOnlySpan<double> member, ReadOnlySpan<double> average)
    {
        double sum = 0;
        for (int k = 0; k < member.Length; k++)
            if (!double.IsNegativeInfinity(member[k])) sum += Math.Exp(member[k]) * (member[k] - average[k]);
        return sum;
    }
}
