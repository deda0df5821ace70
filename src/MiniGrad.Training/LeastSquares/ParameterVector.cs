namespace MiniGrad.Training;

/// <summary>The elements of tensors, one after the other, as doubles.</summary>
internal static class ParameterVector
{
    public static double Epsilon<T>() where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        double.CreateChecked(T.BitIncrement(T.One) - T.One);

    public static double[] ToDoubles<T>(ReadOnlySpan<T> values) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double[] doubles = new double[values.Length];
        ToDoubles(values, doubles);
        return doubles;
    }

    public static void ToDoubles<T>(ReadOnlySpan<T> values, Span<double> doubles) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int i = 0; i < values.Length; i++) doubles[i] = double.CreateChecked(values[i]);
    }

    public static T[] FromDoubles<T>(ReadOnlySpan<double> doubles) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T[] values = new T[doubles.Length];
        for (int i = 0; i < values.Length; i++) values[i] = T.CreateTruncating(doubles[i]);
        return values;
    }

    /// <summary>The nearest values of type T.</summary>
    public static void Round<T>(Span<double> values) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (typeof(T) == typeof(double)) return;
        for (int i = 0; i < values.Length; i++) values[i] = double.CreateChecked(T.CreateTruncating(values[i]));
    }

    public static double[] Of<T>(IReadOnlyList<Tensor<T>> tensors) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        [.. tensors.SelectMany(tensor => ToDoubles(tensor.Span))];

    public static Tensor<T>[] ToTensors<T>(double[] values, IReadOnlyList<Shape> shapes) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Tensor<T>[] tensors = new Tensor<T>[shapes.Count];
        int place = 0;
        for (int i = 0; i < tensors.Length; i++)
        {
            int count = shapes[i].ElementCount;
            tensors[i] = Tensor.Create(FromDoubles<T>(values.AsSpan(place, count)), shapes[i]);
            place += count;
        }
        return tensors;
    }

    /// <summary>The nearest value of type T that is not below a lower bound, or not above an upper one.</summary>
    public static double RoundWithin<T>(double bound, bool isLower) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T rounded = T.CreateSaturating(bound);
        double value = double.CreateChecked(rounded);
        if (isLower && value < bound) rounded = T.BitIncrement(rounded);
        else if (!isLower && value > bound) rounded = T.BitDecrement(rounded);
        return double.CreateChecked(rounded);
    }
}
