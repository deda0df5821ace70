namespace MiniGrad.Optimizers;

/// <summary>An action of an optimizer after every update: keep averages, limit weights. Derive from it to add one.</summary>
public abstract class OptimizerExtension<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The optimizer that it was added to.</summary>
    /// <exception cref="InvalidOperationException">It was not added to one.</exception>
    protected Optimizer<T> Optimizer
    {
        get => field ?? throw new InvalidOperationException($"{Name}: not added to an optimizer yet.");
        private set;
    }

    /// <summary>Whether it changes the parameters, and does not only look at them. Default: yes.</summary>
    protected internal virtual bool ChangesParameters => true;

    /// <summary>The name in messages and saved states.</summary>
    internal string Name => name ??= GetType().Name.Split('`')[0];

    private bool isAttached;
    private string? name;

    internal void AttachTo(Optimizer<T> optimizer)
    {
        if (isAttached) throw new InvalidOperationException($"{Name}: added to an optimizer before; make another one.");
        Optimizer = optimizer;
        Attach();
        isAttached = true;
    }

    /// <inheritdoc cref="Optimizer{T}.CreateState"/>
    protected ParameterState<T> CreateState(string name, double initial = 0) => Optimizer.CreateState(name, initial);

    /// <inheritdoc cref="Optimizer{T}.CreateNumber"/>
    protected double[] CreateNumber(string name, double initial = 0) => Optimizer.CreateNumber(name, initial);

    /// <summary>Called once, when the extension is added to an optimizer: the place to ask for state, under unused names.</summary>
    protected abstract void Attach();

    /// <summary>Called after every update of the parameters.</summary>
    protected internal abstract void AfterStep();
}
