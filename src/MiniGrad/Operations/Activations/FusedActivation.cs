using MiniGrad.Kernels;

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
}

/// <summary>The gradient before an activation, which is not none, from the activated value y and the gradient behind it, of one
/// shape.</summary>
internal readonly record struct FusedActivationGradient<T>(FusedActivation Activation, Tensor<T> Y, Tensor<T> Gradient) : IDerivative<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public Operation<T> ToOperation() => Activation switch
    {
        FusedActivation.Relu => new ReluGradientOperation<T>(Y, Gradient),
        FusedActivation.Tanh => new TanhGradientOperation<T>(Y, Gradient),
        _ => new SigmoidGradientOperation<T>(Y, Gradient),
    };

    public void Compute(Span<T> output)
    {
        switch (Activation)
        {
            case FusedActivation.Relu:
                Elementwise.Apply(Y.Span, Gradient.Span, output, default(ReluGradientOperation<T>.Operator));
                break;
            case FusedActivation.Tanh:
                Elementwise.Apply(Y.Span, Gradient.Span, output, default(TanhGradientOperation<T>.Operator));
                break;
            default:
                Elementwise.Apply(Y.Span, Gradient.Span, output, default(SigmoidGradientOperation<T>.Operator));
                break;
        }
    }
}
