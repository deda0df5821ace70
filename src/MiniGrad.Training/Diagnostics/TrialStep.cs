using MiniGrad.Optimizers;

namespace MiniGrad.Training;

/// <summary>What an optimizer's next update would change, found by making it on copies of the values and taking everything back.</summary>
internal sealed class TrialStep<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly IReadOnlyList<Parameter<T>> parameters;
    private readonly double[] changeNorms;

    private TrialStep(IReadOnlyList<Parameter<T>> parameters)
    {
        this.parameters = parameters;
        changeNorms = new double[parameters.Count];
    }

    /// <returns>Null for a rule that evaluates the loss several times, which a trial must not; where the parameters hold an average, which
    /// no step may change; and where none of them has a gradient.</returns>
    public static TrialStep<T>? Run(Optimizer<T> optimizer, Func<Tensor<T>, Tensor<T>?> gradientOf)
    {
        if (optimizer.NeedsClosure || optimizer.Parameters.Any(parameter => parameter.HoldsAverage)) return null;
        if (!optimizer.Parameters.Any(parameter => !parameter.IsFrozen && gradientOf(parameter) is not null)) return null;
        TrialStep<T> trial = new(optimizer.Parameters);
        OptimizerState<T> state = optimizer.SaveState();
        Borrowed[] borrowed = [.. optimizer.Parameters.Select(parameter => new Borrowed(parameter, gradientOf(parameter)))];
        try
        {
            // Where gradients accumulate, several calls make one update; of the mean of equal gradients.
            long before = optimizer.StepCount;
            do optimizer.Step();
            while (optimizer.StepCount == before);
            for (int i = 0; i < borrowed.Length; i++) trial.changeNorms[i] = borrowed[i].ChangeNorm();
        }
        finally
        {
            foreach (Borrowed parameter in borrowed) parameter.GiveBack();
            optimizer.RestoreState(state);
        }
        return trial;
    }

    /// <summary>‖Δθ‖ of some parameters together; null if none of them is the optimizer's.</summary>
    public double? ChangeNorm(IReadOnlyList<Parameter<T>> some)
    {
        double? norm = null;
        for (int i = 0; i < parameters.Count; i++)
            if (some.Contains(parameters[i], ReferenceEqualityComparer.Instance)) norm = double.Hypot(norm ?? 0, changeNorms[i]);
        return norm;
    }

    /// <summary>A parameter with other values and gradient for a while; a graph of the true ones can be walked afterwards.</summary>
    private sealed class Borrowed
    {
        private readonly Parameter<T> parameter;
        private readonly Storage<T> storage;
        private readonly Tensor<T>? gradient;
        private readonly long changes;

        public Borrowed(Parameter<T> parameter, Tensor<T>? trialGradient)
        {
            this.parameter = parameter;
            storage = parameter.Storage;
            gradient = parameter.PassingGradient;
            changes = parameter.Changes!.Value;
            Storage<T> copy = Storage<T>.Aligned(parameter.ElementCount);
            parameter.Buffer.CopyTo(copy.Span(parameter.ElementCount));
            parameter.Storage = copy;
            parameter.SetGradient(trialGradient);
        }

        public double ChangeNorm()
        {
            ReadOnlySpan<T> before = storage.Span(parameter.ElementCount), after = parameter.Buffer;
            double[] change = new double[before.Length];
            for (int i = 0; i < change.Length; i++) change[i] = double.CreateTruncating(after[i]) - double.CreateTruncating(before[i]);
            return TensorStatistics.Of([new Tensor<double>(change, parameter.Shape)]).Norm;
        }

        public void GiveBack()
        {
            parameter.Storage = storage;
            parameter.SetGradient(gradient);
            parameter.Changes!.TakeBack(changes);
        }
    }
}
