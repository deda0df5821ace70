namespace MiniGrad.Optimizers;

// All parameters of a small captured step updated by one call.
public abstract partial class Optimizer<T>
{
    /// <summary>Whether all that <see cref="Update"/> does is to run a rule for single elements, with settings that depend on the step and
    /// on nothing else of the parameter: then one call can update all parameters of a captured step.</summary>
    internal virtual bool UpdatesTogether => false;

    /// <summary>Whether the settings do not ask for the long way.</summary>
    internal bool MayStepTogether => !hasGroups && Clipping is null && AccumulationSteps <= 1;

    /// <summary><see cref="Step()"/> of a rule that <see cref="UpdatesTogether"/>, where it <see cref="MayStepTogether"/>, after a captured
    /// step whose gradients are finite. Returns false, and has done nothing, where the counts of updates differ.</summary>
    [MethodImpl(AggressiveOptimization)]
    internal bool TryStep(ReadOnlySpan<UpdateEntry<T>> entries)
    {
        CheckMayUpdate();
        int first = entries[0].Index;
        double step = steps[first];
        foreach (ref readonly UpdateEntry<T> entry in entries)
            if (steps[entry.Index] != step) return false;
        ApplySchedule();
        step++;
        foreach (ref readonly UpdateEntry<T> entry in entries)
        {
            steps[entry.Index] = step;
            parameters[entry.Index].Changes!.Increment();
        }
        Update(new ParameterUpdate<T>(
            this, first, parameters[first], step, learningRate, weightDecay, scale: 1, double.PositiveInfinity, entries));
        EndStep();
        return true;
    }
}
