using MiniGrad.Schedules;
using static System.FormattableString;
using Expression = System.Runtime.CompilerServices.CallerArgumentExpressionAttribute;

namespace MiniGrad.Optimizers;

/// <summary>An update rule with its state: changes parameters so as to make the loss smaller, given the gradients of the loss.</summary>
/// <remarks><para>A step goes through these parts in order, of which only the rule is always there: gradients are gathered over
/// <see cref="AccumulationSteps"/> calls; the <see cref="Schedule"/> sets the learning rate; gradients are limited by
/// <see cref="Clipping"/>; the rule changes every parameter, with <see cref="WeightDecay"/>; then every extension that was added acts, in
/// the order of adding.</para>
/// <para>After construction and configuration nothing is allocated: all state exists from the start.</para>
/// <para>To write a rule of one's own, derive from this class, ask for state in the constructor and override
/// <see cref="Update"/>.</para></remarks>
public abstract partial class Optimizer<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Parameter<T>[] parameters;
    private readonly List<OptimizerExtension<T>> extensions = [];
    private readonly ParameterGroup<T>?[] groups;
    private readonly double[] steps, stepCount;
    private bool hasGroups;
    private double learningRate;
    private double weightDecay;
    private string? name;

    /// <param name="parameters">The parameters to optimize. One that is listed twice, because layers share it, is updated once.</param>
    /// <param name="learningRate">η, at least 0.</param>
    /// <exception cref="ArgumentException">There are no parameters.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The learning rate is negative or not finite.</exception>
    protected Optimizer(IReadOnlyList<Parameter<T>> parameters, double learningRate)
    {
        Guard.NotEmpty(parameters, Name, "parameter");
        this.parameters = [.. parameters.Distinct<Parameter<T>>(ReferenceEqualityComparer.Instance)];
        this.learningRate = CheckNotNegative(learningRate, "learning rate");
        steps = CreateCounts("step");
        stepCount = CreateCount("step_count");
        groups = new ParameterGroup<T>?[this.parameters.Length];
    }

    /// <summary>The parameters, each once, in the order given.</summary>
    public IReadOnlyList<Parameter<T>> Parameters => parameters;

    /// <summary>η: how far a step goes. May be changed between steps, unless a <see cref="Schedule"/> does so.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The rate is negative or not finite.</exception>
    /// <exception cref="InvalidOperationException">There is a schedule, which would set the rate again.</exception>
    public double LearningRate
    {
        get => learningRate;
        set
        {
            CheckNotNegative(value, "learning rate", nameof(LearningRate));
            if (Schedule is not null)
            {
                throw new InvalidOperationException(
                    $"{Name}: the schedule sets the learning rate at every step; set Schedule to null first ({Schedule}).");
            }
            learningRate = value;
        }
    }

    /// <summary>λ of weight decay, which pulls values towards 0. Default: 0 unless the rule says otherwise.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is negative or not finite.</exception>
    public double WeightDecay
    {
        get => weightDecay;
        set => weightDecay = CheckNotNegative(value, "weight decay", nameof(WeightDecay));
    }

    /// <summary>The form of weight decay. Default: <see cref="WeightDecayKind.L2"/> unless the rule says otherwise.</summary>
    public WeightDecayKind WeightDecayKind
    {
        get;
        set => field = Guard.Defined(value, Name, "the kind of weight decay", nameof(WeightDecayKind));
    }

    /// <summary>The learning rate of each update, by <see cref="StepCount"/>, set when an update begins. Default: null, whatever
    /// <see cref="LearningRate"/> was set to.</summary>
    public Schedule? Schedule
    {
        get;
        set
        {
            double? first = value?.At(StepCount);
            field = value;
            learningRate = first ?? learningRate;
        }
    }

    /// <summary>The limit of gradients. Default: null, none.</summary>
    public GradientClipping? Clipping { get; set; }

    /// <summary>Whether <see cref="Step()"/> throws, before anything is changed, where a gradient is NaN or infinite. It takes the time of
    /// reading the gradients once. Default: no; a <see cref="TrainingStep{T}"/> always does so.</summary>
    public bool RefusesNonFiniteGradients { get; set; }

    /// <summary>The number of updates so far.</summary>
    public long StepCount => (long)stepCount[0];

    /// <summary>Whether the rule evaluates the loss several times in a step, and so needs it as a function.</summary>
    public virtual bool NeedsClosure => false;

    /// <summary>Whether there is a group with a learning rate or a weight decay of its own.</summary>
    private protected bool HasGroupSettings =>
        Array.Exists(groups, group => group is not null && (group.LearningRateFactor != 1 || group.WeightDecay > 0));

    /// <summary>An extension that changes the parameters, if there is one.</summary>
    private protected OptimizerExtension<T>? ExtensionThatChangesParameters => extensions.Find(extension => extension.ChangesParameters);

    private protected string Name => name ??= GetType().Name.Split('`')[0];

    /// <summary>Updates every parameter that has a gradient and is not frozen. With <see cref="AccumulationSteps"/> above 1, only every so
    /// many calls do.</summary>
    /// <exception cref="InvalidOperationException">No parameter has a gradient, though some are not frozen. The rule needs the loss as a
    /// function: see <see cref="NeedsClosure"/>. Or an average of the parameters is in their place.</exception>
    /// <exception cref="NonFiniteGradientException">A gradient is not finite, and that is refused.</exception>
    [MethodImpl(AggressiveOptimization)]
    public void Step()
    {
        (Func<string, NonFiniteGradientException>? refusal, asked) = (asked, null);
        if (NeedsClosure)
            throw new InvalidOperationException($"{Name}: needs to evaluate the loss several times; call Step with it as a function.");
        CheckMayUpdate();
        if (RefusesNonFiniteGradients) refusal ??= own ??= parameter => new(Name, parameter);
        if (refusal is not null && !NormTells && FirstNotFinite() is { } name) throw refusal(name);
        ApplySchedule();
        if (IsAccumulating && !Accumulate()) return;
        UpdateAll(refusal);
    }

    private void UpdateAll(Func<string, NonFiniteGradientException>? refusal)
    {
        bool isUpdated = false;
        double scale = GradientScale;
        if (Clipping is { IsGlobal: true } global) scale *= ClippingScale(global, 0, parameters.Length, refusal);
        for (int i = 0; i < parameters.Length; i++)
        {
            Parameter<T> parameter = parameters[i];
            if (parameter.IsFrozen || !HasGradient(i)) continue;
            steps[i]++;
            parameter.Overwrite();
            Update(Prepare(i, parameter, scale));
            isUpdated = true;
        }
        if (IsAccumulating) ForgetAccumulated();
        if (!isUpdated) CheckAllFrozen();
        EndStep();
    }

    /// <summary>Computes the loss and its gradients, and updates the parameters.</summary>
    /// <param name="loss">Computes the loss, a single number.</param>
    /// <returns>The loss before the update.</returns>
    /// <exception cref="InvalidOperationException">The loss is not a single number, or depends on no parameter.</exception>
    public T Step(Func<Tensor<T>> loss)
    {
        ArgumentNullException.ThrowIfNull(loss);
        return StepWith(() =>
        {
            ZeroGradients();
            using GraphRegion region = Recording.On();
            Tensor<T> value = loss() ?? throw new InvalidOperationException($"{Name}: the loss returned null.");
            value.Backward();
            return value.ToScalar();
        });
    }

    /// <summary>Updates the parameters with a function that computes the loss and leaves its gradients in the parameters.</summary>
    [MethodImpl(AggressiveOptimization)]
    internal virtual T StepWith(Func<T> evaluate)
    {
        T loss = evaluate();
        Step();
        return loss;
    }

    /// <summary>Forgets the gradients of all parameters, so that the next backward pass starts anew.</summary>
    public void ZeroGradients()
    {
        foreach (Parameter<T> parameter in parameters) parameter.ZeroGradient();
    }

    /// <summary>Adds an extension, which acts after every step, in the order of adding.</summary>
    /// <returns>The extension.</returns>
    /// <exception cref="InvalidOperationException">It was added to an optimizer before.</exception>
    public TExtension Add<TExtension>(TExtension extension) where TExtension : OptimizerExtension<T>
    {
        ArgumentNullException.ThrowIfNull(extension);
        extension.AttachTo(this);
        extensions.Add(extension);
        return extension;
    }

    /// <summary>Gives some of the parameters settings of their own.</summary>
    /// <returns>The group, whose settings may be changed between steps.</returns>
    /// <exception cref="ArgumentException">One of them is not optimized here, or is in another group.</exception>
    public ParameterGroup<T> Add(ParameterGroup<T> group)
    {
        ArgumentNullException.ThrowIfNull(group);
        int[] places = Array.ConvertAll([.. group.Parameters], parameter => Array.IndexOf(parameters, parameter));
        for (int i = 0; i < places.Length; i++)
        {
            string? trouble = places[i] < 0 ? "is not among this optimizer's parameters"
                : groups[places[i]] is not null ? "is in a group already" : null;
            if (trouble is not null)
                throw new ArgumentException($"{Name}: parameter '{group.Parameters[i].Name}' of the group {trouble}.", nameof(group));
        }
        foreach (int place in places) groups[place] = group;
        hasGroups = true;
        return group;
    }

    /// <summary>The parameters, without the interface's calls.</summary>
    internal Parameter<T>[] ParameterArray => parameters;

    /// <summary>Updates one parameter: the rule.</summary>
    /// <param name="update">The parameter's values, its gradient, and the settings that hold for it.</param>
    protected abstract void Update(in ParameterUpdate<T> update);

    /// <summary>Before anything is counted or changed.</summary>
    [MethodImpl(AggressiveOptimization)]
    private protected void CheckMayUpdate()
    {
        Tracer.OfThread?.CheckWrite("parameters, by a step of an optimizer,");
        foreach (Parameter<T> parameter in parameters)
            if (parameter.HoldsAverage) throw parameter.AverageIsIn("it cannot be trained");
    }

    /// <returns>The value.</returns>
    private protected double Check(
        bool isValid, string setting, string expected, double value, [Expression(nameof(value))] string argument = "")
    {
        if (!isValid) Guard.Refuse(value, expected, Name, $"the {setting}", argument);
        return value;
    }

    private protected double CheckNotNegative(double value, string setting, [Expression(nameof(value))] string argument = "") =>
        Check(value >= 0 && T.IsFinite(T.CreateTruncating(value)), setting, "a finite number of at least 0", value, argument);

    /// <summary>For factors of moving averages.</summary>
    private protected double CheckAverageFactor(double value, string setting, [Expression(nameof(value))] string argument = "") =>
        Check(value >= 0 && T.CreateTruncating(value) < T.One, setting, $"from 0 to below 1{(value < 1 ? InType : "")}", value, argument);

    /// <summary>For terms of a denominator, which must not become 0 in the type.</summary>
    private protected double CheckPositive(double value, string setting, [Expression(nameof(value))] string argument = "") => Check(
        value > 0 && T.IsNormal(T.CreateTruncating(value)), setting, $"a positive number that is normal{InType}", value, argument);

    /// <summary>For an ε that keeps a quotient finite: far below it, the squares of gradients under a root have vanished.</summary>
    private protected double CheckEpsilon(double epsilon)
    {
        double least = typeof(T) == typeof(float) ? 1e-18 : 1e-145;
        string expected = Invariant($"a finite number of at least {least}{InType}");
        return Check(epsilon >= least && double.IsFinite(epsilon), nameof(epsilon), expected, epsilon);
    }

    private static string InType => $" as a {typeof(T).Name}";

    /// <summary>Throws unless all parameters are frozen.</summary>
    private void CheckAllFrozen()
    {
        if (Array.Exists(parameters, parameter => !parameter.IsFrozen))
        {
            throw new InvalidOperationException(
                $"{Name}: no parameter has a gradient; call Backward on a loss of them before Step, and ZeroGradients after it.");
        }
    }

    /// <summary>Sets the learning rate to the schedule's, if there is one.</summary>
    [MethodImpl(AggressiveOptimization)]
    private protected void ApplySchedule()
    {
        if (Schedule is not null) learningRate = Schedule.At(StepCount);
    }

    /// <summary>Ends a step after the update of all parameters.</summary>
    [MethodImpl(AggressiveOptimization)]
    private protected void EndStep()
    {
        stepCount[0]++;
        if (extensions.Count == 0) return;
        foreach (OptimizerExtension<T> extension in extensions) extension.AfterStep();
    }

    [MethodImpl(AggressiveInlining)]
    private ParameterUpdate<T> Prepare(int index, Parameter<T> parameter, double scale)
    {
        double rate = learningRate, decay = weightDecay, limit = double.PositiveInfinity;
        if (groups[index] is { } group)
        {
            rate *= group.LearningRateFactor;
            decay = group.WeightDecay ?? decay;
        }
        if (Clipping is { IsGlobal: false } clipping)
        {
            limit = clipping.ElementLimit;
            if (double.IsPositiveInfinity(limit)) scale *= ClippingScale(clipping, index, index + 1);
        }
        return new ParameterUpdate<T>(this, index, parameter, steps[index], rate, decay, scale, limit, []);
    }
}
