using MiniGrad.Kernels;

namespace MiniGrad.Optimizers;

/// <summary>State of all parameters seen as one vector, for rules that do not treat each parameter by itself.</summary>
internal static class ParameterVector
{
    /// <summary>aᵀb.</summary>
    public static double Dot<T>(this ParameterState<T> a, ParameterState<T> b) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double sum = 0;
        for (int i = 0; i < a.Count; i++) sum += VectorArithmetic.Dot<T>(a[i], b[i]);
        return sum;
    }

    /// <summary>a ← a + f·b.</summary>
    public static void Add<T>(this ParameterState<T> a, double factor, ParameterState<T> b)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int i = 0; i < a.Count; i++) VectorArithmetic.AddScaled<T>(b[i], factor, a[i], a[i]);
    }

    /// <summary>a ← f·b.</summary>
    public static void SetTo<T>(this ParameterState<T> a, double factor, ParameterState<T> b)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int i = 0; i < a.Count; i++) VectorArithmetic.Scale<T>(b[i], factor, a[i]);
    }

    /// <summary>a ← the gradients; 0 where a parameter has none or is frozen.</summary>
    public static void SetToGradient<T>(this ParameterState<T> a, Optimizer<T> optimizer)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int i = 0; i < a.Count; i++)
        {
            if (optimizer.ParameterArray[i] is { IsFrozen: false, PassingGradient: { } gradient }) gradient.Span.CopyTo(a[i]);
            else a[i].Clear();
        }
    }

    /// <summary>max |aᵢ|; NaN if there is one.</summary>
    public static double LargestMagnitude<T>(this ParameterState<T> a) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double largest = 0;
        for (int i = 0; i < a.Count; i++) largest = Math.Max(largest, VectorArithmetic.LargestMagnitude<T>(a[i]));
        return largest;
    }

    public static bool IsEqualTo<T>(this ParameterState<T> a, ParameterState<T> b) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int i = 0; i < a.Count; i++)
            if (!a[i].SequenceEqual(b[i])) return false;
        return true;
    }

    /// <summary>Σ |aᵢ|.</summary>
    public static double SumOfMagnitudes<T>(this ParameterState<T> a) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double sum = 0;
        for (int i = 0; i < a.Count; i++) sum += VectorArithmetic.SumOfMagnitudes<T>(a[i]);
        return sum;
    }
}
