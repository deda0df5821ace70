namespace MiniGrad.Estimators;

/// <summary>Averages the members' probabilities of one sample after the other by their logarithms, so that none underflows.</summary>
/// <param name="shares">How much each member counts.</param>
/// <param name="classes">The number of classes.</param>
internal sealed class RowAverage(double[] shares, int classes)
{
    private const double LogOfHalf = -0.6931471805599453;

    private readonly double[] members = new double[shares.Length * classes], probabilities = new double[shares.Length * classes];

    /// <summary>The members' logarithms of the last sample, [members, classes].</summary>
    public ReadOnlySpan<double> Members => members;

    /// <summary><c>log Σ_m w_m·softmax(z_m)</c>.</summary>
    /// <param name="outputs">z, [members, outputs].</param>
    /// <param name="average">[classes].</param>
    public void Compute<T>(ReadOnlySpan<T> outputs, Span<double> average) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int width = outputs.Length / shares.Length;
        for (int m = 0; m < shares.Length; m++)
        {
            LogProbabilities.OfLogits(
                outputs.Slice(m * width, width), members.AsSpan(m * classes, classes), probabilities.AsSpan(m * classes, classes));
        }
        for (int k = 0; k < classes; k++) average[k] = LogOfAverage(k);
        for (int k = 0; k < classes; k++)
            if (average[k] > LogOfHalf && !AreEqual(k)) average[k] = LogOfRest(average, k);
    }

    /// <summary>The logarithm of what the others leave of 1, <c>−log(1 + q/(1 − q))</c> for their sum q: near 1 a sum of probabilities has
    /// lost how far it is from it.</summary>
    private static double LogOfRest(Span<double> average, int classNumber)
    {
        double others = 0;
        for (int k = 0; k < average.Length; k++)
            if (k != classNumber) others += Math.Exp(average[k]);
        return -LogProbabilities.LogOfOnePlus(others / (1 - others));
    }

    private bool AreEqual(int classNumber)
    {
        for (int place = classNumber + classes; place < members.Length; place += classes)
            if (members[place] != members[classNumber]) return false;
        return true;
    }

    private double LogOfAverage(int classNumber)
    {
        double largest = double.NegativeInfinity, smallest = double.PositiveInfinity, average = 0;
        for (int m = 0, place = classNumber; m < shares.Length; m++, place += classes)
        {
            double value = members[place];
            (largest, smallest) = (Math.Max(largest, value), Math.Min(smallest, value));
            average += shares[m] * probabilities[place];
        }
        // Equal ones have no rounding of the weights added; all of −∞ have no difference.
        if (largest == smallest) return largest;
        // Far from underflow and from 1 the probabilities themselves do, which are there already.
        if (average is > PlainAverage.Smallest and < 0.5) return Math.Log(average);
        double sum = 0;
        for (int m = 0, place = classNumber; m < shares.Length; m++, place += classes)
            sum += shares[m] * Math.Exp(members[place] - largest);
        return Math.Min(0, largest + Math.Log(sum));
    }
}
