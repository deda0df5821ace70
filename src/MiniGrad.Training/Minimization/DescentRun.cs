using MiniGrad.Optimizers;

namespace MiniGrad.Training;

/// <summary>One run of <see cref="Descent"/> on a function.</summary>
internal sealed class DescentRun<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly string name;
    private readonly DescentOptions options;
    private readonly bool isAscent;
    private readonly Parameter<T>[] parameters;
    private readonly Optimizer<T> optimizer;
    private readonly Objective<T> objective;
    private readonly StoppingRule stop;
    private readonly List<TracePoint<T>> trace = [];
    private readonly BestSoFar<T> best;

    public DescentRun(
        string name, Func<IReadOnlyList<Tensor<T>>, Tensor<T>> function, IReadOnlyList<Tensor<T>> start,
        Func<IReadOnlyList<Parameter<T>>, Optimizer<T>> optimizer, StoppingRule stop, DescentOptions? options, bool isAscent)
    {
        ArgumentNullException.ThrowIfNull(function);
        ArgumentNullException.ThrowIfNull(stop);
        this.name = name;
        this.stop = stop;
        this.options = options ?? new();
        this.isAscent = isAscent;
        parameters = StartingPoint.Parameters(name, start);
        this.optimizer = StartingPoint.Optimizer(name, optimizer, parameters);
        objective = new Objective<T>(name, function, parameters, isAscent, this.options.Captures);
        best = new BestSoFar<T>(parameters, isAscent);
    }

    public DescentResult<T> Run(CancellationToken cancellation)
    {
        StoppingMonitor monitor = new(stop, options.DivergenceFactor, options.Time, isAscent);
        Func<T> evaluate = objective.Evaluate;
        StallWatch<T> movement = new(optimizer, stepsPerUpdate: 1);
        StopReason? reason;
        double value, norm, bestNorm = double.NaN;
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            bool isStart = objective.Evaluations == 0;
            value = double.CreateTruncating(objective.Evaluate());
            if (isAscent) value = 0 - value;
            (norm, double largest) = GradientSize.Of(parameters);
            if (isStart && !(double.IsFinite(value) && double.IsFinite(norm)))
            {
                throw new ArgumentException(Invariant(
                    $"{name}: at the start the function is {value} and its gradient has the norm {norm}; start where both are finite."));
            }

            _ = isStart ? monitor.ObserveStart(value, norm, largest) : monitor.Observe(value, norm, largest);
            int iteration = monitor.Progress.Iteration;
            reason = monitor.Reason ?? movement.Look(iteration, "iterations", iteration);
            if (!isStart) options.OnIteration?.Invoke(monitor.Progress);
            if (options.TraceEvery > 0 && (reason is not null || iteration % options.TraceEvery == 0))
                trace.Add(new TracePoint<T>(iteration, StartingPoint.Copies(parameters), value, norm));
            if (reason is not { IsDivergence: true } && best.Report(value)) bestNorm = norm;
            if (reason is not null) break;
            Update(evaluate);
        }
        if (reason.IsDivergence)
        {
            best.Point.Restore();
            (value, norm) = (best.Measure!.Value, bestNorm);
        }
        return new DescentResult<T>(
            StartingPoint.Copies(parameters), value, norm, reason, monitor.Progress.Iteration, objective.Evaluations, monitor.Elapsed,
            trace, best.Point.ToTensors(), best.Measure!.Value);
    }

    /// <summary>One update, for which an optimizer may gather gradients over several steps.</summary>
    private void Update(Func<T> evaluate)
    {
        long before = optimizer.StepCount;
        for (int step = 0; step < optimizer.AccumulationSteps && optimizer.StepCount == before; step++) optimizer.StepWith(evaluate);
    }
}
