using MiniGrad.Kernels;

namespace MiniGrad.Optimizers;

// Where the gradients of a step come from: the parameters, or what was gathered over several calls.
public abstract partial class Optimizer<T>
{
    private ParameterState<T>? accumulated;
    private double[]? accumulatedCounts;
    private double[]? accumulatedSteps;
    private Func<string, NonFiniteGradientException>? refusalByNorm, ownRefusal;

    /// <summary>The number of calls of <see cref="Step()"/> for one update, with the mean of their gradients: so a batch that does not fit
    /// in memory is taken in parts. Gradients are to be zeroed between the calls, as a captured step does by itself. What is left at the
    /// end of an epoch needs <see cref="FinishAccumulation"/>. Default: 1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is below 1.</exception>
    /// <exception cref="InvalidOperationException">Some of the gradients for the next update have been gathered already.</exception>
    public int AccumulationSteps
    {
        get;
        set
        {
            Check(value >= 1, "number of accumulation steps", "at least 1", value);
            if (accumulatedSteps?[0] > 0 && value != field)
            {
                throw new InvalidOperationException(
                    $"{Name}: {accumulatedSteps[0]} of {field} gradients have been gathered; change their number after the next update.");
            }
            if (value != field && accumulated is not null)
            {
                Drop(accumulated, accumulatedCounts!, accumulatedSteps!);
                (accumulated, accumulatedCounts, accumulatedSteps) = (null, null, null);
            }
            field = value;
            if (value == 1 || accumulated is not null) return;
            accumulated = CreateState("accumulated_gradient");
            accumulatedCounts = CreateCounts("accumulated_count");
            accumulatedSteps = CreateCount("accumulated_steps", value - 1);
        }
    } = 1;

    private bool IsAccumulating => AccumulationSteps > 1;

    /// <summary>The factor that makes the sum of gradients their mean.</summary>
    private double GradientScale => IsAccumulating ? 1 / accumulatedSteps![0] : 1;

    private bool HasGradient(int index) => IsAccumulating ? accumulatedCounts![index] > 0 : parameters[index].PassingGradient is not null;

    /// <summary>The gradient of a parameter that has one.</summary>
    internal ReadOnlySpan<T> GradientOf(int index) => IsAccumulating ? accumulated![index] : parameters[index].PassingGradient!.Buffer;

    /// <summary>Adds the gradients to those of the calls before, and returns whether there are enough for an update.</summary>
    private bool Accumulate()
    {
        for (int i = 0; i < parameters.Length; i++)
        {
            if (parameters[i].PassingGradient is not { } gradient) continue;
            Span<T> sum = accumulated![i];
            Elementwise.Add<T>(sum, gradient.Span, sum);
            accumulatedCounts![i]++;
        }
        return ++accumulatedSteps![0] >= AccumulationSteps;
    }

    /// <summary>Updates with the mean of the gradients that were gathered for an update with more of them, if there are any: for the end of
    /// an epoch. A <c>Trainer</c> does so.</summary>
    /// <exception cref="InvalidOperationException">An average of the parameters is in their place.</exception>
    public void FinishAccumulation()
    {
        CheckNoAverageIsIn();
        if (!IsAccumulating || accumulatedSteps![0] == 0) return;
        ApplySchedule();
        UpdateAll();
    }

    /// <summary>Has this step refuse gradients that are not finite, with an error for the first parameter that has one. Returns whether the
    /// caller must look at them; else the norm for clipping tells.</summary>
    internal bool BeginRefusing(Func<string, NonFiniteGradientException> refusal)
    {
        refusalByNorm = Clipping is { IsGlobal: true } && !IsAccumulating ? refusal : null;
        return refusalByNorm is null;
    }

    /// <summary>The name of the first parameter with a gradient that is not finite, or null.</summary>
    internal string? FirstNotFinite()
    {
        foreach (Parameter<T> parameter in parameters)
            if (!parameter.IsFrozen && parameter.PassingGradient is { } gradient && !FiniteKernel.All<T>(gradient.Buffer))
                return parameter.Name;
        return null;
    }

    private void ForgetAccumulated()
    {
        accumulatedSteps![0] = 0;
        Array.Clear(accumulatedCounts!);
        for (int i = 0; i < parameters.Length; i++) accumulated![i].Clear();
    }

    /// <summary>The Euclidean norm of all gradients of the step together.</summary>
    private double GlobalNorm()
    {
        // Asked for anew by each step.
        Func<string, NonFiniteGradientException>? refusal = refusalByNorm;
        refusalByNorm = null;
        double norm = 0;
        for (int i = 0; i < parameters.Length; i++)
        {
            if (parameters[i].IsFrozen || !HasGradient(i)) continue;
            norm = double.Hypot(norm, EuclideanNorm.Of(GradientOf(i)));
            if (refusal is not null && !double.IsFinite(norm)) throw refusal(parameters[i].Name);
        }
        return GradientScale * norm;
    }
}
