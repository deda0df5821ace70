namespace MiniGrad.Training;

/// <summary>Looks at an output unit by unit: a unit is one index of the last axis, all the others count its samples.</summary>
internal static class Units
{
    public static int Count<T>(Tensor<T> output)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => output.Rank == 0 ? 1 : output.Shape[-1];

    /// <summary>How many units are 0 in every sample.</summary>
    public static int CountDead<T>(Tensor<T> output) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        bool[] isAlive = new bool[Count(output)];
        ReadOnlySpan<T> values = output.Span;
        for (int i = 0; i < values.Length; i++) isAlive[i % isAlive.Length] |= values[i] != T.Zero;
        return isAlive.Count(alive => !alive);
    }

    /// <summary>The share of elements outside an interval; null where there are no elements.</summary>
    public static double? ShareBeyond<T>(Tensor<T> output, double low, double high) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (output.ElementCount == 0) return null;
        T least = T.CreateTruncating(low), most = T.CreateTruncating(high);
        int beyond = 0;
        foreach (T value in output.Span)
            if (value < least || value > most) beyond++;
        return (double)beyond / output.ElementCount;
    }
}
