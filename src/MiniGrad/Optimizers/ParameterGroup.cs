using System.Numerics;

namespace MiniGrad.Optimizers;

/// <summary>Parameters for which settings of their own hold: a smaller learning rate, no weight decay, or none of both because they are frozen.</summary>
public sealed class ParameterGroup<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <param name="parameters">The parameters, for example those of one layer.</param>
    /// <exception cref="ArgumentException">There are no parameters.</exception>
    public ParameterGroup(IReadOnlyList<Parameter<T>> parameters)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        if (parameters.Count == 0) throw new ArgumentException("ParameterGroup: expected at least one parameter, got none.", nameof(parameters));
        for (int i = 0; i < parameters.Count; i++)
            if (parameters[i] is null) throw new ArgumentNullException(nameof(parameters), $"ParameterGroup: parameter {i} is null.");
        Parameters = [.. parameters.Distinct<Parameter<T>>(ReferenceEqualityComparer.Instance)];
    }

    /// <summary>The parameters, each once.</summary>
    public IReadOnlyList<Parameter<T>> Parameters { get; }

    /// <summary>
    /// What the optimizer's learning rate is multiplied by to give the group's own, so that schedules reach all groups. Default: 1.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">It is negative or not finite.</exception>
    public double LearningRateFactor
    {
        get;
        set
        {
            Check(value, "learning-rate factor");
            field = value;
        }
    } = 1;

    /// <summary>λ for this group. Default: null, the optimizer's.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is negative or not finite.</exception>
    public double? WeightDecay
    {
        get;
        set
        {
            if (value is { } decay) Check(decay, "weight decay");
            field = value;
        }
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

    private static void Check(double value, string setting)
    {
        if (!(value >= 0 && double.IsFinite(value)))
            throw new ArgumentOutOfRangeException(nameof(value), FormattableString.Invariant($"ParameterGroup: the {setting} must be a finite number of at least 0, got {value}."));
    }
}
