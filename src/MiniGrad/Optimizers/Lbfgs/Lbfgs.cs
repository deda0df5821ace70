using MiniGrad.Kernels;

namespace MiniGrad.Optimizers;

/// <summary>Limited-memory BFGS: a quasi-Newton method, which learns the curvature from how the gradient changed over the last moves, and
/// goes along its direction as far as a line search says (Nocedal and Wright, "Numerical Optimization", 2nd edition, 2006, algorithms 7.4
/// and 7.5).</summary>
/// <remarks><para>With s the last moves, y the changes of the gradient over them and ρ = 1 / yᵀs: <c>q ← −g</c>; from the newest pair to
/// the oldest <c>α ← ρ·sᵀq</c>, <c>q ← q − α·y</c>; then <c>d ← γ·q</c> with <c>γ = sᵀy / yᵀy</c> of the newest; from the oldest to the
/// newest <c>d ← d + (α − ρ·yᵀd)·s</c>; and <c>θ ← θ + t·d</c> with a t that meets the strong Wolfe conditions, the first one tried being
/// η.</para>
/// <para>For functions that are the same at every call: the whole data set, or one large batch for several steps. It evaluates the loss
/// several times in a step and so needs it as a function: <c>optimizer.Step(() => loss)</c>, or a captured step. The method is that of
/// PyTorch's LBFGS with <c>strong_wolfe</c>, where a step is 20 iterations, the history 100, and the tolerances are 1e-7, 1e-9 and 1e-10.
/// Of the evaluations of a step, layers keep what they gather in training, such as running averages, of the first alone: the others are
/// tries (<see cref="DryRun"/>).</para>
/// <para>Weight decay, clipping, accumulation and learning rates of groups are refused: they would make the gradient another one than the
/// loss has; and so are extensions that change the parameters.</para></remarks>
public sealed class Lbfgs<T> : Optimizer<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly StrongWolfeSearch search;
    private readonly Func<double, LinePoint> evaluateAt;
    private readonly CurvaturePairs<T> pairs;

    // The last iteration: its gradient, its direction d and how far along that it went, t.
    private readonly ParameterState<T> previousGradient, direction;
    private readonly double[] move, iterations;

    // Of no meaning between steps.
    private readonly ParameterState<T> start, gradient;
    private Func<T>? evaluate;

    private double evaluatedStep;
    private bool isStuck;

    /// <param name="parameters">The parameters to optimize.</param>
    /// <param name="learningRate">η, the first step that a line search tries, at least 0. The default of 1 is right near a minimum.</param>
    /// <param name="history">The number of moves to learn from, at least 1. Each takes two numbers per element of the parameters.</param>
    /// <param name="iterationsPerStep">The most iterations of a step, at least 1. A step begins with an evaluation, because its function
    /// may be another than that of the step before: where it is not, 20 iterations in a step save nearly half of the evaluations.</param>
    /// <param name="evaluationsPerStep">Evaluations after which no iteration begins, at least 1. Default: 5/4 of the iterations.</param>
    /// <param name="gradientTolerance">A step ends when no element of the gradient is larger, at least 0.</param>
    /// <param name="changeTolerance">A step ends when no parameter moves by more, when the loss changes by less, or when the slope along
    /// the direction is flatter, at least 0. Default: 0, as far as precision goes: when to stop is for whoever calls it to say.</param>
    /// <param name="sufficientDecrease">c₁ of the Wolfe conditions, above 0. Default: 1e-4.</param>
    /// <param name="curvature">c₂ of the Wolfe conditions, above c₁ and below 1. Default: 0.9.</param>
    /// <param name="minimumCurvature">A pair is learned from if its yᵀs is above this, at least 0. Default: 0.</param>
    /// <exception cref="ArgumentException">There are no parameters.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A setting is out of its range.</exception>
    public Lbfgs(
        IReadOnlyList<Parameter<T>> parameters, double learningRate = 1, int history = 10, int iterationsPerStep = 1,
        int? evaluationsPerStep = null, double gradientTolerance = 0, double changeTolerance = 0, double sufficientDecrease = 1e-4,
        double curvature = 0.9, double minimumCurvature = 0)
        : base(parameters, learningRate)
    {
        Guard.AtLeast(history, 1, Name, "the history");
        Guard.AtLeast(evaluationsPerStep ?? 1, 1, Name, "the number of evaluations per step", nameof(evaluationsPerStep));
        Check(sufficientDecrease is > 0 and < 1, "sufficient decrease c1", "above 0 and below 1", sufficientDecrease);
        bool isBetween = curvature > sufficientDecrease && curvature < 1;
        Check(isBetween, "curvature c2", FormattableString.Invariant($"above c1 = {sufficientDecrease} and below 1"), curvature);
        IterationsPerStep = Guard.AtLeast(iterationsPerStep, 1, Name, "the number of iterations per step");
        EvaluationsPerStep = evaluationsPerStep ?? Math.Max(1, (int)(iterationsPerStep * 5L / 4));
        GradientTolerance = CheckNotNegative(gradientTolerance, "gradient tolerance");
        ChangeTolerance = CheckNotNegative(changeTolerance, "change tolerance");
        MinimumCurvature = CheckNotNegative(minimumCurvature, "minimum curvature");
        search = new StrongWolfeSearch(sufficientDecrease, curvature, changeTolerance, 10 * Precision);
        evaluateAt = EvaluateAt;
        pairs = new CurvaturePairs<T>(this, history);
        previousGradient = CreateState("previous_gradient");
        direction = CreateState("direction");
        move = CreateNumber("move");
        iterations = CreateCount("iteration");
        start = new ParameterState<T>("start", Parameters, T.Zero, isKeptFor: null);
        gradient = new ParameterState<T>("gradient", Parameters, T.Zero, isKeptFor: null);
    }

    /// <summary>The most iterations of a step.</summary>
    public int IterationsPerStep { get; }

    /// <summary>After how many evaluations of the loss a step makes no further iteration.</summary>
    public int EvaluationsPerStep { get; }

    /// <summary>A step ends when no element of the gradient is larger.</summary>
    public double GradientTolerance { get; }

    /// <summary>A step ends when no parameter moves by more, when the loss changes by less, or when the slope is flatter.</summary>
    public double ChangeTolerance { get; }

    /// <summary>A pair is learned from if its yᵀs is above this.</summary>
    public double MinimumCurvature { get; }

    /// <inheritdoc/>
    public override bool NeedsClosure => true;

    /// <inheritdoc/>
    internal override T StepWith(Func<T> evaluate)
    {
        CheckSettings();
        CheckMayUpdate();
        if (this.evaluate is not null) throw new InvalidOperationException($"{Name}: a step cannot run inside its own loss.");
        ApplySchedule();
        this.evaluate = evaluate;
        try
        {
            T loss = evaluate();
            if (RefusesNonFiniteGradients && FirstNotFinite() is { } parameter) throw new NonFiniteGradientException(Name, parameter);
            Iterate(double.CreateTruncating(loss));
            EndStep();
            return loss;
        }
        finally
        {
            this.evaluate = null;
        }
    }

    /// <inheritdoc/>
    protected override void Update(in ParameterUpdate<T> update) =>
        throw new NotSupportedException($"{Name}: parameters are updated together.");

    private void Iterate(double loss)
    {
        int evaluations = 1;
        gradient.SetToGradient(this);
        // From here the steepest descent has led nowhere, and would again.
        if (isStuck && gradient.IsEqualTo(previousGradient)) return;
        isStuck = false;
        for (int iteration = 1; iteration == 1 || iteration <= IterationsPerStep && evaluations < EvaluationsPerStep; iteration++)
        {
            double largest = gradient.LargestMagnitude();
            if (largest <= GradientTolerance || !double.IsFinite(largest) || !double.IsFinite(loss)) return;
            bool isFirst = iterations[0]++ == 0;
            if (!isFirst) Learn();
            previousGradient.SetTo(1, gradient);
            direction.SetTo(-1, gradient);
            pairs.Apply(direction);

            double slope = gradient.Dot(direction);
            move[0] = isFirst ? FirstMove(loss, slope) * LearningRate : LearningRate;
            if (!(slope < 0)) Forget();
            if (!(slope < 0) || slope > -ChangeTolerance || move[0] == 0) return;

            for (int i = 0; i < Parameters.Count; i++) ParameterArray[i].Span.CopyTo(start[i]);
            (LinePoint best, int tried) = Search(new LinePoint(0, loss, slope));
            evaluations += tried;
            move[0] = best.Step;
            double change = Math.Abs(best.Value - loss);
            loss = best.Value;
            isStuck = best.Step == 0 && isFirst;
            if (best.Step == 0) Forget();
            if (best.Step * direction.LargestMagnitude() <= ChangeTolerance || change < ChangeTolerance) return;
        }
    }

    /// <summary>How far to go along the gradient at first: its length, at most 1 in all. Where the loss could not show the decrease by
    /// that, 1.</summary>
    private double FirstMove(double loss, double slope)
    {
        double unit = 1 / gradient.SumOfMagnitudes();
        return Math.Min(1, unit) * -slope > 4 * Precision * Math.Abs(loss) ? Math.Min(1, unit) : unit;
    }

    private static double Precision => typeof(T) == typeof(float) ? 1.2e-7 : 2.2e-16;

    /// <summary>Goes along the direction; or, if the loss throws, stays where it was.</summary>
    private (LinePoint Best, int Evaluations) Search(LinePoint from)
    {
        bool isDone = false;
        try
        {
            (LinePoint best, int tried) = search.Run(evaluateAt, from, move[0], direction.LargestMagnitude());
            if (best.Step != evaluatedStep) EvaluateAt(best.Step);
            isDone = true;
            return (best, tried);
        }
        finally
        {
            if (!isDone)
            {
                for (int i = 0; i < Parameters.Count; i++)
                    if (!ParameterArray[i].IsFrozen) start[i].CopyTo(ParameterArray[i].BeginUpdate());
                Forget();
            }
        }
    }

    /// <summary>φ and φ′ along the direction. Leaves the parameters there, with their gradients.</summary>
    private LinePoint EvaluateAt(double step)
    {
        for (int i = 0; i < Parameters.Count; i++)
            if (!ParameterArray[i].IsFrozen) VectorArithmetic.AddScaled<T>(direction[i], step, start[i], ParameterArray[i].BeginUpdate());
        using DryRun dryRun = DryRun.Begin();
        double loss = double.CreateTruncating(evaluate!());
        gradient.SetToGradient(this);
        evaluatedStep = step;
        return new LinePoint(step, loss, gradient.Dot(direction));
    }

    /// <summary>Makes a pair of the last move and of how the gradient changed over it.</summary>
    private void Learn()
    {
        // The start and the gradient of the last iteration are not needed any more: their memory holds the pair meanwhile.
        start.SetTo(move[0], direction);
        previousGradient.SetTo(-1, previousGradient);
        previousGradient.Add(1, gradient);
        pairs.Add(start, previousGradient, MinimumCurvature);
    }

    /// <summary>Makes the next step begin anew from the steepest descent, after pairs that lead nowhere.</summary>
    private void Forget()
    {
        pairs.Clear();
        iterations[0] = 0;
    }

    private void CheckSettings()
    {
        string advice = WeightDecay != 0 ? "leave it off, and add a penalty to the loss instead" : "leave it off";
        string? refused = WeightDecay != 0 ? "weight decay" : Clipping is not null ? "gradient clipping"
            : AccumulationSteps > 1 ? "accumulation of gradients"
            : HasGroupSettings ? "a learning rate or weight decay of a group's own" : null;
        if (refused is not null)
            throw new InvalidOperationException($"{Name}: {refused} would make the gradient another one than the loss has; {advice}.");
        if (ExtensionThatChangesParameters is { } extension)
            throw new InvalidOperationException($"{Name}: {extension.Name} changes the parameters between steps; leave it off.");
    }
}
