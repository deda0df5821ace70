namespace MiniGrad.Data;

/// <summary>Finds a <see cref="FeatureScaler{T}"/> for samples.</summary>
public static class FeatureScaler
{
    private const int BlockSize = 1024;

    /// <summary>Finds offset and scale.</summary>
    /// <param name="samples">The training samples, [samples, features], at least one, without those for validation and test.</param>
    /// <param name="scaling">The rule. Default: to mean 0 and standard deviation 1.</param>
    /// <exception cref="ArgumentException">The shape does not fit, a number is not finite, or they lie too far apart.</exception>
    public static FeatureScaler<T> Fit<T>(Tensor<T> samples, Scaling scaling = Scaling.Standard)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(samples);
        if (samples.Rank != 2 || samples.Shape[0] == 0)
            throw Refused($"expected samples [samples, features], at least one, got {samples.Shape}");
        (int count, int features) = (samples.Shape[0], samples.Shape[1]);
        double[] offset = new double[features], scale = new double[features];
        double[] numbers = new double[count];
        for (int feature = 0; feature < features; feature++)
        {
            for (int i = 0; i < count; i++)
            {
                numbers[i] = double.CreateTruncating(samples.Span[(i * features) + feature]);
                if (!double.IsFinite(numbers[i]))
                    throw Refused($"sample {i}, feature {feature}: expected a finite number, got {numbers[i]}");
            }
            (offset[feature], scale[feature]) = InType<T>(ColumnScale.Fit(scaling, numbers), feature);
        }
        return new FeatureScaler<T>(new Tensor<double>(offset, [features]), new Tensor<double>(scale, [features]));
    }

    /// <summary>Finds offset and scale in one pass over samples that need not fit into memory.</summary>
    /// <param name="samples">The training samples, at least one.</param>
    /// <param name="part">The name of the numbers, [samples, features]. Default: inputs.</param>
    /// <param name="scaling">The rule. Default: to mean 0 and standard deviation 1.</param>
    /// <remarks>Mean and deviation are added up in blocks, and may differ in the last digits from those of <see cref="Fit"/>.</remarks>
    /// <exception cref="ArgumentException">The shape does not fit, a number is not finite, or they lie too far apart.</exception>
    /// <exception cref="InvalidOperationException">There are no such numbers.</exception>
    public static FeatureScaler<T> FitStream<T>(
        StreamedDataset<T> samples, string part = Batch<float>.InputName, Scaling scaling = Scaling.Standard)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(samples);
        ScalerFitting<T> fitting = new();
        foreach (Batch<T> batch in samples.BriefBatches(BlockSize)) fitting.Add(batch[part]);
        return fitting.Count > 0 ? fitting.ToScaler(scaling) : throw Refused($"expected at least one sample, got none");
    }

    /// <summary>Offset and scale for numbers of a type.</summary>
    internal static (double Offset, double Scale) InType<T>(ColumnScale fitted, int feature)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T inType = T.CreateTruncating(fitted.Scale);
        if (!T.IsFinite(inType)) throw Refused($"feature {feature}: the numbers lie further apart than {typeof(T).Name} holds");
        return (fitted.Offset, inType == T.Zero ? 1 : fitted.Scale);
    }

    internal static ArgumentException Refused(FormattableString problem, string parameter = "samples") =>
        new($"FeatureScaler: {Invariant(problem)}.", parameter);
}

