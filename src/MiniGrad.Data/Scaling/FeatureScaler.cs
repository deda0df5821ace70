namespace MiniGrad.Data;

/// <summary>Finds a <see cref="FeatureScaler{T}"/> for samples.</summary>
public static class FeatureScaler
{
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
        T[] offset = new T[features], scale = new T[features];
        double[] numbers = new double[count];
        for (int feature = 0; feature < features; feature++)
        {
            for (int i = 0; i < count; i++)
            {
                numbers[i] = double.CreateTruncating(samples.Span[(i * features) + feature]);
                if (!double.IsFinite(numbers[i]))
                    throw Refused($"sample {i}, feature {feature}: expected a finite number, got {numbers[i]}");
            }
            ColumnScale fitted = ColumnScale.Fit(scaling, numbers);
            (offset[feature], scale[feature]) = (T.CreateTruncating(fitted.Offset), T.CreateTruncating(fitted.Scale));
            if (T.IsInfinity(scale[feature]))
                throw Refused($"feature {feature}: the numbers lie further apart than {typeof(T).Name} holds");
            if (scale[feature] == T.Zero) scale[feature] = T.One;
        }
        return new FeatureScaler<T>(new Tensor<T>(offset, [features]), new Tensor<T>(scale, [features]));

        static ArgumentException Refused(FormattableString problem) => new($"FeatureScaler: {Invariant(problem)}.", nameof(samples));
    }
}

/// <summary>Brings the features of samples to a common size and back: x′ = (x − offset) / scale with an offset and a scale for each
/// feature. For inputs, and for the targets of a regression.</summary>
/// <remarks>Save <see cref="Offset"/> and <see cref="Scale"/> with a model for the constructor. Immutable and thread-safe.</remarks>
public sealed class FeatureScaler<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Makes a scaler of known numbers, such as those of a file.</summary>
    /// <param name="offset">The offset of each feature, [features]; finite.</param>
    /// <param name="scale">The scale of each feature, [features]; finite and above 0.</param>
    /// <exception cref="ArgumentException">A shape or a number does not fit.</exception>
    public FeatureScaler(Tensor<T> offset, Tensor<T> scale)
    {
        ArgumentNullException.ThrowIfNull(offset);
        ArgumentNullException.ThrowIfNull(scale);
        if (offset.Rank != 1 || offset.Shape != scale.Shape)
            throw Refused($"expected an offset and a scale [features], got {offset.Shape} and {scale.Shape}", nameof(scale));
        for (int i = 0; i < offset.ElementCount; i++)
        {
            (T from, T by) = (offset.Span[i], scale.Span[i]);
            if (!T.IsFinite(from) || !T.IsFinite(by) || !(by > T.Zero))
                throw Refused($"feature {i}: expected a finite offset and a finite scale above 0, got {from} and {by}", nameof(scale));
        }
        (Offset, Scale) = (offset.Detach(), scale.Detach());
    }

    /// <summary>The offset of each feature, [features].</summary>
    public Tensor<T> Offset { get; }

    /// <summary>The scale of each feature, [features]; 1 where all training samples have the same value.</summary>
    public Tensor<T> Scale { get; }

    /// <summary>(samples − offset) / scale.</summary>
    /// <param name="samples">[..., features].</param>
    /// <exception cref="ArgumentException">The number of features differs.</exception>
    public Tensor<T> Apply(Tensor<T> samples) => (Checked(samples) - Offset) / Scale;

    /// <summary>scaled · scale + offset, the inverse of <see cref="Apply"/>.</summary>
    /// <param name="scaled">[..., features].</param>
    /// <exception cref="ArgumentException">The number of features differs.</exception>
    public Tensor<T> Invert(Tensor<T> scaled) => (Checked(scaled) * Scale) + Offset;

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
