namespace MiniGrad;

/// <summary>The activations that a matrix product applies to its finished elements: those whose derivative follows from the activated value
/// alone, so that the value before is never needed again.</summary>
internal enum FusedActivation
{
    None, Relu, Tanh, Sigmoid,
}

internal static class FusedActivations
{
    /// <summary>The activation that an operation applies, or none if it is not one of these.</summary>
    public static FusedActivation Of<T>(Operation<T> operation) where T : unmanaged, IBinaryFloatingPointIeee754<T> => operation switch
    {
        ReluOperation<T> => FusedActivation.Relu,
        TanhOperation<T> => FusedActivation.Tanh,
        SigmoidOperation<T> => FusedActivation.Sigmoid,
        _ => FusedActivation.None,
    };

    /// <summary>The activation whose derivative an operation multiplies its second input with, or none.</summary>
    public static FusedActivation OfGradient<T>(Operation<T> operation) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        operation switch
        {
            ReluGradientOperation<T> => FusedActivation.Relu,
            TanhGradientOperation<T> => FusedActivation.Tanh,
            SigmoidGradientOperation<T> => FusedActivation.Sigmoid,
            _ => FusedActivation.None,
        };

    /// <summary>What gives the gradient before the activation, from the activated value y and the gradient behind it; null where there is
    /// no activation.</summary>
    public static Operation<T>? Derivative<T>(this FusedActivation activation, Tensor<T> y, Tensor<T> gradient)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => activation switch
        {
            FusedActivation.None => null,
            FusedActivation.Relu => new ReluGradientOperation<T>(y, gradient),
            FusedActivation.Tanh => new TanhGradientOperation<T>(y, gradient),
            _ => new SigmoidGradientOperation<T>(y, gradient),
        };
}