/// <summary>Brings the features of samples to a common size and back: x′ = (x − offset) / scale with an offset and a scale for each
/// feature. For inputs, and for the targets of a regression.</summary>
/// <remarks>Save <see cref="Offset"/> and <see cref="Scale"/> with a model for the constructor: in double precision, as the mean of numbers
/// far from 0 is none in single precision. Its rest is subtracted after it, before anything is rounded off that matters. Immutable and
/// thread-safe.</remarks>
public sealed class FeatureScaler<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Tensor<T> offset, scale;

    /// <summary>What the type rounds off the offset; null where that is nothing.</summary>
    private readonly Tensor<T>? rest;

    /// <summary>Makes a scaler of known numbers, such as those of a file.</summary>
    /// <param name="offset">The offset of each feature, [features]; finite.</param>
    /// <param name="scale">The scale of each feature, [features]; finite and above 0, in the type of the samples too.</param>
    /// <exception cref="ArgumentException">A shape or a number does not fit.</exception>
    public FeatureScaler(Tensor<double> offset, Tensor<double> scale)
    {
        ArgumentNullException.ThrowIfNull(offset);
        ArgumentNullException.ThrowIfNull(scale);
        if (offset.Rank != 1 || offset.Shape != scale.Shape)
            throw Refused($"expected an offset and a scale [features], got {offset.Shape} and {scale.Shape}", nameof(scale));
        T[] froms = new T[offset.ElementCount], rests = new T[froms.Length], bys = new T[froms.Length];
        for (int i = 0; i < froms.Length; i++)
        {
            (double from, double by) = (offset.Span[i], scale.Span[i]);
            (froms[i], bys[i]) = (T.CreateTruncating(from), T.CreateTruncating(by));
            rests[i] = T.CreateTruncating(from - double.CreateTruncating(froms[i]));
            if (!T.IsFinite(froms[i]) || !T.IsFinite(bys[i]) || !(bys[i] > T.Zero))
                throw Refused($"feature {i}: expected a finite offset and a finite scale above 0, got {from} and {by}", nameof(scale));
        }
        (Offset, Scale) = (offset.Detach(), scale.Detach());
        (this.offset, this.scale) = (new Tensor<T>(froms, offset.Shape), new Tensor<T>(bys, offset.Shape));
        if (Array.Exists(rests, number => number != T.Zero)) rest = new Tensor<T>(rests, offset.Shape);
    }

    /// <summary>The offset of each feature, [features].</summary>
    public Tensor<double> Offset { get; }

    /// <summary>The scale of each feature, [features]; 1 where all training samples have the same value.</summary>
    public Tensor<double> Scale { get; }

    /// <summary>(samples − offset) / scale.</summary>
    /// <param name="samples">[..., features].</param>
    /// <exception cref="ArgumentException">The number of features differs.</exception>
    public Tensor<T> Apply(Tensor<T> samples)
    {
        Tensor<T> centred = Checked(samples) - offset;
        return (rest is null ? centred : centred - rest) / scale;
    }

    /// <summary>scaled · scale + offset, the inverse of <see cref="Apply"/>.</summary>
    /// <param name="scaled">[..., features].</param>
    /// <exception cref="ArgumentException">The number of features differs.</exception>
    public Tensor<T> Invert(Tensor<T> scaled)
    {
        Tensor<T> centred = Checked(scaled) * scale;
        return (rest is null ? centred : centred + rest) + offset;
    }

    private Tensor<T> Checked(Tensor<T> samples)
    {
        ArgumentNullException.ThrowIfNull(samples);
        return samples.Rank > 0 && samples.Shape[-1] == Offset.ElementCount
            ? samples
            : throw Refused($"expected samples [..., {Offset.ElementCount}], got {samples.Shape}", nameof(samples));
    }

    private static ArgumentException Refused(FormattableString problem, string parameter) =>
        new($"FeatureScaler: {Invariant(problem)}.", parameter);
}

/// <summary>The rule that brings numbers to a common size: x′ = (x − offset) / scale, found from the training samples.</summary>
/// <remarks>Where all numbers are equal, the scale is 1.</remarks>
public enum Scaling
{
    /// <summary>To mean 0 and standard deviation 1: offset = Σx / n, scale = √(Σ(x − offset)² / n).</summary>
    Standard,

    /// <summary>To the range from 0 to 1: offset = min x, scale = max x − min x. Numbers beyond the training samples fall out.</summary>
    MinMax,

    /// <summary>Left as they are: offset 0, scale 1.</summary>
    None,
}
