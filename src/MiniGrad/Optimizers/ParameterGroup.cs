namespace MiniGrad.Optimizers;

/// <summary>Parameters with settings of their own: a smaller learning rate, or no weight decay. A group can also be frozen.</summary>
public sealed class ParameterGroup<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <param name="parameters">The parameters, for example those of one layer.</param>
    /// <exception cref="ArgumentException">There are no parameters.</exception>
    public ParameterGroup(IReadOnlyList<Parameter<T>> parameters)
    {
        Guard.NotEmpty(parameters, nameof(ParameterGroup<T>), "parameter");
        Parameters = [.. parameters.Distinct<Parameter<T>>(ReferenceEqualityComparer.Instance)];
    }

    /// <summary>The parameters, each once.</summary>
    public IReadOnlyList<Parameter<T>> Parameters { get; }

    /// <summary>The group's learning rate as a multiple of the optimizer's, so that schedules reach all groups. Default: 1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is negative or not finite.</exception>
    public double LearningRateFactor
    {
        get;
        set => field = Guard.NotNegative(value, nameof(ParameterGroup<T>), "the learning-rate factor");
    } = 1;

    /// <summary>λ for this group. Default: null, the optimizer's.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is negative or not finite.</exception>
    public double? WeightDecay
    {
        get;
        set => field = value is { } decay ? Guard.NotNegative(decay, nameof(ParameterGroup<T>), "the weight decay", nameof(value)) : null;
    }

    /// <summary>Whether all parameters of the group are frozen. Setting it freezes or releases them.</summary>
    public bool IsFrozen
    {
        get => Parameters.All(parameter => parameter.IsFrozen);
        set
        {
            foreach (Parameter<T> parameter in Parameters) parameter.IsFrozen = value;
        }
    }
}

/// <summary>The form of weight decay, which pulls values towards 0.</summary>
public enum WeightDecayKind
{
    /// <summary>As the gradient of <c>λ/2·‖θ‖²</c>, a part of the loss: <c>g ← g + λ·θ</c> goes through averages and quotients like the
    /// rest of the gradient.</summary>
    L2,

    /// <summary>Apart from the gradient: <c>θ ← θ − η·λ·θ</c> before the update (Loshchilov and Hutter, "Decoupled weight decay
    /// regularization", 2019).</summary>
    Decoupled,
}
