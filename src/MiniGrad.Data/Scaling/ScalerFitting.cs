namespace MiniGrad.Data;

/// <summary>Finds the scaling of features of which the samples are seen once, batch by batch.</summary>
internal sealed class ScalerFitting<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private NumberSummary[] summaries = [];
    private double[] numbers = [];

    /// <summary>The number of samples so far.</summary>
    public long Count { get; private set; }

    /// <param name="samples">[samples, features], as many features each time.</param>
    /// <exception cref="ArgumentException">The shape does not fit, or a number is not finite.</exception>
    public void Add(Tensor<T> samples)
    {
        if (samples.Rank != 2 || (Count > 0 && samples.Shape[1] != summaries.Length))
            throw FeatureScaler.Refused($"expected samples [samples, features], got {samples.Shape}");
        (int count, int features) = (samples.Shape[0], samples.Shape[1]);
        if (summaries.Length == 0) summaries = [.. Enumerable.Range(0, features).Select(_ => new NumberSummary(keepsSample: false))];
        if (numbers.Length < count) numbers = new double[count];
        for (int feature = 0; feature < features; feature++)
        {
            for (int i = 0; i < count; i++)
            {
                numbers[i] = double.CreateTruncating(samples.Span[(i * features) + feature]);
                if (!double.IsFinite(numbers[i]))
                    throw FeatureScaler.Refused($"sample {Count + i}, feature {feature}: expected a finite number, got {numbers[i]}");
            }
            summaries[feature].Add(numbers.AsSpan(0, count));
        }
        Count += count;
    }

    /// <exception cref="ArgumentException">The numbers lie too far apart for the type.</exception>
    public FeatureScaler<T> ToScaler(Scaling scaling)
    {
        (double Offset, double Scale)[] found =
            [.. summaries.Select((summary, feature) => FeatureScaler.InType<T>(summary.Scale(scaling), feature))];
        return new FeatureScaler<T>(
            new Tensor<double>([.. found.Select(one => one.Offset)], [found.Length]),
            new Tensor<double>([.. found.Select(one => one.Scale)], [found.Length]));
    }
}
