using MiniGrad.Kernels;

namespace MiniGrad.Optimizers;

// Where the gradients of a step come from: the parameters, or what was gathered over several calls.
public abstract partial class Optimizer<T>
{
    private ParameterState<T>? accumulated;
    private double[]? accumulatedCounts, accumulatedSteps;
    private Func<string, NonFiniteGradientException>? asked, own;

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
            accumulated = CreateState("accumulated_share");
            accumulatedCounts = CreateCounts("accumulated_count");
            accumulatedSteps = CreateCount("accumulated_steps", value - 1);
        }
    } = 1;

    private bool IsAccumulating => AccumulationSteps > 1;

    /// <summary>The factor of gathered gradients: their sum cannot overflow; a power of 2, which rounds only subnormals.</summary>
    private double Share => 1.0 / BitOperations.RoundUpToPowerOf2((uint)AccumulationSteps);

    /// <summary>The factor that makes the sum of gradients their mean.</summary>
    private double GradientScale
    {
        [MethodImpl(AggressiveInlining)]
        get => IsAccumulating ? 1 / (Share * accumulatedSteps![0]) : 1;
    }

    /// <summary>Whether the norm for clipping tells that all gradients are finite.</summary>
    private bool NormTells
    {
        [MethodImpl(AggressiveInlining)]
        get => Clipping is { IsGlobal: true } && !IsAccumulating;
    }

    [MethodImpl(AggressiveInlining)]
    private bool HasGradient(int index) => IsAccumulating ? accumulatedCounts![index] > 0 : parameters[index].PassingGradient is not null;

    /// <summary>The gradient of a parameter that has one.</summary>
    [MethodImpl(AggressiveInlining)]
    internal ReadOnlySpan<T> GradientOf(int index) => IsAccumulating ? accumulated![index] : parameters[index].PassingGradient!.Buffer;

    /// <summary>Adds the gradients to those of the calls before, and returns whether there are enough for an update.</summary>
    private bool Accumulate()
    {
        for (int i = 0; i < parameters.Length; i++)
        {
            if (parameters[i].PassingGradient is not { } gradient) continue;
            Span<T> sum = accumulated![i];
            VectorArithmetic.AddScaled(gradient.Span, Share, sum, sum);
            accumulatedCounts![i]++;
        }
        return ++accumulatedSteps![0] >= AccumulationSteps;
    }

    /// <summary>Updates with the mean of the gradients that were gathered for an update with more of them, if there are any: for the end of
    /// an epoch. A <c>Trainer</c> does so.</summary>
    /// <exception cref="InvalidOperationException">An average of the parameters is in their place.</exception>
    public void FinishAccumulation()
    {
        CheckMayUpdate();
        if (!IsAccumulating || accumulatedSteps![0] == 0) return;
        ApplySchedule();
        UpdateAll(refusal: null);
    }

    /// <summary>Has the next step refuse gradients that are not finite, with an error for the first parameter that has one. Returns whether
    /// the caller must look at them; else the norm for clipping tells.</summary>
    internal bool BeginRefusing(Func<string, NonFiniteGradientException> refusal)
    {
        // To write a reference takes several nanoseconds.
        if (NormTells) asked = refusal;
        else if (asked is not null) asked = null;
        return asked is null;
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

    /// <summary>The factor that limits the Euclidean norm of the gradients of some parameters together.</summary>
    private double ClippingScale(GradientClipping clipping, int start, int end, Func<string, NonFiniteGradientException>? refusal = null)
    {
        double unit = 1, norm = Norm(start, end, unit);
        if (!double.IsFinite(norm)) norm = Norm(start, end, unit = EuclideanNorm.LargeUnit);
        return refusal is null || double.IsFinite(norm) ? clipping.Scale(norm, unit) : throw refusal(FirstNotFinite()!);
    }

    private double Norm(int start, int end, double unit)
    {
        double norm = 0;
        for (int i = start; i < end; i++)
            if (!parameters[i].IsFrozen && HasGradient(i)) norm = double.Hypot(norm, EuclideanNorm.Of(GradientOf(i), unit));
        return GradientScale * norm;
    }
}
