namespace MiniGrad.Layers;

/// <summary>Checks that all normalisation layers share.</summary>
internal static class NormalizationSettings
{
    public static void CheckEpsilon<T>(string layer, double epsilon) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Guard.That(T.CreateTruncating(epsilon) > T.Zero && double.IsFinite(epsilon), epsilon, "finite and above 0", layer, "ε");

    /// <summary>The shape of the last axis alone.</summary>
    public static Shape LastAxis(string layer, int features) => [Guard.AtLeast(features, 1, layer, "the number of features")];

    public static void CheckShape(string layer, Shape shape)
    {
        ArgumentNullException.ThrowIfNull(shape);
        if (shape.Rank == 0 || shape.ElementCount == 0)
            throw new ArgumentException($"{layer}: expected the sizes of at least one axis, each at least 1, got {shape}.", nameof(shape));
    }

    /// <summary>Checks that an input ends with the axes that are normalised, and makes these one.</summary>
    public static Tensor<T> Join<T>(Layer<T> layer, Tensor<T> input, Shape shape) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (!input.Shape.AsSpan().EndsWith(shape.AsSpan()))
        {
            string expected = $"[..., {string.Join(", ", shape)}]";
            throw new ArgumentException($"{layer.Description}: expected an input of shape {expected}, got {input.Shape}.", nameof(input));
        }
        return input.Reshape(Shape.Create(input.Shape.Product(0, input.Rank - shape.Rank), shape.ElementCount));
    }
}
