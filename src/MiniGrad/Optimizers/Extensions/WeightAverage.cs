using MiniGrad.Kernels;

namespace MiniGrad.Optimizers;

/// <summary>An average of the parameters' values over the steps, kept beside them: it often generalizes better than the last values do.
/// Training does not see it.</summary>
/// <remarks><para>To evaluate or save a model with it: <c>using (average.Apply()) { … }</c>. Statistics of activations that a layer gathers
/// in training belong to the parameters' own values; for the average they would have to be gathered anew.</para>
/// <para>Frozen parameters are averaged like the others: their average is their value.</para></remarks>
public abstract class WeightAverage<T> : OptimizerExtension<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly string name;
    private ParameterState<T>? averages;
    private double[]? count;

    private protected WeightAverage(string name) => this.name = name;

    /// <inheritdoc/>
    protected internal override bool ChangesParameters => false;

    /// <summary>The number of sets of values in the average. Before the first there is no average.</summary>
    public long Count => count is null ? 0 : (long)count[0];

    /// <summary>The average for one parameter, in the order of its elements.</summary>
    /// <param name="index">The parameter's place in <see cref="Optimizer{T}.Parameters"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such parameter.</exception>
    /// <exception cref="InvalidOperationException">There is no average yet.</exception>
    public ReadOnlySpan<T> Values(int index)
    {
        ParameterState<T> current = Averages();
        int last = Optimizer.Parameters.Count - 1;
        Guard.Between(index, 0, last, Name, "the index of a parameter");
        return current[index];
    }

    /// <summary>Puts the averages into the parameters until the result is disposed, which puts the same bits back.</summary>
    /// <exception cref="InvalidOperationException">There is no average yet, or the parameters hold one already.</exception>
    public IDisposable Apply()
    {
        ParameterState<T> current = Averages();
        return new AppliedAverage<T>(Optimizer.Parameters, (i, values) => current[i].CopyTo(values));
    }

    /// <summary>Puts the averages into the parameters if there are any: <c>EvaluationWeights = average.TryApply</c> of a trainer.</summary>
    /// <returns>As <see cref="Apply"/>, or null where there is no average yet and the parameters stay as they are.</returns>
    /// <exception cref="InvalidOperationException">The parameters hold an average already.</exception>
    public IDisposable? TryApply() => Count > 0 ? Apply() : null;

    /// <summary>Copies the averages into the parameters of another model.</summary>
    /// <param name="parameters">Parameters of the same number, shapes and order.</param>
    /// <exception cref="ArgumentException">Their number or shapes differ. Nothing is changed then.</exception>
    /// <exception cref="InvalidOperationException">There is no average yet.</exception>
    public void CopyTo(IReadOnlyList<Parameter<T>> parameters)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        ParameterState<T> current = Averages();
        IReadOnlyList<Parameter<T>> own = Optimizer.Parameters;
        if (parameters.Count != own.Count)
            throw new ArgumentException($"{Name}: expected {own.Count} parameters to copy to, got {parameters.Count}.", nameof(parameters));
        for (int i = 0; i < own.Count; i++)
        {
            if (parameters[i].Shape == own[i].Shape) continue;
            string message = $"{Name}: parameter {i}, '{own[i].Name}', has the shape {own[i].Shape}, got {parameters[i].Shape}.";
            throw new ArgumentException(message, nameof(parameters));
        }
        for (int i = 0; i < own.Count; i++) parameters[i].Assign(current[i]);
    }

    /// <inheritdoc/>
    protected override void Attach()
    {
        averages = Optimizer.CreateState(name);
        count = Optimizer.CreateCount($"{name}_count");
    }

    /// <inheritdoc/>
    protected internal override void AfterStep()
    {
        if (!Takes(Optimizer.StepCount)) return;
        long number = (long)++count![0];
        T weight = T.CreateTruncating(Weight(number));
        for (int i = 0; i < Optimizer.Parameters.Count; i++)
        {
            if (number == 1) Optimizer.ParameterArray[i].Span.CopyTo(averages![i]);
            else Interpolation.Move(averages![i], Optimizer.ParameterArray[i].Span, weight);
        }
    }

    /// <summary>Whether the values after an update, which count from 1, become part of the average.</summary>
    private protected abstract bool Takes(long step);

    /// <summary>w for the n-th set of values: <c>a ← a + w·(θ − a)</c>. The first one is copied.</summary>
    private protected abstract double Weight(long number);

    private ParameterState<T> Averages()
    {
        if (Count > 0) return averages!;
        string reason = averages is null ? "it was not added to an optimizer"
            : $"it begins with update {FirstStep}, and there were {Optimizer.StepCount}";
        throw new InvalidOperationException($"{Name}: there is no average yet: {reason}.");
    }

    /// <summary>The number of the update whose values are the first.</summary>
    private protected abstract long FirstStep { get; }
}
