using System.Numerics;

namespace MiniGrad.Optimizers;

/// <summary>An update rule with its state: changes parameters so as to make the loss smaller, given the gradients of the loss.</summary>
/// <remarks>After construction nothing is allocated: all state exists from the start.</remarks>
public abstract class Optimizer<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Parameter<T>[] parameters;
    private double learningRate;

    /// <param name="parameters">What to optimize. One that is listed twice, because layers share it, is updated once.</param>
    /// <param name="learningRate">η, at least 0.</param>
    /// <exception cref="ArgumentException">There are no parameters.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The learning rate is negative or not finite.</exception>
    protected Optimizer(IReadOnlyList<Parameter<T>> parameters, double learningRate)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        if (parameters.Count == 0) throw new ArgumentException($"{Name}: expected at least one parameter, got none.", nameof(parameters));
        foreach (Parameter<T> parameter in parameters) ArgumentNullException.ThrowIfNull(parameter, nameof(parameters));
        this.parameters = [.. parameters.Distinct<Parameter<T>>(ReferenceEqualityComparer.Instance)];
        LearningRate = learningRate;
    }

    /// <summary>The parameters, each once, in the order given.</summary>
    public IReadOnlyList<Parameter<T>> Parameters => parameters;

    /// <summary>η: how far a step goes. May be changed between steps.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The rate is negative or not finite.</exception>
    public double LearningRate
    {
        get => learningRate;
        set
        {
            Check(value >= 0 && double.IsFinite(value), "learning rate", "a finite number of at least 0", value);
            learningRate = value;
        }
    }

    private protected string Name => GetType().Name.Split('`')[0];

    /// <summary>Updates every parameter that has a gradient and is not frozen.</summary>
    public void Step()
    {
        for (int i = 0; i < parameters.Length; i++)
        {
            Parameter<T> parameter = parameters[i];
            if (parameter.IsFrozen || parameter.PassingGradient is not { } gradient) continue;
            Update(i, parameter.BeginUpdate(), gradient.Span);
        }
    }

    /// <summary>One of the parameters, without the interface's call.</summary>
    internal Parameter<T> At(int index) => parameters[index];

    /// <summary>Forgets the gradients of all parameters, so that the next backward pass starts anew.</summary>
    public void ZeroGradients()
    {
        foreach (Parameter<T> parameter in parameters) parameter.ZeroGradient();
    }

    /// <summary>The update rule.</summary>
    /// <param name="index">The parameter's place in <see cref="Parameters"/>, by which its state is found.</param>
    /// <param name="values">θ, to be changed.</param>
    /// <param name="gradient">g, to be left as it is.</param>
    protected abstract void Update(int index, Span<T> values, ReadOnlySpan<T> gradient);

    /// <summary>State of one number for each element of each parameter, all zero.</summary>
    private protected T[][] CreateState() => Array.ConvertAll(parameters, parameter => new T[parameter.ElementCount]);

    private protected void Check(bool isValid, string setting, string expected, double value)
    {
        if (!isValid) throw new ArgumentOutOfRangeException(nameof(value), $"{Name}: the {setting} must be {expected}, got {value}.");
    }
}
