using MiniGrad.Kernels;

namespace MiniGrad.Training;

/// <summary>The function that is minimized, with its gradients, called or replayed.</summary>
internal sealed class Objective<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Parameter<T>[] parameters;
    private readonly Func<Tensor<T>?[]> differentiate;
    private readonly StepRecording<T>? recording;
    private readonly ThreadChoice threads = new();
    private readonly string name;
    private long seenChanges = -1;
    private T value;

    /// <param name="name">Who asks, for messages.</param>
    /// <param name="function">The function, of the parameters.</param>
    /// <param name="parameters">Where to compute it.</param>
    /// <param name="isNegated">Whether its negative is computed, which is smallest where the function is largest.</param>
    /// <param name="captures">Whether the function is recorded and replayed.</param>
    public Objective(
        string name, Func<IReadOnlyList<Tensor<T>>, Tensor<T>> function, Parameter<T>[] parameters, bool isNegated, bool captures)
    {
        this.name = name;
        this.parameters = parameters;
        differentiate = () => TrainingStep<T>.Differentiate(() => isNegated ? -Call(function) : Call(function), parameters);
        if (captures) recording = new StepRecording<T>(_ => differentiate(), [], inputsStay: true, labels: [], parameters, []);
    }

    /// <summary>How often the function was computed.</summary>
    public long Evaluations { get; private set; }

    /// <summary>The value at the parameters, which then hold its gradients. Computed only if they have changed.</summary>
    public T Evaluate()
    {
        long changes = 0;
        foreach (Parameter<T> parameter in parameters) changes += parameter.Changes!.Value;
        if (changes == seenChanges) return value;
        if (recording is null) value = Pass(differentiate(), parameters);
        else
        {
            using ThreadChoice.Run run = threads.Begin();
            try
            {
                recording.Run();
            }
            catch (CaptureException error)
            {
                throw CaptureAdvice.On(name, error);
            }
            value = Pass(recording.Results, parameters);
        }
        seenChanges = changes;
        Evaluations++;
        return value;
    }

    /// <summary>What a function returned, if that is a single number.</summary>
    public static Tensor<T> CheckValue(string name, Tensor<T>? value)
    {
        if (value is null) throw new InvalidOperationException($"{name}: the function returned null.");
        if (value.ElementCount != 1)
        {
            throw new InvalidOperationException(
                $"{name}: expected the function's value to be a single number, got shape {value.Shape}; reduce it to one.");
        }
        return value;
    }

    private Tensor<T> Call(Func<IReadOnlyList<Tensor<T>>, Tensor<T>> function)
    {
        Tensor<T> result = CheckValue(name, function(parameters));
        if (!result.RequiresGradient)
        {
            throw new InvalidOperationException(
                $"{name}: the function's value does not depend on the point that it is given, so there is no gradient.");
        }
        return result;
    }

    /// <summary>Hands the gradients to the parameters, and returns the loss.</summary>
    private static T Pass(Tensor<T>?[] results, Parameter<T>[] parameters)
    {
        for (int i = 1; i < results.Length; i++) parameters[i - 1].SetGradient(results[i]);
        return results[0]!.Buffer[0];
    }
}
