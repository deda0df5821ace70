namespace MiniGrad.Serialization;

/// <summary>The conversion of numbers of a file to a type.</summary>
internal interface IElementConversion<TTo>
{
    /// <summary>The type in words.</summary>
    static abstract string Target { get; }

    /// <summary>False where the number has no place in the type.</summary>
    static abstract bool TryConvert<TFrom>(TFrom value, out TTo converted) where TFrom : unmanaged, INumberBase<TFrom>;
}

/// <summary>To floating-point numbers: from others of these by rounding, from integers only where nothing is lost.</summary>
internal readonly struct ToFloatingPoint<T> : IElementConversion<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private static readonly int significantBits = typeof(T) == typeof(float) ? 24 : 53;

    public static string Target => typeof(T) == typeof(float) ? "a float exactly" : "a double exactly";

    public static bool TryConvert<TFrom>(TFrom value, out T converted) where TFrom : unmanaged, INumberBase<TFrom>
    {
        converted = T.CreateTruncating(value);
        if (typeof(TFrom) == typeof(double) || typeof(TFrom) == typeof(float) || typeof(TFrom) == typeof(Half)) return true;
        ulong magnitude = TFrom.IsNegative(value) ? unchecked((ulong)-long.CreateTruncating(value)) : ulong.CreateTruncating(value);
        return magnitude >> significantBits == 0 || magnitude >> BitOperations.TrailingZeroCount(magnitude) >> significantBits == 0;
    }
}

/// <summary>To integers of 32 bits, from integers that lie in their range.</summary>
internal readonly struct ToIndex : IElementConversion<int>
{
    public static string Target => "an index, an integer of 32 bits";

    public static bool TryConvert<TFrom>(TFrom value, out int converted) where TFrom : unmanaged, INumberBase<TFrom>
    {
        converted = 0;
        if (typeof(TFrom) == typeof(double) || typeof(TFrom) == typeof(float) || typeof(TFrom) == typeof(Half)) return false;
        converted = int.CreateTruncating(value);
        return int.IsNegative(converted) == TFrom.IsNegative(value) && TFrom.CreateTruncating(converted) == value;
    }
}
