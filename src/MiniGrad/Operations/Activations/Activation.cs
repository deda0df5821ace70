namespace MiniGrad;

/// <summary>The functions that make a network more than a linear model.</summary>
public enum Activation
{
    /// <summary><c>x</c>: none.</summary>
    Identity,

    /// <summary><see cref="Tensor{T}.Sigmoid"/>.</summary>
    Sigmoid,

    /// <summary><see cref="Tensor{T}.Tanh"/>.</summary>
    Tanh,

    /// <summary><see cref="Tensor{T}.Relu"/>.</summary>
    Relu,

    /// <summary><see cref="Tensor{T}.LeakyRelu"/> with its default slope.</summary>
    LeakyRelu,

    /// <summary><see cref="Tensor{T}.Elu"/> with its default α.</summary>
    Elu,

    /// <summary><see cref="Tensor{T}.Gelu"/>.</summary>
    Gelu,

    /// <summary><see cref="Tensor{T}.Silu"/>.</summary>
    Silu,

    /// <summary><see cref="Tensor{T}.Softplus"/>.</summary>
    Softplus,

    /// <summary><see cref="Tensor{T}.Selu"/>.</summary>
    Selu,
}

/// <summary>Applies an <see cref="Activation"/> to tensors.</summary>
public static class ActivationExtensions
{
    /// <summary>The activation of every element.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The activation is not one of the defined ones.</exception>
    public static Tensor<T> Apply<T>(this Activation activation, Tensor<T> x) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(x);
        return activation switch
        {
            Activation.Identity => x,
            Activation.Sigmoid => x.Sigmoid(),
            Activation.Tanh => x.Tanh(),
            Activation.Relu => x.Relu(),
            Activation.LeakyRelu => x.LeakyRelu(),
            Activation.Elu => x.Elu(),
            Activation.Gelu => x.Gelu(),
            Activation.Silu => x.Silu(),
            Activation.Softplus => x.Softplus(),
            Activation.Selu => x.Selu(),
            _ => throw new ArgumentOutOfRangeException(nameof(activation), $"Activation: {activation} is not defined."),
        };
    }

    /// <summary>The same activation as part of a matrix product, if it can be one.</summary>
    internal static FusedActivation Fused(this Activation activation) => activation switch
    {
        Activation.Relu => FusedActivation.Relu,
        Activation.Tanh => FusedActivation.Tanh,
        Activation.Sigmoid => FusedActivation.Sigmoid,
        _ => FusedActivation.None,
    };
}
